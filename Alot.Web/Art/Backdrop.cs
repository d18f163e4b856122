using static Alot.Web.Art.Palette;
using static Alot.Web.Art.Svg;

namespace Alot.Web.Art;

/// <summary>What lies behind and over every object: the tier's glow, rays, and the paints one light from the upper left makes.</summary>
internal static class Backdrop
{
    public static string Rays(ArtRandom random)
    {
        var turn = random.Next() * .3;
        return Repeat(
            9,
            i =>
            {
                var from = i * .6981 + turn;
                var to = from + .34;
                return Of(
                    $"""
                    M200 206L{200 + 420 * Math.Cos(from)} {206 + 420 * Math.Sin(from)}
                    L{200 + 420 * Math.Cos(to)} {206 + 420 * Math.Sin(to)}Z
                    """
                );
            }
        );
    }

    public static string Defs(Subject c, TierStock stock, bool silhouette) =>
        $"<defs>{Paints(c, stock)}{Shadows(c)}{Grain(c)}{(silhouette ? Silhouette(c, stock) : "")}</defs>";

    private static string Paints(Subject c, TierStock stock)
    {
        var (id, metal, hue) = (c.Id, c.Metal, c.Hue);
        return Of(
            $"""
            <radialGradient id="{id}b" cx=".46" cy=".38" r=".78">{Stop(0, stock.Bright, .58)}{Stop(
                1,
                stock.Deep
            )}</radialGradient>
            <radialGradient id="{id}f">{Stop(0, "#000", .5)}{Stop(.6, "#000", .26)}{Stop(1, "#000", 0)}</radialGradient>
            <linearGradient id="{id}m" x1="0" y1="0" x2="1" y2="1">{Stop(0, metal.Light)}{Stop(.3, metal.Mid)}
            {Stop(.46, Lighter(metal.Light, .3))}{Stop(.62, metal.Mid)}{Stop(1, metal.Dark)}</linearGradient>
            <linearGradient id="{id}h">{Stop(0, metal.Mid)}{Stop(.18, metal.Light)}{Stop(.5, metal.Mid)}
            {Stop(.66, Mix(metal.Light, metal.Mid, .4))}{Stop(1, metal.Dark)}</linearGradient>
            <radialGradient id="{id}d" cx=".36" cy=".3" r=".9">{Stop(0, Lighter(hue, .22))}{Stop(.45, hue)}{Stop(
                1,
                Darker(hue, .72)
            )}</radialGradient>
            <linearGradient id="{id}l" x1=".1" y1="0" x2=".3" y2="1">{Stop(0, "#fff", .3)}{Stop(.38, "#fff", .02)}{Stop(
                1,
                "#000",
                .42
            )}</linearGradient>
            <linearGradient id="{id}w">{Stop(0, "#fff", .16)}{Stop(.35, "#fff", 0)}{Stop(
                1,
                "#000",
                .42
            )}</linearGradient>
            """
        );
    }

    private static string Shadows(Subject c) =>
        Of(
            $"""
            <filter id="{c.Id}s" x="-30%" y="-30%" width="160%" height="170%"><feDropShadow dx="5" dy="13" stdDeviation="12" flood-color="#000" flood-opacity=".42"/></filter>
            <filter id="{c.Id}t" x="-20%" y="-20%" width="140%" height="150%"><feDropShadow dx="1.5" dy="2.5" stdDeviation="2" flood-color="#000" flood-opacity=".4"/></filter>
            """
        );

    private static string Grain(Subject c) =>
        Of(
            $"""
            <filter id="{c.Id}g"><feTurbulence type="fractalNoise" baseFrequency=".9" numOctaves="2" seed="{c.Random.Below(
                99
            )}"/>
            <feColorMatrix values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 .5 -.12"/></filter>
            """
        );

    /// <summary>Everything black, with a rim in the tier's tone.</summary>
    private static string Silhouette(Subject c, TierStock stock) =>
        Of(
            $"""
            <filter id="{c.Id}v" color-interpolation-filters="sRGB">
            <feColorMatrix values="0 0 0 0 .03 0 0 0 0 .04 0 0 0 0 .06 0 0 0 1 0" result="k"/>
            <feMorphology in="SourceAlpha" operator="dilate" radius="2.2" result="e"/><feFlood flood-color="{stock.Bright}"/>
            <feComposite in2="e" operator="in"/><feMerge><feMergeNode/><feMergeNode in="k"/></feMerge></filter>
            """
        );

    private static string Stop(double offset, string colour) =>
        Of($"""<stop offset="{offset:r}" stop-color="{colour}"/>""");

    private static string Stop(double offset, string colour, double opacity) =>
        Of($"""<stop offset="{offset:r}" stop-color="{colour}" stop-opacity="{opacity:r}"/>""");
}
