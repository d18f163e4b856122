using Alot.Data.Accounts;
using Alot.Data.Ledger;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Alot.Tests.World;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Alot.Tests.Journeys;

/// <summary>Somebody of staff looks at a pot whose players share a device: from the queues to the flag, by keyboard.</summary>
public sealed class StaffPotsJourneyTests(AppHost app, Browser browser) : IClassFixture<AppHost>
{
    [Fact]
    public async Task A_flagged_pot_is_found_in_the_queues_paused_and_its_flag_cleared()
    {
        await using var ruth = await Visitor.ArriveAsync(app, browser);
        await ruth.SignInAsync(DemoAccounts.Admin);
        await JoinTwiceAsync();
        await ruth.Page.GotoAsync("/staff");
        await ruth.Page.Locator(".queues").GetByText("Pots").ClickAsync();
        await ruth.Page.GetByText("2 players flagged").First.WaitForAsync();
        await SoundAsync(ruth.Page);
        await KeyAsync(ruth.Page, "a", "dialog[open] #pot-reason");
        await ruth.Page.Locator("#pot-reason").FillAsync("We look at two players.");
        await SoundAsync(ruth.Page);
        await ruth.Page.Locator("#pot-go").ClickAsync();
        await ruth.Page.GetByText("open, paused").WaitForAsync();

        await ruth.Page.GetByRole(AriaRole.Button, new() { Name = "Clear the flag" }).First.ClickAsync();
        await ruth.Page.Locator("#pot-reason").FillAsync("One family with one tablet.");
        await ruth.Page.Locator("#pot-remember").CheckAsync();
        await ruth.Page.Locator("#pot-go").ClickAsync();
        await ruth.Page.GetByText("Cleared by").WaitForAsync();

        await ruth.Page.GotoAsync("/staff/pots/dashboard");
        await ruth.Page.GetByRole(AriaRole.Heading, new() { Name = "How long they take to fill" }).WaitForAsync();
        await SoundAsync(ruth.Page);

        await ruth.Page.SetViewportSizeAsync(360, 740);
        (await ruth.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(360);
    }

    private async Task JoinTwiceAsync()
    {
        var admin = await IdOfAsync(DemoAccounts.Admin);
        var pot = (
            await Get<OpenPot>()
                .RunAsync(
                    new(admin, NewKey(), new PotPlan("Quick ten", new Credits(100), 10, 3, TimeSpan.FromMinutes(30))),
                    default
                )
        ).PotId;
        foreach (var email in (string[])[DemoAccounts.Player, DemoAccounts.SecondPlayer])
        {
            var player = await IdOfAsync(email);
            await Get<AdjustCredits>().RunAsync(new(admin, NewKey(), player, 500, "for a test"), default);
            await Get<JoinPot>()
                .RunAsync(new(player, NewKey(), pot, 1, new PlayedFrom("one-address", "one-device")), default);
        }
    }

    private T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    private string NewKey() => Guid.CreateVersion7(Get<TimeProvider>().GetUtcNow()).ToString("N");

    private async Task<PlayerId> IdOfAsync(string email)
    {
        await using var db = app.Database.Open();
        return new PlayerId(await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync());
    }

    /// <summary>Presses until the page, whose script may still be on its way, has heard it.</summary>
    private static Task KeyAsync(IPage page, string key, string leadsTo) =>
        Eventually.TrueAsync(async () =>
        {
            if (await page.Locator(leadsTo).CountAsync() > 0)
                return true;
            await page.Keyboard.PressAsync(key);
            await Task.Delay(300);
            return await page.Locator(leadsTo).CountAsync() > 0;
        });

    private static async Task SoundAsync(IPage page) =>
        (await page.RunAxe())
            .Violations.Where(v => v.Impact is "serious" or "critical")
            .Select(v => v.Id)
            .ShouldBeEmpty();
}
