using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Pots;

/// <summary>
/// Row locks of pots: pot, then wallets by player id, then key and log. The row is locked by a statement of its own, because no
/// login may read all columns, and its policy lets each lock only what it may move.
/// </summary>
internal static class PotLocks
{
    /// <exception cref="Refusal"><c>not_found</c>.</exception>
    public static async Task<Pot> LockPotAsync(this AlotDb db, PotId id, CancellationToken stop)
    {
        await db.RunSqlAsync("select 1 from pots where id = $1 for update", stop, id.Value);
        return await db.Pots.SingleOrDefaultAsync(p => p.Id == id, stop) ?? throw Refusal.NotFound("pot");
    }

    /// <summary>Null when it is gone, somebody else works on it, or it is none of this service's: a worker goes on to the next.</summary>
    public static async Task<Pot?> TryLockPotAsync(this AlotDb db, PotId id, CancellationToken stop)
    {
        await using (var take = db.Sql("select 1 from pots where id = $1 for update skip locked", id.Value))
            if (await take.ExecuteScalarAsync(stop) is null)
                return null;
        return await db.Pots.SingleAsync(p => p.Id == id, stop);
    }

    /// <summary>The entry and its pot, in the order of all locks.</summary>
    /// <exception cref="Refusal"><c>not_found</c>.</exception>
    public static async Task<(Pot Pot, PotEntry Entry)> LockWithPotAsync(
        this AlotDb db,
        PotId id,
        EntryId entryId,
        CancellationToken stop,
        PlayerId? ownedBy = null
    )
    {
        var pot = await db.LockPotAsync(id, stop);
        var entry = await db.PotEntries.SingleOrDefaultAsync(e => e.Id == entryId && e.PotId == id, stop);
        if (entry is null || (ownedBy is { } owner && entry.PlayerId != owner))
            throw Refusal.NotFound("entry");
        return (pot, entry);
    }

    /// <summary>What staff or the system did, for the pot's own log.</summary>
    public static void Note(
        this AlotDb db,
        PotId pot,
        string action,
        DateTimeOffset now,
        PlayerId? by = null,
        string? reason = null,
        object? metadata = null
    ) =>
        db.PotAudits.Add(
            new PotAudit
            {
                Id = Guid.CreateVersion7(now),
                PotId = pot,
                Action = action,
                ActorId = by,
                Reason = reason,
                Metadata = metadata is null ? "{}" : Mapping.Json.Write(metadata),
                CreatedAt = now,
            }
        );
}
