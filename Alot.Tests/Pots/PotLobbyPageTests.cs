using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Alot.Web.Pots;
using Bunit;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>The lobby in each of its states.</summary>
public sealed class PotLobbyPageTests : PotScenery
{
    private static PotRow Another(int number, int sold = 2) =>
        OpenPot with
        {
            Id = PotId.New(Now),
            Number = number,
            TicketsSold = sold,
        };

    [Fact]
    public void It_says_what_is_in_play_and_counts_what_the_tabs_hold()
    {
        var page = Lobby([
            OpenPot,
            Another(2382),
            OpenPot with
            {
                Id = PotId.New(Now),
                Status = PotStatus.Settled,
                SettledAt = Now,
            },
        ]);

        page.Find("h1").TextContent.ShouldBe("One ticket takes the pot.");
        page.Find("[data-in-play]").TextContent.ShouldBe("1,500 cr");
        page.FindAll(".tabs a").Select(t => t.TextContent).ShouldBe(["Active 2", "Filling 1", "Completed"]);
    }

    [Fact]
    public void A_card_shows_fill_price_own_tickets_and_when_it_locks()
    {
        var card = Lobby([OpenPot with { OwnTickets = 2 }]).Find(".pot-card");

        card.GetAttribute("href").ShouldBe($"/pots/{Id}");
        card.TextContent.ShouldContain("in it now, 2,000 cr if it fills");
        card.TextContent.ShouldContain("2 yours");
        card.TextContent.ShouldContain("100 cr each");
        card.QuerySelector("time")!.TextContent.ShouldBe("00:42");
        card.QuerySelector("[role=progressbar]")!.GetAttribute("aria-valuenow").ShouldBe("65");
        card.QuerySelector(".pot-bar__own")!.GetAttribute("d").ShouldBe("M0 .5H2");
    }

    [Fact]
    public void Paused_locked_and_called_off_pots_say_so()
    {
        var page = Lobby([
            OpenPot with
            {
                Paused = true,
                PausedAt = Now,
            },
            LockedRoom.Pot with
            {
                Id = PotId.New(Now),
            },
            OpenPot with
            {
                Id = PotId.New(Now),
                CalledOff = true,
            },
        ]);

        var cards = page.FindAll(".pot-card").Select(c => c.TextContent).ToList();
        cards[0].ShouldContain("Paused");
        cards[1].ShouldContain("Draw in 00:08");
        cards[2].ShouldContain("Called off");
    }

    [Fact]
    public void Without_pots_it_says_what_a_pot_is_and_leads_on()
    {
        var page = Lobby([]);

        page.Find(".empty h3").TextContent.ShouldBe("No pot is open right now.");
        page.Find(".empty a").GetAttribute("href").ShouldBe("/pots?show=completed");
    }

    [Fact]
    public void What_could_not_be_read_is_told_with_a_reference()
    {
        Away = true;

        var page = Lobby(null, failure: "ALT-1");

        page.Find(".problem").TextContent.ShouldContain("No credits moved.");
        page.Find(".problem").TextContent.ShouldContain("ALT-1");
    }

    [Fact]
    public void Until_the_pots_are_there_a_skeleton_stands_in_their_place()
    {
        Away = true;

        Lobby(null).Find("[aria-busy]").GetAttribute("aria-label").ShouldBe("Loading pots");
    }

    [Fact]
    public void Filters_are_taken_from_the_address_and_each_can_be_taken_away()
    {
        var page = Lobby([OpenPot, Another(2382)], PotQuery.Of(null, "3000", null, "500", null));

        page.FindAll(".pot-card").ShouldBeEmpty();
        page.Find(".empty h3").TextContent.ShouldBe("No pot matches that.");
        page.FindAll("a.chip").Select(c => c.GetAttribute("href")).ShouldBe(["/pots?ticket=500", "/pots?min=3000"]);
    }

    [Fact]
    public void A_pot_that_comes_takes_the_place_of_one_that_went()
    {
        var (first, second, third) = (Another(1), Another(2), Another(3));
        var page = Lobby([first, second]);

        Board = [third, second];
        Clock.Now += TimeSpan.FromSeconds(6);
        Feed.Announce([Data.Live.Topic.Pots]);

        page.WaitForAssertion(() =>
            page.FindAll(".pot-card .label")
                .Select(l => l.TextContent)
                .ShouldBe(["Pot 3 · Quick twenty", "Pot 2 · Quick twenty"])
        );
    }

    [Fact]
    public void Completed_pots_lead_to_their_transcripts()
    {
        var done = SettledRoom().Pot;

        var page = Render<PotHistory>(p =>
            p.Add(x => x.Page, new PotPage([done], 2381))
                .Add(x => x.Query, new PotQuery(PotShow.Completed))
                .Add(x => x.Now, Now)
        );

        page.Find("tbody tr").TextContent.ShouldContain("r•••o");
        page.FindAll("tbody a").Select(a => a.GetAttribute("href")).Distinct().ShouldBe([$"/pots/{Id}/transcript"]);
        page.Find("a.btn").GetAttribute("href").ShouldBe("/pots?show=completed&before=2381");
    }

    [Fact]
    public void What_is_no_answer_in_the_address_counts_as_not_asked_for() =>
        PotQuery.Of("x", "-1", "1e5", "zero", "0").ShouldBe(new PotQuery());

    [Fact]
    public void A_win_in_the_ticker_stands_beside_the_number_of_those_who_took_part()
    {
        var drops = Render<Alot.Web.Lots.LotDrops>(p =>
            p.Add(x => x.Pots, [new PotDrop(Id, 2376, "Quick twenty", "r•••o", new Credits(2000), 9, Now)])
        );

        drops.Find("li").TextContent.ShouldContain("Pot 2376 Quick twenty, 2,000 cr, r•••o, one of 9");
    }
}
