using Alot.Domain.Lots;
using Alot.Web.Art;
using Shouldly;
using Xunit;

namespace Alot.Tests.Art;

public sealed class ArtUrlTests
{
    [Fact]
    public void An_address_names_category_seed_tier_and_view() =>
        ArtUrl
            .Plate(Category.Sneaker, "court-low-7", Tier.Mythic, ArtView.Angle)
            .ShouldBe("/art/sneaker/court-low-7/mythic/angle.svg");

    [Fact]
    public void The_front_is_shown_unless_another_view_is_named() =>
        ArtUrl.Plate(Category.Bag, "s2", Tier.Grail).ShouldBe("/art/bag/s2/grail/front.svg");

    [Fact]
    public void A_card_back_needs_only_the_tier() => ArtUrl.Back(Tier.Icon).ShouldBe("/art/back/icon.svg");

    [Fact]
    public void The_address_of_a_silhouette_never_carries_the_item()
    {
        ArtUrl.Plate(Category.Watch, "halden-38", Tier.Rare, ArtView.Mystery).ShouldNotContain("halden");
        ArtUrl
            .Plate(Category.Watch, "halden-38", Tier.Rare, ArtView.Mystery)
            .ShouldBe(ArtUrl.Mystery(Category.Watch, Tier.Rare));
    }

    [Theory]
    [InlineData("Strata '89 “Tide”", "strata-89-tide")]
    [InlineData("AU/42/00817", "au-42-00817")]
    [InlineData("../../etc", "etc")]
    [InlineData("時計", "x")]
    [InlineData("", "x")]
    public void Text_that_is_no_seed_becomes_one(string text, string seed) =>
        ArtUrl.Plate(Category.Watch, text, Tier.Icon).ShouldBe($"/art/watch/{seed}/icon/front.svg");

    [Fact]
    public void An_id_is_a_seed_as_it_stands()
    {
        const string id = "0192f0c1-2b6a-7c3e-9a10-5a3f5c9d8e21";
        ArtUrl.IsSeed(id).ShouldBeTrue();
        ArtUrl.Plate(Category.Watch, id, Tier.Icon).ShouldBe($"/art/watch/{id}/icon/front.svg");
    }

    [Fact]
    public void A_long_text_is_cut_to_a_seed() =>
        ArtUrl
            .Plate(Category.Watch, new string('A', 200), Tier.Icon)
            .ShouldBe($"/art/watch/{new string('a', ArtUrl.LongestSeed)}/icon/front.svg");
}
