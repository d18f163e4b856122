using System.Collections.Frozen;
using Alot.Domain.Ledger;

namespace Alot.Domain.Accounts;

/// <summary>What each role may do (hosts-and-staff.md, Back office). The only place that knows.</summary>
public static class StaffRoles
{
    private static readonly FrozenDictionary<StaffRole, FrozenSet<Permission>> Permissions = new Dictionary<
        StaffRole,
        FrozenSet<Permission>
    >
    {
        [StaffRole.Support] = [Permission.ManageUsers, Permission.Fulfil, Permission.Refund, Permission.ViewAudit],
        [StaffRole.Moderator] =
        [
            Permission.ManageHosts,
            Permission.PausePots,
            Permission.ManageEvents,
            Permission.ViewAudit,
        ],
        [StaffRole.Admin] = Enum.GetValues<Permission>().Except([Permission.EditPolicies]).ToFrozenSet(),
        [StaffRole.SuperAdmin] = Enum.GetValues<Permission>().ToFrozenSet(),
    }.ToFrozenDictionary();

    public static IReadOnlySet<Permission> PermissionsOf(StaffRole role) => Permissions[role];

    /// <summary>The most one refund by this role may be; null is no limit.</summary>
    public static Money? RefundLimit(StaffRole role) => role == StaffRole.Support ? Money.Dollars(100) : null;

    public static bool MayBan(StaffRole role) => role is StaffRole.Admin or StaffRole.SuperAdmin;
}
