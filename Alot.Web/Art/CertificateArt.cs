using System.Globalization;
using Alot.Domain.Lots;
using static Alot.Web.Art.Lettering;
using static Alot.Web.Art.Palette;
using static Alot.Web.Art.Svg;

namespace Alot.Web.Art;

/// <summary>The paper that goes with an item: guilloche, seal, serial number, signature. It names no brand.</summary>
internal static class CertificateArt
{
    public static Drawing Draw(Subject c, Category category)
    {
        var stock = Palette.Of(c.Tier);
        var deep = Mix(stock.Deep, stock.Bright, .18);
        var serial = (100000 + c.Random.Below(899999)).ToString(CultureInfo.InvariantCulture);
        var lines = Repeat(
            3,
            i => Of($"""<path d="M104 {214 + i * 20}h{118 - i * 22}" stroke="#8A8672" stroke-width="2.4"/>""")
        );
        var ground = Guilloche.Rosette(
            c.Id + "g1",
            200,
            200,
            104,
            18,
            .16,
            5,
            $"transform=\"translate(200 200) scale(.94 1.16) translate(-200 -200)\" stroke=\"{deep}\" stroke-opacity=\".16\""
        );
        var seal = Guilloche.Rosette(c.Id + "g2", 252, 292, 26, 12, .3, 3, $"stroke=\"{deep}\" stroke-opacity=\".8\"");
        var markup = Of(
            $"""
            <g transform="rotate(-3 200 200)"><rect x="74" y="40" width="252" height="320" rx="3" fill="{Paper}"/>{ground}
            <rect x="86" y="52" width="228" height="296" fill="none" stroke="{deep}" stroke-width="1.4"/>
            <rect x="91" y="57" width="218" height="286" fill="none" stroke="{deep}" stroke-width="4" stroke-dasharray="2 3"/>
            <path d="{stock.Mark}" transform="translate(0 -106)" fill="{deep}"/>
            {Text("CERTIFICATE", 200, 132, 17, .95, Print, Anchor.Middle)}
            {Text("OF AUTHENTICITY", 200, 160, 9, 1, SmallPrint, Anchor.Middle)}
            {Text(category.ToString().ToUpperInvariant(), 104, 190, 10, 1.1, Print)}{lines}
            {Text("NO " + serial, 104, 276, 11, 1.1, Print)}
            {Signature(c.Random, 104, 322, 84, Ink, 2.2)}
            <path d="M244 306l-10 42l18 -10l18 10l-10 -42Z" fill="{deep}"/>
            <path d="{Guilloche.Curve(252, 292, 36, 24, .07)}" fill="{Mix(stock.Bright, "#000000", .12)}"/>{seal}</g>
            """
        );
        return new(markup, "0 0 400 400", Floor: 372);
    }
}
