using Alot.Data.Fulfilment;
using Alot.Domain;
using Alot.Domain.Fulfilment;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Tests.Payments;
using Alot.Tests.World;
using Alot.Web.Fulfilment;
using Alot.Web.Kit;
using Alot.Web.Live;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Fulfilment;

/// <summary>A player's cards: face down until they turn them, and what each then says.</summary>
public sealed class CardsPageTests : BunitContext
{
    private CardId? turned;
    private int turnedAll;

    public CardsPageTests()
    {
        Services.AddSingleton<TimeProvider>(new StoppedClock(Samples.Now));
        Services.AddKit();
    }

    [Fact]
    public void Without_cards_the_page_teaches_what_a_card_is()
    {
        var page = Show([]);

        page.Find(".empty").TextContent.ShouldContain("turns over when the draw is done");
        page.Find(".empty a").GetAttribute("href").ShouldBe("/");
        page.FindAll("[aria-pressed]").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(CardStatus.RevealedWon)]
    [InlineData(CardStatus.RevealedLost)]
    public void A_result_that_was_not_turned_is_told_by_nothing(CardStatus status)
    {
        var page = Show([Card(status)]);

        page.Find(".flip").GetAttribute("aria-pressed").ShouldBe("false");
        page.Find(".flip img").GetAttribute("src").ShouldBe("/art/back/rare.svg");
        page.Markup.ShouldContain("Result is in");
        page.Markup.ShouldNotContain("Field Auto 36");
        page.Markup.ShouldNotContain("ticket 932");
        Count(page, "Won").ShouldBe("0");
        Count(page, "Ended").ShouldBe("1");
    }

    [Fact]
    public async Task A_press_turns_a_card_and_one_button_turns_all()
    {
        var down = Card(CardStatus.RevealedLost);
        var page = Show([down]);

        await page.Find(".flip").ClickAsync(new MouseEventArgs());
        turned.ShouldBe(down.Id);
        await page.FindAll("button").Single(b => b.TextContent == "Reveal all").ClickAsync(new MouseEventArgs());
        turnedAll.ShouldBe(1);
    }

    [Fact]
    public void A_card_just_turned_stays_where_it_lies_and_shows_its_outcome()
    {
        var card = Card(CardStatus.RevealedLost) with { Turned = true };

        var page = Show([card], justTurned: [card.Id]);

        page.Find(".flip").GetAttribute("aria-pressed").ShouldBe("true");
        page.Find(".flip .front").TextContent.ShouldContain("+1,250 cr");
        page.Find(".flip .front").TextContent.ShouldContain("ticket 932");
        page.Find(".flip .card:not(.front)").GetAttribute("aria-hidden").ShouldBe("true");
        page.FindAll("button").ShouldNotContain(b => b.TextContent == "Reveal all");
    }

    [Fact]
    public void A_prize_lies_on_top_and_promises_only_what_there_is()
    {
        var page = Show([Card(CardStatus.RevealedWon) with { Turned = true }]);

        page.Find(".won h2").TextContent.ShouldBe("Field Auto 36");
        page.Find(".won").TextContent.ShouldContain("Your ticket 932 was drawn");
        page.Find(".won").TextContent.ShouldContain("We write to you about shipping.");
        page.Find(".won").TextContent.ShouldContain("1 in 216");
        page.FindAll(".won button").ShouldBeEmpty();
        Count(page, "Won").ShouldBe("1");
    }

    [Fact]
    public void A_live_card_has_its_entries_and_odds_and_leads_to_the_lot()
    {
        var card = Card(CardStatus.Active) with { LotStatus = LotStatus.Open };

        var page = Show([card]);

        page.Find(".hand a.card").GetAttribute("href").ShouldBe($"/lots/{card.LotId}");
        page.Find(".stub__row").TextContent.ShouldContain("25 entries");
        page.Find(".stub__row").TextContent.ShouldContain("1 in 216");
        page.Find("[role=progressbar]").GetAttribute("aria-valuenow").ShouldBe("82");
    }

    [Fact]
    public void A_funded_lot_counts_down_to_its_draw() =>
        Show([Card(CardStatus.Active) with { LotStatus = LotStatus.Funded, DrawDueAt = Samples.Now.AddSeconds(41) }])
            .Find(".stub__time")
            .TextContent.ShouldContain("00:41");

