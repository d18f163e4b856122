using static Alot.Web.Art.Palette;
using static Alot.Web.Art.Svg;

namespace Alot.Web.Art;

/// <summary>Four sneakers: runner, high top, stacked sole, court low. Their motifs are own shapes: no stripes, no ticks.</summary>
internal static class SneakerArt
{
    /// <summary>The colours every model chooses alike.</summary>
    private sealed record Parts(Subject Subject, string Rubber, string Lace, string Upper)
    {
        public string Hue => Subject.Hue;
        public string Accent => Subject.Accent;
    }

    public static Drawing Draw(Subject c)
    {
        var kind = c.Random.Below(4);
        var rubber = c.Random.Chance(.7) ? "#F3EFE4" : Lighter(c.Accent, .72);
        var lace = c.Random.Chance(.75) ? "#FAF7EF" : Lighter(c.Accent, .6);
        var upper = c.Random.Chance(.3) ? "#ECE6D8" : c.Hue;
        var parts = new Parts(c, rubber, lace, upper);
        var shoe = kind switch
        {
            0 => Runner(parts),
            1 => HighTop(parts),
            2 => Stacked(parts),
            _ => Court(parts),
        };
        var lugs = Repeat(22, i => Of($"M{72 + i * 12.6} 298v5h7v-5Z"));
        var markup = Of(
            $"""
            <g transform="translate(-8 {(kind == 1 ? 8 : 0)})"><path d="{lugs}" fill="{Darker(c.Accent, .35)}"/>{shoe}
            <path d="M58 264Q190 254 360 270V266Q200 250 56 258Z" fill="#fff" opacity=".35"/></g>
            """
        );
        return new(markup, "104 128 160 160", Floor: 318);
    }

    private static string Runner(Parts p)
    {
        const string outline =
            "M66 266C60 224 64 184 78 156C84 146 98 140 114 142C128 144 134 152 142 162C154 178 176 188 200 194L298 216C336 226 352 244 352 266Z";
        return Of(
            $"""
            {Fill("M120 146L142 118Q154 112 168 122L186 190Q154 178 142 162Z", Darker(p.Accent, .15))}
            {Fill(outline, p.Upper)}
            {Fill("M66 266C60 224 64 184 78 156C96 168 112 192 116 216C118 238 112 254 106 266Z", p.Accent)}
            {Fill("M264 208L298 216C336 226 352 244 352 266H292C272 252 262 232 264 208Z", p.Accent)}
            {Fill(
                "M138 158C152 178 176 188 200 194L256 206L244 230C204 224 156 206 128 182Z",
                Mix(p.Upper, p.Accent, .35)
            )}
            {Fill(outline, p.Subject.LeatherShade)}
            {Seam("M118 214C120 238 114 254 108 266M262 210C260 232 270 252 290 266M130 186C158 208 204 228 244 234")}
            {Motif(p.Subject, 190, 244, 34)}
            {Laces(
                p,
                (146, 172, 20, -15),
                (164, 184, 20, -15),
                (183, 193, 20, -15),
                (203, 199, 19, -14),
                (223, 204, 18, -13)
            )}
            <path d="M78 156C84 146 98 140 114 142C124 143 130 147 136 153" fill="none" stroke="#fff" stroke-opacity=".5" stroke-width="5" stroke-linecap="round"/>
            {Fill("M52 250Q58 262 84 262H344Q360 262 362 274Q362 292 338 296H84Q54 294 50 272Z", p.Rubber)}
            {Fill("M54 280H360Q356 296 338 298H84Q60 298 54 280Z", p.Accent)}
            <path d="M60 270C150 256 260 280 356 266" fill="none" stroke="{p.Accent}" stroke-width="3" stroke-opacity=".6"/>
            """
        );
    }

