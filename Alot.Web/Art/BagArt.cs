using static Alot.Web.Art.Palette;
using static Alot.Web.Art.Svg;

namespace Alot.Web.Art;

/// <summary>Five bags: top handle with flap, crescent, bucket, box on a chain, dome with two handles.</summary>
internal static class BagArt
{
    public static Drawing Draw(Subject c)
    {
        var kind = c.Random.Below(5);
        var width = 214 + c.Random.Below(36);
        return kind switch
        {
            0 => TopHandle(c, width),
            1 => new(Crescent(c), "60 130 150 150"),
            2 => new(Bucket(c), "126 150 148 148"),
            3 => new(Box(c), "128 150 150 150"),
            _ => new(Dome(c), "180 160 146 146"),
        };
    }

    private static Drawing TopHandle(Subject c, int width)
    {
        const int top = 172;
        const int bottom = 330;
        var left = 200 - width / 2.0;
        var right = left + width;
        var grip = width * .25;
        var lip = top + (bottom - top) * (.44 + c.Random.Next() * .12);
        var quilted = c.Random.Chance(.5);

        var body = Of(
            $"""
            M{left + 16} {top}H{right - 16}L{right} {bottom - 14}Q{right} {bottom} {right - 14} {bottom}
            H{left + 14}Q{left} {bottom} {left} {bottom - 14}Z
            """
        );
        var flap = Of($"M{left + 14} {top - 4}H{right - 14}L{right - 24} {lip}Q200 {lip + 30} {left + 24} {lip}Z");
        var flapSeam = Of(
            $"""
            M{left + 22} {top + 4}L{left + 31} {lip - 5}Q200 {lip + 21} {right - 31} {lip - 5}L{right - 22} {top + 4}
            """
        );
        var corpus = Of(
            $"""
            {Handle(Of($"M{200 - grip} {top}C{200 - grip} 62 {200 + grip} 62 {200 + grip} {top}"), 16, c.Hue)}{Leather(
                c,
                body,
                c.Hue
            )}
            <path d="M{left + 16} {top}L{left} {bottom - 14}L{left + 30} {bottom}L{left
                + 34} {top}Z" fill="#000" opacity=".16"/>
            """
        );
        var finished = quilted
            ? Quilted(c, corpus, body, left, top, bottom - top)
            : corpus + Stitch(c, Of($"M{left + 12} {bottom - 16}H{right - 12}"));
        var markup = Of(
            $"""
            {finished}
            <g filter="{c.SmallShadow}">{Leather(c, flap, c.Accent)}</g>{Seam(flapSeam, Lighter(c.Accent, .5))}
            <rect x="180" y="{lip - 4}" width="40" height="32" rx="6" fill="{c.MetalFill}"/>
            <rect x="180.8" y="{lip
                - 3.2}" width="38.4" height="30.4" rx="5.4" fill="none" stroke="#fff" stroke-opacity=".6"/>
            <rect x="193" y="{lip + 5}" width="14" height="14" rx="2" transform="rotate(45 200 {lip
                + 12})" fill="{Darker(c.Metal.Dark, .2)}"/>
            <path d="M{200 - grip - 9} {top - 4}h18v16h-18zM{200 + grip - 9} {top
                - 4}h18v16h-18z" fill="{c.MetalFill}"/>
            """
        );
        return new(markup, Of($"126 {lip - 84} 148 148"));
    }

    private static string Quilted(Subject c, string corpus, string body, double left, int top, int height)
    {
        var id = c.Id + 'c';
        var threads = Repeat(
            16,
            i =>
            {
                var x = left + (i - 4) * 28;
                return Of($"M{x} {top}l{height * .8} {height}M{x} {top}l{-height * .8} {height}");
            }
        );
        return Of(
            $"""
            <clipPath id="{id}"><path d="{body}"/></clipPath>{corpus}
            <g clip-path="url(#{id})"><path d="{threads}" stroke="#000" stroke-opacity=".3" stroke-width="2"/>
            <path d="{threads}" stroke="#fff" stroke-opacity=".12" transform="translate(1.5 1.5)"/></g>
            """
        );
    }

