using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Web.Live;
using Alot.Web.Lots;
using AngleSharp.Dom;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>A lot's page from funding to the outcome: the countdown, the draw as it is watched, and what came of it.</summary>
public sealed class LotDrawPageTests : LotScenery
{
    [Fact]
    public void A_funded_lot_counts_down_to_its_draw_and_shows_the_frozen_list()
    {
        var page = Show(FundedLot, In);

        page.Find(".countdown--huge").TextContent.ShouldBe("00:41");
        page.Find("#root-title").ParentElement!.TextContent.ShouldContain("17,610 tickets");
        page.Find("#mine-title").ParentElement!.TextContent.ShouldContain("They can not change any more.");
        page.FindAll(".lot-buy").ShouldBeEmpty();
    }

    private static readonly LotView BeaconLot = FundedLot with
    {
        DrawMode = DrawMode.Beacon,
        BeaconChain = DrandChain.Quicknet.Hash,
        BeaconRound = 34_215_903,
    };

    [Fact]
    public void A_lot_in_beacon_mode_says_which_round_decides()
    {
        var page = Show(BeaconLot, In);

        page.Find(".countdown--huge").TextContent.ShouldBe("00:41");
        page.Find("#root-title").ParentElement!.TextContent.ShouldContain("drand round 34215903 decides, not before");
        page.Find("#fair-title").ParentElement!.TextContent.ShouldContain(DrandChain.Quicknet.Hash[..8]);
        page.Markup.ShouldNotContain("Waiting for drand");
    }

    [Fact]
    public void A_lot_whose_round_is_due_says_that_it_waits_for_it()
    {
        var page = Show(BeaconLot with { DrawDueAt = Now }, In);

        page.Find(".bigstate .display").TextContent.ShouldBe("Waiting for drand round 34215903");
        page.FindAll(".countdown--huge").ShouldBeEmpty();
    }

    // Held for review it waits for something else, and before the list is signed there is no round.
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void A_lot_that_waits_for_something_else_does_not_blame_drand(bool frozen, bool published)
    {
        var page = Show(
            BeaconLot with
            {
                DrawDueAt = Now,
                Frozen = frozen,
                BeaconRound = published ? BeaconLot.BeaconRound : null,
            },
            In
        );

        page.Find(".bigstate .display").TextContent.ShouldBe("The draw is about to start.");
    }

    [Theory]
    [InlineData(DrawMode.Classic, "The seed was not changed after opening.")]
    [InlineData(DrawMode.Roster, "the result depends on the exact list of entries")]
    [InlineData(DrawMode.Roster, "It does not bind an operator who knows the seed.")]
    [InlineData(DrawMode.Beacon, "The seed was not changed after opening")]
    [InlineData(DrawMode.Beacon, "the result depends on the exact list of entries")]
    [InlineData(DrawMode.Beacon, "nobody, the operator included, could know or steer it")]
    public void A_lot_claims_what_its_mode_proves_and_no_more(DrawMode mode, string claim)
    {
        var claims = Show(OpenLot with { DrawMode = mode }).Find("#fair-title").ParentElement!.TextContent;

        claims.ShouldContain($"Proof level: {mode.ToText()}.");
        claims.ShouldContain(claim);
        if (mode != DrawMode.Beacon)
            claims.ShouldNotContain("could know or steer");
    }

    [Fact]
    public void Whoever_comes_in_the_middle_of_the_draw_sees_it_from_the_moment_it_was_made()
    {
        var page = Show(DrawnLot, In, Proof);

        page.Find("[data-theatre]")
            .GetAttribute("data-from")
            .ShouldBe($"{DrawnLot.DrawnAt!.Value.ToUnixTimeMilliseconds()}");
        page.FindAll(".ticket").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(5.9, true)]
    [InlineData(6, false)]
    [InlineData(60, false)]
    public void Whoever_comes_after_the_draw_was_shown_sees_the_result_at_once(double seconds, bool played)
    {
        var page = Show(DrawnLot with { DrawnAt = Now.AddSeconds(-seconds) }, In, Proof);

        page.FindAll("[data-theatre]").Count.ShouldBe(played ? 1 : 0);
        page.FindAll(".ticket .num").Select(n => n.TextContent).ShouldBe(played ? [] : ["932"]);
    }

    [Fact]
    public void Between_draw_and_payment_a_loser_hears_that_credits_are_coming_and_the_winner_that_they_won()
    {
        var drawn = DrawnLot with { DrawnAt = Now.AddSeconds(-30) };

        Show(drawn, In, Proof)
            .Find("#outcome-mine")
            .ParentElement!.TextContent.ShouldContain("Your credits are on their way.");
        Show(drawn, In with { Ranges = [new TicketRange(930, 25)] }, Proof)
            .Find("#outcome-mine")
            .ParentElement!.TextContent.ShouldContain("You won the watch.");
    }

