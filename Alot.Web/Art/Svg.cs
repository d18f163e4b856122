using System.Globalization;
using System.Runtime.CompilerServices;

namespace Alot.Web.Art;

/// <summary>Writes markup out of interpolated strings: numbers with one decimal, no culture, no line breaks.</summary>
internal static class Svg
{
    /// <summary>The markup as one line. A number in a hole gets one decimal; <c>{x:r}</c> leaves it as it is.</summary>
    public static string Of(SvgText text) => text.Finish();

    public static string Repeat(int count, Func<int, string> draw) =>
        string.Concat(Enumerable.Range(0, count).Select(draw));

    /// <summary>"x y" on a circle, in degrees clockwise from twelve o'clock.</summary>
    public static string Point(double cx, double cy, double radius, double degrees)
    {
        var angle = degrees * Math.PI / 180;
        return Of($"{cx + radius * Math.Sin(angle)} {cy - radius * Math.Cos(angle)}");
    }
}

/// <summary>What <see cref="Svg.Of"/> reads its string with.</summary>
[InterpolatedStringHandler]
internal ref struct SvgText(int literalLength, int holes)
{
    private DefaultInterpolatedStringHandler text = new(literalLength, holes, CultureInfo.InvariantCulture);

    // Markup stands in the source one element per line; the picture is sent without the line breaks.
    public void AppendLiteral(string literal)
    {
        foreach (var line in literal.AsSpan().EnumerateLines())
            text.AppendFormatted(line);
    }

    public void AppendFormatted(string markup) => text.AppendLiteral(markup);

    public void AppendFormatted(char letter) => text.AppendFormatted(letter);

    public void AppendFormatted(int number) => text.AppendFormatted(number);

    // Half up, as the look book's generator rounds; adding zero turns -0 into 0.
    public void AppendFormatted(double number) => text.AppendFormatted(Math.Floor(number * 10 + .5) / 10 + 0.0);

    public void AppendFormatted(double number, string format) => text.AppendFormatted(number, format);

    public string Finish() => text.ToStringAndClear();
}
