using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Alot.Domain.Lots;
using Alot.Web.Art;
using Shouldly;
using Xunit;

namespace Alot.Tests.Art;

/// <summary>
/// The pictures are those of the approved look book, to the byte. The hashes were made by running its generator,
/// which is written in another language; that they hold here also shows that a picture does not depend on the process.
/// </summary>
public sealed class ArtLookBookTests
{
    [Theory]
    [InlineData(Category.Bag, "s12", Tier.Icon, ArtView.Front, "236219e4dcb37940")]
    [InlineData(Category.Bag, "s13", Tier.Rare, ArtView.Front, "a8ab095f97097249")]
    [InlineData(Category.Bag, "s14", Tier.Rare, ArtView.Front, "691b6d4c4d939013")]
    [InlineData(Category.Bag, "s2", Tier.Grail, ArtView.Front, "cd8f867ec20c8f89")]
    [InlineData(Category.Bag, "s5", Tier.Grail, ArtView.Front, "eb9af1e587faa647")]
    [InlineData(Category.Bag, "x", Tier.Grail, ArtView.Mystery, "549e3068f34c4b76")]
    [InlineData(Category.Memorabilia, "s10", Tier.Icon, ArtView.Front, "fd6ec2d1b39adc4c")]
    [InlineData(Category.Memorabilia, "s17", Tier.Rare, ArtView.Front, "3de66ca8667a4e8a")]
    [InlineData(Category.Memorabilia, "s19", Tier.Mythic, ArtView.Front, "2ecf3d70698ca618")]
    [InlineData(Category.Memorabilia, "s6", Tier.Grail, ArtView.Front, "6d5a82052a28e70e")]
    [InlineData(Category.Memorabilia, "s8", Tier.Rare, ArtView.Front, "586f4d5ba11c4189")]
    [InlineData(Category.Memorabilia, "x", Tier.Grail, ArtView.Mystery, "65d87cd9049f4387")]
    [InlineData(Category.Sneaker, "s10", Tier.Icon, ArtView.Front, "b3037c936bd164f1")]
    [InlineData(Category.Sneaker, "s11", Tier.Rare, ArtView.Front, "399ba28bfe8c79d6")]
    [InlineData(Category.Sneaker, "s17", Tier.Rare, ArtView.Front, "a721e715371aeb7a")]
    [InlineData(Category.Sneaker, "s4", Tier.Icon, ArtView.Front, "4a909e2be75fc898")]
    [InlineData(Category.Sneaker, "s8", Tier.Icon, ArtView.Front, "1e72f91afefd4789")]
    [InlineData(Category.Sneaker, "x", Tier.Grail, ArtView.Mystery, "4526b4a08be776da")]
    [InlineData(Category.Watch, "s10", Tier.Grail, ArtView.Front, "50799cccfff345f1")]
    [InlineData(Category.Watch, "s13", Tier.Rare, ArtView.Angle, "d72e591e0cb83117")]
    [InlineData(Category.Watch, "s13", Tier.Rare, ArtView.Certificate, "ad8e6c4e1225884c")]
    [InlineData(Category.Watch, "s13", Tier.Rare, ArtView.Detail, "5f57471c0bde57ab")]
    [InlineData(Category.Watch, "s13", Tier.Rare, ArtView.Front, "a8970e3cffbd5771")]
    [InlineData(Category.Watch, "s15", Tier.Rare, ArtView.Front, "09cfa050847f2115")]
    [InlineData(Category.Watch, "s4", Tier.Grail, ArtView.Front, "6f19ee0a0971f3e4")]
    [InlineData(Category.Watch, "s7", Tier.Mythic, ArtView.Front, "2b0e3b3b2a5a334d")]
    [InlineData(Category.Watch, "s9", Tier.Rare, ArtView.Front, "f2b1e0ef65486351")]
    [InlineData(Category.Watch, "x", Tier.Grail, ArtView.Mystery, "ef624de7099bd2ff")]
    public void A_picture_of_the_look_book_comes_out_to_the_byte(
        Category category,
        string seed,
        Tier tier,
        ArtView view,
        string hash
    ) => Hash([ArtGenerator.Plate(category, seed, tier, view)]).ShouldBe(hash);

