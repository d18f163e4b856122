using Alot.Tests.Api;
using Shouldly;
using Xunit;

namespace Alot.Tests.Trivia;

[Collection(nameof(ApiCollection))]
public sealed class TriviaApiTests(ApiWorld app)
{
    [Fact]
    public async Task Who_has_not_answered_can_not_buy_and_who_has_can()
    {
        var (lot, ines) = (await app.GatedLotAsync(), await app.PlayerAsync(500));
        (await ines.GetAsync($"/api/lots/{lot}"))["trivia.passed"].ShouldBe("false");
        (await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 })).ShouldBeProblem(
            403,
            "trivia_required"
        );
        (await ines.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 1 })).ShouldBeProblem(
            403,
            "trivia_required"
        );

        var wrong = await ines.PostAsync($"/api/lots/{lot}/trivia/attempt", new { answer = "Basel" });
        (wrong["correct"], wrong["attempts_left"], wrong["cooldown_until"]).ShouldBe(("false", "2", ""));
        var right = await ines.PostAsync($"/api/lots/{lot}/trivia/attempt", new { answer = "  géneva! " });
        right["correct"].ShouldBe("true");
        var status = await ines.GetAsync($"/api/lots/{lot}/trivia/status");
        (status["enabled"], status["passed"], status["question"]).ShouldBe(
            ("true", "true", "Where was Meridian founded?")
        );
        (await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 })).Status.ShouldBe(201);
        (await ines.PostAsync($"/api/lots/{lot}/trivia/attempt", new { answer = "Geneva" })).ShouldBeProblem(
            409,
            "trivia_passed"
        );
    }

    [Fact]
    public async Task Ten_tries_at_once_are_three_and_the_cooldown_is_told_as_a_time()
    {
        var (lot, ines) = (await app.GatedLotAsync(), await app.PlayerAsync());
        var tries = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(i => ines.PostAsync($"/api/lots/{lot}/trivia/attempt", new { answer = $"wrong {i}" }))
        );
        tries.Count(t => t.Status == 200).ShouldBe(3);
        foreach (var late in tries.Where(t => t.Status != 200))
            late.ShouldBeProblem(429, "trivia_cooldown")["cooldown_until"].ShouldEndWith("Z");
        var status = await ines.GetAsync($"/api/lots/{lot}/trivia/status");
        (status["passed"], status["attempts_left"]).ShouldBe(("false", "0"));
        status["cooldown_until"].ShouldEndWith("Z");
        (
            await app.Database.AskAsync<int>(
                "select max(attempt_number) from room_trivia_attempts where user_id = $1",
                ines.Id
            )
        ).ShouldBe(3);
    }

    [Theory]
    [InlineData("""{"answer":""}""", 422, "validation")]
    [InlineData("""{"answer":"   "}""", 422, "validation")]
    [InlineData("""{"answer":null}""", 400, "malformed")]
    [InlineData("""{"answer":42}""", 400, "malformed")]
    [InlineData("""{}""", 400, "malformed")]
    public async Task An_answer_that_is_none_uses_no_try(string body, int status, string code)
    {
        var (lot, ines) = (await app.GatedLotAsync(), await app.PlayerAsync());
        (await ines.SendAsync(HttpMethod.Post, $"/api/lots/{lot}/trivia/attempt", body, null)).ShouldBeProblem(
            status,
            code
        );
        (
            await ines.SendAsync(
                HttpMethod.Post,
                $"/api/lots/{lot}/trivia/attempt",
                $$"""{"answer":"{{new string('x', 201)}}"}""",
                null
            )
        ).ShouldBeProblem(422, "validation");
        (await ines.GetAsync($"/api/lots/{lot}/trivia/status"))["attempts_left"].ShouldBe("3");
    }

    [Fact]
    public async Task Neither_answers_nor_hashes_leave_the_server()
    {
        var lot = await app.GatedLotAsync();
        var ines = await app.PlayerAsync();
        await ines.PostAsync($"/api/lots/{lot}/trivia/attempt", new { answer = "Genf" });
        foreach (var caller in new[] { ines, app.Admin, app.Anonymous })
        foreach (var path in new[] { $"/api/lots/{lot}", $"/api/lots/{lot}/trivia/status", $"/api/lots/{lot}/entries" })
        {
            var text = (await caller.GetAsync(path)).Text;
            text.ShouldNotContain("Geneva");
            text.ShouldNotContain("Genf");
            text.ShouldNotContain("answer_hash");
        }
    }

    [Fact]
    public async Task A_lot_without_a_question_is_open_to_all()
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync());
        var status = await ines.GetAsync($"/api/lots/{lot}/trivia/status");
        (status["enabled"], status["passed"]).ShouldBe(("false", "true"));
        (await ines.PostAsync($"/api/lots/{lot}/trivia/attempt", new { answer = "x" })).ShouldBeProblem(
            409,
            "no_question"
        );
    }
}
