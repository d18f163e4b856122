using Alot.Data.Accounts;
using Alot.Domain;
using Alot.Tests.World;
using Microsoft.Playwright;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Journeys;

/// <summary>The main story in real browsers: from a new account to a draw that its loser can check.</summary>
public sealed class LotJourneyTests(AppHost app, Browser browser, ITestOutputHelper output) : IClassFixture<AppHost>
{
    [Fact]
    public async Task A_lot_from_registration_to_a_draw_that_anyone_can_check()
    {
        using var staff = await ApiPlayer.SignInAsync(app.CreateClient(), DemoAccounts.Admin);
        // Worth $10: funded with $25.
        var id = await staff.OpenLotAsync(10m, "Which metal is the case made of?", "steel");
        var lot = new LotId(Guid.Parse(id));

        await using var newcomer = await Visitor.ArriveAsync(app, browser);
        await newcomer.RegisterAsync("journey@alot.test", "long_journey");
        await newcomer.VerifyAsync("journey@alot.test");
        await newcomer.SignInAsync("journey@alot.test");
        await newcomer.Page.GotoAsync($"/lots/{id}");
        await newcomer.AnswerAsync("  STEEL! ");

        await using var watcher = await Visitor.ArriveAsync(app, browser);
        await watcher.SignInAsync(DemoAccounts.SecondPlayer);
        await watcher.Page.GotoAsync($"/lots/{id}");
        await watcher.AnswerAsync("steel");
        await watcher.Page.GetByText("$0 of $25").First.WaitForAsync();
        // A reload would lose it.
        await watcher.Page.EvaluateAsync(
            """
            new MutationObserver(() => {
              if (document.body.innerText.includes("$10 of $25")) window.seen ??= Date.now();
            }).observe(document.body, { subtree: true, childList: true, characterData: true })
            """
        );

        await newcomer.BuyAsync(lot, 10);
        await watcher.Page.GetByText("$10 of $25").First.WaitForAsync();
        var seen = await watcher.Page.EvaluateAsync<long>("window.seen ?? 0");
        seen.ShouldBeGreaterThan(0, "the page was reloaded");
        output.WriteLine(
            $"The second browser showed the new total {seen - await SoldAtAsync(lot)} ms after the sale, without a reload."
        );
        await newcomer.Page.GetByText("1–10").First.WaitForAsync();

        await watcher.BuyAsync(lot, 15);
        await watcher.Page.GetByText("11–25").First.WaitForAsync();
        await watcher.Page.GotoAsync($"/lots/{id}");
        await newcomer.Page.GotoAsync($"/lots/{id}");
        await watcher.Page.GetByText("The draw starts in").WaitForAsync();
        await watcher.Page.Locator("time.countdown--huge, time.countdown").First.WaitForAsync();

        await staff.AdvanceAsync(TimeSpan.FromSeconds(61));
        await staff.StatusAsync(id, "settled");
        var winning = (await staff.GetAsync($"/api/lots/{id}/draw")).GetProperty("winning_ticket").GetInt32();
        var (winner, loser, credits) = winning <= 10 ? (newcomer, watcher, "750 cr") : (watcher, newcomer, "500 cr");
        await winner.Page.GetByText("You won the watch").WaitForAsync();
        await loser.Page.GetByText(credits).First.WaitForAsync();

        await loser.Page.GotoAsync($"/lots/{id}/verify");
        var verdict = loser.Page.Locator("[data-verdict][data-ok='1']");
        await verdict.WaitForAsync();
        (await loser.Page.Locator("[data-line][data-ok='0']").CountAsync()).ShouldBe(0);
        (await loser.Page.Locator("[data-line][data-ok='1']").CountAsync()).ShouldBeGreaterThan(5);
    }

    /// <summary>When the newest entry was issued, in milliseconds of the machine's clock.</summary>
    private async Task<long> SoldAtAsync(LotId lot)
    {
        await using var source = NpgsqlDataSource.Create(app.Database.App);
        await using var read = source.CreateCommand("select max(created_at) from room_entries where room_id = $1");
        read.Parameters.Add(new NpgsqlParameter { Value = lot.Value });
        return new DateTimeOffset((DateTime)(await read.ExecuteScalarAsync())!, TimeSpan.Zero).ToUnixTimeMilliseconds();
    }
}
