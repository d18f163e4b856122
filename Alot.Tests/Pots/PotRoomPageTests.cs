using Alot.Data.Pots;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Alot.Web.Pots;
using AngleSharp.Dom;
using Bunit;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>What a pot's room shows and lets one do, in each of its states.</summary>
public sealed class PotRoomPageTests : PotScenery
{
    [Fact]
    public void An_open_pot_says_how_far_it_is_in_figures_strip_and_speech()
    {
        var page = Show(mine: In);

        page.Find("[data-pot-total]").TextContent.ShouldBe("1,300cr");
        page.Find("[role=progressbar]").GetAttribute("aria-valuetext").ShouldBe("13 of 20 tickets, 65 percent");
        page.FindAll(".pot-strip .is-own").Select(t => t.TextContent).ShouldBe(["7", "8"]);
        page.FindAll(".pot-strip .is-taken").Count.ShouldBe(11);
        page.Find(".pot-clock").TextContent.ShouldBe("00:42");
        page.Find(".pot-legend").TextContent.ShouldContain("Free, 7");
    }

    [Fact]
    public void No_number_of_tickets_is_chosen_for_anyone()
    {
        var page = Show();

        page.FindAll("input[name=tickets][checked]").ShouldBeEmpty();
        page.Find(".pot-take .btn--cta").GetAttribute("aria-disabled").ShouldBe("true");
        page.Find(".pot-take .btn--cta").TextContent.ShouldBe("Choose how many tickets");
    }

    [Fact]
    public void Choosing_shows_price_odds_now_and_if_it_fills_and_what_is_left()
    {
        var page = Show(mine: In);

        page.FindAll("input[name=tickets]")[1].Change("3");

        page.Find("[data-odds]").TextContent.ShouldBe("1 in 4");
        page.Find(".pot-take").TextContent.ShouldContain("1 in 4 now");
        page.Find(".pot-take").TextContent.ShouldContain("12,180 cr");
        page.Find(".pot-take .btn--cta").TextContent.ShouldStartWith("Take 3 tickets · 300 cr");
    }

    [Fact]
    public void The_cap_counts_what_one_holds_already()
    {
        var page = Show(mine: In);

        page.FindAll("input[name=tickets]")[2].HasAttribute("disabled").ShouldBeTrue();
        page.Find("#cap-note").TextContent.ShouldBe("At most 5 for each player. You hold 2, so up to 3 more.");
        page.Find("#ticket-count").Change("99");
        page.Find(".pot-take .btn--cta").TextContent.ShouldStartWith("Take 3 tickets");
    }

    [Fact]
    public void Nothing_is_taken_before_a_question_with_the_spend_is_answered()
    {
        var page = Show();
        page.FindAll("input[name=tickets]")[1].Change("3");

        page.Find(".pot-take .btn--cta").Click();

        var dialog = page.Find("#confirm-pot");
        dialog.GetAttribute("data-modal").ShouldBe("open");
        dialog
            .QuerySelectorAll("dd")
            .Select(d => d.TextContent)
            .ShouldBe(["300 cr", "12,480 cr", "12,180 cr", "1 in 6", "1 in 7"]);
    }

    [Fact]
    public void An_answer_that_is_lost_is_told_as_that_and_can_be_asked_for_again()
    {
        var page = Show();
        page.FindAll("input[name=tickets]")[0].Change("1");
        page.Find(".pot-take .btn--cta").Click();

        page.Find("#confirm-pot .btn--cta").Click();

        page.Find(".problem").TextContent.ShouldContain("It happened whole or not at all.");
        page.Find(".problem .btn").TextContent.ShouldBe("Ask again");
        page.FindAll(".pot-take").ShouldBeEmpty();
        page.Find("[data-pending]").TextContent.ShouldContain("waiting to be confirmed");
        page.FindAll(".pot-strip .is-pending").Count.ShouldBe(1);
    }

