using static Alot.Web.Art.Svg;

namespace Alot.Web.Art;

/// <summary>The fine closed curves of banknotes, for certificates and card backs.</summary>
internal static class Guilloche
{
    /// <summary>One closed curve of as many petals around (cx, cy); <paramref name="depth"/> is their share of the radius.</summary>
    public static string Curve(double cx, double cy, double radius, int petals, double depth)
    {
        var steps = petals * 10;
        return Repeat(
                steps,
                i =>
                {
                    var angle = (double)i / steps * 2 * Math.PI;
                    var reach = radius * (1 - depth + depth * Math.Cos(petals * angle));
                    return Of($"{(i == 0 ? 'M' : 'L')}{cx + reach * Math.Cos(angle)} {cy + reach * Math.Sin(angle)}");
                }
            ) + "Z";
    }

    /// <summary>The curve and its turned copies: a shifted phase is a rotation, so the points are sent once.</summary>
    public static string Rosette(
        string id,
        int cx,
        int cy,
        double radius,
        int petals,
        double depth,
        int turns,
        string attributes
    )
    {
        var copies = Repeat(
            turns - 1,
            i => Of($"""<use href="#{id}" transform="rotate({360.0 / petals / turns * (i + 1)} {cx} {cy})"/>""")
        );
        return $"""<g fill="none" {attributes}><path id="{id}" d="{Curve(
            cx,
            cy,
            radius,
            petals,
            depth
        )}"/>{copies}</g>""";
    }
}
