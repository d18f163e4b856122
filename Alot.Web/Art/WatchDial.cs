using System.Globalization;
using static Alot.Web.Art.Lettering;
using static Alot.Web.Art.Palette;
using static Alot.Web.Art.Svg;

namespace Alot.Web.Art;

/// <summary>The dial around (200, 200), its hands at ten past ten.</summary>
internal static class WatchDial
{
    public static string Round(Subject c, int radius, int subdials)
    {
        var kind = c.Random.Below(4);
        var ink = Ink(c);
        var inner = kind == 1 ? radius - 15 : radius - 20;
        string Ray(int from, int to, double degrees) =>
            $"M{Point(200, 200, from, degrees)}L{Point(200, 200, to, degrees)}";

        var sunburst = Repeat(48, i => Ray(10, radius - 2, i * 7.5));
        var minutes = Repeat(60, i => i % 5 == 0 ? "" : Ray(radius - 3, radius - 7, i * 6));
        var hours = Repeat(12, i => Ray(radius - 6, i % 3 == 0 ? inner - 5 : inner, i * 30));
        var additions = subdials switch
        {
            3 => Subdial(c, 166, 200, 20, 40) + Subdial(c, 234, 200, 20, 300) + Subdial(c, 200, 236, 20, 130),
            1 => SmallSeconds(c, radius),
            _ => kind == 3 ? "" : DateWindow(c, radius),
        };
        return Of(
            $"""
            <circle cx="200" cy="200" r="{radius}" fill="{c.DialFill}"/>
            <path d="{sunburst}" stroke="#fff" stroke-opacity=".07" stroke-width="1.6"/>
            <path d="{minutes}" stroke="{ink}" stroke-opacity=".7"/>
            <path d="{hours}" stroke="#000" stroke-opacity=".35" stroke-width="6" transform="translate(1.2 1.6)"/>
            <path d="{hours}" stroke="{ink}" stroke-width="5"/>{additions}{Hands(c, radius, sweep: subdials != 1)}
            <path d="M{Point(200, 200, radius, 292)}A{radius} {radius} 0 0 1 {Point(200, 200, radius, 28)}
            L{Point(200, 200, radius * .3, 220)}A{radius} {radius} 0 0 1 {Point(
                200,
                200,
                radius,
                292
            )}Z" fill="#fff" opacity=".09"/>
            """
        );
    }

    /// <param name="half">Half the height; the width is 0.74 of the height.</param>
    public static string Rectangular(Subject c, int half)
    {
        // The number a round dial chooses its kind by; taken here too, so that both use the seed alike.
        _ = c.Random.Below(4);
        var ink = Ink(c);
        var upright = Repeat(
            2,
            i =>
            {
                var top = i == 0 ? 200 - half + 9 : 200 + half - 27;
                return Of($"M196 {top}v18M204 {top}v18");
            }
        );
        var level = Repeat(
            3,
            i => Of($"M{200 - half * .74 + 8} {160 + i * 40}h14M{200 + half * .74 - 8} {160 + i * 40}h-14")
        );
        return Of(
            $"""
            <rect x="{200 - half * .74}" y="{200 - half}" width="{half * 1.48}" height="{half
                * 2}" rx="8" fill="{c.DialFill}"/>
            <path d="{upright}{level}" stroke="{ink}" stroke-width="3.4"/>
            <rect x="{200 - half * .52}" y="{200 - half + 34}" width="{half * 1.04}" height="{half * 2
                - 68}" fill="none" stroke="{ink}" stroke-opacity=".5"/>
            {SmallSeconds(c, half)}{Hands(c, half, sweep: false)}
            """
        );
    }

    private static string Ink(Subject c) => Lighter(c.Metal.Light, .25);

    private static string SmallSeconds(Subject c, int radius) => Subdial(c, 200, 200 + radius * .44, radius * .25, 250);

    private static string Subdial(Subject c, int x, double y, double radius, int degrees)
    {
        var ink = Ink(c);
        var marks = Repeat(12, i => $"M{Point(x, y, radius - 2.5, i * 30)}L{Point(x, y, radius - 6, i * 30)}");
        return Of(
            $"""
            <circle cx="{x}" cy="{y:r}" r="{radius:r}" fill="{Darker(
                c.Hue,
                .45
            )}" stroke="{c.Metal.Mid}" stroke-width="1.6"/>
            <path d="{marks}" stroke="{ink}" stroke-opacity=".8"/>
            <path d="M{x} {y:r}L{Point(
                x,
                y,
                radius - 7,
                degrees
            )}" stroke="{ink}" stroke-width="2" stroke-linecap="round"/>
            <circle cx="{x}" cy="{y:r}" r="2" fill="{ink}"/>
            """
        );
    }

    private static string DateWindow(Subject c, int radius)
    {
        var day = (1 + c.Random.Below(27)).ToString(CultureInfo.InvariantCulture);
        return Of(
            $"""
            <rect x="{200 + radius - 37}" y="191" width="22" height="18" rx="2" fill="{Paper}" stroke="{c.Metal.Mid}"/>
            {Text(day, 200 + radius - 26, 195.5, 9, 1.1, Print, Anchor.Middle)}
            """
        );
    }

    private static string Hands(Subject c, int radius, bool sweep)
    {
        var second = sweep
            ? Of(
                $"""
                <g transform="rotate(216 200 200)"><path d="M200 220V{200
                    - radius
                    + 8}" stroke="{Red}" stroke-width="1.8"/>
                <circle cx="200" cy="214" r="3.4" fill="{Red}"/></g>
                """
            )
            : "";
        return Of(
            $"""
            <g filter="{c.SmallShadow}">{Hand(c, 304, radius * .56, 5, 10)}{Hand(
                c,
                60,
                radius * .82,
                4,
                12
            )}</g>{second}
            <circle cx="200" cy="200" r="5.5" fill="{c.Metal.Light}"/>
            <circle cx="200" cy="200" r="2" fill="{c.Metal.Dark}"/>
            """
        );
    }

    /// <summary>A blade of two tones: one side in the light.</summary>
    private static string Hand(Subject c, int degrees, double length, int width, int tail)
    {
        string Half(int side) =>
            Of(
                $"M200 {200 - length:r}L{200 + side * width} {200 - length * .2}L{200 + side * width * .5} {200 + tail}H200Z"
            );
        return Of(
            $"""
            <g transform="rotate({degrees} 200 200)"><path d="{Half(-1)}" fill="{c.Metal.Light}"/>
            <path d="{Half(1)}" fill="{Mix(c.Metal.Light, c.Metal.Dark, .38)}"/></g>
            """
        );
    }
}
