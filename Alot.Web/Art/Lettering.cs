using System.Collections.Frozen;
using System.Text;
using static Alot.Web.Art.Svg;

namespace Alot.Web.Art;

internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>Letters and signatures as strokes: a picture shown by an img element cannot use the page's fonts.</summary>
internal static class Lettering
{
    /// <summary>One line of capitals, figures, points, dashes and slashes on a 4 × 6 grid.</summary>
    /// <param name="y">The top of the letters.</param>
    /// <param name="weight">The stroke, in grid units.</param>
    public static string Text(
        string line,
        double x,
        double y,
        double height,
        double weight,
        string colour,
        Anchor anchor = Anchor.Start
    )
    {
        var scale = height / 6;
        var gap = 1.5 + weight * .6;
        var advance = 4 + 1.5 + weight * .6;
        var width = line.Length * advance - gap;
        var left = anchor switch
        {
            Anchor.Middle => x - width * scale / 2,
            Anchor.End => x - width * scale,
            _ => x,
        };
        var letters = Repeat(
            line.Length,
            i =>
                Glyphs.TryGetValue(line[i], out var glyph)
                    ? Of($"""<path transform="translate({i * advance})" d="{glyph}"/>""")
                    : ""
        );
        return Of(
            $"""
            <g transform="translate({left} {y}) scale({Math.Floor(scale * 1000 + .5)
                / 1000:r})" fill="none" stroke="{colour}"
             stroke-width="{weight:r}" stroke-linejoin="round" stroke-linecap="square">{letters}</g>
            """
        );
    }

    /// <summary>A hand's flourish along a line that starts at (x, y), underlined.</summary>
    public static string Signature(ArtRandom random, double x, double y, double width, string colour, double stroke)
    {
        var path = new StringBuilder(Of($"M{x} {y}"));
        var steps = 5 + random.Below(3);
        var dx = width / (steps + 1);
        for (var i = 0; i < steps; i++)
        {
            var tall = random.Chance(.3);
            var up =
                i == 0 ? 28 + random.Next() * 10
                : tall ? 20 + random.Next() * 10
                : 3 + random.Next() * 8;
            var down = 3 + random.Next() * (tall ? 12 : 5);
            path.Append(Of($"c{dx * .1} {-up} {dx * .75} {-up} {dx * .5} {down * .3}"));
            path.Append(Of($"s{dx * .1} {down} {dx * .5} {-down * .3}"));
        }
        path.Append(Of($"q{dx} -10 {dx * 1.5} -3"));
        path.Append(Of($"M{x + width * .1} {y + 15}q{width * .5} -9 {width * .86} -7"));
        return Of(
            $"""
            <path d="{path.ToString()}" fill="none" stroke="{colour}" stroke-width="{stroke}" stroke-linecap="round" stroke-linejoin="round"/>
            """
        );
    }

    private static readonly FrozenDictionary<char, string> Glyphs = new Dictionary<char, string>
    {
        ['0'] = "M1 0H3L4 1V5L3 6H1L0 5V1Z",
        ['1'] = "M.8 1.2L2 0V6",
        ['2'] = "M0 1L1 0H3L4 1V2L0 6H4",
        ['3'] = "M0 1L1 0H3L4 1V2L3 3H1.5M3 3L4 4V5L3 6H1L0 5",
        ['4'] = "M3 6V0L0 4.2H4",
        ['5'] = "M4 0H0V2.6H3L4 3.6V5L3 6H1L0 5",
        ['6'] = "M4 1L3 0H1L0 1V5L1 6H3L4 5V4L3 3H0",
        ['7'] = "M0 0H4V1L1.5 6",
        ['8'] = "M1 0H3L4 1V2L3 3H1L0 2V1ZM1 3L0 4V5L1 6H3L4 5V4L3 3",
        ['9'] = "M0 5L1 6H3L4 5V1L3 0H1L0 1V2L1 3H4",
        ['A'] = "M0 6V1L1 0H3L4 1V6M0 3.5H4",
        ['B'] = "M0 0V6H3L4 5V4L3 3H0M3 3L4 2V1L3 0H0",
        ['C'] = "M4 1L3 0H1L0 1V5L1 6H3L4 5",
        ['D'] = "M0 0V6H3L4 5V1L3 0Z",
        ['E'] = "M4 0H0V6H4M0 3H3",
        ['F'] = "M4 0H0V6M0 3H3",
        ['G'] = "M4 1L3 0H1L0 1V5L1 6H3L4 5V3H2.3",
        ['H'] = "M0 0V6M4 0V6M0 3H4",
        ['I'] = "M2 0V6",
        ['J'] = "M4 0V5L3 6H1L0 5",
        ['K'] = "M0 0V6M4 0L0 3.5M1.2 2.5L4 6",
        ['L'] = "M0 0V6H4",
        ['M'] = "M0 6V0L2 3L4 0V6",
        ['N'] = "M0 6V0L4 6V0",
        ['O'] = "M1 0H3L4 1V5L3 6H1L0 5V1Z",
        ['P'] = "M0 6V0H3L4 1V2.5L3 3.5H0",
        ['Q'] = "M1 0H3L4 1V5L3 6H1L0 5V1ZM2.5 4.5L4 6",
        ['R'] = "M0 6V0H3L4 1V2.5L3 3.5H0M2 3.5L4 6",
        ['S'] = "M4 1L3 0H1L0 1V2L1 3H3L4 4V5L3 6H1L0 5",
        ['T'] = "M0 0H4M2 0V6",
        ['U'] = "M0 0V5L1 6H3L4 5V0",
        ['V'] = "M0 0L2 6L4 0",
        ['W'] = "M0 0L1 6L2 3L3 6L4 0",
        ['X'] = "M0 0L4 6M4 0L0 6",
        ['Y'] = "M0 0L2 3L4 0M2 3V6",
        ['Z'] = "M0 0H4L0 6H4",
        ['.'] = "M2 5.6V6",
        ['-'] = "M.8 3H3.2",
        ['/'] = "M0 6L4 0",
    }.ToFrozenDictionary();
}
