using Alot.Data.Live;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain.Draws;
using Alot.Domain.Lots;

namespace Alot.Data.Draws;

/// <summary>Appends to the public, hash-chained log of openings, rosters, draws, alternates and voids (draws.md, "Proof").</summary>
internal static class FairnessLog
{
    /// <summary>The kind that the log shows of any record of a private lot.</summary>
    public const string ConcealedKind = "private";

    private const long ChainLock = 0x616c6f745f666169;

    /// <summary>
    /// Appends a signed statement. A private lot's record is concealed: only a hash under its salt is public. The chain's
    /// lock is the last a transaction takes before it commits.
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
        await db.SaveChangesAsync(stop);
        await using (var chain = db.Sql("select pg_advisory_xact_lock($1)", ChainLock))
            await chain.ExecuteNonQueryAsync(stop);
        var (sequence, previous) = (0L, FairnessChain.Genesis);
        await using (var last = db.Sql("select sequence, hash from fairness_log order by sequence desc limit 1"))
        await using (var row = await last.ExecuteReaderAsync(stop))
            if (await row.ReadAsync(stop))
                (sequence, previous) = (row.GetInt64(0), row.GetString(1));

        var record = CanonicalJson.Of(
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
        var plain = lot.Visibility == Visibility.Private ? record : null;
        if (plain is not null)
            record = CanonicalJson.Of(Json.Write(new { concealed = FairnessChain.Conceal(logSalt, plain) }));
        db.FairnessLog.Add(
            new FairnessRecord
            {
                Sequence = sequence + 1,
                Kind = plain is null ? statement.Kind : ConcealedKind,
                Record = record,
                PreviousHash = previous,
                Hash = FairnessChain.HashOf(previous, record),
                CreatedAt = now,
            }
        );
        db.FairnessLotRecords.Add(
            new FairnessLotRecord
            {
                Sequence = sequence + 1,
                LotId = lot.Id,
                Kind = statement.Kind,
                Plain = plain,
            }
        );
        await db.SaveChangesAsync(stop);
        db.Announce(Topic.Fairness);
    }
}
