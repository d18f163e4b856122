using Shouldly;
using Xunit;

namespace Alot.Tests.Api;

/// <summary>What "nothing was changed" rests on: workers are not mistaken for commands, and commands are not overlooked.</summary>
public sealed class ApiStateTests(ApiWorld app) : IClassFixture<ApiWorld>
{
    [Fact]
    public async Task A_draw_and_a_settlement_in_the_background_are_no_change()
    {
        var (lot, ines, theo) = (await app.LotAsync(8), await app.PlayerAsync(), await app.PlayerAsync());
        await ines.PayAsync(lot, 15);
        await theo.PayAsync(lot, 5);
        await app.UntilLotIsAsync(lot, "funded");
        var before = await app.StateAsync();

        await app.AdvanceAsync(TimeSpan.FromSeconds(61));
        await app.UntilLotIsAsync(lot, "settled");

        (await app.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Workers_are_waited_for()
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync());
        await ines.PayAsync(lot, 5);
        (await app.Admin.PostAsync($"/api/lots/{lot}/cancel", new { reason = "A test" })).Status.ShouldBe(200);

        await app.StateAsync();

        (
            await app.Database.AskAsync<string>("select string_agg(status, ' ') from refunds where room_id = $1", lot)
        ).ShouldBe("succeeded");
    }

    [Theory]
    // Nothing that the auditor would freeze the lot for.
    [InlineData("update rooms set deadline = deadline + interval '1 hour' where id = $1")]
    [InlineData("update trivia_questions set question = 'Where?' where room_id = $1")]
    [InlineData("update room_trivia_attempts set is_correct = not is_correct where room_id = $1")]
    [InlineData("update room_entry_purchases set metadata = '{\"x\":1}' where room_id = $1")]
    public async Task A_change_of_any_kind_is_seen(string change)
    {
        var (lot, ines) = (await app.GatedLotAsync(), await app.PlayerAsync());
        await ines.PostAsync($"/api/lots/{lot}/trivia/attempt", new { answer = "Geneva" });
        (await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 })).Status.ShouldBe(201);
        var before = await app.StateAsync();

        (await app.Database.RunAsync(change, app.Database.Owner, lot)).ShouldBeGreaterThan(0);

        (await app.StateAsync()).ShouldNotBe(before);
    }
}
