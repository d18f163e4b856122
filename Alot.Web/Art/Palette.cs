using System.Globalization;
using Alot.Domain.Lots;

namespace Alot.Web.Art;

/// <summary>Three tones of one metal, lit from the upper left.</summary>
internal sealed record Metal(string Light, string Mid, string Dark);

/// <summary>A tier's stock: the bright and the deep tone, and its mark around (200, 200).</summary>
internal sealed record TierStock(string Bright, string Deep, string Mark);

/// <summary>Every colour a picture may have: 4 metals, 9 hues, 4 tiers, ink, red and paper.</summary>
internal static class Palette
{
    public const string Ink = "#14233A";
    public const string Red = "#E4573D";
    public const string Paper = "#F4F0E4";
    public const string Print = "#161A12";
    public const string SmallPrint = "#41555A";
    public const string Chalk = "#F8F4E8";

    public static readonly IReadOnlyList<Metal> Metals =
    [
        new("#F1F5F6", "#A3B0B6", "#4E5D64"), // steel
        new("#F6DFAE", "#C9983F", "#74501A"), // gold
        new("#F0CBB4", "#BC7D5F", "#6A3C29"), // rose gold
        new("#6E7B82", "#2B353A", "#0E1417"), // black
    ];

    public static readonly IReadOnlyList<string> Hues =
    [
        "#17505A",
        "#8A2433",
        "#24478A",
        "#22694A",
        "#2B2E33",
        "#C0603A",
        "#664487",
        "#B9975A",
        "#E6DFCF",
    ];

    public static TierStock Of(Tier tier) =>
        tier switch
        {
            Tier.Icon => new("#DCD3BD", "#3B3629", "M200 184a16 16 0 1 0 .1 0Z"),
            Tier.Rare => new("#8DB4FF", "#16264A", "M200 182L218 200L200 218L182 200Z"),
            Tier.Grail => new("#FF94B8", "#4A142A", "M200 182L220 216H180Z"),
            Tier.Mythic => new(
                "#CDB9FF",
                "#2A1C55",
                "M200 178L205 195L222 200L205 205L200 222L195 205L178 200L195 195Z"
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(tier)),
        };

    public static string Lighter(string colour, double share) => Mix(colour, "#ffffff", share);

    public static string Darker(string colour, double share) => Mix(colour, "#05080a", share);

    /// <summary>The colour that lies <paramref name="share"/> of the way from one to the other, each as #rrggbb.</summary>
    public static string Mix(string from, string to, double share)
    {
        int Channel(int at)
        {
            var (start, end) = (Hex(from, at), Hex(to, at));
            return (int)Math.Floor(start + (end - start) * share + .5);
        }
        return string.Create(CultureInfo.InvariantCulture, $"#{Channel(1):x2}{Channel(3):x2}{Channel(5):x2}");
    }

    private static int Hex(string colour, int at) =>
        int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