    [Fact]
    public void An_expired_card_leads_to_the_choice_until_it_is_made()
    {
        var card = Card(CardStatus.Expired) with
        {
            LotStatus = LotStatus.Expired,
            Credits = Credits.Zero,
            ToChoose = Samples.PurchaseId,
            ChooseBy = Samples.Now.AddDays(13),
        };

        var page = Show([card]);
        page.Find(".hand a.card").GetAttribute("href").ShouldBe($"/purchases/{Samples.PurchaseId}/choice");
        page.Find(".stub__row").TextContent.ShouldContain("$25.00 back");
        page.Find(".stub__time").TextContent.ShouldContain("choose by 3 Dec");

        CardStory.Headline(card with { ToChoose = null, CashBack = new Money(2_450) }).ShouldBe("$24.50 back");
        CardStory.Headline(card with { ToChoose = null, Credits = new Credits(3_750) }).ShouldBe("+3,750 cr");
    }

    [Fact]
    public void A_cancelled_card_says_what_went_back()
    {
        var page = Show([Card(CardStatus.Cancelled) with { Credits = Credits.Zero, CashBack = Money.Dollars(10) }]);

        page.Find(".stub__row").TextContent.ShouldContain("$10.00 returned");
        page.Find(".stub__time").TextContent.ShouldContain("cancelled");
    }

    [Fact]
    public async Task Each_pile_can_be_shown_alone_and_says_what_belongs_there()
    {
        var page = Show([Card(CardStatus.Active) with { LotStatus = LotStatus.Open }]);

        await page.FindAll("[aria-pressed]")[2].ClickAsync(new MouseEventArgs());

        page.FindAll(".hand").ShouldBeEmpty();
        page.Find(".empty").TextContent.ShouldContain("Nothing won yet.");
        page.FindAll(".tabs [aria-pressed=true]").ShouldHaveSingleItem().TextContent.ShouldStartWith("Won");
    }

    [Fact]
    public void What_is_said_aloud_names_the_outcome()
    {
        CardStory
            .Spoken(Card(CardStatus.RevealedWon) with { Turned = true })
            .ShouldBe("Lot 0386: you won Field Auto 36, worth $2,150.");
        CardStory
            .Spoken(Card(CardStatus.RevealedLost) with { Turned = true })
            .ShouldBe("Lot 0386, Field Auto 36: somebody else won. You received 1,250 cr.");
    }

    [Fact]
    public void A_hundred_cards_are_handed_on_whole_and_a_thousand_are_loaded_again()
    {
        static List<CardView> Many(int count) =>
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i =>
                        Card(CardStatus.Expired) with
                        {
                            LotId = LotId.New(Samples.Now.AddSeconds(i)),
                            LotNumber = i,
                            Name = $"Meridian Chrono {i}",
                            ToChoose = PurchaseId.New(Samples.Now.AddSeconds(i)),
                            ChooseBy = Samples.Now.AddSeconds(i),
                        }
                    ),
            ];
        var cards = Many(100);

        var text = Packed.Of(cards).ShouldNotBeNull();

        text.Length.ShouldBeLessThan(Packed.Longest);
        Packed.Open<IReadOnlyList<CardView>>(text).ShouldBe(cards);
        Packed.Of(Many(1_000)).ShouldBeNull();
    }

    private static CardView Card(CardStatus status) =>
        new(
            CardId.New(Samples.Now),
            status,
            false,
            Samples.LotId,
            386,
            LotStatus.Settled,
            "Field Auto 36",
            "Velden",
            Category.Watch,
            Tier.Rare,
            15,
            Money.Dollars(2_150),
            82,
            25,
            5_400,
            Money.Dollars(25),
            status == CardStatus.RevealedLost ? new Credits(1_250) : Credits.Zero,
            Money.Zero,
            932,
            Samples.Now,
            null,
            Samples.Now.AddDays(-4),
            null,
            null
        );

    private IRenderedComponent<CardsBody> Show(IReadOnlyList<CardView> cards, HashSet<CardId>? justTurned = null) =>
        Render<CardsBody>(p =>
            p.Add(c => c.Cards, cards)
                .Add(c => c.JustTurned, justTurned ?? [])
                .Add(c => c.OnTurn, card => turned = card.Id)
                .Add(c => c.OnTurnAll, () => turnedAll++)
        );

    private static string Count(IRenderedComponent<CardsBody> page, string pile) =>
        page.FindAll(".tabs button")
            .Single(b => b.TextContent.StartsWith(pile, StringComparison.Ordinal))
            .QuerySelector(".num")!
            .TextContent;
}
