using static Alot.Web.Art.Lettering;
using static Alot.Web.Art.Palette;
using static Alot.Web.Art.Svg;

namespace Alot.Web.Art;

/// <summary>Five watches: diver, cushion chronograph, twelve-sided, rectangular dress, round chronograph.</summary>
internal static class WatchArt
{
    private const string Focus = "146 138 140 140";
    private const string DressFocus = "150 140 124 124";

    public static Drawing Draw(Subject c)
    {
        var kind = c.Random.Below(5);
        var subdials = kind switch
        {
            1 or 4 => 3,
            3 => 1,
            _ => c.Random.Chance(.35) ? 1 : 0,
        };
        return kind switch
        {
            0 or 4 => new(Round(c, subdials, chronograph: kind == 4), Focus),
            1 => new(Cushion(c, subdials), Focus),
            2 => new(TwelveSided(c, subdials), Focus),
            _ => new(Dress(c), DressFocus),
        };
    }

    private static string Round(Subject c, int subdials, bool chronograph)
    {
        var band =
            chronograph && c.Random.Chance(.5) ? WatchBand.Strap(c, 84, 72) : WatchBand.Links(c, 88, 74, 17, false);
        var bezel = chronograph ? Mix(c.Metal.Mid, c.Metal.Dark, .35) : Darker(c.Hue, .3);
        // A diver's bezel counts every two and a half minutes, a chronograph's every one.
        var step = chronograph ? 1 : 2.5;
        var marks = Repeat(
            chronograph ? 60 : 24,
            i =>
            {
                var minute = i * step;
                var inner = minute % 5 == 0 ? 82 : 86;
                return $"M{Point(200, 200, 88.5, minute * 6)}L{Point(200, 200, inner, minute * 6)}";
            }
        );
        var zero = chronograph
            ? ""
            : $"""<path d="M200 110l-7 -1h14Z" transform="translate(0 2)" fill="{Red}" stroke="{Red}" stroke-width="4" stroke-linejoin="round"/>""";
        return Of(
            $"""
            {band}{Lugs(c)}{Crown(c)}{(chronograph ? Pushers(c) : "")}
            <circle cx="200" cy="200" r="97" fill="{c.MetalFill}"/>
            <circle cx="200" cy="200" r="96.2" fill="none" stroke="#fff" stroke-opacity=".35"/>
            <circle cx="200" cy="200" r="91" fill="{bezel}"/>
            <circle cx="200" cy="200" r="91" fill="{c.RoundShade}" opacity=".5"/>
            <path d="{marks}" stroke="{Lighter(c.Metal.Light, .2)}" stroke-width="1.8"/>{zero}
            <circle cx="200" cy="200" r="79" fill="{Darker(c.Metal.Dark, .3)}"/>{WatchDial.Round(c, 76, subdials)}
            """
        );
    }

    private static string Cushion(Subject c, int subdials) =>
        Of(
            $"""
            {WatchBand.Strap(c, 92, 78)}{Pushers(c)}{Crown(c)}
            <path d="M200 102C258 102 298 142 298 200S258 298 200 298S102 258 102 200S142 102 200 102Z" fill="none"/>
            <path d="M138 106C170 96 230 96 262 106Q290 116 296 142C304 176 304 224 296 258Q290 284 262 294C230 304 170 304 138 294
            Q110 284 104 258C96 224 96 176 104 142Q110 116 138 106Z" fill="{c.MetalFill}"/>
            <path d="M138 108C170 98 230 98 262 108Q288 118 294 143" fill="none" stroke="#fff" stroke-opacity=".5" stroke-width="1.5"/>
            <circle cx="200" cy="200" r="84" fill="{Mix(c.Metal.Mid, c.Metal.Dark, .5)}"/>
            <circle cx="200" cy="200" r="80" fill="{Darker(c.Metal.Dark, .4)}"/>{WatchDial.Round(c, 77, subdials)}
            """
        );

    private static string TwelveSided(Subject c, int subdials)
    {
        static string Corner(int radius, int degrees) => Point(200, 200, radius, degrees);
        static string Side(int i, int radius) => $"{(i == 0 ? 'M' : 'L')}{Corner(radius, i * 30 + 15)}";

        var outline = Repeat(12, i => Side(i, 100)) + "Z";
        var inner = Repeat(12, i => Side(i, 88));
        var facets = Repeat(
            6,
            i =>
            {
                var (from, to) = (i * 60 + 15, i * 60 + 45);
                return $"M{Corner(100, from)}L{Corner(100, to)}L{Corner(88, to)}L{Corner(88, from)}Z";
            }
        );
        return Of(
            $"""
            {WatchBand.Links(c, 116, 78, 22, true)}{Crown(c)}
            <path d="{outline}" fill="{c.MetalFill}"/>
            <path d="{facets}" fill="{c.Metal.Dark}" opacity=".28"/>
            <path d="{inner}Z" fill="{Mix(c.Metal.Mid, c.Metal.Dark, .55)}"/>
            <path d="{outline}" fill="none" stroke="#fff" stroke-opacity=".4"/>
            <circle cx="200" cy="200" r="80" fill="{Darker(c.Metal.Dark, .45)}"/>{WatchDial.Round(c, 77, subdials)}
            """
        );
    }

    private static string Dress(Subject c) =>
        Of(
            $"""
            {WatchBand.Strap(c, 104, 88)}
            <rect x="268" y="190" width="16" height="20" rx="5" fill="{c.MetalFill}"/>
            <path d="M128 92Q128 82 138 82H152V318H138Q128 318 128 308ZM272 92Q272 82 262 82H248V318H262Q272 318 272 308Z" fill="{c.PolishedFill}"/>
            <rect x="136" y="98" width="128" height="204" rx="16" fill="{c.MetalFill}"/>
            <rect x="136.8" y="98.8" width="126.4" height="202.4" rx="15.4" fill="none" stroke="#fff" stroke-opacity=".45"/>
            <rect x="145" y="107" width="110" height="186" rx="11" fill="{Darker(c.Metal.Dark, .35)}"/>
            {WatchDial.Rectangular(c, 70)}
            <path d="M148 132L206 130L160 270H148Z" fill="#fff" opacity=".07"/>
            """
        );

    private static string Lugs(Subject c) =>
        $"""<path d="M134 152L146 98H166L160 140ZM266 152L254 98H234L240 140ZM134 248L146 302H166L160 260ZM266 248L254 302H234L240 260Z" fill="{c.PolishedFill}"/>""";

    private static string Crown(Subject c) =>
        Of(
            $"""
            <rect x="293" y="188" width="15" height="24" rx="4" fill="{c.MetalFill}"/>
            <path d="M297 190v20M301 190v20M305 190v20" stroke="{c.Metal.Dark}" stroke-opacity=".6"/>
            """
        );

    private static string Pushers(Subject c) =>
        Of(
            $"""
            <rect x="278" y="142" width="18" height="14" rx="3" fill="{c.MetalFill}" transform="rotate(-34 287 149)"/>
            <rect x="278" y="244" width="18" height="14" rx="3" fill="{c.MetalFill}" transform="rotate(34 287 251)"/>
            """
        );
}
