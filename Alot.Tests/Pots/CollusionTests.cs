using Alot.Domain;
using Alot.Domain.Pots;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>What speaks against a player, and how much; 30 flags.</summary>
public sealed class CollusionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly PlayerId Me = PlayerId.New(Now);
    private static readonly PlayerId Other = PlayerId.New(Now.AddSeconds(1));
    private static readonly int Threshold = new PotPolicy().FlagAt;
    private static readonly HashSet<(string, string)> NoOverrides = [];

    [Fact]
    public void Nothing_speaks_against_somebody_alone()
    {
        var score = Score(Facts());
        score.Score.ShouldBe(0);
        score.Reasons.ShouldBeEmpty();
        Score(Facts() with { Devices = [new("d", 1, 0)], Addresses = [new("a", 1, 0)] }).Reasons.ShouldBeEmpty();
    }

    [Fact]
    public void A_shared_device_flags_alone()
    {
        var score = Score(Facts() with { Devices = [new("d", 2, 0)] });
        score.Score.ShouldBe(60);
        score.Reasons.ShouldHaveSingleItem().ShouldBe(
            new FlagReason("shared_device", 60, "d", "The same device as another player in this pot.")
        );
    }

    [Theory]
    [InlineData(2, 2, 20)]
    [InlineData(3, 3, 35)]
    [InlineData(4, 7, 35)]
    [InlineData(2, 8, 5)]
    [InlineData(6, 400, 15)]
    public void An_address_says_more_with_three_and_less_when_very_many_use_it(int here, int lately, int points) =>
        Score(Facts() with { Addresses = [new("a", here, lately)] }).Score.ShouldBe(points);

    [Fact]
    public void A_couple_at_home_is_flagged_only_with_a_second_sign()
    {
        var home = Facts() with { Addresses = [new("a", 2, 2)] };
        Score(home).Score.ShouldBeLessThan(Threshold);
        Score(home with { Known = [new(Other, 3, 4, 5, 0, 0)], AllPots = 100 })
            .Score.ShouldBeGreaterThanOrEqualTo(Threshold);
        Score(home with { IsNew = true, NewHere = 3 }).Score.ShouldBeGreaterThanOrEqualTo(Threshold);
    }

    [Theory]
    // Met once is nothing; twice of few is a sign; a regular whom one meets is none, because the regular meets everybody.
    [InlineData(1, 1, 1, 0)]
    [InlineData(2, 2, 3, 15)]
    [InlineData(2, 2, 30, 0)]
    [InlineData(4, 10, 10, 0)]
    [InlineData(7, 8, 8, 15)]
    public void Who_keeps_meeting_far_above_chance_stands_out(int met, int own, int theirs, int points) =>
        Score(Facts() with { Known = [new(Other, met, own, theirs, met, 0)], AllPots = 400 })
            .Score.ShouldBe(points);

    [Theory]
    [InlineData(8, 1, 1, 30)]
    [InlineData(8, 8, 0, 15)]
    [InlineData(7, 3, 3, 15)]
    public void Credits_that_go_round_flag_alone(int met, int won, int lost, int points)
    {
        var score = Score(Facts() with { Known = [new(Other, met, 9, 10, won, lost)], AllPots = 400 });
        score.Score.ShouldBe(points);
        score.Reasons[0].Subject.ShouldBe(Other.ToString());
    }

    [Fact]
    public void Where_everybody_plays_every_pot_meeting_is_no_sign() =>
        Score(Facts() with { Known = [new(Other, 28, 29, 29, 4, 5)], AllPots = 30 }).Score.ShouldBe(0);

    [Theory]
    [InlineData(true, 3, 15)]
    [InlineData(true, 2, 0)]
    [InlineData(false, 9, 0)]
    public void Several_new_accounts_are_a_sign_for_each_of_them(bool isNew, int here, int points) =>
        Score(Facts() with { IsNew = isNew, NewHere = here }).Score.ShouldBe(points);

    [Fact]
    public void Of_each_kind_the_strongest_counts_and_a_hundred_is_the_most()
    {
        Score(Facts() with { Addresses = [new("a", 2, 2), new("b", 3, 3)] }).Score.ShouldBe(35);
        var all = Score(
            Facts() with
            {
                Devices = [new("d", 4, 0), new("e", 2, 0)],
                Addresses = [new("a", 4, 4)],
                Known = [new(Other, 9, 10, 10, 2, 3)],
                AllPots = 500,
                IsNew = true,
                NewHere = 4,
            }
        );
        all.Score.ShouldBe(100);
        all.Reasons.Select(r => r.Points).ShouldBe([60, 60, 35, 30, 15]);
    }

    [Fact]
    public void An_override_takes_the_points_of_one_reason_and_leaves_its_name()
    {
        var facts = Facts() with { Devices = [new("d", 2, 0)], Addresses = [new("a", 3, 3)] };
        var score = Collusion.Of(facts, new HashSet<(string, string)> { ("shared_device", "d") });
        score.Score.ShouldBe(35);
        score.Reasons.Select(r => (r.Kind, r.Points)).ShouldBe([("shared_address", 35), ("shared_device", 0)]);
        score.Reasons[1].Text.ShouldEndWith("it does not count.");
        // Of another device nobody has said so.
        Collusion
            .Of(facts, new HashSet<(string, string)> { ("shared_device", "e"), ("shared_address", "d") })
            .Score.ShouldBe(95);
    }

    private static FlagScore Score(PotPlayerFacts facts) => Collusion.Of(facts, NoOverrides);

    private static PotPlayerFacts Facts() => new(Me, [], [], [], 0, false, 0);
}
