using System.Text.Json;
using Alot.Data.Mapping;
using Alot.Domain.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Alot.Data.Accounts;

internal sealed class StaffMemberMapping : IEntityTypeConfiguration<StaffMember>
{
    private const string Can = "can_";

    public void Configure(EntityTypeBuilder<StaffMember> staff)
    {
        staff.ToTable(
            "admin_users",
            t => t.HasCheckConstraint("ck_admin_users_role", EnumText.CheckSql<StaffRole>("role"))
        );
        staff.Property(s => s.Id).ValueGeneratedNever();
        staff.Property(s => s.Role).AsText();
        staff
            .Property(s => s.Permissions)
            .HasColumnType("jsonb")
            .HasConversion(new PermissionsColumn(), new PermissionsComparer());
        staff.HasIndex(s => s.UserId).IsUnique();
        staff.HasOne<AlotUser>().WithOne().HasForeignKey<StaffMember>(s => s.UserId).OnDelete(DeleteBehavior.Restrict);
    }

    private static string Write(List<Permission> permissions) =>
        JsonSerializer.Serialize(permissions.Select(p => Can + EnumText.Text(p)));

    private static List<Permission> Read(string json) =>
        [.. JsonSerializer.Deserialize<string[]>(json)!.Select(text => EnumText.Parse<Permission>(text[Can.Length..]))];

    private sealed class PermissionsColumn()
        : ValueConverter<List<Permission>, string>(list => Write(list), json => Read(json));

    private sealed class PermissionsComparer()
        : ValueComparer<List<Permission>>(
            (a, b) => ReferenceEquals(a, b) || (a != null && b != null && a.SequenceEqual(b)),
            list => list.Aggregate(0, HashCode.Combine),
            list => list.ToList()
        );
}