    [Fact]
    public void Who_has_too_few_credits_is_told_before_pressing()
    {
        var page = Show(mine: Nothing with { Balance = new Credits(80) });

        page.FindAll("input[name=tickets]")[0].Change("1");

        page.Find(".pot-take .btn--cta").TextContent.ShouldBe("100 cr needed");
    }

    [Fact]
    public void Who_may_not_play_is_told_why()
    {
        var page = Show(mine: Nothing with { WhyNot = "Staff can't enter lots or pots." });

        page.Find(".pot-take").TextContent.ShouldContain("Staff can't enter lots or pots.");
        page.Find(".pot-take .btn--cta").GetAttribute("aria-disabled").ShouldBe("true");
    }

    [Fact]
    public void A_spectator_sees_all_may_cheer_and_signs_in_to_join_in_place()
    {
        var page = Show(signedIn: false);

        page.FindAll(".pot-roster li").Count.ShouldBe(7);
        page.FindAll("[data-cheer]").Count.ShouldBe(4);
        page.Find(".pot-take a.btn--cta").GetAttribute("href")!.ShouldStartWith("/account/login?returnUrl=");
        page.FindAll("#mine-title").ShouldBeEmpty();
    }

    [Fact]
    public void Own_tickets_are_taken_out_only_after_a_question()
    {
        var page = Show(mine: In);

        page.FindAll("button").Single(b => b.TextContent == "Take out").Click();

        var dialog = page.Find("#leave-pot");
        dialog.GetAttribute("data-modal").ShouldBe("open");
        dialog.TextContent.ShouldContain("200 cr back");
        dialog.TextContent.ShouldContain("12,680 cr");
    }

    [Fact]
    public void After_the_timer_nothing_is_sold_even_if_no_job_has_run()
    {
        var page = Show(OpenRoom with { Pot = OpenPot with { ClosesAt = Now.AddSeconds(-1) } });

        page.FindAll(".pot-take").ShouldBeEmpty();
        page.Find(".pot-hero").TextContent.ShouldContain("Locking now");
    }

    [Fact]
    public void A_locked_pot_shows_what_is_sealed_and_lets_nobody_out()
    {
        var page = Show(LockedRoom, In);

        page.Find(".pot-clock--big").TextContent.ShouldBe("00:08");
        page.FindAll("[aria-labelledby=sealed-title] .hash code").Count.ShouldBe(3);
        page.FindAll("button").Any(b => b.TextContent == "Take out").ShouldBeFalse();
        page.Find("[aria-labelledby=mine-title]").TextContent.ShouldContain("Entries are final");
    }

    [Fact]
    public void A_beacon_pot_says_which_round_it_waits_for_and_when_that_is_due()
    {
        var fairness = LockedRoom.Fairness with
        {
            CommitHash = null,
            BeaconChain = "x",
            BeaconRound = 4711,
            BeaconRoundAt = Now.AddSeconds(7),
        };

        var page = Show(LockedRoom with { Fairness = fairness });

        var sealedPart = page.Find("[aria-labelledby=sealed-title]").TextContent;
        sealedPart.ShouldContain("4,711");
        sealedPart.ShouldContain("00:07");
        sealedPart.ShouldContain("Nobody can know it before");
    }

