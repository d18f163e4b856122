using Alot.Data.Live;
using Alot.Data.Mapping;
using Alot.Data.Pots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Lots;

namespace Alot.Data.Draws;

/// <summary>Appends to the public, hash-chained log of openings, rosters, draws, alternates, voids and pots (draws.md, "Proof").</summary>
internal static class FairnessLog
{
    /// <summary>The kind that the log shows of any record of a private lot.</summary>
    public const string ConcealedKind = "private";

    private const long ChainLock = 0x616c6f745f666169;

    /// <summary>
    /// Appends a signed statement about a lot. A private lot's record is concealed: only a hash under its salt is public. The
    /// chain's lock is the last a transaction takes before it commits.
    /// </summary>
    public static async Task AppendAsync(
        this AlotDb db,
        SignedStatement statement,
        Lot lot,
        string logSalt,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var record = RecordOf(statement);
        var plain = lot.Visibility == Visibility.Private ? record : null;
        if (plain is not null)
            record = CanonicalJson.Of(Json.Write(new { concealed = FairnessChain.Conceal(logSalt, plain) }));
        var sequence = await db.AppendAsync(plain is null ? statement.Kind : ConcealedKind, record, now, stop);
        db.FairnessLotRecords.Add(
            new FairnessLotRecord
            {
                Sequence = sequence,
                LotId = lot.Id,
                Kind = statement.Kind,
                Plain = plain,
            }
        );
        await db.SaveChangesAsync(stop);
    }

    /// <summary>Appends a signed statement about a pot; pots have no secrets but their seed.</summary>
    public static async Task AppendAsync(
        this AlotDb db,
        SignedStatement statement,
        PotId pot,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var sequence = await db.AppendAsync(statement.Kind, RecordOf(statement), now, stop);
        db.FairnessPotRecords.Add(
            new FairnessPotRecord
            {
                Sequence = sequence,
                PotId = pot,
                Kind = statement.Kind,
            }
        );
        await db.SaveChangesAsync(stop);
    }

    private static string RecordOf(SignedStatement statement) =>
        CanonicalJson.Of(
            Json.Write(
                new
                {
                    statement.Kind,
                    statement.KeyId,
                    statement.Fields,
                    statement.Signature,
                }
            )
        );

    private static async Task<long> AppendAsync(
        this AlotDb db,
        string kind,
        string record,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        await db.SaveChangesAsync(stop);
        await db.RunSqlAsync("select pg_advisory_xact_lock($1)", stop, ChainLock);
        var (sequence, previous) = (0L, FairnessChain.Genesis);
        await using (var last = db.Sql("select sequence, hash from fairness_log order by sequence desc limit 1"))
        await using (var row = await last.ExecuteReaderAsync(stop))
            if (await row.ReadAsync(stop))
                (sequence, previous) = (row.GetInt64(0), row.GetString(1));
        db.FairnessLog.Add(
            new FairnessRecord
            {
                Sequence = sequence + 1,
                Kind = kind,
                Record = record,
                PreviousHash = previous,
                Hash = FairnessChain.HashOf(previous, record),
                CreatedAt = now,
            }
        );
        db.Announce(Topic.Fairness);
        return sequence + 1;
    }
}
