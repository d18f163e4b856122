using Alot.Domain;
using Alot.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Lots;

/// <summary>What one of staff asked for about a lot, with the names that a second person needs.</summary>
/// <param name="PlayerName">Who would lose the prize; nobody of a void.</param>
public sealed record AskedOfLotView(
    Guid Id,
    ApprovalKind Kind,
    LotId LotId,
    int LotNumber,
    PlayerId? PlayerId,
    string? PlayerName,
    string Reason,
    PlayerId RequestedBy,
    string RequestedByName,
    DateTimeOffset RequestedAt
)
{
    public string NumberText => LotNumber.ToString("0000", System.Globalization.CultureInfo.InvariantCulture);
}

public sealed partial class StaffLotReads
{
    /// <summary>A request about a lot that nobody has decided; null when it is over, or was about something else.</summary>
    public async Task<AskedOfLotView?> AskedAsync(Guid approval, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return (await AskedAsync(db, db.Approvals.Where(a => a.Id == approval), stop)).SingleOrDefault();
    }

    private static async Task<IReadOnlyList<AskedOfLotView>> AskedAsync(
        AlotDb db,
        IQueryable<Approval> which,
        CancellationToken stop
    ) =>
        await (
            from a in which.AsNoTracking()
            join l in db.Lots.AsNoTracking() on a.LotId equals l.Id
            join asker in db.Users.AsNoTracking() on (Guid)(object)a.RequestedBy equals asker.Id
            join p in db.Users.AsNoTracking() on (Guid?)(object?)a.PlayerId equals p.Id into people
            from p in people.DefaultIfEmpty()
            where a.Outcome == null
            orderby a.RequestedAt
            select new AskedOfLotView(
                a.Id,
                a.Kind,
                l.Id,
                l.Number,
                a.PlayerId,
                p == null ? null : p.UserName,
                a.Reason,
                a.RequestedBy,
                asker.UserName ?? "",
                a.RequestedAt
            )
        ).ToListAsync(stop);
}
