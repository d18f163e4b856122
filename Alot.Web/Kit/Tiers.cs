namespace Alot.Web.Kit;

/// <summary>The four tiers as they are printed: glyph <c>tier-rare</c>, class <c>flag--rare</c>, word <c>Rare</c>.</summary>
internal static class Tiers
{
    /// <summary>Accepts the column's value and an enum's name alike; a tier that does not exist is a bug of the caller.</summary>
    public static string Key(string tier) =>
        tier.ToLowerInvariant() switch
        {
            "icon" => "icon",
            "rare" => "rare",
            "grail" => "grail",
            "mythic" => "mythic",
            _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "There are four tiers."),
        };

    public static string Word(string key) => char.ToUpperInvariant(key[0]) + key[1..];
}
