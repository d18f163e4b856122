using System.Globalization;
using System.Text.Json;
using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Tests.Journeys;
using Alot.Tests.World;
using Deque.AxeCore.Playwright;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>A draw in several browsers at once, second by second.</summary>
public sealed class TheatreBrowserTests(TheatreHost app, Browser browser) : IClassFixture<TheatreHost>
{
    private static readonly string[] All = ["1", "2", "3", "4", "5", "6"];

    private DateTimeOffset _drawnAt;

    [Fact]
    public async Task Everyone_sees_the_same_draw_at_the_same_moment_and_comes_back_at_the_right_point()
    {
        using var staff = await ApiPlayer.SignInAsync(app.CreateClient(), DemoAccounts.Admin);
        var id = await FundAsync(staff);
        await using var early = await ArriveAsync(DemoAccounts.Player);
        await using var other = await ArriveAsync(DemoAccounts.SecondPlayer);
        await early.GoToAsync(id);
        await other.GoToAsync(id);

        var proof = await DrawAsync(staff, id, early, other);
        var (winner, loser) = proof.GetProperty("winning_ticket").GetInt32() <= 10 ? (early, other) : (other, early);
        foreach (var (seconds, step) in new[] { (0.5, 1), (1.5, 2), (2.5, 3) })
        {
            await AtAsync(seconds, winner, loser);
            await winner.SeesStepAsync(step);
            await loser.SeesStepAsync(step);
        }
        (await winner.Page.Locator(".drop .num").IsVisibleAsync()).ShouldBeFalse();

        // Late, and already in step.
        await using var late = await ArriveAsync();
        await late.GoToAsync(id);
        await late.SeesStepAsync(3);
        (await late.StepsAsync()).ShouldBe(["3"]);

        await AtAsync(3.99, winner, loser, late);
        foreach (var onlooker in new[] { winner, loser, late })
            await onlooker.SeesStepAsync(4);
        (await winner.Page.Locator("[data-digits]").GetAttributeAsync("aria-label")).ShouldBe(
            "First eight digits: " + string.Join(' ', Text(proof, "combined_seed")[..8].ToCharArray())
        );

        // The one without a connection is where the others are, and still there when it comes back.
        await loser.LoseConnectionAsync();
        await AtAsync(5.2, winner, loser, late);
        await winner.SeesStepAsync(5);
        await loser.SeesStepAsync(5);
        await loser.FindConnectionAsync();
        await loser.SeesStepAsync(5);
        // So is a page that is loaded again.
        await late.Page.ReloadAsync();
        await late.SeesStepAsync(5);
        (await late.StepsAsync()).ShouldBe(["5"]);

        await AtAsync(5.5, winner, loser, late);
        foreach (var onlooker in new[] { winner, loser, late })
        {
            await onlooker.SeesStepAsync(6);
            await ShowsAsync(onlooker, proof);
        }
        (await winner.StepsAsync()).ShouldBe(All);
        (await loser.StepsAsync()).ShouldBe(All);
        await Eventually.TrueAsync(winner.SawConfettiAsync);
        (await loser.SawConfettiAsync()).ShouldBeFalse();
        (await late.SawConfettiAsync()).ShouldBeFalse();

        // Who comes later sees the result, and can watch the draw.
        await AtAsync(7, winner, loser, late);
        await using var after = await ArriveAsync();
        await after.GoToAsync(id);
        (await after.TextAsync(".ticket .num")).ShouldBe(Figure(proof, "winning_ticket"));
        (await after.StepsAsync()).ShouldBeEmpty();
        await after.Page.GetByRole(AriaRole.Button, new() { Name = "Watch the draw" }).ClickAsync();
        await after.SeesStepAsync(1);
        await AtAsync(9.5, after);
        await after.SeesStepAsync(3);
        await after.Page.GetByRole(AriaRole.Button, new() { Name = "Skip to result" }).ClickAsync();
        await after.Stage.WaitForAsync(new() { State = WaitForSelectorState.Detached });

        // The stage gives way by itself; what everyone got did not wait for it.
        await staff.StatusAsync(id, "settled");
        await AtAsync(11, winner, loser, late);
        app.Services.GetRequiredService<LiveFeed>().Announce([Topic.Clock]);
        await winner.Page.GetByText("You won the watch").WaitForAsync();
        await loser.Page.Locator("#outcome-mine").WaitForAsync();
        foreach (var onlooker in new[] { winner, loser, late, after })
            onlooker.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_wants_no_motion_has_a_transcript_at_once_and_who_skips_the_result()
    {
        using var staff = await ApiPlayer.SignInAsync(app.CreateClient(), DemoAccounts.Admin);
        var id = await FundAsync(staff);
        var proof = await DrawAsync(staff, id);
        var winner =
            proof.GetProperty("winning_ticket").GetInt32() <= 10 ? DemoAccounts.Player : DemoAccounts.SecondPlayer;
        await using var reader = await ArriveAsync(winner, ReducedMotion.Reduce);
        await using var hasty = await ArriveAsync(winner);
        await AtAsync(0.5, reader, hasty);

        await reader.GoToAsync(id);
        await reader.SeesStepAsync(6);
        (await reader.StepsAsync()).ShouldBe(["6"]);
        await ShowsAsync(reader, proof);
        (await reader.SawConfettiAsync()).ShouldBeFalse();
        var serious = (await reader.Page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical");
        serious.Select(v => $"{v.Id}: {v.Nodes[0].Html}").ShouldBeEmpty();

        await hasty.GoToAsync(id);
        await hasty.SeesStepAsync(1);
        await hasty.Page.GetByRole(AriaRole.Button, new() { Name = "Skip to result" }).ClickAsync();
        await hasty.Page.GetByText("You won the watch").WaitForAsync();
        await Assertions
            .Expect(hasty.Page.Locator("p[role=status]").First)
            .ToHaveTextAsync(new System.Text.RegularExpressions.Regex("wins, held by .* It is yours\\.$"));
        (await hasty.SawConfettiAsync()).ShouldBeFalse();
    }

    private async Task<Onlooker> ArriveAsync(string? email = null, ReducedMotion motion = ReducedMotion.NoPreference)
    {
        var onlooker = await Onlooker.ArriveAsync(app, browser, Now, motion);
        if (email is not null)
            await onlooker.SignInAsync(email);
        return onlooker;
    }

    // What was moved by whole seconds counts on top of the clock that stands still.
    private DateTimeOffset Now => app.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    private async Task<string> FundAsync(ApiPlayer staff)
    {
        // Worth $10: funded with $25. Tickets 1 to 10 and 11 to 25.
        var id = await staff.OpenLotAsync(10m);
        using var first = await ApiPlayer.SignInAsync(app.CreateClient(), DemoAccounts.Player);
        using var second = await ApiPlayer.SignInAsync(app.CreateClient(), DemoAccounts.SecondPlayer);
        await first.BuyAsync(id, 10);
        await second.BuyAsync(id, 15);
        await staff.StatusAsync(id, "funded");
        return id;
    }

    private async Task<JsonElement> DrawAsync(ApiPlayer staff, string id, params Onlooker[] before)
    {
        // Their clocks go with the server's, never behind it.
        foreach (var onlooker in before)
            await onlooker.SetClockAsync(Now.AddSeconds(61));
        await staff.AdvanceAsync(TimeSpan.FromSeconds(61));
        await Eventually.TrueAsync(() => staff.IsThereAsync($"/api/lots/{id}/draw"));
        var proof = await staff.GetAsync($"/api/lots/{id}/draw");
        _drawnAt = DateTimeOffset.Parse(Text(proof, "drawn_at"), CultureInfo.InvariantCulture);
        _drawnAt.ShouldBe(Now);
        return proof;
    }

    private async Task AtAsync(double seconds, params Onlooker[] onlookers)
    {
        // The server's last: a browser that hears a later time than its own takes itself to be slow.
        foreach (var onlooker in onlookers)
            await onlooker.SetClockAsync(_drawnAt.AddSeconds(seconds));
        app.Clock.Now += _drawnAt.AddSeconds(seconds) - Now;
    }

    private static async Task ShowsAsync(Onlooker onlooker, JsonElement proof)
    {
        (await onlooker.Stage.GetAttributeAsync("data-right")).ShouldBe("1");
        var (digits, seed) = (Text(proof, "combined_seed")[..8], Text(proof, "server_seed"));
        string.Concat(await onlooker.Page.Locator(".digits b").AllTextContentsAsync()).ShouldBe(digits);
        (await onlooker.TextAsync("[data-say=seed]")).ShouldBe($"{seed[..12]}…{seed[^6..]}");
        (await onlooker.TextAsync("[data-say=number]")).ShouldBe(Figure(proof, "number"));
        (await onlooker.TextAsync("[data-say=ticket]")).ShouldBe(Figure(proof, "winning_ticket"));
        await Assertions.Expect(onlooker.Page.Locator("[data-say=ticket]")).ToBeVisibleAsync();
        (await onlooker.TextAsync("[data-say=sum-up]")).ShouldBe("Computed on this device: every value matches.");
    }

    private static string Text(JsonElement proof, string name) => proof.GetProperty(name).GetString()!;

    private static string Figure(JsonElement proof, string name) =>
        proof.GetProperty(name).GetInt64().ToString("N0", CultureInfo.InvariantCulture);
}
