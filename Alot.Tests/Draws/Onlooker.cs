using System.Globalization;
using Alot.Tests.Journeys;
using Alot.Tests.World;
using Microsoft.Playwright;

namespace Alot.Tests.Draws;

/// <summary>Somebody before a draw theatre. Their clock is set by hand, with the app's; what their page showed is written down.</summary>
internal sealed class Onlooker : IAsyncDisposable
{
    // Steps in the order in which they were shown, sheets of confetti, and what the browser complained of.
    private const string Notes = """
        window.steps = [];
        window.paper = 0;
        new MutationObserver(() => {
          const step = document.querySelector("[data-theatre]")?.dataset.reached;
          if (step !== undefined && window.steps.at(-1) !== step) window.steps.push(step);
          if (document.querySelector("canvas.confetti")) window.paper++;
        }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-reached"] });
        """;

    private readonly Visitor _visitor;
    private readonly Dictionary<IWebSocketRoute, bool> _lines = [];
    private bool _away;

    private Onlooker(Visitor visitor) => _visitor = visitor;

    public IPage Page => _visitor.Page;

    public List<string> Complaints { get; } = [];

    public ILocator Stage => Page.Locator("[data-theatre]");

    public static async Task<Onlooker> ArriveAsync(
        AppHost app,
        Browser browser,
        DateTimeOffset now,
        ReducedMotion motion = ReducedMotion.NoPreference
    )
    {
        var context = await browser.NewVisitorAsync(app.Address, motion: motion);
        var onlooker = new Onlooker(new Visitor(await context.NewPageAsync(), app.CreateClient()));
        await onlooker.Page.AddInitScriptAsync(Notes);
        await onlooker.Page.RouteWebSocketAsync("**/_blazor**", onlooker.Connect);
        onlooker.Page.PageError += (_, error) => onlooker.Complaints.Add(error);
        onlooker.Page.Console += (_, message) =>
        {
            if (message.Type == "error" && !onlooker._away)
                onlooker.Complaints.Add(message.Text);
        };
        await onlooker.SetClockAsync(now);
        return onlooker;
    }

    public Task SignInAsync(string email) => _visitor.SignInAsync(email);

    /// <summary>Their clock from now on, on this page and on those that come.</summary>
    public async Task SetClockAsync(DateTimeOffset now)
    {
        var set = string.Create(
            CultureInfo.InvariantCulture,
            $"window.testNow = {now.ToUnixTimeMilliseconds()}; Date.now = () => window.testNow;"
        );
        await Page.AddInitScriptAsync(set);
        await Page.EvaluateAsync(set);
    }

    /// <summary>To the lot's page, with its circuit up unless it is in the middle of the play.</summary>
    public async Task GoToAsync(string lot)
    {
        await Page.GotoAsync($"/lots/{lot}");
        await Page.Locator("[data-circuit]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
    }

    public Task SeesStepAsync(int step) =>
        Assertions.Expect(Stage).ToHaveAttributeAsync("data-reached", step.ToString(CultureInfo.InvariantCulture));

    public async Task<string> TextAsync(string selector) => (await Page.Locator(selector).TextContentAsync())!.Trim();

    /// <summary>The steps since the page was loaded, in the order in which they were shown.</summary>
    public Task<string[]> StepsAsync() => Page.EvaluateAsync<string[]>("window.steps");

    public async Task<bool> SawConfettiAsync() => await Page.EvaluateAsync<int>("window.paper") > 0;

    public async Task LoseConnectionAsync()
    {
        _away = true;
        await Page.Context.SetOfflineAsync(true);
        foreach (var line in _lines.Keys)
            await line.CloseAsync();
        await Page.Locator("html[data-live=lost]").WaitForAsync();
    }

    public async Task FindConnectionAsync()
    {
        await Page.Context.SetOfflineAsync(false);
        _away = false;
        await Page.Locator("html:not([data-live])").WaitForAsync();
    }

    private void Connect(IWebSocketRoute line)
    {
        if (_away)
        {
            _ = line.CloseAsync();
            return;
        }
        _lines[line] = true;
        line.ConnectToServer();
    }

    public ValueTask DisposeAsync() => _visitor.DisposeAsync();
}
