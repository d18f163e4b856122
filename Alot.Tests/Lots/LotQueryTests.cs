using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Web.Lots;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

public sealed class LotQueryTests
{
    private static readonly LotQuery Asked = LotQuery.Of(
        ["grail", "rare"],
        ["watch"],
        "not_funded",
        "value",
        "  chrono 42 ",
        "1000",
        "50000",
        "no",
        "abc"
    );

    [Fact]
    public void An_address_and_what_is_asked_for_are_the_same_thing()
    {
        Asked
            .Url()
            .ShouldBe(
                "/?tier=rare&tier=grail&category=watch&status=not_funded&sort=value&q=chrono%2042&min=1000&max=50000&trivia=no&cursor=abc"
            );
        var filter = Asked.Filter();
        filter.Tiers.ShouldBe([Tier.Rare, Tier.Grail]);
        filter.Categories.ShouldBe([Category.Watch]);
        filter.Statuses.ShouldBe([LotStatus.Expired, LotStatus.Refunding, LotStatus.Closed]);
        filter.MinValue.ShouldBe(Money.Dollars(1_000));
        filter.HasTrivia.ShouldBe(false);
        filter.Cursor.ShouldBe("abc");
    }

    [Fact]
    public void Nothing_asked_for_is_the_bare_address()
    {
        var query = LotQuery.Of(null, null, null, null, "  ", "", "", "", "");

        query.IsEverything.ShouldBeTrue();
        query.Url().ShouldBe("/");
        query.Chips().ShouldBeEmpty();
        query.Filter().Statuses.ShouldBe([LotStatus.Open]);
    }

    [Fact]
    public void Each_chip_takes_away_one_thing_and_starts_from_the_first_page()
    {
        var chips = Asked.Chips();

        chips
            .Select(c => c.Word)
            .ShouldBe([
                "“chrono 42”",
                "Rare",
                "Grail",
                "Watches",
                "Not funded",
                "From $1,000",
                "Up to $50,000",
                "No question",
            ]);
        chips[1]
            .Without.ShouldBe(
                "/?tier=grail&category=watch&status=not_funded&sort=value&q=chrono%2042&min=1000&max=50000&trivia=no"
            );
    }

    [Theory]
    [InlineData("platinum", "-5", "drawn")]
    [InlineData("99", "1.5", "DRAWN")]
    [InlineData("<script>", "9999999999999", "drawn")]
    public void What_an_address_says_wrongly_is_left_out(string tier, string min, string status)
    {
        var query = LotQuery.Of([tier], [tier], status, tier, null, min, min, tier, null);

        query.Tiers.ShouldBeEmpty();
        query.Min.ShouldBeNull();
        query.Sort.ShouldBeNull();
        query.Show.ShouldBe(LotShow.Drawn);
    }

    [Fact]
    public void A_long_search_is_cut() =>
        LotQuery.Of(null, null, null, null, new string('x', 500), null, null, null, null).Text!.Length.ShouldBe(80);

    [Fact]
    public void What_ended_is_shown_newest_first_unless_asked_otherwise()
    {
        LotQuery.Everything.SortOrDefault.ShouldBe(Data.Lots.LotSort.EndingSoon);
        (LotQuery.Everything with { Show = LotShow.Drawn }).SortOrDefault.ShouldBe(Data.Lots.LotSort.Newest);
        Asked.SortOrDefault.ShouldBe(Data.Lots.LotSort.Value);
    }
}