    private static string HighTop(Parts p)
    {
        const string outline =
            "M84 268C76 210 78 140 84 92Q108 78 156 90C162 132 170 162 196 186L302 214C336 224 350 244 350 268Z";
        return Of(
            $"""
            {Fill("M140 92L164 74Q176 74 178 86L204 188L168 172Z", Darker(p.Accent, .1))}
            {Fill(outline, p.Upper)}
            {Fill("M84 268C76 210 78 140 84 92Q94 86 106 86C104 150 112 216 124 268Z", p.Accent)}
            {Fill("M266 204L302 214C336 224 350 244 350 268H292C274 252 264 230 266 204Z", "#F3EFE4")}
            {Fill("M84 92Q108 78 156 90L160 118Q120 108 82 122Z", Mix(p.Hue, p.Accent, .5))}
            {Fill("M150 92L158 90C164 132 172 162 198 186L258 202L248 224C196 214 158 176 150 92Z", Mix(p.Upper, p.Accent, .3))}
            {Fill(outline, p.Subject.LeatherShade)}
            {Seam("M110 90C108 150 116 216 128 268M264 206C262 232 272 252 290 268M146 100C150 170 190 216 246 228M84 128Q120 114 158 124")}
            {Motif(p.Subject, 186, 240, 34)}
            {Laces(
                p,
                (152, 106, 20, -8),
                (155, 126, 20, -9),
                (160, 146, 20, -10),
                (168, 165, 20, -12),
                (182, 181, 19, -13),
                (202, 192, 19, -13),
                (223, 198, 18, -12)
            )}
            {Fill("M64 256Q70 264 90 264H346Q362 264 362 278V286Q362 296 346 296H82Q64 296 62 280Z", p.Rubber)}
            <path d="M64 276H362" stroke="{p.Accent}" stroke-width="4"/>
            """
        );
    }

    private static string Stacked(Parts p)
    {
        const string outline =
            "M74 242C68 206 70 176 82 152Q100 138 124 144C136 160 160 176 196 184L294 204C334 214 350 226 352 246Z";
        return Of(
            $"""
            {Fill("M118 146L138 120Q152 114 164 122L184 184Q146 174 126 150Z", Darker(p.Accent, .15))}
            {Fill(outline, p.Upper)}
            {Fill("M74 242C68 206 70 176 82 152L112 162C120 190 118 220 110 244Z", p.Accent)}
            {Fill("M118 244C124 214 150 206 176 208C214 212 232 226 244 246Z", Mix(p.Upper, p.Accent, .55))}
            {Fill("M258 198L294 204C334 214 350 226 352 246H284C266 236 258 218 258 198Z", p.Accent)}
            {Fill("M128 150C140 164 162 176 196 184L250 196L240 214C200 210 152 194 122 172Z", Lighter(p.Upper, .16))}
            {Fill(outline, p.Subject.LeatherShade)}
            {Seam("M116 164C124 192 122 220 114 242M256 200C256 220 264 236 280 244")}
            {Motif(p.Subject, 178, 230, 26)}
            {Laces(
                p,
                (138, 160, 20, -14),
                (156, 171, 20, -14),
                (176, 180, 20, -14),
                (197, 186, 19, -13),
                (218, 191, 18, -12)
            )}
            {Fill(
                "M54 228Q62 240 92 238C130 234 150 250 200 250S290 236 350 238Q368 242 366 266Q366 296 336 298H84Q52 296 48 262Z",
                p.Rubber
            )}
            {Fill(
                "M52 268C90 252 130 280 180 268S300 258 366 262V268Q366 296 336 298H84Q56 296 52 268Z",
                Mix(p.Rubber, p.Accent, .82)
            )}
            <path d="M60 252C100 244 140 264 190 260S300 250 358 252" fill="none" stroke="#000" stroke-opacity=".18" stroke-width="3"/>
            """
        );
    }

