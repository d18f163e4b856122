using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Shouldly;
using Xunit;

namespace Alot.Tests.Accounts;

/// <summary>What takes two people, before any database.</summary>
public sealed class ApprovalTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly PlayerId player = PlayerId.New(Now);
    private readonly PlayerId asker = PlayerId.New(Now);
    private readonly PlayerId second = PlayerId.New(Now);

    [Theory]
    [InlineData(true, ApprovalOutcome.Approved)]
    [InlineData(false, ApprovalOutcome.Declined)]
    public void A_second_person_decides_once(bool approve, ApprovalOutcome outcome)
    {
        var asked = Ask();
        asked.Decide(approve, second, Now.AddHours(1));
        (asked.Outcome, asked.DecidedBy, asked.DecidedAt).ShouldBe((outcome, second, Now.AddHours(1)));

        foreach (var again in (bool[])[true, false])
            Should.Throw<Refusal>(() => asked.Decide(again, PlayerId.New(Now), Now)).Code.ShouldBe("already_decided");
        Should.Throw<Refusal>(() => asked.Withdraw(asker, Now)).Code.ShouldBe("already_decided");
    }

    [Fact]
    public void Neither_the_person_who_asked_nor_the_one_it_is_about_decides()
    {
        var asked = Ask();
        foreach (var who in (PlayerId[])[asker, player])
        foreach (var approve in (bool[])[true, false])
            Should
                .Throw<Refusal>(() => asked.Decide(approve, who, Now))
                .ShouldSatisfyAllConditions(
                    no => no.Code.ShouldBe("second_person_needed"),
                    no => no.Kind.ShouldBe(RefusalKind.Forbidden)
                );
        asked.Outcome.ShouldBeNull();
    }

    [Fact]
    public void Only_the_person_who_asked_withdraws()
    {
        var asked = Ask();
        Should.Throw<Refusal>(() => asked.Withdraw(second, Now)).Code.ShouldBe("not_found");
        asked.Withdraw(asker, Now);
        asked.Outcome.ShouldBe(ApprovalOutcome.Withdrawn);
    }

    [Fact]
    public void Every_kind_says_what_it_takes_to_decide_it()
    {
        foreach (var kind in Enum.GetValues<ApprovalKind>())
            StaffRoles.PermissionsOf(StaffRole.SuperAdmin).ShouldContain(Approval.NeededFor(kind));
        Ask().Needs.ShouldBe(Permission.AdjustCredits);
    }

    private Approval Ask() => Approval.OfCredits(player, new Credits(15_000), "Wrong strap sent", asker, Now);
}