    [Fact]
    public void The_reveal_is_the_same_moment_for_everyone_and_names_no_winner_ahead_of_its_step()
    {
        Clock.Now += TimeSpan.FromSeconds(2);

        var page = Show(SettledRoom(), In);

        var stage = page.Find("[data-pot-draw]");
        stage.GetAttribute("data-scene").ShouldBe("reveal");
        stage
            .GetAttribute("data-from")
            .ShouldBe(Now.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        page.Find(".pot-strip .is-won").GetAttribute("data-at").ShouldBe("5000");
        page.FindAll("#over-title").ShouldBeEmpty();
        page.Find("[role=status]").TextContent.ShouldNotContain("won");
    }

    [Fact]
    public void Whoever_comes_after_the_reveal_sees_the_result_and_every_line_of_it()
    {
        Clock.Now += TimeSpan.FromMinutes(1);

        var page = Show(SettledRoom(), In);

        page.Find(".pot-hero__won").TextContent.ShouldBe("Ticket 10, r•••o");
        page.FindAll(".pot-proof > li").Count.ShouldBe(5);
        page.Find("#over-title").TextContent.ShouldBe("Not this time");
    }

    [Fact]
    public void To_be_done_weighs_as_much_as_the_next_pot()
    {
        Clock.Now += TimeSpan.FromMinutes(1);

        var buttons = Show(SettledRoom(), In).FindAll(".pot-after a");

        buttons.Select(b => b.TextContent).ShouldBe(["Done", "Next pot"]);
        buttons.Select(b => b.ClassName).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void The_winner_gets_the_ticket_with_its_hashes_and_the_way_to_check_it()
    {
        Clock.Now += TimeSpan.FromMinutes(1);
        var page = Show(SettledRoom(3, 7), In);

        page.FindAll("button").Single(b => b.TextContent == "See the winning ticket").Click();

        var dialog = page.Find("#pot-won");
        dialog.GetAttribute("data-modal").ShouldBe("open");
        dialog.QuerySelector(".pot-bigticket__no")!.TextContent.ShouldBe("7");
        dialog.QuerySelectorAll(".hash code").Length.ShouldBe(2);
        dialog.QuerySelector("a")!.GetAttribute("href").ShouldBe($"/pots/{Id}/verify");
        dialog.TextContent.ShouldContain("you held 7–8");
        page.Find("#over-title").ParentElement!.TextContent.ShouldContain("1,800 cr");
    }

    [Fact]
    public void A_paused_pot_says_why_and_what_stands_still()
    {
        var paused = OpenPot with
        {
            Paused = true,
            PausedAt = Now.AddSeconds(-10),
            PauseReason = "We look at an odd entry.",
        };

        var page = Show(OpenRoom with { Pot = paused }, In);

        page.Find(".note--warn").TextContent.ShouldContain("We look at an odd entry.");
        page.Find(".pot-clock").TextContent.ShouldBe("00:52");
        page.FindAll(".pot-take").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PotStatus.Open, true, "Every credit goes back to its player.")]
    [InlineData(PotStatus.Cancelled, false, "Every credit is back with its player.")]
    public void A_pot_that_is_called_off_says_where_the_credits_are(PotStatus status, bool calledOff, string where)
    {
        var pot = OpenPot with { Status = status, CalledOff = calledOff, CancelReason = "A fault of ours." };

        var page = Show(OpenRoom with { Pot = pot }, In);

        page.Find(".note--warn").TextContent.ShouldContain("A fault of ours.");
        page.Find(".note--warn").TextContent.ShouldContain(where);
        page.FindAll(".pot-take").ShouldBeEmpty();
    }

    [Fact]
    public void A_pot_that_ended_empty_asks_nobody_to_begin()
    {
        var page = Show(OpenRoom with { Pot = OpenPot with { Status = PotStatus.Cancelled }, Seats = [] }, In);

        page.Find(".pot-last").TextContent.ShouldContain("Nobody took part.");
        page.Find(".pot-last").TextContent.ShouldNotContain("first ticket");
    }

    [Fact]
    public void A_join_of_another_shows_at_once()
    {
        var page = Show();

        Room = Room with { Pot = OpenPot with { TicketsSold = 14, Participants = 8 } };
        Feed.Announce([Data.Live.Topic.Pot(Id)]);

        page.WaitForAssertion(() => page.Find("[data-pot-total]").TextContent.ShouldBe("1,400cr"));
    }

    [Fact]
    public void A_pot_of_a_thousand_tickets_is_one_bar()
    {
        var page = Show(OpenRoom with { Pot = OpenPot with { MaxTickets = 1000 } });

        page.FindAll(".pot-strip").ShouldBeEmpty();
        page.Find(".pot-bar--l").GetAttribute("aria-valuetext").ShouldBe("13 of 1,000 tickets, 1 percent");
    }
}
