using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Shouldly;
using Xunit;

namespace Alot.Tests.Accounts;

public sealed class StaffMemberTests
{
    [Theory]
    [InlineData(StaffRole.SuperAdmin, 12)]
    [InlineData(StaffRole.Admin, 11)]
    [InlineData(StaffRole.Moderator, 4)]
    [InlineData(StaffRole.Support, 4)]
    public void A_role_is_a_set_of_permissions(StaffRole role, int count) =>
        StaffRoles.PermissionsOf(role).Count.ShouldBe(count);

    [Fact]
    public void Only_a_super_admin_edits_policies() =>
        Enum.GetValues<StaffRole>()
            .Where(role => new StaffMember { Role = role }.May(Permission.EditPolicies))
            .ShouldBe([StaffRole.SuperAdmin]);

    [Fact]
    public void Support_pays_back_up_to_100_dollars_and_bans_nobody()
    {
        StaffRoles.RefundLimit(StaffRole.Support).ShouldBe(Money.Dollars(100));
        StaffRoles.RefundLimit(StaffRole.Admin).ShouldBeNull();
        StaffRoles.MayBan(StaffRole.Support).ShouldBeFalse();
    }

    [Fact]
    public void A_permission_can_be_given_to_one_person()
    {
        var kofi = new StaffMember { Role = StaffRole.Support, Permissions = [Permission.RetryDraws] };
        kofi.May(Permission.RetryDraws).ShouldBeTrue();
        kofi.May(Permission.CreateLots).ShouldBeFalse();
    }

    [Fact]
    public void Who_left_the_staff_may_nothing() =>
        Enum.GetValues<Permission>()
            .ShouldAllBe(p => !new StaffMember { Role = StaffRole.SuperAdmin, Active = false }.May(p));
}
