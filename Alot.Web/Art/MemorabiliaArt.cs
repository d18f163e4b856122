using System.Globalization;
using static Alot.Web.Art.Lettering;
using static Alot.Web.Art.Palette;
using static Alot.Web.Art.Svg;

namespace Alot.Web.Art;

/// <summary>Five pieces: shirt, graded slab, ball on a stand, cup, framed programme. All signed but the cup.</summary>
internal static class MemorabiliaArt
{
    public static Drawing Draw(Subject c) =>
        c.Random.Below(5) switch
        {
            0 => new(Shirt(c), "130 190 150 150", Floor: 350),
            1 => new(Slab(c), "134 180 136 136", Floor: 362),
            2 => new(Ball(c), "128 150 144 144", Floor: 346),
            3 => new(Cup(c), "130 90 150 150", Floor: 348),
            _ => new(Programme(c), "128 150 150 150", Floor: 354),
        };

    private static string Shirt(Subject c)
    {
        const string body =
            "M154 78L112 96L62 168L104 204L124 184V330Q200 342 276 330V184L296 204L338 168L288 96L246 78Q200 116 154 78Z";
        var id = c.Id + 'j';
        var number = Number(2 + c.Random.Below(97));
        var pattern = c.Random.Below(3) switch
        {
            0 => $"""<path d="M62 168L104 204L112 196L70 160ZM338 168L296 204L288 196L330 160Z" fill="{c.Accent}"/>""",
            1 => $"""<path d="M124 60H150V350H124ZM250 60H276V350H250Z" fill="{c.Accent}"/>""",
            _ => $"""<path d="M40 140H360V176H40Z" fill="{c.Accent}" opacity=".9"/>""",
        };
        return Of(
            $"""
            <path d="M154 78Q200 60 246 78Q200 116 154 78Z" fill="{Darker(c.Hue, .55)}"/>
            <clipPath id="{id}"><path d="{body}"/></clipPath>
            <g clip-path="url(#{id})"><rect width="400" height="400" fill="{c.Hue}"/>{pattern}
            <path d="M124 184Q134 250 128 330M276 184Q266 250 272 330M170 110Q160 220 172 336M226 110Q244 230 230 336"
             stroke="#000" stroke-opacity=".16" stroke-width="7" fill="none"/></g>
            <path d="{body}" fill="{c.LeatherShade}"/>
            <path d="M154 78Q200 116 246 78" fill="none" stroke="{c.Accent}" stroke-width="8"/>
            {Text(number, 200, 176, 92, 1.75, Darker(c.Accent, .4), Anchor.Middle)}
            {Text(number, 200, 176, 92, 1.2, Lighter(c.Metal.Light, .35), Anchor.Middle)}
            {Signature(c.Random, 148, 312, 104, Chalk, 3.2)}
            """
        );
    }

    private static string Slab(Subject c)
    {
        var grade = c.Random.Pick(["8", "9", "10", "9"]);
        var year = Year(c);
        var tilt = -5 + c.Random.Next() * 10;
        return Of(
            $"""
            <g transform="rotate({tilt} 200 200)">
            <rect x="106" y="52" width="188" height="296" rx="14" fill="#DCE8EC" opacity=".32"/>
            <rect x="107" y="53" width="186" height="294" rx="13" fill="none" stroke="#fff" stroke-opacity=".7" stroke-width="2"/>
            <rect x="118" y="64" width="164" height="46" rx="4" fill="{Paper}"/>
            <rect x="118" y="64" width="7" height="46" fill="{c.Accent}"/>
            {Text("GRADED", 134, 73, 9, 1.1, SmallPrint)}
            {Text(year + " SET", 134, 91, 9, 1.1, SmallPrint)}
            {Text(grade, 272, 73, 27, 1.25, Print, Anchor.End)}
            <rect x="122" y="122" width="156" height="214" rx="7" fill="{Paper}"/>
            <rect x="130" y="130" width="140" height="198" rx="4" fill="{c.Hue}"/>
            <path d="M130 214L270 150V134Q270 130 266 130H134Q130 130 130 134Z" fill="{c.Accent}"/>
            <path d="M152 290C152 244 172 226 200 226S248 244 248 290Z" fill="{Lighter(c.Metal.Mid, .1)}"/>
            <path d="M200 226C172 226 152 244 152 290H200Z" fill="#fff" opacity=".14"/>
            <circle cx="200" cy="196" r="25" fill="{c.Metal.Light}"/>
            <path d="M174 192A26 26 0 0 1 226 192H240Q240 184 226 184C220 166 180 164 174 192Z" fill="{Darker(
                c.Accent,
                .35
            )}"/>
            <rect x="130" y="290" width="140" height="38" fill="{Darker(c.Hue, .45)}"/>
            {Text("ROOKIE", 200, 303, 12, 1.25, Chalk, Anchor.Middle)}
            {Signature(c.Random, 152, 276, 96, Ink, 2.8)}
            <path d="M107 53H206L140 347H120A13 13 0 0 1 107 334Z" fill="#fff" opacity=".13"/>
            <path d="M236 53H256L190 347H170Z" fill="#fff" opacity=".09"/></g>
            """
        );
    }