    private static string Court(Parts p)
    {
        const string outline =
            "M72 268C66 230 68 190 80 160Q104 150 128 158C142 176 166 184 198 190L288 206C332 216 350 236 350 268Z";
        var holes = Repeat(
            9,
            i => Of($"""<circle cx="{284 + i % 3 * 13 + i / 3 * 4}" cy="{222 + i / 3 * 11 + i % 3 * 3}" r="2"/>""")
        );
        return Of(
            $"""
            {Fill("M122 160L146 128Q158 122 172 130L192 190Q152 182 130 162Z", Lighter(p.Accent, .12))}
            {Fill(outline, p.Upper)}
            {Fill("M72 268C66 230 68 190 80 160L110 156C120 190 118 234 110 268Z", p.Accent)}
            {Fill("M82 164Q104 152 128 158L122 184Q102 178 80 190Z", Mix(p.Hue, p.Accent, .4))}
            {Fill("M252 200L288 206C332 216 350 236 350 268H280Q254 240 252 200Z", Lighter(p.Upper, .2))}
            {Fill("M130 160C142 176 166 184 198 190L250 199L246 222C200 216 152 204 124 184Z", p.Accent)}
            {Fill(outline, p.Subject.LeatherShade)}
            {Seam("M114 160C124 192 122 234 114 266M250 204Q252 242 276 266M126 190C156 210 202 222 244 228")}
            {Motif(p.Subject, 182, 244, 32)}
            {Laces(
                p,
                (144, 170, 20, -13),
                (163, 180, 20, -13),
                (183, 187, 20, -13),
                (204, 192, 19, -12),
                (224, 196, 18, -12)
            )}
            <g opacity=".4">{holes}</g>
            {Fill("M62 258H348Q364 258 364 272V286Q364 298 350 298H78Q62 298 60 282Z", p.Rubber)}
            <path d="M62 268H364" stroke="#000" stroke-opacity=".2" stroke-width="1.6" stroke-dasharray="5 4"/>
            {Fill("M62 288H364Q362 298 350 298H78Q66 298 62 288Z", Mix(p.Rubber, p.Accent, .8))}
            """
        );
    }

    /// <summary>The maker's shape on the side panel: ripple, notched disc, dot field, ridge or bars.</summary>
    private static string Motif(Subject c, int x, int y, int size)
    {
        var kind = c.Random.Below(5);
        var colour = Lighter(c.Metal.Light, .3);
        return kind switch
        {
            0 => Ripple(x, y, size, colour),
            1 => Of(
                $"""
                <circle cx="{x}" cy="{y}" r="{size * .42}" fill="{colour}"/>
                <path d="M{x} {y}L{x + size * .5} {y - size * .22}V{y + size * .22}Z" fill="{c.Accent}"/>
                """
            ),
            2 => DotField(x, y, size, colour),
            3 => Of(
                $"""
                <path d="M{x - size * .8} {y + size * .3}l{size * .3} {-size * .5}l{size * .3} {size * .5}l{size
                    * .3} {-size * .5}l{size * .3} {size * .5}l{size * .3} {-size * .5}"
                 fill="none" stroke="{colour}" stroke-width="6" stroke-linejoin="round"/>
                """
            ),
            _ => Of(
                $"""
                <path d="M{x - size * .5} {y - size * .3}h{size * .9}l{-size * .12} {size * .22}h{-size * .9}Z
                M{x - size * .3} {y + size * .06}h{size * .5}l{-size * .12} {size * .22}h{-size
                    * .5}Z" fill="{colour}"/>
                """
            ),
        };
    }

    private static string Ripple(int x, int y, int size, string colour)
    {
        var arcs = Repeat(
            3,
            i =>
            {
                var radius = size * .2 * (i + 1);
                return Of($"M{x - radius} {y + size * .3}a{radius} {radius} 0 0 1 {size * .4 * (i + 1)} 0");
            }
        );
        return $"""<path d="{arcs}" fill="none" stroke="{colour}" stroke-width="5"/>""";
    }

    private static string DotField(int x, int y, int size, string colour)
    {
        var dots = Repeat(
            24,
            i =>
            {
                var (row, column) = (i / 6, i % 6);
                var cx = x - size * .6 + column * size * .24 + row * 4;
                var cy = y - size * .36 + row * size * .24;
                return Of($"""<circle cx="{cx}" cy="{cy}" r="{size * .07}"/>""");
            }
        );
        return $"""<g fill="{colour}">{dots}</g>""";
    }

    private static string Laces(Parts p, params (int X, int Y, int Dx, int Dy)[] laces)
    {
        var path = string.Concat(laces.Select(lace => Of($"M{lace.X} {lace.Y}l{lace.Dx} {lace.Dy}")));
        return Of(
            $"""
            <path d="{path}" stroke="#000" stroke-opacity=".28" stroke-width="8" stroke-linecap="round" transform="translate(1 2.5)"/>
            <path d="{path}" stroke="{p.Lace}" stroke-width="6.4" stroke-linecap="round"/>
            """
        );
    }

    private static string Fill(string path, string colour) => $"""<path d="{path}" fill="{colour}"/>""";

    private static string Seam(string path) =>
        $"""<path d="{path}" fill="none" stroke="#fff" stroke-opacity=".38" stroke-width="1.6" stroke-dasharray="5 3.5"/>""";
}
