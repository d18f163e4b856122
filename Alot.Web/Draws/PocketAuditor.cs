using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Alot.Data.Draws;
using Alot.Data.Pots;
using Alot.Web.Pots;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.FileProviders;

namespace Alot.Web.Draws;

/// <summary>
/// The Pocket Auditor (draws.md, Proof): the verify page's own sheet and modules in one file, with what was published of one
/// draw or pot. It works from disk; its policy allows no connection, so that nobody has to take our word for it. The program is the
/// same for every lot and pot, only the values and the sheet's lines differ.
/// </summary>
public sealed partial class PocketAuditor(IFileProvider webRoot, ILoggerFactory loggers)
{
    /// <summary>The modules of <c>wwwroot/draws</c>, each after those it needs; the last one starts the page.</summary>
    public static readonly IReadOnlyList<string> Modules =
    [
        "sha256.mjs",
        "values.mjs",
        "subjects.mjs",
        "lines.mjs",
        "roster.mjs",
        "formula.mjs",
        "pot.mjs",
        "signatures.mjs",
        "log.mjs",
        "curves.mjs",
        "beacon.mjs",
        "verifier.mjs",
        "sheet.mjs",
        "verify.mjs",
    ];

    /// <summary>Of a longer list the file carries none: its reader opens the downloaded one.</summary>
    public const int MostEntries = 20_000;

    private static readonly string[] Styles = ["kit.css", "pages.css", "draws/verify.css", "draws/pocket.css"];

    // Each made once; a failure is not kept.
    private readonly ConcurrentDictionary<string, Frame> _frames = new();

    /// <summary>What stands around the values: the same for every lot, and for every pot.</summary>
    private sealed record Frame(string Policy, string Before, string After);

    /// <param name="key">A private lot's.</param>
    public static string UrlOf(Guid lot, string? key = null) =>
        $"/api/lots/{lot}/draw/auditor.html{(key is null ? "" : "?key=" + Uri.EscapeDataString(key))}";

    /// <summary>
    /// The policy of the file, which the server sends along too: its own script and style, and nothing from anywhere. The same for
    /// lots and pots.
    /// </summary>
    public async Task<string> PolicyAsync() => (await FrameAsync(VerifySubject.Lot)).Policy;

    /// <summary>Writes the whole file about a lot's draw, UTF-8.</summary>
    public Task WriteAsync(PublishedDraw draw, Stream target, CancellationToken stop) =>
        WriteAsync(VerifySubject.Lot, () => PublishedJson.WriteAsync(draw, target, stop), target, stop);

    /// <summary>Writes the whole file about a settled pot, UTF-8.</summary>
    public Task WriteAsync(PublishedPotProof pot, Stream target, CancellationToken stop) =>
        WriteAsync(PotSheet.Subject, () => PublishedJson.WriteAsync(pot, target, stop), target, stop);

    private async Task WriteAsync(VerifySubject subject, Func<Task> values, Stream target, CancellationToken stop)
    {
        var frame = await FrameAsync(subject);
        await target.WriteAsync(Encoding.UTF8.GetBytes(frame.Before), stop);
        await values();
        await target.WriteAsync(Encoding.UTF8.GetBytes(frame.After), stop);
    }

    private async Task<Frame> FrameAsync(VerifySubject subject) =>
        _frames.TryGetValue(subject.Name, out var frame)
            ? frame
            : _frames.GetOrAdd(subject.Name, await MakeAsync(subject));

    private async Task<Frame> MakeAsync(VerifySubject subject)
    {
        var script = ScriptBundle.Of(Modules, module => Read("draws/" + module));
        var style = RequireHarmless(string.Join('\n', Styles.Select(Read).Select(WithoutFiles)), "</style");
        var sheet = UseOfSprite().Replace(await RenderAsync(subject), "href=\"#");
        var policy =
            $"default-src 'none'; script-src '{HashOf(script)}'; style-src '{HashOf(style)}'; base-uri 'none'; form-action 'none'";
        var before = $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="dark light">
            <meta name="referrer" content="no-referrer">
            <title>Pocket Auditor · ALOT!</title>
            <style>{style}</style>
            </head>
            <body>
            {SpriteOf(sheet + script)}
            {sheet}
            <script type="application/json" id="published">
            """;
        return new Frame(
            policy,
            before.ReplaceLineEndings("\n"),
            $"</script>\n<script type=\"module\">{script}</script>\n</body>\n</html>\n"
        );
    }

    private async Task<string> RenderAsync(VerifySubject subject)
    {
        // The sheet needs nothing of the app, and is no page of it: with its services it would look for a request.
        await using var services = new ServiceCollection().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (
                await renderer.RenderComponentAsync<PocketPage>(
                    ParameterView.FromDictionary(
                        new Dictionary<string, object?> { [nameof(PocketPage.Subject)] = subject }
                    )
                )
            ).ToHtmlString()
        );
    }

    // Fonts and pictures would be fetched: the file makes do with the fonts of the machine it is opened on.
    private static string WithoutFiles(string style)
    {
        var bare = Picture().Replace(FontFile().Replace(style, ""), "none");
        return bare.Contains("url(", StringComparison.Ordinal) || bare.Contains("@import", StringComparison.Ordinal)
            ? throw new InvalidOperationException("A style of the Pocket Auditor would fetch something.")
            : bare;
    }

    // Every sign that the sheet shows or that its script may put there: both name them.
    private string SpriteOf(string text)
    {
        var symbols = Symbol()
            .Matches(Read("icons.svg"))
            .Where(symbol =>
                text.Contains($"#{symbol.Groups[1].Value}\"", StringComparison.Ordinal)
                || text.Contains($"\"{symbol.Groups[1].Value}\"", StringComparison.Ordinal)
            )
            .Select(symbol => symbol.Value);
        return $"<svg hidden xmlns=\"http://www.w3.org/2000/svg\">{string.Concat(symbols)}</svg>";
    }

    private string Read(string path)
    {
        var file = webRoot.GetFileInfo(path);
        if (!file.Exists)
            throw new InvalidOperationException($"{path}, a part of the Pocket Auditor, is not there.");
        using var reader = new StreamReader(file.CreateReadStream(), Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string RequireHarmless(string text, string end) =>
        text.Contains(end, StringComparison.OrdinalIgnoreCase)
            ? throw new InvalidOperationException($"{end} would end the element it stands in.")
            : text;

    private static string HashOf(string text) =>
        "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    [GeneratedRegex("""href="[^"#]*icons[^"#]*\.svg[^"#]*#""")]
    private static partial Regex UseOfSprite();

    [GeneratedRegex("""<symbol id="([a-z0-9-]+)".*?</symbol>""", RegexOptions.Singleline)]
    private static partial Regex Symbol();

    [GeneratedRegex(@"@font-face\{[^}]*url\([^}]*\}")]
    private static partial Regex FontFile();

    [GeneratedRegex("""url\("data:[^"]*"\)""")]
    private static partial Regex Picture();
}
