using Alot.Data.Accounts;
using Alot.Domain.Accounts;
using Alot.Tests.World;
using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Alot.Tests.Journeys;

/// <summary>Two people of staff at their browsers: one asks for a large grant by keyboard, the other finds it and approves.</summary>
public sealed class StaffCreditsJourneyTests(AppHost app, Browser browser) : IClassFixture<AppHost>
{
    [Fact]
    public async Task A_large_grant_from_looking_the_player_up_to_the_second_persons_approval()
    {
        await MayAdjustAsync(DemoAccounts.Support);
        await using var ruth = await Visitor.ArriveAsync(app, browser);
        await ruth.SignInAsync(DemoAccounts.Admin);
        await ruth.Page.GotoAsync("/staff/lots");
        await SearchAsync(ruth.Page, "#lots-q", "no such lot");
        await ruth.Page.GotoAsync("/staff/users");
        await SearchAsync(ruth.Page, "#users-q", DemoAccounts.SecondPlayer);
        await ruth.Page.GetByRole(AriaRole.Link, new() { Name = "theo_marsh" }).WaitForAsync();
        await SoundAsync(ruth.Page);
        await KeyAsync(ruth.Page, "j", "a[data-row]:focus");
        await ruth.Page.Keyboard.PressAsync("Enter");
        await ruth.Page.Locator("#user-balance").WaitForAsync();
        await KeyAsync(ruth.Page, "a", "dialog[open] #credits-amount");
        await ruth.Page.Locator("#credits-amount").FillAsync("15,000");
        await ruth.Page.Locator("#credits-reason").FillAsync("Wrong strap sent with lot 0388");
        await ruth.Page.GetByText("Nothing moves until a second person approves").WaitForAsync();
        await SoundAsync(ruth.Page);
        await ruth.Page.GetByRole(AriaRole.Button, new() { Name = "Ask for approval" }).PressAsync("Enter");
        await ruth.Page.GetByText("asked by you").WaitForAsync();

        await using var kofi = await Visitor.ArriveAsync(app, browser);
        await kofi.SignInAsync(DemoAccounts.Support);
        await kofi.Page.GotoAsync("/staff/approvals");
        await kofi.Page.GetByRole(AriaRole.Heading, new() { Name = "Grant 15,000 cr" }).WaitForAsync();
        await SoundAsync(kofi.Page);
        await KeyAsync(kofi.Page, "a", "text=Nothing waits here");

        // Her page follows without a reload.
        await ruth.Page.Locator("tbody").GetByText("Wrong strap sent with lot 0388").WaitForAsync();
        (await ruth.Page.Locator("#user-balance").TextContentAsync()).ShouldBe("15,000 cr");
    }

    /// <summary>Types until it is kept: while the page comes alive, its fields are made anew once.</summary>
    private static Task SearchAsync(IPage page, string where, string text) =>
        Eventually.TrueAsync(async () =>
        {
            var field = page.Locator(where);
            await field.FillAsync(text);
            await field.PressAsync("Enter");
            await Task.Delay(300);
            return page.Url.Contains("?q=" + text[..2], StringComparison.Ordinal);
        });

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

    private async Task MayAdjustAsync(string email)
    {
        await using var db = app.Database.Open();
        var id = await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync();
        (await db.Staff.SingleAsync(s => s.UserId == id)).Permissions = [Permission.AdjustCredits];
        await db.SaveChangesAsync();
    }
}
