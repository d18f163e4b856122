using Alot.Data.Draws;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Draws;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Pots;

/// <summary>Everything published of a settled pot.</summary>
/// <param name="Proof">JSON, as it was stored at settlement; the list of entries is in it.</param>
/// <param name="Records">The pot's own records of the fairness log.</param>
public sealed record PublishedPotProof(
    PotId PotId,
    string Proof,
    PublicKeysDocument Keys,
    IReadOnlyList<FairnessRecord> Records
);

/// <summary>What anyone may know of a pot, settled or not.</summary>
/// <param name="Status"><c>open</c>, <c>locked</c>, <c>settling</c>, <c>settled</c> or <c>cancelled</c>.</param>
/// <param name="RosterRoot">From the lock on.</param>
/// <param name="BeaconRound">From the lock on, in beacon mode.</param>
/// <param name="CommitHash">From the lock on, in beacon mode once the round is there.</param>
/// <param name="Records">The pot's own records of the fairness log, with their signed statements.</param>
public sealed record KnownPot(
    PotId PotId,
    string Title,
    string Status,
    DateTimeOffset ClosesAt,
    string SeedHash,
    string? RosterRoot,
    DateTimeOffset? LockedAt,
    long? BeaconRound,
    string? CommitHash,
    IReadOnlyList<FairnessRecord> Records
);

/// <summary>What the proof of a pot is checked from. Pots are public: nobody is asked who they are.</summary>
public sealed class PotProofReads(IDbContextFactory<AlotDb> contexts, DrawReads draws)
{
    /// <summary>Null until the pot is settled.</summary>
    public async Task<PublishedPotProof?> FindAsync(PotId id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await using var read = db.Sql(
            "select settlement_proof::text from pots where id = $1 and status = 'settled' and settlement_proof is not null",
            id.Value
        );
        if (await read.ExecuteScalarAsync(stop) is not string proof)
            return null;
        return new(id, proof, await draws.KeysAsync(stop), await RecordsAsync(db, id, stop));
    }

    /// <summary>Null for a pot that isn't there.</summary>
    public async Task<KnownPot?> KnownAsync(PotId id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        KnownPot? pot = null;
        await using (
            var read = db.Sql(
                """
                select title, status::text, closes_at, seed_hash, roster_root, locked_at, beacon_round, commit_hash
                from pots where id = $1
                """,
                id.Value
            )
        )
        await using (var row = await read.ExecuteReaderAsync(stop))
            if (await row.ReadAsync(stop))
                pot = new(
                    id,
                    row.GetString(0),
                    row.GetString(1),
                    row.GetFieldValue<DateTimeOffset>(2),
                    row.GetString(3),
                    row.IsDBNull(4) ? null : row.GetString(4),
                    row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
                    row.IsDBNull(6) ? null : row.GetInt64(6),
                    row.IsDBNull(7) ? null : row.GetString(7),
                    []
                );
        return pot is null ? null : pot with { Records = await RecordsAsync(db, id, stop) };
    }

    private static Task<List<FairnessRecord>> RecordsAsync(AlotDb db, PotId id, CancellationToken stop) =>
        FairnessReads.About(db, id.ToString()).ToListAsync(stop);
}