    private static string Ball(Subject c)
    {
        var stitched = c.Random.Chance(.5);
        var id = c.Id + 'q';
        var seams = stitched
            ? Stitches()
            : $"""<path d="M200 76V312M82 194H318M112 114C170 152 170 236 112 274M288 114C230 152 230 236 288 274" fill="none" stroke="{Darker(c.Hue, .65)}" stroke-width="4"/>""";
        return Of(
            $"""
            <path d="M142 318H258L270 346H130Z" fill="{Darker(c.Accent, .35)}"/>
            <path d="M142 318H258L262 328H138Z" fill="#fff" opacity=".12"/>
            <ellipse cx="200" cy="312" rx="62" ry="13" fill="{c.MetalFill}"/>
            <ellipse cx="200" cy="309" rx="50" ry="8" fill="{Darker(c.Metal.Dark, .4)}"/>
            <circle cx="200" cy="194" r="118" fill="{(stitched ? "#EFE9DA" : c.Hue)}"/>
            <radialGradient id="{id}" cx=".34" cy=".28" r=".85"><stop offset="0" stop-color="#fff" stop-opacity=".5"/>
            <stop offset=".4" stop-color="#fff" stop-opacity="0"/><stop offset="1" stop-color="#000" stop-opacity=".55"/></radialGradient>
            {seams}{Signature(c.Random, 158, 226, 92, stitched ? Ink : Chalk, 3.2)}
            <circle cx="200" cy="194" r="118" fill="url(#{id})"/>
            """
        );
    }

    private static string Stitches()
    {
        var threads = Repeat(
            13,
            i =>
            {
                var y = 116 + i * 13 + (6 - i) * .7;
                var bow = 34 * Math.Cos((i - 6) / 6.6 * 1.5);
                var slant = (i - 6) * .9;
                return Of($"M{118 + bow} {y}l12 {slant}M{282 - bow} {y}l-12 {slant}");
            }
        );
        return Of(
            $"""
            <path d="M122 106C166 146 166 242 122 282M278 106C234 146 234 242 278 282" fill="none" stroke="#B9B09C" stroke-width="2"/>
            <path d="{threads}" stroke="{Red}" stroke-width="3" stroke-linecap="round"/>
            """
        );
    }

    private static string Cup(Subject c)
    {
        const string cup =
            "M138 84H262C262 160 246 206 212 222V262Q214 276 236 282H164Q186 276 188 262V222C154 206 138 160 138 84Z";
        return Of(
            $"""
            <path d="M138 104C96 100 84 128 96 156C106 178 132 184 156 186M262 104C304 100 316 128 304 156C294 178 268 184 244 186"
             fill="none" stroke="{c.Metal.Dark}" stroke-width="14"/>
            <path d="M138 103C97 100 86 128 97 155C107 177 132 182 156 184M262 103C303 100 314 128 303 155C293 177 268 182 244 184"
             fill="none" stroke="{c.Metal.Light}" stroke-width="7"/>
            <path d="{cup}" fill="{c.PolishedFill}"/><path d="{cup}" fill="{c.RoundShade}"/>
            <ellipse cx="200" cy="84" rx="62" ry="11" fill="{c.Metal.Light}"/>
            <ellipse cx="200" cy="85" rx="54" ry="7.6" fill="{Darker(c.Metal.Dark, .35)}"/>
            <path d="M156 96C158 150 168 186 186 206" fill="none" stroke="#fff" stroke-opacity=".55" stroke-width="7" stroke-linecap="round"/>
            <path d="{Palette.Of(c.Tier).Mark}" transform="translate(0 -52)" fill="{c.Metal.Dark}" opacity=".55"/>
            <rect x="136" y="282" width="128" height="62" rx="4" fill="{Darker(c.Accent, .4)}"/>
            <rect x="136" y="282" width="128" height="10" fill="#fff" opacity=".12"/>
            <rect x="152" y="302" width="96" height="28" rx="2" fill="{c.MetalFill}"/>
            {Text(Year(c), 200, 310, 12, 1.2, Darker(c.Metal.Dark, .5), Anchor.Middle)}
            """
        );
    }

    private static string Programme(Subject c)
    {
        var signature = Signature(c.Random, 142, 222, 108, Chalk, 3);
        var row = "CDFGHK"[c.Random.Below(6)];
        var place = Number(4 + c.Random.Below(30));
        var ticket = Number(100 + c.Random.Below(800));
        return Of(
            $"""
            <rect x="88" y="56" width="224" height="288" rx="4" fill="{Darker(c.Accent, .35)}"/>
            <path d="M88 56H312L296 72H104V328L88 344Z" fill="#fff" opacity=".16"/>
            <path d="M312 56V344H88L104 328H296V72Z" fill="#000" opacity=".22"/>
            <rect x="104" y="72" width="192" height="256" fill="{Paper}"/>
            <path d="M104 72H296V78H110V328H104Z" fill="#000" opacity=".16"/>
            <rect x="128" y="94" width="144" height="150" fill="{c.Hue}"/>
            <path d="M128 244L178 170L206 206L232 150L272 244Z" fill="{Darker(c.Hue, .4)}"/>
            <circle cx="168" cy="128" r="16" fill="{Lighter(c.Metal.Light, .2)}"/>{signature}
            <path d="M136 262H264V278a7 7 0 0 0 0 14V308H136V292a7 7 0 0 0 0 -14Z" fill="{c.Accent}"/>
            <path d="M222 262V308" stroke="{Paper}" stroke-width="1.6" stroke-dasharray="4 3"/>
            {Text("ADMIT ONE", 148, 272, 9, 1.1, Chalk)}
            {Text($"ROW {row} {place}", 148, 290, 9, 1.1, Chalk)}
            {Text(ticket, 243, 280, 11, 1.2, Chalk, Anchor.Middle)}
            <path d="M104 72H210L132 328H104Z" fill="#fff" opacity=".10"/>
            """
        );
    }

    private static string Year(Subject c) => Number(1962 + c.Random.Below(36));

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