    [Fact]
    public void A_settled_lot_shows_the_winning_ticket_and_what_one_got()
    {
        var page = Show(SettledLot, In with { CreditsFromLot = new Credits(1_250), Won = false }, Proof);

        page.Find(".ticket .num").TextContent.ShouldBe("932");
        page.Find(".ticket").TextContent.ShouldContain("held by k•••4, 5 entries, one of 412 players");
        page.Find($".ticket a[href='/lots/{Id}/verify']").ShouldNotBeNull();
        var auditor = page.Find($"a[download][href='/api/lots/{Id}/draw/auditor.html']");
        auditor.TextContent.Trim().ShouldBe("Download the Pocket Auditor");
        page.Find("#outcome-mine").ParentElement!.TextContent.ShouldContain("+1,250 cr");
        page.Find("#outcome-mine").ParentElement!.TextContent.ShouldContain("worth 12 entries");
    }

    [Fact]
    public void The_winner_is_told_that_they_won()
    {
        var page = Show(SettledLot, In with { Ranges = [new TicketRange(930, 25)], Won = true }, Proof);

        page.Find("#outcome-mine").ParentElement!.TextContent.ShouldContain("You won the watch.");
    }

    [Fact]
    public void A_settled_draw_can_be_watched_again_and_left_again()
    {
        var page = Show(SettledLot, In, Proof);

        page.FindAll("button").Single(b => b.TextContent == "Watch the draw").Click();
        page.Find("[data-theatre]").HasAttribute("data-from").ShouldBeFalse();
        page.Find("[data-theatre-leave]").Click();

        page.FindAll("[data-theatre]").ShouldBeEmpty();
        page.FindAll(".ticket").Count.ShouldBe(1);
    }

    [Fact]
    public void The_draw_begins_for_those_who_watch_when_it_is_made()
    {
        var page = Show(FundedLot, In);

        Draw();

        page.WaitForAssertion(() => page.FindAll("[data-theatre][data-from]").Count.ShouldBe(1));
    }

    [Fact]
    public void The_outcome_is_read_out_when_the_play_is_over_and_once()
    {
        var page = Show(FundedLot, In);
        Draw();
        page.WaitForAssertion(() => page.FindAll("[data-theatre]").Count.ShouldBe(1));
        page.Find("[role=status]").TextContent.ShouldBeEmpty();

        Clock.Now = Now.AddSeconds(6);
        Feed.Announce([Topic.Lot(Id)]);

        page.WaitForAssertion(() =>
            page.Find("[role=status]").TextContent.ShouldBe("Lot 0417 is drawn. Ticket 932 wins, held by k•••4.")
        );
        // The ticket is still in sight when the lot is settled; that is no more news.
        Shared = Snapshot(SettledLot with { DrawnAt = Now }, Proof);
        Clock.Now = Now.AddSeconds(60);
        Feed.Announce([Topic.Lot(Id)]);
        page.WaitForAssertion(() => page.FindAll("#outcome-mine").Count.ShouldBe(1));
        page.Find("[role=status]").TextContent.ShouldBe("Lot 0417 is drawn. Ticket 932 wins, held by k•••4.");
    }

    [Fact]
    public void Whoever_skips_the_draw_hears_the_outcome_at_once_and_the_winner_that_it_is_theirs()
    {
        Mine = In with { Ranges = [new TicketRange(930, 25)] };
        var page = Show(FundedLot, Mine);
        Draw();
        page.WaitForAssertion(() => page.FindAll("[data-theatre][data-won]").Count.ShouldBe(1));

        page.Find("[data-theatre-leave]").Click();

        page.FindAll("[data-theatre]").ShouldBeEmpty();
        page.Find("[role=status]")
            .TextContent.ShouldBe("Lot 0417 is drawn. Ticket 932 wins, held by k•••4. It is yours.");
    }

    [Fact]
    public void Whoever_comes_in_the_middle_of_the_play_hears_how_it_ended()
    {
        var page = Show(DrawnLot, In, Proof);
        page.Find("[role=status]").TextContent.ShouldBeEmpty();

        Clock.Now = Now.AddSeconds(6);
        Feed.Announce([Topic.Lot(Id)]);

        page.WaitForAssertion(() => page.Find("[role=status]").TextContent.ShouldContain("Ticket 932 wins"));
    }

    [Fact]
    public void The_draw_gives_way_to_the_outcome_by_itself()
    {
        var page = Show(FundedLot, In);
        Draw();
        page.WaitForAssertion(() => page.FindAll("[data-theatre]").Count.ShouldBe(1));

        Clock.Now = Now.AddSeconds(10);
        Feed.Announce([Topic.Lot(Id)]);

        page.WaitForAssertion(() => page.FindAll("#outcome-mine").Count.ShouldBe(1));
    }

    [Fact]
    public void A_page_that_heard_of_the_draw_too_late_shows_its_result()
    {
        var page = Show(FundedLot, In);
        Clock.Now = Now.AddSeconds(7);

        Draw();

        page.WaitForAssertion(() => page.FindAll("#outcome-mine").Count.ShouldBe(1));
        page.FindAll("[data-theatre]").ShouldBeEmpty();
    }

    // Now, whatever time it is by the page's clock.
    private void Draw()
    {
        Shared = Snapshot(DrawnLot with { DrawnAt = Now }, Proof);
        Feed.Announce([Topic.Lot(Id)]);
    }
}
