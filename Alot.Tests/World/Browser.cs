using Alot.Tests.World;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Browser))]

namespace Alot.Tests.World;

/// <summary>One Chromium for all tests, started when the first asks. Each test works in a context of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    // The shell comes first: it has no window to draw, which is most of the work on a machine without a graphics card.
    private static readonly string[] Names =
    [
        "chromium-headless-shell",
        "chromium",
        "google-chrome",
        "google-chrome-stable",
    ];

    private readonly SemaphoreSlim turn = new(1);
    private IPlaywright? playwright;
    private IBrowser? browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A visitor without cookies; of files on the disk when there is no <paramref name="address"/>.</summary>
    public async Task<IBrowserContext> NewVisitorAsync(
        Uri? address,
        int width = 1280,
        int height = 900,
        ColorScheme scheme = ColorScheme.Dark,
        ReducedMotion motion = ReducedMotion.Reduce
    )
    {
        var context = await (await StartedAsync()).NewContextAsync(
            new()
            {
                BaseURL = address?.ToString(),
                Offline = address is null,
                ViewportSize = new() { Width = width, Height = height },
                ColorScheme = scheme,
                Locale = "en-US",
                TimezoneId = "UTC",
                ReducedMotion = motion,
            }
        );
        context.SetDefaultTimeout((float)Eventually.Patience.TotalMilliseconds);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }

    private async Task<IBrowser> StartedAsync()
    {
        await turn.WaitAsync();
        try
        {
            playwright ??= await Playwright.CreateAsync();
            Assertions.SetDefaultExpectTimeout((float)Eventually.Patience.TotalMilliseconds);
            return browser ??= await playwright.Chromium.LaunchAsync(
                new()
                {
                    // Null: the one that Playwright fetched itself.
                    ExecutablePath = Find(),
                    Args =
                    [
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                    ],
                }
            );
        }
        finally
        {
            turn.Release();
        }
    }

    private static string? Find() =>
        Environment.GetEnvironmentVariable("ALOT_CHROMIUM") is { Length: > 0 } given
            ? given
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .SelectMany(_ => Names, Path.Combine)
                .FirstOrDefault(File.Exists);
}
