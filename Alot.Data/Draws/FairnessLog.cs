using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain.Draws;
using Alot.Domain.Lots;

namespace Alot.Data.Draws;

/// <summary>Appends to the public, hash-chained log of openings, rosters and draws (draws.md, "Proof").</summary>
internal static class FairnessLog
{
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
        if (lot.Visibility == Visibility.Private)
            record = CanonicalJson.Of(Json.Write(new { concealed = FairnessChain.Conceal(logSalt, record) }));
        db.FairnessLog.Add(
            new FairnessRecord
            {
                Sequence = sequence + 1,
                Kind = lot.Visibility == Visibility.Private ? "private" : statement.Kind,
                Record = record,
                PreviousHash = previous,
                Hash = FairnessChain.HashOf(previous, record),
                CreatedAt = now,
            }
        );
        await db.SaveChangesAsync(stop);
    }
}
