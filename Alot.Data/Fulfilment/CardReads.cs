using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Fulfilment;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Fulfilment;

/// <param name="Turned">The player has turned the card over; until then a finished lot's outcome stays face down.</param>
/// <param name="Tickets">Own live tickets.</param>
/// <param name="Credits">What the lot gave: settlement, conversion.</param>
/// <param name="CashBack">What was sent back or is on its way: refunds ordered.</param>
/// <param name="ToChoose">A purchase waits for the player's choice, until <paramref name="ChooseBy"/>.</param>
public sealed record CardView(
    CardId Id,
    CardStatus Status,
    bool Turned,
    LotId LotId,
    int LotNumber,
    LotStatus LotStatus,
    string Name,
    string Brand,
    Category Category,
    Tier Tier,
    int ArtSeed,
    Money RetailValue,
    int Percent,
    int Tickets,
    int LiveTickets,
    Money CashPaid,
    Credits Credits,
    Money CashBack,
    int? WinningTicket,
    DateTimeOffset Deadline,
    DateTimeOffset? DrawDueAt,
    DateTimeOffset? EndedAt,
    PurchaseId? ToChoose,
    DateTimeOffset? ChooseBy
)
{
    public string LotNumberText => LotNumber.ToString("0000", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A player's cards, the newest lot first.</summary>
public sealed class CardReads(IDbContextFactory<AlotDb> contexts)
{
    public async Task<IReadOnlyList<CardView>> OfPlayerAsync(PlayerId player, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var rows = await (
            from c in db.Cards.AsNoTracking()
            join l in db.Lots.AsNoTracking() on c.LotId equals l.Id
            join p in db.Products.AsNoTracking() on l.ProductId equals p.Id
            join d in db.LotWinners on l.Id equals d.LotId into draws
            from d in draws.DefaultIfEmpty()
            join m in db.DrawCommitments.AsNoTracking() on l.Id equals m.LotId into commitments
            from m in commitments.DefaultIfEmpty()
            where c.PlayerId == player
            orderby c.CreatedAt descending
            select new
            {
                Card = c,
                Lot = l,
                Item = p,
                BeaconChain = m == null ? null : m.BeaconChain,
                BeaconRound = m == null ? null : m.BeaconRound,
                WinningTicket = d == null ? (int?)null : d.WinningTicket,
            }
        )
            .Take(500)
            .ToListAsync(stop);
        var entries = await db
            .Entries.AsNoTracking()
            .Where(e => e.PlayerId == player && e.VoidedAt == null)
            .GroupBy(e => e.LotId)
            .Select(g => new
            {
                LotId = g.Key,
                Tickets = g.Sum(e => e.TicketCount),
                Cash = g.Sum(e => e.PurchaseType == EntryKind.Cash ? e.TicketCount : 0),
            })
            .ToDictionaryAsync(g => g.LotId, stop);
        var awarded = (
            await db
                .Entries.AsNoTracking()
                .Where(e => e.PlayerId == player && e.VoidedAt == null)
                .Select(e => new { e.LotId, e.CreditsAwarded })
                .ToListAsync(stop)
        ).ToLookup(e => e.LotId, e => e.CreditsAwarded.Amount);
        var purchases = (
            await db
                .Purchases.AsNoTracking()
                .Where(p => p.PlayerId == player)
                .Select(p => new
                {
                    p.Id,
                    p.LotId,
                    p.RefundEligible,
                    p.ChooseBy,
                    p.CreditsConverted,
                })
                .ToListAsync(stop)
        ).ToLookup(p => p.LotId);
        var refunds = (
            await db
                .Refunds.AsNoTracking()
                .Where(r => r.PlayerId == player)
                .Select(r => new { r.LotId, r.Amount })
                .ToListAsync(stop)
        ).ToLookup(r => r.LotId, r => r.Amount.Cents);
        return
        [
            .. rows.Select(x =>
            {
                var mine = entries.GetValueOrDefault(x.Lot.Id);
                var bought = purchases[x.Lot.Id].ToList();
                var toChoose = bought.Where(p => p.RefundEligible).MinBy(p => p.ChooseBy);
                return new CardView(
                    x.Card.Id,
                    x.Card.Status,
                    x.Card.RevealedAt is not null,
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
                    mine?.Tickets ?? 0,
                    x.Lot.LiveTickets,
                    Money.Dollars(mine?.Cash ?? 0),
                    new Credits(awarded[x.Lot.Id].Sum() + bought.Sum(p => p.CreditsConverted.Amount)),
                    new Money(refunds[x.Lot.Id].Sum()),
                    x.WinningTicket,
                    x.Lot.Deadline,
                    DrawCommitment.Later(x.Lot.DrawDueAt, x.BeaconChain, x.BeaconRound),
                    x.Lot.SettledAt ?? x.Lot.ClosedAt ?? x.Lot.CancelledAt ?? x.Lot.ExpiredAt,
                    toChoose?.Id,
                    toChoose?.ChooseBy
                );
            }),
        ];
    }
}
