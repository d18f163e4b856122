using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Transactions;

/// <summary>
/// Row locks, always in this order: command key, lot, purchase, refund, then wallets by player id. Read the clock after the
/// lock is held, or a buy that waited past the deadline would count as in time.
/// </summary>
internal static class Locks
{
    public static async Task<Lot> LockLotAsync(this AlotDb db, LotId id, CancellationToken stop) =>
        await db.FindLockedLotAsync(id, stop) ?? throw Refusal.NotFound("lot");

    public static Task<Lot?> FindLockedLotAsync(this AlotDb db, LotId id, CancellationToken stop) =>
        db.Lots.FromSql($"select * from rooms where id = {id.Value} for update").SingleOrDefaultAsync(stop);

    /// <summary>Null when the row is gone or somebody else works on it: a worker goes on to the next.</summary>
    public static Task<Lot?> TryLockLotAsync(this AlotDb db, LotId id, CancellationToken stop) =>
        db.Lots.FromSql($"select * from rooms where id = {id.Value} for update skip locked").SingleOrDefaultAsync(stop);

    public static async Task<Purchase> LockPurchaseAsync(this AlotDb db, PurchaseId id, CancellationToken stop) =>
        await db
            .Purchases.FromSql($"select * from room_entry_purchases where id = {id.Value} for update")
            .SingleOrDefaultAsync(stop)
        ?? throw Refusal.NotFound("purchase");

    /// <summary>The lot and then its purchase, in the order of all locks.</summary>
    public static async Task<(Lot Lot, Purchase Purchase)> LockWithLotAsync(
        this AlotDb db,
        PurchaseId id,
        CancellationToken stop,
        PlayerId? ownedBy = null
    )
    {
        var found =
            await db
                .Purchases.AsNoTracking()
                .Where(p => p.Id == id)
                .Select(p => new { p.LotId, p.PlayerId })
                .SingleOrDefaultAsync(stop)
            ?? throw Refusal.NotFound("purchase");
        if (ownedBy is { } owner && found.PlayerId != owner)
            throw Refusal.NotFound("purchase");
        var lot = await db.LockLotAsync(found.LotId, stop);
        return (lot, await db.LockPurchaseAsync(id, stop));
    }

    /// <summary>The player's wallet, made on first use.</summary>
    public static async Task<Wallet> LockWalletAsync(
        this AlotDb db,
        PlayerId id,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        await using (
            var make = db.Sql(
                """
                insert into user_universal_credits (user_id, balance, total_earned, total_spent, total_expired, created_at, updated_at)
                values ($1, 0, 0, 0, 0, $2, $2) on conflict do nothing
                """,
                id.Value,
                now
            )
        )
            await make.ExecuteNonQueryAsync(stop);
        return await db
            .Wallets.FromSql($"select * from user_universal_credits where user_id = {id.Value} for update")
            .SingleAsync(stop);
    }
}
