using Alot.Data.Lots;
using Alot.Data.Trivia;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Trivia;

public sealed class AnswerTriviaTests(UseCases world) : IClassFixture<UseCases>
{
    private static readonly GateQuestion Gate = new("Where do the Velden brothers work?", ["São Paulo", "Sampa"]);

    [Fact]
    public async Task With_the_gate_on_nobody_buys_before_the_right_answer()
    {
        var lot = await world.OpenLotAsync(100, gate: Gate);
        var player = await world.Cast.PlayerAsync(credits: 500);
        (await Should.ThrowAsync<Refusal>(() => world.BuyWithCreditsAsync(player, lot, 1))).Code.ShouldBe(
            "trivia_required"
        );
        (await Should.ThrowAsync<Refusal>(() => world.HoldAsync(player, lot, 1))).Code.ShouldBe("trivia_required");

        var answered = await AnswerAsync(player, lot, "  sao-PAULO! ");

        answered.ShouldBe(new AnsweredTrivia(true, 0, null));
        (await world.BuyWithCreditsAsync(player, lot, 1)).TicketCount.ShouldBe(1);
        (await Should.ThrowAsync<Refusal>(() => AnswerAsync(player, lot, "Sampa"))).Code.ShouldBe("trivia_passed");
    }

    [Fact]
    public async Task The_third_wrong_answer_of_a_round_starts_a_cooldown_with_a_clock_time()
    {
        var lot = await world.OpenLotAsync(100, gate: Gate);
        var player = await world.Cast.PlayerAsync();
        (await AnswerAsync(player, lot, "Rio")).ShouldBe(new AnsweredTrivia(false, 2, null));
        (await AnswerAsync(player, lot, "Lima")).ShouldBe(new AnsweredTrivia(false, 1, null));
        var end = world.Now.AddMinutes(60);
        (await AnswerAsync(player, lot, "Bonn")).ShouldBe(new AnsweredTrivia(false, 0, end));

        world.Clock.Advance(TimeSpan.FromMinutes(59));
        var refused = await Should.ThrowAsync<Refusal>(() => AnswerAsync(player, lot, "Sampa"));
        (refused.Code, refused.Kind, refused.Details["cooldown_until"]).ShouldBe(
            ("trivia_cooldown", RefusalKind.TooMany, end)
        );
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        (await AnswerAsync(player, lot, "Oslo")).ShouldBe(new AnsweredTrivia(false, 2, null));
        (await AnswerAsync(player, lot, "Sampa")).Correct.ShouldBeTrue();
        (await NumbersAsync(lot, player)).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task Parallel_answers_win_no_extra_tries()
    {
        var lot = await world.OpenLotAsync(100, gate: Gate);
        var player = await world.Cast.PlayerAsync();
        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async i =>
                {
                    try
                    {
                        return (await AnswerAsync(player, lot, $"City {i}")).Correct ? "right" : "wrong";
                    }
                    catch (Refusal refused)
                    {
                        return refused.Code;
                    }
                })
        );
        outcomes.Count(o => o == "wrong").ShouldBe(3);
        outcomes.Count(o => o == "trivia_cooldown").ShouldBe(9);
        (await NumbersAsync(lot, player)).ShouldBe([1, 2, 3]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(null)]
    [InlineData("nul\0byte")]
    // Half a surrogate pair doesn't survive in an attribute, so it is put in here.
    [InlineData("half a {half} pair")]
    public async Task An_answer_that_is_none_is_refused_and_costs_no_try(string? answer)
    {
        answer = answer?.Replace("{half}", "\ud83d", StringComparison.Ordinal);
        var lot = await world.OpenLotAsync(100, gate: Gate);
        var player = await world.Cast.PlayerAsync();
        (await Should.ThrowAsync<Refusal>(() => AnswerAsync(player, lot, answer))).Code.ShouldBe("validation");
        (await Should.ThrowAsync<Refusal>(() => AnswerAsync(player, lot, new string('x', 201)))).Code.ShouldBe(
            "validation"
        );
        (await NumbersAsync(lot, player)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_asked_after_the_deadline_and_nothing_where_there_is_no_question()
    {
        var player = await world.Cast.PlayerAsync();
        (
            await Should.ThrowAsync<Refusal>(async () => await AnswerAsync(player, await world.OpenLotAsync(), "x"))
        ).Code.ShouldBe("no_question");
        var lot = await world.OpenLotAsync(100, TimeSpan.FromHours(2), Gate);
        world.Clock.Advance(TimeSpan.FromHours(2));
        (await Should.ThrowAsync<Refusal>(() => AnswerAsync(player, lot, "Sampa"))).Code.ShouldBe("lot_not_open");
    }

    private Task<AnsweredTrivia> AnswerAsync(PlayerId player, LotId lot, string? answer) =>
        world.Get<AnswerTrivia>().RunAsync(new(player, lot, answer), default);

    private Task<List<int>> NumbersAsync(LotId lot, PlayerId player) =>
        world.ReadAsync(db =>
            db.TriviaAttempts.Where(a => a.LotId == lot && a.PlayerId == player)
                .OrderBy(a => a.AttemptNumber)
                .Select(a => a.AttemptNumber)
                .ToListAsync()
        );
}
