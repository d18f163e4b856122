using Alot.Domain.Draws;
using Alot.Tests.Draws;
using Alot.Tests.World;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>The verify page of a pot in Chromium.</summary>
public sealed class PotVerifyBrowserTests(Browser browser) : IAsyncLifetime
{
    private readonly PublishedPot _pot = new(DrawMode.Beacon);
    private readonly List<string> _complaints = [];
    private VerifySite _site = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await VerifySite.StartAsync();
        _site.Pot = _pot;
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _pot.Dispose();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task A_settled_pot_passes_every_line_and_the_page_stands_still(int width)
    {
        var page = await OpenAsync(width);
        await page.AddInitScriptAsync(
            "window.shift = 0; new PerformanceObserver(l => l.getEntries().forEach(e => window.shift += e.value)).observe({ type: 'layout-shift', buffered: true });"
        );
        await page.GotoAsync($"{_site.Address}/tests/pots/settled");

        await ShouldSayAsync(page, "All 16 lines match");
        (await page.Locator("[data-line=beacon_round] [data-computed]").TextContentAsync())!.ShouldStartWith(
            "round 1000, due"
        );
        (await page.EvaluateAsync<double>("window.shift")).ShouldBeLessThan(0.05);
        (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue(
            "scrolls sideways"
        );
        var serious = (await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical");
        serious.Select(v => $"{v.Id}: {v.Nodes[0].Html}").ShouldBeEmpty();
        _complaints.ShouldBeEmpty();
        if (Environment.GetEnvironmentVariable("ALOT_PICTURES") is { Length: > 0 } folder)
            await page.ScreenshotAsync(
                new() { Path = Path.Combine(folder, $"pot-verify-{width}.png"), FullPage = true }
            );
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_changed_value_breaks_its_lines_and_reset_mends_them()
    {
        var page = await OpenAsync(1280);
        await page.GotoAsync($"{_site.Address}/tests/pots/settled");
        await ShouldSayAsync(page, "All 16 lines match");

        await page.GetByLabel("Secret seed, opened").FillAsync(new string('0', 64));
        await ShouldSayAsync(page, "do not match");
        (await page.Locator(".verdict").InnerTextAsync()).ShouldContain("locked before the first ticket");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync();
        await ShouldSayAsync(page, "All 16 lines match");

        // The downloaded file opens on the page for any pot.
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Button, new() { Name = "JSON" }).ClickAsync()
        );
        download.SuggestedFilename.ShouldBe($"pot-{_pot.Proof.PotId}.json");
        await page.GotoAsync($"{_site.Address}/tests/pots/none");
        await page.Locator("[data-file]").First.SetInputFilesAsync(await download.PathAsync());
        await ShouldSayAsync(page, "All 16 lines match");
        _complaints.ShouldBeEmpty();
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task A_worked_example_can_be_pasted()
    {
        var page = await OpenAsync(1280);
        await page.GotoAsync($"{_site.Address}/tests/pots/none");
        var vector = PotVectors.Write(PotVectors.Cases().Single(c => c.Name == "pot-beacon-late-lock"));

        await page.GetByLabel("JSON: a proof").FillAsync(vector.ToJsonString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Check this" }).ClickAsync();

        await ShouldSayAsync(page, "All 13 lines match");
        await page.Context.DisposeAsync();
    }

    private async Task<IPage> OpenAsync(int width)
    {
        var context = await browser.NewVisitorAsync(new Uri(_site.Address), width);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Add(message.Text);
        };
        return page;
    }

    private static Task ShouldSayAsync(IPage page, string words) =>
        Assertions.Expect(page.Locator(".verdict h2")).ToContainTextAsync(words);
}
