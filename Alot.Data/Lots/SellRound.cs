using Alot.Data.Accounts;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Lots;

/// <summary>
/// Sells many times in one transaction: locks and reads for all, the entity's rule for each in turn, one set-based write for
/// all that were sold. A refusal concerns its own sale only.
/// </summary>
public sealed class SellRound(Transactions.Transactions transactions, TimeProvider clock)
{
    /// <returns>One result for each sale, in their order.</returns>
    public Task<IReadOnlyList<SaleResult>> RunAsync(
        LotId lot,
        IReadOnlyList<SaleRequest> sales,
        CancellationToken stop
    ) =>
        transactions.RunRepeatableAsync<IReadOnlyList<SaleResult>>(
            async db =>
            {
                var round = await Round.LoadAsync(db, lot, sales, clock, stop);
                var results = sales.Select(round.Sell).ToList();
                round.WriteTo(db);
                return results;
            },
            stop
        );
}

// Locks in the order of all locks: lot, purchases, wallets; whole sets by id.
internal sealed partial class Round
{
    private readonly Dictionary<PurchaseId, Purchase> purchases;
    private readonly Dictionary<PlayerId, Wallet> wallets;
    private readonly Dictionary<PlayerId, Buyer> buyers;
    private readonly HashSet<PlayerId> members;
    private readonly HashSet<PlayerId> answerers;
    private readonly Dictionary<(PlayerId, string), KnownAnswer> answers;

    public static async Task<Round> LoadAsync(
        AlotDb db,
        LotId id,
        IReadOnlyList<SaleRequest> sales,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        var lot = await db.FindLockedLotAsync(id, stop);
        var commands = sales.OfType<CreditSaleRequest>().Select(s => s.Command).ToList();
        var purchases = await PurchasesAsync(
            db,
            [.. sales.OfType<PaidSaleRequest>().Select(s => s.PurchaseId.Value)],
            stop
        );
        var actors = commands.Select(c => c.ActorId).ToArray();
        // The lot is locked: keys of its sales that somebody else carried out are seen by now.
        var answers = await db.FindAnswersAsync(commands, stop);
        var wallets = await WalletsAsync(db, actors, stop);
        var buyers = await db.LoadBuyersAsync(actors, stop);
        PlayerId[] players = [.. actors, .. purchases.Values.Select(p => p.PlayerId)];
        var members = await db
            .LotMembers.Where(m => m.LotId == id && players.Contains(m.PlayerId))
            .Select(m => m.PlayerId)
            .ToListAsync(stop);
        List<PlayerId> answerers =
            lot is { TriviaEnabled: true } && actors.Length > 0
                ? await db
                    .TriviaAttempts.Where(a => a.LotId == id && actors.Contains(a.PlayerId) && a.IsCorrect)
                    .Select(a => a.PlayerId)
                    .ToListAsync(stop)
                : [];
        return new Round(db, lot, clock.GetUtcNow(), purchases, wallets, buyers, [.. members], [.. answerers], answers);
    }

    private Round(
        AlotDb db,
        Lot? lot,
        DateTimeOffset now,
        Dictionary<PurchaseId, Purchase> purchases,
        Dictionary<PlayerId, Wallet> wallets,
        Dictionary<PlayerId, Buyer> buyers,
        HashSet<PlayerId> members,
        HashSet<PlayerId> answerers,
        Dictionary<(PlayerId, string), KnownAnswer> answers
    )
    {
        this.db = db;
        this.lot = lot;
        this.now = now;
        this.purchases = purchases;
        this.wallets = wallets;
        this.buyers = buyers;
        this.members = members;
        this.answerers = answerers;
        this.answers = answers;
    }

    // Not tracked: they are written set by set (Round.Writing.cs).
    private static async Task<Dictionary<PurchaseId, Purchase>> PurchasesAsync(
        AlotDb db,
        Guid[] ids,
        CancellationToken stop
    ) =>
        ids.Length == 0
            ? []
            : await db
                .Purchases.FromSql($"select * from room_entry_purchases where id = any({ids}) order by id for update")
                .AsNoTracking()
                .ToDictionaryAsync(p => p.Id, stop);

    private static async Task<Dictionary<PlayerId, Wallet>> WalletsAsync(
        AlotDb db,
        PlayerId[] players,
        CancellationToken stop
    )
    {
        if (players.Length == 0)
            return [];
        var ids = players.Select(p => p.Value).ToArray();
        return await db
            .Wallets.FromSql(
                $"select * from user_universal_credits where user_id = any({ids}) order by user_id for update"
            )
            .AsNoTracking()
            .ToDictionaryAsync(w => w.PlayerId, stop);
    }
}