    [Theory]
    [InlineData(Tier.Grail, "d4300623e12e212b")]
    [InlineData(Tier.Icon, "fe51fe289b85008e")]
    [InlineData(Tier.Mythic, "aaba9950a647dfe5")]
    [InlineData(Tier.Rare, "2803d0a66895940f")]
    public void A_card_back_of_the_look_book_comes_out_to_the_byte(Tier tier, string hash) =>
        Hash([ArtGenerator.Back(tier)]).ShouldBe(hash);

    /// <summary>Every model, motif and colour occurs among a hundred seeds.</summary>
    [Theory]
    [InlineData(Category.Watch, ArtView.Front, "67da306cc121ee50")]
    [InlineData(Category.Watch, ArtView.Detail, "b91cf79463dc618b")]
    [InlineData(Category.Watch, ArtView.Angle, "696f815e8168f399")]
    [InlineData(Category.Watch, ArtView.Certificate, "1d543998674555bd")]
    [InlineData(Category.Watch, ArtView.Mystery, "8b6f8a07aa830bc8")]
    [InlineData(Category.Bag, ArtView.Front, "c4ac4d52d11410b6")]
    [InlineData(Category.Bag, ArtView.Detail, "5e0abcaceeeec96c")]
    [InlineData(Category.Bag, ArtView.Angle, "54d621d89d32e7e4")]
    [InlineData(Category.Bag, ArtView.Certificate, "d6d511f873133a34")]
    [InlineData(Category.Bag, ArtView.Mystery, "dc32831bae10b665")]
    [InlineData(Category.Sneaker, ArtView.Front, "78cf795796985d9e")]
    [InlineData(Category.Sneaker, ArtView.Detail, "3e9daea161ed9205")]
    [InlineData(Category.Sneaker, ArtView.Angle, "88525c260bf36bec")]
    [InlineData(Category.Sneaker, ArtView.Certificate, "a355ba0dad7817cc")]
    [InlineData(Category.Sneaker, ArtView.Mystery, "c0284b0c25cbc8f6")]
    [InlineData(Category.Memorabilia, ArtView.Front, "ef22248b55e26c86")]
    [InlineData(Category.Memorabilia, ArtView.Detail, "3cabd5215013777f")]
    [InlineData(Category.Memorabilia, ArtView.Angle, "92b626d13a201885")]
    [InlineData(Category.Memorabilia, ArtView.Certificate, "32279f8750bc4963")]
    [InlineData(Category.Memorabilia, ArtView.Mystery, "e6bd9905946c21b0")]
    public void A_hundred_seeds_in_four_tiers_come_out_to_the_byte(Category category, ArtView view, string hash) =>
        Hash(
                from number in Enumerable.Range(0, 100)
                from tier in Enum.GetValues<Tier>()
                select ArtGenerator.Plate(category, "s" + number.ToString(CultureInfo.InvariantCulture), tier, view)
            )
            .ShouldBe(hash);

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    public void A_picture_is_the_same_in_every_culture(string culture)
    {
        var expected = Draw();
        string[] drawn = [];
        var thread = new Thread(() => drawn = Draw()) { CurrentCulture = CultureInfo.GetCultureInfo(culture) };
        thread.Start();
        thread.Join();
        drawn.ShouldBe(expected);

        static string[] Draw() =>
            [
                .. from category in Enum.GetValues<Category>()
                from view in Enum.GetValues<ArtView>()
                select ArtGenerator.Plate(category, "s13", Tier.Icon, view),
                ArtGenerator.Back(Tier.Icon),
                ArtUrl.Plate(Category.Memorabilia, "IIII", Tier.Icon),
            ];
    }

    private static string Hash(IEnumerable<string> pictures)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var picture in pictures)
            hash.AppendData(Encoding.UTF8.GetBytes(picture));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