    private static string Crescent(Subject c)
    {
        const string body = "M84 178C76 292 136 334 200 334S324 292 316 178C296 232 252 240 200 240S104 232 84 178Z";
        return Of(
            $"""
            {Handle("M92 176C104 36 296 36 308 176", 18, c.Accent)}{Leather(c, body, c.Hue)}
            <path d="M84 178C76 292 136 334 200 334C150 318 118 272 112 214C98 204 90 194 84 178Z" fill="#fff" opacity=".10"/>
            <path d="M112 226C140 304 260 304 288 226" fill="none" stroke="#000" stroke-opacity=".18" stroke-width="2"/>
            {Stitch(c, "M92 204C100 288 146 324 200 324S300 288 308 204")}
            {Stitch(c, "M96 204C120 240 156 250 200 250S280 240 304 204")}
            {Ring(c, 91, 180, 12)}{Ring(c, 309, 180, 12)}
            <path d="M196 244h8l3 46q-7 9 -14 0Z" fill="{c.Accent}"/>
            <circle cx="200" cy="244" r="7" fill="{c.MetalFill}"/>
            """
        );
    }

    private static string Bucket(Subject c)
    {
        const string body = "M116 158H284L270 322Q268 334 256 334H144Q132 334 130 322Z";
        return Of(
            $"""
            {Handle("M126 160C128 28 272 28 274 160", 13, c.Accent)}
            <ellipse cx="200" cy="158" rx="84" ry="14" fill="{Darker(c.Hue, .6)}"/>{Leather(c, body, c.Hue)}
            <path d="M116 158H146L156 334H144Q132 334 130 322Z" fill="#fff" opacity=".12"/>
            <path d="M150 160q6 14 0 26M182 162q-6 14 0 26M220 162q6 14 0 26M252 160q-6 14 0 26" stroke="#000" stroke-opacity=".3" stroke-width="3" fill="none"/>
            {Leather(c, "M127 288H273L270 322Q268 334 256 334H144Q132 334 130 322Z", c.Accent)}{Stitch(
                c,
                "M129 282H271"
            )}
            <path d="M118 188C160 204 240 204 282 188" fill="none" stroke="{Darker(c.Accent, .3)}" stroke-width="6"/>
            <path d="M118 187C160 203 240 203 282 187" fill="none" stroke="{c.Accent}" stroke-width="3.6"/>
            <path d="M192 200L180 246M208 200L218 240" stroke="{c.Accent}" stroke-width="5"/>
            <path d="M174 244h13l2 30h-17ZM211 238h13l3 30h-17Z" fill="{c.Accent}"/>{Ring(c, 200, 199, 9)}
            <circle cx="126" cy="172" r="7" fill="{c.MetalFill}"/>
            <circle cx="274" cy="172" r="7" fill="{c.MetalFill}"/>
            """
        );
    }

