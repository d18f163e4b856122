using System.Net.Http.Json;
using System.Text.Json;
using Alot.Data.Accounts;
using Alot.Domain;
using Alot.Tests.World;
using Microsoft.Playwright;

namespace Alot.Tests.Journeys;

/// <summary>A person at a browser: what they do on pages, in the words of the pages.</summary>
internal sealed class Visitor(IPage page, HttpClient outside) : IAsyncDisposable
{
    public const string Password = "Collect-1-lot!";

    public IPage Page => page;

    public static async Task<Visitor> ArriveAsync(AppHost app, Browser browser)
    {
        var context = await browser.NewVisitorAsync(app.Address);
        return new Visitor(await context.NewPageAsync(), app.CreateClient());
    }

    public async Task RegisterAsync(string email, string username)
    {
        await page.GotoAsync("/account/register");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("User name").FillAsync(username);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByLabel("Date of birth").FillAsync("1990-05-17");
        await page.GetByLabel("Country").SelectOptionAsync("US");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make an account" }).ClickAsync();
        await page.WaitForURLAsync("**/account/check-mail");
    }

    /// <summary>Follows the link of the newest mail.</summary>
    public async Task VerifyAsync(string email)
    {
        var link = await Eventually.GetAsync(async () =>
        {
            var mails = await outside.GetFromJsonAsync<JsonElement>($"/dev/mail?to={Uri.EscapeDataString(email)}");
            return mails
                .EnumerateArray()
                .SelectMany(m => m.GetProperty("links").EnumerateArray())
                .Select(l => l.GetString())
                .FirstOrDefault();
        });
        await page.GotoAsync(link);
        // A link that mail programs open ahead must not be used up by them: the page asks for one press.
        if (await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Verify") }).CountAsync() > 0)
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Verify") }).First.ClickAsync();
    }

    public async Task SignInAsync(string email)
    {
        await page.GotoAsync("/account/login");
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        // The page may change its address without loading anew: no load event need follow.
        await page.WaitForURLAsync(
            url => !url.Contains("/account/login", StringComparison.Ordinal),
            new() { WaitUntil = WaitUntilState.Commit }
        );
    }

    public async Task AnswerAsync(string answer)
    {
        await page.Locator("[data-circuit]").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.Locator("#trivia-answer").FillAsync(answer);
        await page.GetByRole(AriaRole.Button, new() { Name = "Answer", Exact = true }).ClickAsync();
        await page.GetByText("Question answered").WaitForAsync();
    }

    /// <summary>From the lot's page through checkout and the processor's page to the receipt.</summary>
    public async Task BuyAsync(LotId lot, int entries)
    {
        await page.GotoAsync($"/lots/{lot}/checkout?entries={entries}&with=cash");
        await Eventually.TrueAsync(async () =>
        {
            if (!page.Url.Contains("/sandbox/pay/", StringComparison.Ordinal))
            {
                try
                {
                    // Briefly: a press that was taken leads away from here, on a busy machine after a while.
                    await page.GetByRole(AriaRole.Checkbox).CheckAsync(new() { Timeout = 5_000 });
                    await page.GetByRole(AriaRole.Button, new() { NameRegex = new(@"^Pay \$") })
                        .ClickAsync(new() { Timeout = 5_000 });
                }
                catch (TimeoutException)
                {
                    // Under way already, or not there yet: the address tells.
                }
                await Task.Delay(1_000);
            }
            return page.Url.Contains("/sandbox/pay/", StringComparison.Ordinal);
        });
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new(@"^Pay \$") }).ClickAsync();
        await page.WaitForURLAsync("**/purchases/**", new() { WaitUntil = WaitUntilState.Commit });
    }

    public async ValueTask DisposeAsync()
    {
        outside.Dispose();
        await page.Context.DisposeAsync();
    }
}
