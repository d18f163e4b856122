using Alot.Domain;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Accounts;

/// <summary>The account as its owner sees it.</summary>
public sealed record OwnAccount(
    PlayerId Id,
    string Username,
    string Email,
    bool EmailVerified,
    string Status,
    IReadOnlyList<string> Roles,
    string Country,
    string? Region,
    bool PublicName,
    bool TwoFactor,
    DateTimeOffset CreatedAt
);

/// <summary>The own account: reading it, and the name others see.</summary>
public sealed class Profile(IDbContextFactory<AlotDb> contexts)
{
    public async Task<OwnAccount?> FindAsync(PlayerId id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id.Value, stop);
        if (user is null)
            return null;
        var buyer = await db.LoadBuyerAsync(id, stop);
        var staff = await StaffAccess.FindAsync(db, id, stop);
        List<string> roles = ["player"];
        if (buyer.Host is not null)
            roles.Add("host");
        if (staff is not null)
            roles.Add(Mapping.EnumText.Text(staff.Role));
        return new OwnAccount(
            id,
            user.UserName!,
            user.Email!,
            user.EmailConfirmed,
            Mapping.EnumText.Text(user.Status),
            roles,
            user.Country,
            user.Region,
            user.PublicName,
            user.TwoFactorEnabled,
            user.CreatedAt
        );
    }

    /// <summary>Whether others see the user name or a masked one.</summary>
    public async Task ShowNameAsync(PlayerId id, bool shown, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await db
            .Users.Where(u => u.Id == id.Value)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.PublicName, shown), stop);
    }
}
