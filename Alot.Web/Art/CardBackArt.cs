using Alot.Domain.Lots;
using static Alot.Web.Art.Palette;
using static Alot.Web.Art.Svg;

namespace Alot.Web.Art;

/// <summary>The back of a card: guilloche in the tier's stock, finer and with one notch more for every tier.</summary>
internal static class CardBackArt
{
    public static string Draw(Tier tier)
    {
        var (bright, deep, mark) = Palette.Of(tier);
        var (petals, notches) = tier switch
        {
            Tier.Icon => (10, 1),
            Tier.Rare => (14, 2),
            Tier.Grail => (18, 3),
            _ => (24, 4),
        };
        string Ring(int number, int radius, int count, double depth, int turns, string opacity) =>
            Guilloche.Rosette(
                Of($"b{number}{tier.ToString().ToUpperInvariant()}"),
                200,
                200,
                radius,
                count,
                depth,
                turns,
                opacity
            );
        var rings =
            Ring(1, 270, petals, .1, 6, "stroke-opacity=\".34\"")
            + Ring(2, 176, petals, .26, 6, "stroke-opacity=\".55\"")
            + Ring(3, 92, petals / 2, .34, 5, "stroke-opacity=\".8\"");
        var row = Repeat(
            notches,
            i => Of($"""<path d="M{200 + (i - (notches - 1) / 2.0) * 16} 372l6 8h-12Z" fill="{bright}"/>""")
        );
        return Of(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" preserveAspectRatio="xMidYMid slice">
            <rect width="400" height="400" fill="{deep}"/><g stroke="{Mix(deep, bright, .62)}">{rings}</g>
            <rect x="14" y="14" width="372" height="372" fill="none" stroke="{bright}" stroke-opacity=".7" stroke-width="2"/>
            <rect x="20" y="20" width="360" height="360" fill="none" stroke="{bright}" stroke-opacity=".35"/>
            <circle cx="200" cy="200" r="46" fill="{deep}" stroke="{bright}" stroke-width="2"/>
            <g transform="translate(200 200) scale(1.1) translate(-200 -200)"><path d="{mark}" fill="{bright}"/></g>{row}</svg>
            """
        );
    }
}
