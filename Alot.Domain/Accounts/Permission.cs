namespace Alot.Domain.Accounts;

/// <summary>What staff may do (hosts-and-staff.md). Kept as text: <c>can_create_lots</c>.</summary>
public enum Permission
{
    /// <summary>Create, edit, open, extend and cancel lots, approve those of hosts.</summary>
    CreateLots,

    /// <summary>Approve, suspend and ban hosts.</summary>
    ManageHosts,

    /// <summary>Retry a stuck draw or settlement; void a draw (two staff).</summary>
    RetryDraws,

    /// <summary>Pay back; support up to <see cref="StaffRoles.RefundLimit"/>.</summary>
    Refund,

    /// <summary>Grant and deduct credits.</summary>
    AdjustCredits,

    /// <summary>Suspend players, end their sessions; ban them unless the role says no.</summary>
    ManageUsers,

    /// <summary>Claims, parcels, reported issues.</summary>
    Fulfil,

    PausePots,

    ManageEvents,

    ViewAudit,

    ViewAnalytics,

    EditPolicies,
}

/// <summary>A back-office role: a name for a set of permissions.</summary>
public enum StaffRole
{
    Support,
    Moderator,
    Admin,
    SuperAdmin,
}
