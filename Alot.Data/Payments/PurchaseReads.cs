using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

/// <summary>Purchases as their owner sees them.</summary>
public sealed class PurchaseReads(IDbContextFactory<AlotDb> contexts)
{
    /// <summary>Null when there is no such purchase of this player.</summary>
    public async Task<PurchaseView?> FindAsync(PurchaseId id, PlayerId owner, CancellationToken stop) =>
        (await ReadAsync(p => p.Id == id && p.PlayerId == owner, 1, stop)).SingleOrDefault();

    /// <summary>What the player may choose about, the nearest end first.</summary>
    public Task<IReadOnlyList<PurchaseView>> ToChooseAsync(PlayerId player, CancellationToken stop) =>
        ReadAsync(p => p.PlayerId == player && p.RefundEligible, 100, stop);

    /// <summary>The player's newest purchases.</summary>
    public Task<IReadOnlyList<PurchaseView>> OfPlayerAsync(PlayerId player, int most, CancellationToken stop) =>
        ReadAsync(p => p.PlayerId == player, most, stop);

    /// <summary>For mails: the owner is known by the caller.</summary>
    public async Task<PurchaseView?> FindForMailAsync(PurchaseId id, CancellationToken stop) =>
        (await ReadAsync(p => p.Id == id, 1, stop)).SingleOrDefault();

    // A dispute voids tickets and may give others later: the last are the purchase's.
    private static System.Linq.Expressions.Expression<Func<Domain.Lots.Entry, bool>> LastOf(AlotDb db) =>
        e => !db.Entries.Any(o => o.PurchaseId == e.PurchaseId && o.TicketsStart > e.TicketsStart);

    private async Task<IReadOnlyList<PurchaseView>> ReadAsync(
        System.Linq.Expressions.Expression<Func<Purchase, bool>> which,
        int most,
        CancellationToken stop
    )
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var rows = await (
            from p in db.Purchases.AsNoTracking().Where(which)
            join l in db.Lots.AsNoTracking() on p.LotId equals l.Id
            join item in db.Products.AsNoTracking() on l.ProductId equals item.Id
            join c in db.DrawCommitments.AsNoTracking() on l.Id equals c.LotId into commitments
            from c in commitments.DefaultIfEmpty()
            join e in db.Entries.AsNoTracking().Where(LastOf(db)) on (PurchaseId?)p.Id equals e.PurchaseId into entries
            from e in entries.DefaultIfEmpty()
            join r in db.Refunds.AsNoTracking().Where(r => r.Status != RefundStatus.Withdrawn)
                on p.Id equals r.PurchaseId
                into refunds
            from r in refunds.DefaultIfEmpty()
            orderby p.Id descending
            select new
            {
                Purchase = p,
                Lot = l,
                Item = item,
                Commitment = c == null ? null : c.Commitment,
                Start = e == null ? (int?)null : e.TicketsStart,
                End = e == null ? (int?)null : e.TicketsEnd,
                Voided = e != null && e.VoidedAt != null,
                Refund = r,
                Head = db
                    .FairnessLog.Where(f => p.CompletedAt == null || f.CreatedAt <= p.CompletedAt)
                    .OrderByDescending(f => f.Sequence)
                    .Select(f => f.Hash)
                    .FirstOrDefault(),
            }
        )
            .Take(most)
            .ToListAsync(stop);
        return
        [
            .. rows.Select(x => new PurchaseView(
                x.Purchase.Id,
                x.Lot.Id,
                x.Lot.Number,
                x.Lot.Status,
                x.Item.Name,
                x.Item.Brand,
                x.Item.Category,
                x.Item.Tier,
                x.Item.ArtSeed,
                x.Item.RetailValue,
                LotReads.Percent(x.Lot.CurrentFunding, x.Lot.FundingTarget),
                x.Purchase.Status,
                x.Purchase.Amount,
                x.Purchase.Tickets,
                x.Start,
                x.End,
                x.Purchase.Status == PurchaseStatus.Pending ? x.Purchase.CheckoutUrl : null,
                x.Purchase.HoldExpiresAt,
                x.Purchase.RefundEligible,
                x.Purchase.ChooseBy,
                x.Purchase.RefundChoice,
                x.Purchase.ChosenAt,
                x.Purchase.Disputed,
                x.Purchase.RefundedAmount,
                x.Purchase.RefundedAt,
                x.Refund?.Amount ?? Domain.Ledger.Money.Zero,
                x.Refund?.Status,
                x.Refund?.Reason,
                x.Purchase.CreditsConverted,
                x.Purchase.Reason,
                x.Purchase.StripePaymentIntentId,
                x.Purchase.CreatedAt,
                x.Purchase.CompletedAt,
                x.Lot.Terms,
                x.Lot.Deadline,
                x.Lot.DrawMode,
                x.Commitment,
                x.Head,
                x.Purchase.DisputeStatus,
                x.Purchase.DisputedAmount,
                x.Purchase.LostAmount,
                x.Purchase.HeldInDispute,
                x.Voided
            )),
        ];
    }
}
