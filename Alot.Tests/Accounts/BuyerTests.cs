using Alot.Domain;
using Alot.Domain.Accounts;
using Shouldly;
using Xunit;

namespace Alot.Tests.Accounts;

public sealed class BuyerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Buyer Ines = new(
        PlayerId.New(Noon),
        "ines_calder",
        PublicName: false,
        UserStatus.Active,
        EmailVerified: true,
        Staff: false,
        Host: null,
        Noon
    );

    [Fact]
    public void An_active_verified_player_may_play() => Should.NotThrow(Ines.RequireMayPlay);

    [Theory]
    [InlineData(UserStatus.Suspended)]
    [InlineData(UserStatus.Banned)]
    public void Suspended_and_banned_players_are_refused(UserStatus status)
    {
        var refusal = Should.Throw<Refusal>((Ines with { Status = status }).RequireMayPlay);
        refusal.Code.ShouldBe("account_suspended");
        refusal.Message.ShouldContain("No money was taken");
    }

    [Fact]
    public void A_player_without_a_verified_address_is_refused() =>
        Should.Throw<Refusal>((Ines with { EmailVerified = false }).RequireMayPlay).Code.ShouldBe("email_not_verified");

    [Fact]
    public void Staff_are_refused() =>
        Should.Throw<Refusal>((Ines with { Staff = true }).RequireMayPlay).Code.ShouldBe("staff_cannot_enter");

    [Fact]
    public void Others_see_a_masked_name_until_the_player_chooses_a_public_one()
    {
        Ines.ShownName.ShouldBe("i•••r");
        (Ines with { PublicName = true }).ShownName.ShouldBe("ines_calder");
    }
}