    private static string Box(Subject c)
    {
        const string body = "M104 178Q104 162 120 162H280Q296 162 296 178V312Q296 330 278 330H122Q104 330 104 312Z";
        const string chain = "M112 170C96 70 150 44 200 44S304 70 288 170";
        const string flap = "M126 224H274V298Q274 312 260 312H140Q126 312 126 298Z";
        return Of(
            $"""
            <path d="{chain}" fill="none" stroke="{c.Metal.Dark}" stroke-width="9" stroke-dasharray="13 5" stroke-linecap="round"/>
            <path d="{chain}" fill="none" stroke="{c.Metal.Light}" stroke-width="4.6" stroke-dasharray="13 5" stroke-linecap="round"/>
            {Leather(c, body, c.Hue)}
            <path d="M104 200H296" stroke="#000" stroke-opacity=".35" stroke-width="5"/>
            <path d="M108 197H292" stroke="{c.Metal.Mid}" stroke-width="3" stroke-dasharray="3 2"/>
            <rect x="284" y="190" width="11" height="22" rx="3" fill="{c.MetalFill}"/>
            <g filter="{c.SmallShadow}">{Leather(c, flap, c.Accent)}</g>
            {Seam("M133 231H267V296Q267 305 258 305H142Q133 305 133 296Z", Lighter(c.Accent, .5))}
            <circle cx="200" cy="224" r="13" fill="{c.MetalFill}"/>
            <path d="M194 224h12" stroke="{c.Metal.Dark}" stroke-width="3"/>
            {Stitch(c, "M112 186V310Q112 322 124 322H276Q288 322 288 310V186")}{Ring(c, 112, 172, 9)}{Ring(
                c,
                288,
                172,
                9
            )}
            """
        );
    }

    private static string Dome(Subject c)
    {
        const string body = "M92 312C92 214 128 166 200 166S308 214 308 312Q308 332 288 332H112Q92 332 92 312Z";
        const string zip = "M110 236C128 192 160 178 200 178S272 192 290 236";
        string Rivet(int x, int y) => Of($"""<circle cx="{x}" cy="{y}" r="4.5" fill="{c.MetalFill}"/>""");
        return Of(
            $"""
            {Handle("M146 190C146 64 254 64 254 190", 12, Darker(c.Accent, .25))}{Leather(c, body, c.Hue)}
            <path d="{zip}" fill="none" stroke="#000" stroke-opacity=".4" stroke-width="6"/>
            <path d="{zip}" fill="none" stroke="{c.Metal.Mid}" stroke-width="3" stroke-dasharray="3 2"/>
            {Leather(c, "M92 296H308V312Q308 332 288 332H112Q92 332 92 312Z", c.Accent)}{Stitch(c, "M96 290H304")}
            {Handle("M140 268V206C140 92 260 92 260 206V268", 13, c.Accent)}
            <path d="M131 244h18v44h-18zM251 244h18v44h-18z" fill="{c.Accent}"/>
            {Rivet(140, 252)}{Rivet(260, 252)}{Rivet(140, 276)}{Rivet(260, 276)}
            <path d="M286 232l12 34h-18Z" fill="{c.Accent}"/>
            <circle cx="288" cy="232" r="6" fill="{c.MetalFill}"/>
            """
        );
    }

    private static string Leather(Subject c, string path, string fill) =>
        $"""<path d="{path}" fill="{fill}"/><path d="{path}" fill="{c.LeatherShade}"/>""";

    private static string Stitch(Subject c, string path) => Seam(path, Lighter(c.Hue, .5));

    private static string Seam(string path, string thread) =>
        $"""<path d="{path}" fill="none" stroke="{thread}" stroke-opacity=".7" stroke-width="1.6" stroke-dasharray="6 4"/>""";

    private static string Handle(string path, int width, string colour) =>
        Of(
            $"""
            <path d="{path}" fill="none" stroke="{Darker(colour, .35)}" stroke-width="{width}" stroke-linecap="round"/>
            <path d="{path}" fill="none" stroke="{colour}" stroke-width="{width
                - 3}" stroke-linecap="round" transform="translate(-1 -1)"/>
            <path d="{path}" fill="none" stroke="{Lighter(
                colour,
                .4
            )}" stroke-opacity=".6" stroke-width="1.6" stroke-dasharray="6 4"/>
            """
        );

    private static string Ring(Subject c, int x, int y, int radius) =>
        Of(
            $"""
            <circle cx="{x}" cy="{y}" r="{radius}" fill="none" stroke="{c.Metal.Dark}" stroke-width="6"/>
            <circle cx="{x}" cy="{y}" r="{radius}" fill="none" stroke="{c.Metal.Light}" stroke-width="3.4"/>
            """
        );
}
