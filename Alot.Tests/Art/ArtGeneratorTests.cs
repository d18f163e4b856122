using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Alot.Domain.Lots;
using Alot.Web.Art;
using Shouldly;
using Xunit;

namespace Alot.Tests.Art;

public sealed partial class ArtGeneratorTests
{
    private static readonly string[] Seeds =
    [
        .. Enumerable.Range(0, 100).Select(i => $"item-{i.ToString(CultureInfo.InvariantCulture)}"),
    ];

    public static TheoryData<Category, ArtView> Kinds()
    {
        var kinds = new TheoryData<Category, ArtView>();
        foreach (var category in Enum.GetValues<Category>())
        foreach (var view in Enum.GetValues<ArtView>())
            kinds.Add(category, view);
        return kinds;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_stays_within_its_weight(Category category, ArtView view)
    {
        // The lightest, a plain shirt, is 3.8 KB; the heaviest, a certificate that says MEMORABILIA, 13.7.
        var most = view == ArtView.Certificate ? 14 * 1024 : 11 * 1024;
        foreach (var picture in Pictures(category, view))
            Encoding.UTF8.GetByteCount(picture).ShouldBeInRange(3_800, most);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_picture_is_well_formed_and_holds_under_a_strict_policy(Category category, ArtView view)
    {
        var tiers = Enum.GetValues<Tier>();
        foreach (var (i, seed) in Seeds.Index())
            ShouldBeSound(ArtGenerator.Plate(category, seed, tiers[i % tiers.Length], view));
    }

    [Theory]
    [InlineData(Tier.Icon)]
    [InlineData(Tier.Rare)]
    [InlineData(Tier.Grail)]
    [InlineData(Tier.Mythic)]
    public void A_card_back_is_well_formed_and_light(Tier tier)
    {
        ShouldBeSound(ArtGenerator.Back(tier));
        ArtGenerator.Back(tier).Length.ShouldBeInRange(4 * 1024, 11 * 1024);
    }

    [Theory]
    [InlineData(Category.Watch)]
    [InlineData(Category.Bag)]
    [InlineData(Category.Sneaker)]
    [InlineData(Category.Memorabilia)]
    public void No_two_items_look_the_same(Category category) =>
        Seeds.Select(seed => ArtGenerator.Plate(category, seed, Tier.Rare, ArtView.Front)).ShouldBeUnique();

    [Fact]
    public void Every_metal_and_every_hue_is_used()
    {
        var paints = Enumerable
            .Range(0, 300)
            .Select(i => Gradients(ArtGenerator.Plate(Category.Watch, $"w{i:D}", Tier.Icon, ArtView.Front)))
            .ToList();
        paints.Select(paint => paint('m')).Distinct().Count().ShouldBe(4);
        paints.Select(paint => paint('d')).Distinct().Count().ShouldBe(9);
    }

    [Fact]
    public void The_views_of_an_item_are_different_pictures() =>
        Enum.GetValues<ArtView>()
            .Select(view => ArtGenerator.Plate(Category.Bag, "lune-hobo", Tier.Icon, view))
            .ShouldBeUnique();

    [Fact]
    public void A_silhouette_tells_nothing_of_the_item()
    {
        foreach (var category in Enum.GetValues<Category>())
            Seeds
                .Select(seed => ArtGenerator.Plate(category, seed, Tier.Grail, ArtView.Mystery))
                .Distinct()
                .Count()
                .ShouldBe(1);
    }

    [Fact]
    public void A_detail_stays_on_the_field()
    {
        foreach (var category in Enum.GetValues<Category>())
        foreach (var picture in Pictures(category, ArtView.Detail))
        {
            var box = XDocument.Parse(picture).Root!.Attribute("viewBox")!.Value.Split(' ');
            var (x, y, width, height) = (Number(box[0]), Number(box[1]), Number(box[2]), Number(box[3]));
            width.ShouldBe(height);
            width.ShouldBeLessThan(200);
            x.ShouldBeInRange(0, 400 - width);
            y.ShouldBeInRange(0, 400 - height);
        }
    }

    private static IEnumerable<string> Pictures(Category category, ArtView view) =>
        from seed in Seeds
        from tier in Enum.GetValues<Tier>()
        select ArtGenerator.Plate(category, seed, tier, view);

    private static void ShouldBeSound(string picture)
    {
        var elements = XDocument.Parse(picture).Descendants().ToList();
        var names = elements.Select(element => element.Name.LocalName);
        names.ShouldNotContain(name =>
            name == "style" || name == "script" || name == "foreignObject" || name == "image"
        );

        var attributes = elements.Attributes().ToList();
        attributes.ShouldNotContain(attribute =>
            attribute.Name.LocalName == "style" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)
        );
        attributes.ShouldAllBe(attribute => !attribute.Value.Contains("NaN") && !attribute.Value.Contains("Infinity"));

        var ids = elements.Select(element => element.Attribute("id")?.Value).OfType<string>().ToList();
        ids.ShouldBeUnique();
        var references = Reference().Matches(picture).Select(match => match.Groups[1].Value).Distinct();
        references.ShouldBeSubsetOf(ids);
        attributes
            .Where(attribute => attribute.Name.LocalName == "href")
            .ShouldAllBe(attribute => attribute.Value.StartsWith('#'));
    }

    /// <summary>The stops of the gradient whose id ends with the letter, as one text.</summary>
    private static Func<char, string> Gradients(string picture)
    {
        var elements = XDocument.Parse(picture).Descendants().ToList();
        return letter =>
            string.Join(
                ' ',
                elements
                    .Where(element => element.Name.LocalName.EndsWith("Gradient", StringComparison.Ordinal))
                    .Single(element => element.Attribute("id")!.Value.EndsWith("f" + letter, StringComparison.Ordinal))
                    .Elements()
                    .Select(stop => stop.Attribute("stop-color")!.Value)
            );
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("""(?:url\(|href=")#([^)"]+)""")]
    private static partial Regex Reference();
}
