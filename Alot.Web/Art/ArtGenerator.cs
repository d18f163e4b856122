using Alot.Domain.Lots;
using static Alot.Web.Art.Svg;

namespace Alot.Web.Art;

/// <summary>
/// Draws the pictures of items that have no photographs: the same four words always give the same picture, on every
/// machine. All brands and motifs are invented. Only presentation attributes are used, so a picture holds under a
/// policy that forbids inline styles and scripts.
/// </summary>
public static class ArtGenerator
{
    /// <summary>One picture of an item as an SVG document of 4 to 11 KB (a certificate: up to 14).</summary>
    /// <param name="seed">The item. A silhouette does not depend on it, so that a mystery keeps its secret.</param>
    public static string Plate(Category category, string seed, Tier tier, ArtView view)
    {
        var silhouette = view == ArtView.Mystery;
        var stock = Palette.Of(tier);
        var subject = Choose(ArtUrl.Name(category) + (silhouette ? "veil" : seed), tier, view);
        var drawing = view == ArtView.Certificate ? CertificateArt.Draw(subject, category) : Draw(subject, category);
        var shown = view switch
        {
            ArtView.Angle => Of(
                $"""
                <g transform="translate(200 200) rotate({(
                    category == Category.Sneaker ? -9 : 14
                )}) scale(1.16) translate(-200 -204)">{drawing.Markup}</g>
                """
            ),
            ArtView.Mystery => $"""<g filter="url(#{subject.Id}v)">{drawing.Markup}</g>""",
            _ => drawing.Markup,
        };
        var box = view == ArtView.Detail ? drawing.Focus : "0 0 400 400";
        var rays = Backdrop.Rays(subject.Random);
        var defs = Backdrop.Defs(subject, stock, silhouette);
        // A watch lies flat, its band running out of the picture: it stands on no floor.
        var floor =
            category == Category.Watch && view != ArtView.Certificate
                ? ""
                : Of(
                    $"""<ellipse cx="204" cy="{drawing.Floor}" rx="{(category == Category.Sneaker ? 176 : 138)}" ry="17" fill="url(#{subject.Id}f)"/>"""
                );
        var mark = silhouette
            ? $"""<g transform="translate(200 210) scale(1.5) translate(-200 -200)"><path d="{stock.Mark}" fill="{stock.Bright}"/></g>"""
            : "";
        return Of(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" preserveAspectRatio="xMidYMid slice">{defs}
            <rect width="400" height="400" fill="{stock.Deep}"/><rect width="400" height="400" fill="url(#{subject.Id}b)"/>
            <path d="{rays}" fill="{stock.Bright}" opacity=".08"/>{floor}
            <g filter="url(#{subject.Id}s)">{shown}</g>{mark}
            <rect width="400" height="400" filter="url(#{subject.Id}g)" opacity=".17"/></svg>
            """
        );
    }

    /// <summary>The back of a card of that tier.</summary>
    public static string Back(Tier tier) => CardBackArt.Draw(tier);

    private static Subject Choose(string word, Tier tier, ArtView view)
    {
        var random = new ArtRandom(word);
        var metal = random.Pick(Palette.Metals);
        var hue = random.Pick(Palette.Hues);
        var accent = random.Pick([.. Palette.Hues.Where(other => other != hue)]);
        var id = $"a{Base36(random.Below(100_000_000))}{ArtUrl.Name(view)[0]}";
        return new(random, tier, metal, hue, accent, id);
    }

    private static Drawing Draw(Subject subject, Category category) =>
        category switch
        {
            Category.Watch => WatchArt.Draw(subject),
            Category.Bag => BagArt.Draw(subject),
            Category.Sneaker => SneakerArt.Draw(subject),
            Category.Memorabilia => MemorabiliaArt.Draw(subject),
            _ => throw new ArgumentOutOfRangeException(nameof(category)),
        };

    private static string Base36(int number)
    {
        const string digits = "0123456789abcdefghijklmnopqrstuvwxyz";
        var text = digits[number % 36].ToString();
        for (number /= 36; number > 0; number /= 36)
            text = digits[number % 36] + text;
        return text;
    }
}
