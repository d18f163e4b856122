using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Ledger;

public sealed record WalletView(Credits Balance, Credits TotalEarned, Credits TotalSpent);

/// <param name="LotNumber">Of the lot it belongs to, if any.</param>
public sealed record LedgerLine(
    Guid Id,
    Credits Amount,
    Credits BalanceAfter,
    CreditKind Kind,
    string Description,
    LotId? LotId,
    int? LotNumber,
    DateTimeOffset At
)
{
    /// <summary>The pot it belongs to, if any.</summary>
    public PotId? PotId { get; init; }
    public int? PotNumber { get; init; }
}

/// <summary>A player's credits and their ledger.</summary>
public sealed class WalletReads(IDbContextFactory<AlotDb> contexts)
{
    public async Task<WalletView> FindAsync(PlayerId player, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await db
                .Wallets.Where(w => w.PlayerId == player)
                .Select(w => new WalletView(w.Balance, w.TotalEarned, w.TotalSpent))
                .SingleOrDefaultAsync(stop)
            ?? new WalletView(Credits.Zero, Credits.Zero, Credits.Zero);
    }

    /// <summary>Newest first. The cursor is the last line's id.</summary>
    public async Task<PageOf<LedgerLine>> LedgerAsync(
        PlayerId player,
        string? cursor,
        int limit,
        CancellationToken stop
    )
    {
        limit = Math.Clamp(limit, 1, 200);
        await using var db = await contexts.CreateDbContextAsync(stop);
        var lines = db.CreditTransactions.AsNoTracking().Where(t => t.PlayerId == player);
        if (cursor is not null)
        {
            if (!Guid.TryParse(cursor, out var after))
                throw Refusal.Invalid("cursor", "That cursor is not one of ours. Start from the first page.");
            var last =
                await lines.Where(t => t.Id == after).Select(t => new { t.CreatedAt, t.Id }).SingleOrDefaultAsync(stop)
                ?? throw Refusal.Invalid("cursor", "That cursor is not one of ours. Start from the first page.");
            lines = lines.Where(t =>
                t.CreatedAt < last.CreatedAt || (t.CreatedAt == last.CreatedAt && t.Id.CompareTo(last.Id) < 0)
            );
        }
        var page = await (
            from t in lines
            join l in db.Lots.AsNoTracking() on t.LotId equals (LotId?)l.Id into lots
            from l in lots.DefaultIfEmpty()
            join p in db.Pots.AsNoTracking() on t.PotId equals (PotId?)p.Id into pots
            from p in pots.DefaultIfEmpty()
            orderby t.CreatedAt descending, t.Id descending
            select new LedgerLine(
                t.Id,
                t.Amount,
                t.BalanceAfter,
                t.Kind,
                t.Description,
                t.LotId,
                l == null ? (int?)null : l.Number,
                t.CreatedAt
            )
            {
                PotId = t.PotId,
                PotNumber = p == null ? (int?)null : p.Number,
            }
        )
            .Take(limit + 1)
            .ToListAsync(stop);
        return page.Count > limit
            ? new PageOf<LedgerLine>(page[..limit], page[limit - 1].Id.ToString())
            : new PageOf<LedgerLine>(page, null);
    }
}
