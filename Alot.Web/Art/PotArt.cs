using System.Globalization;
using System.Text;

namespace Alot.Web.Art;

/// <summary>
/// A pot's fine lines, drawn from the hash of its seed: each pot has lines that no other has, fixed before the first ticket. A
/// symbol without colours: the page that uses it gives them.
/// </summary>
internal static class PotArt
{
    /// <summary>64 lower-case hex digits.</summary>
    public static bool IsSeed(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    public static string Draw(string seedHash)
    {
        var random = new ArtRandom("pot" + seedHash);
        var svg = new StringBuilder(
            """<svg xmlns="http://www.w3.org/2000/svg"><symbol id="r" viewBox="0 0 1000 1000" overflow="visible">"""
        );
        var lobes = 3 + random.Below(4);
        var lean = random.Next() * Math.PI * 2;
        // A wide ring and a small one inside it, each of shifted copies of one wave under one envelope.
        Ring(svg, 360, 11 + random.Below(6), .26 + random.Next() * .1, lobes, .05 + random.Next() * .07, lean, 9);
        Ring(svg, 150, 8 + random.Below(5), .3 + random.Next() * .12, lobes, .03 + random.Next() * .05, lean, 5);
        return svg.Append("</symbol></svg>").ToString();
    }

    private static void Ring(
        StringBuilder svg,
        double radius,
        int petals,
        double depth,
        int lobes,
        double swell,
        double lean,
        int copies
    )
    {
        for (var copy = 0; copy < copies; copy++)
        {
            var phase = Math.PI * 2 * copy / copies;
            var steps = petals * 10;
            svg.Append("<path vector-effect=\"non-scaling-stroke\" d=\"");
            for (var i = 0; i < steps; i++)
            {
                var angle = Math.PI * 2 * i / steps;
                var reach =
                    radius
                    * (1 + depth * Math.Cos(petals * angle + phase))
                    * (1 + swell * Math.Cos(lobes * angle + lean));
                svg.Append(
                    CultureInfo.InvariantCulture,
                    $"{(i == 0 ? 'M' : 'L')}{500 + reach * Math.Cos(angle):0} {500 + reach * Math.Sin(angle):0}"
                );
            }
            svg.Append("Z\"/>");
        }
    }
}
