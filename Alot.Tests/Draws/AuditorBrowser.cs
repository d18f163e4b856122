using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Alot.Data.Draws;
using Alot.Data.Pots;
using Alot.Tests.World;
using Alot.Web.Draws;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>Pocket Auditors as files on a disk, opened in a Chromium whose network is off.</summary>
public sealed partial class AuditorBrowser(Browser browser) : IAsyncLifetime
{
    private readonly DirectoryInfo _disk = Directory.CreateTempSubdirectory("alot-auditor-");
    private readonly Dictionary<(int Width, ColorScheme Theme), IPage> _pages = [];
    private int _files;

    internal PocketAuditor Auditor { get; private set; } = null!;

    public ValueTask InitializeAsync()
    {
        Auditor = NewAuditor();
        return ValueTask.CompletedTask;
    }

    internal static PocketAuditor NewAuditor() =>
        new(new PhysicalFileProvider(RepoFiles.Of("Alot.Web", "wwwroot")), NullLoggerFactory.Instance);

    /// <summary>The file as the server writes it.</summary>
    internal async Task<string> WriteAsync(PublishedDraw draw)
    {
        using var file = new MemoryStream();
        await Auditor.WriteAsync(draw, file, default);
        return System.Text.Encoding.UTF8.GetString(file.ToArray());
    }

    internal async Task<string> WriteAsync(PublishedPotProof pot)
    {
        using var file = new MemoryStream();
        await Auditor.WriteAsync(pot, file, default);
        return System.Text.Encoding.UTF8.GetString(file.ToArray());
    }

    /// <summary>The same file with other values in it: what a crooked operator would hand out.</summary>
    internal static string Tampered(string file, Action<JsonObject> tamper) =>
        Published()
            .Replace(
                file,
                match =>
                {
                    var values = JsonNode.Parse(match.Groups[2].Value)!.AsObject();
                    tamper(values);
                    return match.Groups[1].Value + values.ToJsonString() + match.Groups[3].Value;
                }
            );

    internal async Task<AuditorPage> OpenAsync(string file, int width = 1280, ColorScheme theme = ColorScheme.Dark)
    {
        var path = Path.Combine(_disk.FullName, $"auditor-{Interlocked.Increment(ref _files)}.html");
        await File.WriteAllTextAsync(path, file);
        return await OpenFileAsync(path, width, theme);
    }

    internal async Task<AuditorPage> OpenFileAsync(string path, int width = 1280, ColorScheme theme = ColorScheme.Dark)
    {
        var opened = new AuditorPage(await PageAsync(width, theme));
        await opened.Page.GotoAsync(new Uri(path).AbsoluteUri);
        return opened;
    }

    // One page opens file after file: a file keeps nothing, and a fresh page starts a process that compiles everything anew.
    private async Task<IPage> PageAsync(int width, ColorScheme theme)
    {
        if (_pages.TryGetValue((width, theme), out var kept))
            return kept;
        var context = await browser.NewVisitorAsync(null, width, width < 600 ? 844 : 900, theme);
        return _pages[(width, theme)] = await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var page in _pages.Values)
            await page.Context.DisposeAsync();
        _disk.Delete(recursive: true);
    }

    [GeneratedRegex("""(<script type="application/json" id="published">)(.*?)(</script>)""", RegexOptions.Singleline)]
    private static partial Regex Published();
}

/// <summary>An open Pocket Auditor. Leaving it leaves the page for the next one.</summary>
internal sealed class AuditorPage : IAsyncDisposable
{
    public AuditorPage(IPage page)
    {
        Page = page;
        page.Request += Asked;
        page.PageError += Failed;
        page.Console += Said;
    }

    public IPage Page { get; }

    /// <summary>Everything that was fetched; the file itself is the first.</summary>
    public List<string> Requests { get; } = [];

    public List<string> Complaints { get; } = [];

    /// <summary>Waits until the sums are done.</summary>
    public async Task<string> VerdictAsync(string ok)
    {
        try
        {
            await Page.Locator($"[data-verdict][data-ok='{ok}'] h2:has-text('match')").WaitForAsync();
        }
        catch (TimeoutException e)
        {
            var said = await Page.Locator(".verdict").TextContentAsync();
            throw new InvalidOperationException($"{said} | {string.Join(" | ", Complaints)}", e);
        }
        return await Page.Locator(".verdict").InnerTextAsync();
    }

    /// <summary>The shown lines that are ✗, in order.</summary>
    public async Task<IReadOnlyList<string>> FailingAsync() =>
        await Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('.checks > li[data-ok=\"0\"]:not([hidden])')].map(li => li.dataset.line)"
        );

    public async Task<string> ComputedAsync(string line) =>
        (await Page.Locator($"[data-line={line}] [data-computed]").TextContentAsync())!;

    /// <summary>Every shown line whose "Rests on" leads to a broken one names the line where it broke, and no other line does.</summary>
    public async Task LaterStepsShouldSayWhatTheyRestOnAsync()
    {
        var lines = await Page.EvaluateAsync<string[][]>(
            """
            [...document.querySelectorAll('.checks > li:not([hidden])')].map(li => [
              li.querySelector('.strong').textContent,
              li.dataset.ok,
              li.querySelector('.verify-needs')?.textContent ?? '',
              li.querySelector('[data-because]').textContent,
            ])
            """
        );
        var resting = new HashSet<string>();
        foreach (var line in lines)
        {
            var (title, ok, needs, because) = (line[0], line[1], line[2], line[3]);
            var rests = needs.Split(" · ").Any(resting.Contains);
            if (ok == "0" || (rests && ok.Length > 0))
                resting.Add(title);
            if (ok.Length > 0)
                (because.Length > 0).ShouldBe(rests, $"{title}: “{because}”");
        }
    }

    public void ShouldHaveAskedNobody()
    {
        Requests.Count.ShouldBe(1, string.Join(", ", Requests));
        Requests[0].ShouldStartWith("file:");
        Complaints.ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        Page.Request -= Asked;
        Page.PageError -= Failed;
        Page.Console -= Said;
        await Page.GotoAsync("about:blank");
    }

    private void Asked(object? page, IRequest request) => Requests.Add(request.Url);

    private void Failed(object? page, string error) => Complaints.Add(error);

    private void Said(object? page, IConsoleMessage message)
    {
        if (message.Type is "error" or "warning")
            Complaints.Add(message.Text);
    }
}
