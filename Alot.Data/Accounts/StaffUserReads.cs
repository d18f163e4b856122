using Alot.Data.Ledger;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Accounts;

/// <summary>A person with an account, as staff find them.</summary>
public sealed record FoundUser(
    PlayerId Id,
    string UserName,
    string Email,
    UserStatus Status,
    Credits Balance,
    DateTimeOffset CreatedAt
);

/// <summary>One person's account as staff see it.</summary>
/// <param name="Ledger">The newest lines.</param>
/// <param name="Waiting">What was asked for this person and waits for a second person.</param>
public sealed record StaffUserView(
    FoundUser User,
    bool EmailVerified,
    bool SecondFactor,
    string Country,
    Money TotalSpent,
    DateTimeOffset? LastLoginAt,
    StaffRole? Role,
    WalletView Wallet,
    IReadOnlyList<LedgerLine> Ledger,
    IReadOnlyList<ApprovalView> Waiting
);

/// <summary>Credits that one of staff asked for, with the names that a second person needs.</summary>
/// <param name="Balance">The player's now.</param>
public sealed record ApprovalView(
    Guid Id,
    ApprovalKind Kind,
    PlayerId PlayerId,
    string PlayerName,
    Credits Credits,
    Credits Balance,
    string Reason,
    PlayerId RequestedBy,
    string RequestedByName,
    DateTimeOffset RequestedAt
);

/// <summary>People, and what waits for a second person about them, for staff.</summary>
public sealed class StaffUserReads(IDbContextFactory<AlotDb> contexts, WalletReads wallets)
{
    public const int MostFound = 25;
    private const int LedgerLines = 20;

    /// <summary>Those whose e-mail or user name begins with this text; the exact one first.</summary>
    public async Task<IReadOnlyList<FoundUser>> SearchAsync(string? text, CancellationToken stop)
    {
        // Identity's own normal form, so that the unique indexes decide what is the same.
        var wanted = (text ?? "").Trim().ToUpperInvariant();
        if (wanted.Length == 0)
            return [];
        await using var db = await contexts.CreateDbContextAsync(stop);
        var users = await db
            .Users.AsNoTracking()
            .Where(u => u.NormalizedUserName!.StartsWith(wanted) || u.NormalizedEmail!.StartsWith(wanted))
            .OrderByDescending(u => u.NormalizedUserName == wanted || u.NormalizedEmail == wanted)
            .ThenBy(u => u.NormalizedUserName)
            .Take(MostFound)
            .ToListAsync(stop);
        var balances = await BalancesAsync(db, users.Select(u => new PlayerId(u.Id)), stop);
        return [.. users.Select(u => Found(u, balances.GetValueOrDefault(new PlayerId(u.Id))))];
    }

    public async Task<StaffUserView?> FindAsync(PlayerId id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id.Value, stop);
        if (user is null)
            return null;
        var wallet = await wallets.FindAsync(id, stop);
        return new StaffUserView(
            Found(user, wallet.Balance),
            user.EmailConfirmed,
            user.TwoFactorEnabled,
            user.Country,
            user.TotalSpent,
            user.LastLoginAt,
            (await StaffAccess.FindAsync(db, id, stop))?.Role,
            wallet,
            (await wallets.LedgerAsync(id, null, LedgerLines, stop)).Items,
            await WaitingAsync(db, db.Approvals.Where(a => a.PlayerId == id), stop)
        );
    }

    /// <summary>A request that nobody has decided; null when it is over, or never was.</summary>
    public async Task<ApprovalView?> WaitingAsync(Guid approval, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return (await WaitingAsync(db, db.Approvals.Where(a => a.Id == approval), stop)).SingleOrDefault();
    }

    private static FoundUser Found(AlotUser user, Credits balance) =>
        new(new PlayerId(user.Id), user.UserName!, user.Email!, user.Status, balance, user.CreatedAt);

    private static async Task<IReadOnlyList<ApprovalView>> WaitingAsync(
        AlotDb db,
        IQueryable<Approval> which,
        CancellationToken stop
    )
    {
        var asked = await which
            .AsNoTracking()
            .Where(a => a.Outcome == null && a.Kind == ApprovalKind.Credits)
            .OrderBy(a => a.RequestedAt)
            .ToListAsync(stop);
        if (asked.Count == 0)
            return [];
        var people = asked.SelectMany(a => (Guid[])[a.PlayerId!.Value.Value, a.RequestedBy.Value]).Distinct().ToList();
        var names = await db
            .Users.Where(u => people.Contains(u.Id))
            .Select(u => new { u.Id, u.UserName })
            .ToDictionaryAsync(u => new PlayerId(u.Id), u => u.UserName ?? "", stop);
        var balances = await BalancesAsync(db, asked.Select(a => a.PlayerId!.Value), stop);
        return
        [
            .. asked.Select(a => new ApprovalView(
                a.Id,
                a.Kind,
                a.PlayerId!.Value,
                names.GetValueOrDefault(a.PlayerId!.Value, ""),
                a.Credits!.Value,
                balances.GetValueOrDefault(a.PlayerId!.Value),
                a.Reason,
                a.RequestedBy,
                names.GetValueOrDefault(a.RequestedBy, ""),
                a.RequestedAt
            )),
        ];
    }

    private static async Task<Dictionary<PlayerId, Credits>> BalancesAsync(
        AlotDb db,
        IEnumerable<PlayerId> players,
        CancellationToken stop
    )
    {
        var ids = players.Distinct().ToList();
        return await db
            .Wallets.Where(w => ids.Contains(w.PlayerId))
            .ToDictionaryAsync(w => w.PlayerId, w => w.Balance, stop);
    }
}
