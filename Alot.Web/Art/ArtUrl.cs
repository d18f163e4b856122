using Alot.Domain.Lots;

namespace Alot.Web.Art;

/// <summary>Addresses of drawn pictures. A picture never changes, so browsers keep it for a year.</summary>
public static class ArtUrl
{
    /// <summary>The longest seed an address may carry.</summary>
    public const int LongestSeed = 64;

    // Every silhouette has the same seed: the item's own would give the mystery away to whoever edits the address.
    private const string NoSeed = "x";

    /// <summary>One view of an item.</summary>
    /// <param name="seed">What stands for the item for good: its id or sku. Other text is brought into the form of a slug.</param>
    public static string Plate(Category category, string seed, Tier tier, ArtView view = ArtView.Front) =>
        $"/art/{Name(category)}/{(view == ArtView.Mystery ? NoSeed : Seed(seed))}/{Name(tier)}/{Name(view)}.svg";

    /// <summary>The silhouette shown until a mystery lot is revealed.</summary>
    public static string Mystery(Category category, Tier tier) => Plate(category, NoSeed, tier, ArtView.Mystery);

    /// <summary>The back of a card.</summary>
    public static string Back(Tier tier) => $"/art/back/{Name(tier)}.svg";

    /// <summary>Lower-case letters a–z, figures and dashes, 1 to 64 of them.</summary>
    public static bool IsSeed(string text) => text.Length is > 0 and <= LongestSeed && text.All(IsPlain);

    internal static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Seed(string text)
    {
        if (IsSeed(text))
            return text;
        var letters = text.ToLowerInvariant().Select(letter => IsPlain(letter) ? letter : '-').ToArray();
        var slug = string.Join('-', new string(letters).Split('-', StringSplitOptions.RemoveEmptyEntries));
        return slug.Length switch
        {
            0 => NoSeed,
            > LongestSeed => slug[..LongestSeed],
            _ => slug,
        };
    }

    private static bool IsPlain(char letter) =>
        char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-';
}
