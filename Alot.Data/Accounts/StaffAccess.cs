using Alot.Domain;
using Alot.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Accounts;

/// <param name="SecondFactor">Staff need a second factor to act. Off only by configuration, and only in Development.</param>
public sealed record StaffRules(bool SecondFactor);

/// <summary>Decides, inside a command's transaction, whether a person may do what only staff may.</summary>
public sealed class StaffAccess(StaffRules rules, TimeProvider clock)
{
    /// <summary>
    /// The staff member behind the actor, freshly read. Who isn't allowed is told the same as for something that
    /// doesn't exist: a door that answers "forbidden" tells that there is a room behind it.
    /// </summary>
    public async Task<StaffMember> RequireAsync(
        AlotDb db,
        Actor actor,
        Permission permission,
        CancellationToken stop = default
    )
    {
        var found = await (
            from staff in db.Staff
            join user in db.Users on staff.UserId equals user.Id
            where user.Id == actor.Id.Value && user.Status == UserStatus.Active
            select new { Staff = staff, user.TwoFactorEnabled }
        ).SingleOrDefaultAsync(stop);
        if (found is null || !found.Staff.May(permission))
            throw new Refusal("not_found", "There is nothing here that your account may do.", RefusalKind.NotFound);
        if (rules.SecondFactor && !found.TwoFactorEnabled)
            throw new Refusal(
                "second_factor_needed",
                "Staff work with a second factor. Turn it on under Me, then try again.",
                RefusalKind.Forbidden
            );
        found.Staff.LastActionAt = clock.GetUtcNow();
        return found.Staff;
    }

    /// <summary>Whether somebody other than the actor may do this at the moment: the person who asked for it before.</summary>
    public static async Task<bool> MayAsync(AlotDb db, PlayerId id, Permission permission, CancellationToken stop) =>
        await (
            from staff in db.Staff.AsNoTracking()
            join user in db.Users on staff.UserId equals user.Id
            where user.Id == id.Value && user.Status == UserStatus.Active
            select staff
        ).SingleOrDefaultAsync(stop)
            is { } found
        && found.May(permission);

    /// <summary>For showing or hiding what staff see. Never decides a command.</summary>
    public static async Task<StaffMember?> FindAsync(AlotDb db, PlayerId id, CancellationToken stop = default) =>
        await db.Staff.AsNoTracking().SingleOrDefaultAsync(s => s.UserId == id.Value && s.Active, stop);
}
