using static Alot.Web.Art.Palette;
using static Alot.Web.Art.Svg;

namespace Alot.Web.Art;

/// <summary>What holds a watch, above and below the case; it narrows from one width to the other.</summary>
internal static class WatchBand
{
    public static string Strap(Subject c, int atCase, int atEdge)
    {
        var (caseLeft, caseRight, edgeLeft, edgeRight) = Edges(atCase, atEdge);
        var outline = Outline(atCase, atEdge, 132);
        return Of(
            $"""
            <path d="{outline}" fill="{c.Accent}"/>
            <path d="{outline}" fill="{c.RoundShade}"/>
            <path d="M{caseLeft + 8} 128L{edgeLeft + 7} -12M{caseRight - 8} 128L{edgeRight - 7} -12
            M{caseLeft + 8} 272L{edgeLeft + 7} 412M{caseRight - 8} 272L{edgeRight - 7} 412"
             stroke="{Lighter(
                c.Accent,
                .55
            )}" stroke-opacity=".75" stroke-dasharray="6 4" fill="none" stroke-width="1.6"/>
            """
        );
    }

    /// <summary>A metal bracelet. <paramref name="bricks"/> sets the middle links half a pitch off, as bricks lie.</summary>
    public static string Links(Subject c, int atCase, int atEdge, int pitch, bool bricks)
    {
        var id = c.Id + 'k';
        var share = bricks ? .5 : .3;
        var outline = Outline(atCase, atEdge, 136);
        string Middle(int y) =>
            Of(
                $"""
                <rect x="{atCase * (1 - share) / 2}" y="{y}" width="{atCase * share}" height="{pitch - 2}" rx="2"
                 fill="{c.Metal.Light}" fill-opacity=".55" stroke="{c.Metal.Dark}" stroke-opacity=".7"/>
                """
            );
        var middle = bricks ? Middle(-pitch / 2 + 1) + Middle(pitch / 2 + 1) : Middle(1);
        return Of(
            $"""
            <pattern id="{id}" patternUnits="userSpaceOnUse" width="{atCase}" height="{pitch}" x="{200
                - atCase / 2}" y="4">
            <rect width="{atCase}" height="{pitch}" fill="{Darker(c.Metal.Dark, .35)}"/>
            <rect y="1" width="{atCase}" height="{pitch - 2}" rx="3" fill="{c.PolishedFill}"/>{middle}
            <rect y="1.5" width="{atCase}" height="2" fill="#fff" opacity=".28"/></pattern>
            <path d="{outline}" fill="url(#{id})"/>
            <path d="{outline}" fill="{c.RoundShade}"/>
            """
        );
    }

    private static string Outline(int atCase, int atEdge, int end)
    {
        var (caseLeft, caseRight, edgeLeft, edgeRight) = Edges(atCase, atEdge);
        return Of(
            $"""
            M{caseLeft} {end}L{edgeLeft} -12H{edgeRight}L{caseRight} {end}Z
            M{caseLeft} {400 - end}L{edgeLeft} 412H{edgeRight}L{caseRight} {400 - end}Z
            """
        );
    }

    private static (int CaseLeft, int CaseRight, int EdgeLeft, int EdgeRight) Edges(int atCase, int atEdge) =>
        (200 - atCase / 2, 200 + atCase / 2, 200 - atEdge / 2, 200 + atEdge / 2);
}
