using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Alot.Tests.Kit;

/// <summary>What the pages may rely on under a policy without inline styles and scripts.</summary>
public sealed partial class KitAssetsTests
{
    private static readonly string Web = FindWeb();

    [Fact]
    public void No_markup_has_a_style_attribute_an_inline_script_or_an_inline_handler()
    {
        var pages = Directory
            .EnumerateFiles(Web, "*.razor", SearchOption.AllDirectories)
            .Where(f =>
                !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal)
            )
            .ToList();
        pages.Count.ShouldBeGreaterThan(20);

        foreach (var page in pages)
            Inline()
                .Matches(File.ReadAllText(page))
                .Select(m => m.Value)
                .ShouldBeEmpty(Path.GetRelativePath(Web, page));
    }

    [Fact]
    public void Every_icon_that_is_named_is_in_the_sprite()
    {
        var sprite = File.ReadAllText(Path.Combine(Web, "wwwroot", "icons.svg"));
        var named = Directory
            .EnumerateFiles(Web, "*.razor", SearchOption.AllDirectories)
            .SelectMany(f => IconName().Matches(File.ReadAllText(f)))
            .Select(m => m.Groups[1].Value)
            .Distinct()
            .ToList();
        named.Count.ShouldBeGreaterThan(10);

        named.Where(n => !sprite.Contains($"id=\"{n}\"", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Everything_the_sheets_fetch_is_there()
    {
        foreach (var sheet in Directory.EnumerateFiles(Path.Combine(Web, "wwwroot"), "*.css"))
        foreach (Match url in Url().Matches(File.ReadAllText(sheet)))
            File.Exists(Path.Combine(Web, "wwwroot", url.Groups[1].Value)).ShouldBeTrue(url.Value);
    }

    // The numbers of ux.md, which are rounded: text at least 4.8 : 1 on all four surfaces, controls 3.7 : 1, in both themes.
    [Theory]
    [InlineData("text", 4.79)]
    [InlineData("text-2", 4.79)]
    [InlineData("text-3", 4.79)]
    [InlineData("link", 4.79)]
    [InlineData("ok", 4.79)]
    [InlineData("warn", 4.79)]
    [InlineData("bad", 4.79)]
    [InlineData("edge", 3.69)]
    [InlineData("icon", 4.79)]
    [InlineData("rare", 4.79)]
    [InlineData("grail", 4.79)]
    [InlineData("mythic", 4.79)]
    public void Colours_can_be_read_on_every_surface_in_both_themes(string colour, double least)
    {
        var tokens = Token()
            .Matches(File.ReadAllText(Path.Combine(Web, "wwwroot", "kit.css")))
            .ToDictionary(m => m.Groups[1].Value, m => (Light: m.Groups[2].Value, Dark: m.Groups[3].Value));

        foreach (var surface in new[] { "bg", "sunk", "surface", "raised" })
        {
            Contrast(tokens[colour].Light, tokens[surface].Light)
                .ShouldBeGreaterThanOrEqualTo(least, "light, on " + surface);
            Contrast(tokens[colour].Dark, tokens[surface].Dark)
                .ShouldBeGreaterThanOrEqualTo(least, "dark, on " + surface);
        }
    }

    private static double Contrast(string a, string b)
    {
        var (one, other) = (Luminance(a), Luminance(b));
        return (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);
    }

    private static double Luminance(string hex)
    {
        var parts = Convert.FromHexString(hex.AsSpan(1)).Select(p => p / 255.0).ToArray();
        var linear = parts.Select(p => p <= 0.04045 ? p / 12.92 : Math.Pow((p + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }

    private static string FindWeb()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Alot.sln")))
            folder = folder.Parent;
        return Path.Combine(folder!.FullName, "Alot.Web");
    }

    [GeneratedRegex("""\sstyle="|<style|<script(?![^>]*\ssrc=)|\son(click|change|input|submit|load)=""")]
    private static partial Regex Inline();

    [GeneratedRegex("<Icon Name=\"([a-z-]+)\"")]
    private static partial Regex IconName();

    [GeneratedRegex("""url\((?!"data:|#)([^)]+)\)""")]
    private static partial Regex Url();

    [GeneratedRegex("--([a-z0-9-]+):light-dark\\((#[0-9A-F]{6}),(#[0-9A-F]{6})\\)")]
    private static partial Regex Token();
}
