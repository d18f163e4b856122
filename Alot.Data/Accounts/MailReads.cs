using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Accounts;

/// <summary>What a mail about a lot says to one player.</summary>
/// <param name="Address">Null when the account is gone.</param>
public sealed record LotMailFacts(
    string? Address,
    string Name,
    LotId LotId,
    int Number,
    string Item,
    LotStatus Status,
    LotTerms Terms,
    DateTimeOffset Deadline,
    string? CancelReason,
    int? WinningTicket,
    int Tickets,
    Money Cash,
    Credits Credits
)
{
    public string NumberText => Number.ToString("0000", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Reads for mails.</summary>
public sealed class MailReads(IDbContextFactory<AlotDb> contexts)
{
    public async Task<LotMailFacts?> FindAsync(LotId lot, PlayerId player, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var user = await db
            .Users.AsNoTracking()
            .Where(u => u.Id == player.Value)
            .Select(u => new { u.Email, u.UserName })
            .SingleOrDefaultAsync(stop);
        var row = await (
            from l in db.Lots.AsNoTracking()
            join p in db.Products.AsNoTracking() on l.ProductId equals p.Id
            where l.Id == lot
            select new { Lot = l, p.Name }
        ).SingleOrDefaultAsync(stop);
        if (user is null || row is null)
            return null;
        var entries = await db
            .Entries.AsNoTracking()
            .Where(e => e.LotId == lot && e.PlayerId == player && e.VoidedAt == null)
            .ToListAsync(stop);
        var ticket = await db
            .LotWinners.Where(d => d.LotId == lot)
            .Select(d => (int?)d.WinningTicket)
            .SingleOrDefaultAsync(stop);
        return new LotMailFacts(
            user.Email,
            user.UserName!,
            lot,
            row.Lot.Number,
            row.Name,
            row.Lot.Status,
            row.Lot.Terms,
            row.Lot.Deadline,
            row.Lot.CancelReason,
            ticket,
            entries.Sum(e => e.TicketCount),
            entries.Aggregate(Money.Zero, (sum, e) => sum + (e.AmountPaid ?? Money.Zero)),
            new Credits(entries.Sum(e => e.CreditsAwarded.Amount))
        );
    }

    /// <summary>Null when the account is gone.</summary>
    public async Task<string?> AddressOfAsync(PlayerId player, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await db.Users.Where(u => u.Id == player.Value).Select(u => u.Email).SingleOrDefaultAsync(stop);
    }
}
