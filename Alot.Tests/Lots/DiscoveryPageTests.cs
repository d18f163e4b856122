using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Web.Lots;
using Bunit;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>Cards, filters and ticker of discovery; what the lists hold is proved against a real database.</summary>
public sealed class DiscoveryPageTests : LotScenery
{
    private static readonly LotSummary Open = new(
        Id,
        417,
        LotStatus.Open,
        LotType.Standard,
        "Meridian Chrono 42",
        "Aurelian",
        Category.Watch,
        Tier.Rare,
        13,
        Money.Dollars(6_800),
        Money.Dollars(17_000),
        Money.Dollars(13_940),
        82,
        14_550,
        14_550,
        412,
        2,
        Now.AddSeconds(8049),
        Now.AddDays(-8),
        Now.AddDays(-7),
        null,
        null,
        null,
        null
    );

    [Fact]
    public void An_open_lot_is_a_link_with_its_picture_percent_and_time_left()
    {
        var card = Card(Open);

        card.Find("a").GetAttribute("href").ShouldBe($"/lots/{Id}");
        card.Find("img").GetAttribute("src").ShouldBe("/art/watch/13/rare/front.svg");
        card.Find(".stub__row").TextContent.ShouldContain("82%");
        card.Find(".stub__time").TextContent.ShouldBe("2h 14m left");
    }

    [Theory]
    [InlineData(LotStatus.Settled, "Drawn", "ticket 932")]
    [InlineData(LotStatus.Expired, "82%", "not funded")]
    [InlineData(LotStatus.Refunding, "82%", "not funded")]
    [InlineData(LotStatus.Cancelled, "82%", "cancelled")]
    public void A_lot_that_ended_says_how_and_its_bar_is_grey(LotStatus status, string headline, string said)
    {
        var card = Card(Open with { Status = status, WinningTicket = 932 });

        card.Find(".stub__row .num").TextContent.ShouldContain(headline);
        card.Find(".stub__time").TextContent.ShouldBe(said);
        card.FindAll(".bar--over").Count.ShouldBe(1);
    }

    [Fact]
    public void A_funded_lot_counts_down_to_its_draw()
    {
        var card = Card(Open with { Status = LotStatus.Funded, DrawDueAt = Now.AddSeconds(41) });

        card.Find(".stub__row").TextContent.ShouldContain("Funded");
        card.Find(".stub__time").TextContent.Trim().ShouldBe("draw in 00:41");
    }

    [Fact]
    public void A_lot_past_its_deadline_is_closing_whether_or_not_a_job_has_run() =>
        Card(Open with { Deadline = Now }).Find(".stub__time").TextContent.ShouldBe("closing");

    [Fact]
    public void A_nearly_funded_lot_says_what_is_missing()
    {
        var card = Render<LotCard>(p => p.Add(c => c.Lot, Open).Add(c => c.ToGo, true));

        card.Find(".num--m").TextContent.ShouldBe("$3,060 to go");
    }

    [Fact]
    public void The_form_holds_what_the_address_asks_for()
    {
        var query = LotQuery.Of(["rare"], ["bag"], "drawn", "value", "puits", "100", null, "yes", null);

        var form = Render<LotFilters>(p => p.Add(f => f.Query, query).Add(f => f.Prefix, "side"));

        form.Find("form").GetAttribute("method").ShouldBe("get");
        form.FindAll("input[type=checkbox][checked]").Select(c => c.GetAttribute("value")).ShouldBe(["rare", "bag"]);
        form.Find("input[name=q]").GetAttribute("value").ShouldBe("puits");
        form.FindAll("option[selected]").Select(o => o.GetAttribute("value")).ShouldBe(["drawn", "yes", "value"]);
    }

    [Fact]
    public void A_win_stands_beside_the_number_of_those_who_took_part()
    {
        LotDrop[] drops = [new(Now.AddHours(-1), LotStatus.Drawing, Id, 409, "Strata", 932, "k•••4", 412)];

        var ticker = Render<LotDrops>(p => p.Add(d => d.Drops, drops));

        ticker.Find("li").TextContent.ShouldContain("drawn, ticket 932, k•••4, one of 412");
    }

    [Fact]
    public void Without_drops_there_is_no_empty_strip() =>
        Render<LotDrops>(p => p.Add(d => d.Drops, [])).Markup.Trim().ShouldBeEmpty();

    private IRenderedComponent<LotCard> Card(LotSummary lot) => Render<LotCard>(p => p.Add(c => c.Lot, lot));
}
