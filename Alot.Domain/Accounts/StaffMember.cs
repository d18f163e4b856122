namespace Alot.Domain.Accounts;

/// <summary>A person with a back-office role (table <c>admin_users</c>). Staff can't enter lots or pots.</summary>
public sealed class StaffMember
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public StaffRole Role { get; set; }

    /// <summary>Given to this person on top of the role's.</summary>
    public List<Permission> Permissions { get; set; } = [];

    public bool Active { get; set; } = true;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastActionAt { get; set; }

    public bool May(Permission permission) =>
        Active && (StaffRoles.PermissionsOf(Role).Contains(permission) || Permissions.Contains(permission));
}
