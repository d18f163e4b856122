using Alot.Data.Ledger;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Ledger;

public sealed class AdjustCreditsTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task A_grant_and_a_deduction_are_booked_and_audited()
    {
        var player = await world.Cast.PlayerAsync();
        var admin = await world.Cast.AdminAsync();
        (await AdjustAsync(admin, player, 500)).Balance.ShouldBe(new Credits(500));
        (await AdjustAsync(admin, player, -120)).Balance.ShouldBe(new Credits(380));

        (await world.BalanceAsync("player_credits", player.Value)).ShouldBe(380);
        (await world.BalanceAsync("credits_issued", player.Value)).ShouldBe(-500);
        (await world.BalanceAsync("credits_deducted", player.Value)).ShouldBe(120);
        (
            await world.ReadAsync(db =>
                db.AuditLogs.CountAsync(a => a.Action == "credits_adjusted" && a.EntityId == player.Value)
            )
        ).ShouldBe(2);
    }

    [Theory]
    [InlineData(0, "validation")]
    [InlineData(-10_001, "insufficient_credits")]
    [InlineData(-1_000_000_000, "insufficient_credits")]
    [InlineData(1_000_000_001, "validation")]
    [InlineData(-1_000_000_001, "validation")]
    [InlineData(long.MaxValue, "validation")]
    [InlineData(long.MinValue, "validation")]
    [InlineData(-long.MaxValue, "validation")]
    [InlineData(-5, "insufficient_credits")]
    public async Task Amounts_that_can_not_be_are_refused(long amount, string code)
    {
        var player = await world.Cast.PlayerAsync();
        var admin = await world.Cast.AdminAsync();
        (await Should.ThrowAsync<Refusal>(() => AdjustAsync(admin, player, amount))).Code.ShouldBe(code);
        (await world.CreditsAsync(player)).ShouldBe(0);
        (await world.BalanceAsync("player_credits", player.Value)).ShouldBe(0);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(-10_000)]
    public async Task Up_to_ten_thousand_one_person_is_enough(long amount)
    {
        var player = await world.Cast.PlayerAsync(credits: 10_000);
        var adjusted = await AdjustAsync(await world.Cast.AdminAsync(), player, amount);
        (adjusted.ApprovalId, adjusted.Balance.Amount).ShouldBe((null, 10_000 + amount));
    }

    [Fact]
    public async Task Only_staff_who_may_and_only_for_people_who_exist()
    {
        var player = await world.Cast.PlayerAsync();
        var admin = await world.Cast.AdminAsync();
        (await Should.ThrowAsync<Refusal>(() => AdjustAsync(player, player, 5))).Code.ShouldBe("not_found");
        var support = await world.Cast.StaffAsync(StaffRole.Support);
        (await Should.ThrowAsync<Refusal>(() => AdjustAsync(support, player, 5))).Code.ShouldBe("not_found");
        (await Should.ThrowAsync<Refusal>(() => AdjustAsync(admin, PlayerId.New(world.Now), 5))).Code.ShouldBe(
            "not_found"
        );
    }

    private Task<AdjustedCredits> AdjustAsync(PlayerId by, PlayerId player, long amount) =>
        world.Get<AdjustCredits>().RunAsync(new(by, world.Key(), player, amount, "Sorry"), default);
}
