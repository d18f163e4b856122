using Alot.Domain;
using Alot.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Accounts;

/// <summary>A person of staff as their pages need them: what to show and what to hide. Never decides a command.</summary>
public sealed record StaffView(PlayerId Id, StaffRole Role, IReadOnlyList<Permission> Permissions)
{
    public bool May(Permission permission) => Permissions.Contains(permission);
}

/// <summary>Who is staff at this moment.</summary>
public sealed class StaffReads(IDbContextFactory<AlotDb> contexts)
{
    /// <summary>Null for everyone who is not, or is no longer, staff.</summary>
    public async Task<StaffView?> FindAsync(PlayerId id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var found = await (
            from s in db.Staff.AsNoTracking()
            join u in db.Users on s.UserId equals u.Id
            where u.Id == id.Value && s.Active && u.Status == UserStatus.Active
            select s
        ).SingleOrDefaultAsync(stop);
        return found is null ? null : new StaffView(id, found.Role, [.. Enum.GetValues<Permission>().Where(found.May)]);
    }
}
