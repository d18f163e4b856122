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

/// <summary>What a lot's page shows and lets one do, in each of its states.</summary>
public sealed class LotPageTests : LotScenery
{
    [Fact]
    public void An_open_lot_says_how_far_it_is_in_figures_bar_and_speech()
    {
        var page = Show();

        page.Find("h1").TextContent.ShouldBe("Meridian Chrono 42");
        page.Find(".fund .num--xl").TextContent.ShouldBe("82%");
        var bar = page.Find(".bar--l");
        bar.GetAttribute("aria-valuetext").ShouldBe("82 percent, $13,940 of $17,000");
        page.Find(".fund").TextContent.ShouldContain("412 players");
        page.Find(".fund").TextContent.ShouldContain("Worth $6,800, target is 2.5 × value");
        page.Find(".fund .countdown").TextContent.ShouldBe("02:14:09");
    }

    [Fact]
    public void No_bundle_is_chosen_for_anyone_and_nothing_can_be_bought_before_choosing()
    {
        var page = Show(mine: Nothing);

        page.FindAll("input[name=bundle][checked]").ShouldBeEmpty();
        page.Find(".buy .btn").GetAttribute("aria-disabled").ShouldBe("true");
        page.Find(".buy .btn").TextContent.ShouldBe("Choose how many entries");
        page.FindAll(".buy a").ShouldBeEmpty();
    }

    [Fact]
    public void Twenty_five_entries_show_odds_outcomes_and_price_before_the_checkout()
    {
        var page = Show(mine: Nothing);

        page.FindAll("input[name=bundle]")[3].Change("25");

        page.FindAll(".odds .num--l").Select(n => n.TextContent).ShouldBe(["1 in 583", "1 in 705"]);
        page.Find(".odds")
            .TextContent.ShouldContain("610 credit and free entries are in, at most 5,100 can be. Then: 1 in 884.");
        page.Find("#outcome-title").TextContent.ShouldBe("What your $25 can become");
        var outcomes = page.FindAll(".outcome dd.num").Select(d => d.TextContent).ToList();
        outcomes.ShouldBe(["The watch", "1,250 cr", "$24.50 or 3,750 cr"]);
        var buy = page.Find(".buy a");
        buy.TextContent.ShouldStartWith("Get 25 entries · $25.00");
        buy.GetAttribute("href").ShouldBe($"/lots/{Id}/checkout?entries=25&with=cash");
    }

    [Fact]
    public void Own_entries_count_in_the_odds()
    {
        var page = Show(mine: In);

        page.Find(".odds .num--l").TextContent.ShouldBe("1 in 582");
        page.Find("#odds-title").TextContent.ShouldBe("Your odds with 25 entries");
        page.Find("#mine-title").ParentElement!.TextContent.ShouldContain("Numbers 110 to 134 of 14,550");
    }

    [Fact]
    public void Credits_are_offered_when_they_suffice_and_change_what_can_become_of_them()
    {
        var page = Show(mine: Nothing with { Balance = new Credits(12_480) });
        page.FindAll("input[name=bundle]")[3].Change("25");

        page.FindAll("input[name=with]")[1].Change("Credits");

        page.Find(".buy a").TextContent.ShouldStartWith("Get 25 entries · 2,500 cr");
        page.Find(".buy a").GetAttribute("href")!.ShouldEndWith("?entries=25&with=credits");
        page.Find("#outcome-title").TextContent.ShouldBe("What your 2,500 cr can become");
        page.FindAll(".outcome dd.num").Select(d => d.TextContent).ShouldBe(["The watch", "0 cr", "2,500 cr"]);
    }

    [Fact]
    public void Without_enough_credits_there_is_only_the_card() =>
        Show(mine: Nothing with { Balance = new Credits(99) }).FindAll("input[name=with]").ShouldBeEmpty();

    [Fact]
    public void Whoever_is_not_signed_in_is_led_to_the_door_and_back()
    {
        var page = Show();

        var door = page.Find(".buy a");
        door.TextContent.ShouldBe("Sign in to enter");
        door.GetAttribute("href").ShouldStartWith("/account/login?returnUrl=");
    }

    [Fact]
    public void A_question_stands_before_the_first_purchase()
    {
        var page = Show(Asking, Nothing with { TriviaPassed = false });

        page.Find(".gate label").TextContent.ShouldContain("Which planet");
        page.Find(".gate__tries").GetAttribute("aria-label").ShouldBe("None of three tries used");
        page.Find(".buy .btn").TextContent.ShouldBe("Answer the question first");
        page.FindAll(".buy a").ShouldBeEmpty();
    }

    [Fact]
    public void A_wait_after_wrong_answers_is_told_as_a_clock_time()
    {
        var page = Show(
            Asking,
            Nothing with
            {
                TriviaPassed = false,
                TriviaAttemptsLeft = 0,
                TriviaCooldownUntil = Now.AddMinutes(60),
            }
        );

        page.Find(".gate").TextContent.ShouldContain("Next try at 19:45.");
        page.Find(".gate").TextContent.ShouldContain("Nothing was charged.");
        page.FindAll(".gate__tries [data-used]").Count.ShouldBe(3);
        page.Find(".buy .btn").TextContent.ShouldBe("Next try at 19:45");
    }

    [Fact]
    public void A_payment_under_way_can_be_gone_on_with_or_given_up()
    {
        var hold = new HoldView(Paid, Money.Dollars(25), 25, Now.AddMinutes(31), "https://pay.example/x");

        var page = Show(mine: Nothing with { Hold = hold });

        page.Find(".hold a[data-pay]").GetAttribute("href").ShouldBe("https://pay.example/x");
        page.Find($".hold a[href='/purchases/{Paid}']").ShouldNotBeNull();
        page.Find(".hold").TextContent.ShouldContain("No money has been taken.");
        page.Find(".buy .btn").TextContent.ShouldBe("Finish or release your payment first");
    }

    [Fact]
    public void Whoever_may_not_play_is_told_why()
    {
        var page = Show(
            mine: Nothing with
            {
                MayPlay = false,
                WhyNot = "Staff can't enter lots or pots. No money was taken.",
            }
        );

        page.Find(".note--warn").TextContent.ShouldContain("Staff can't enter");
        page.FindAll(".buy a").ShouldBeEmpty();
    }

    [Fact]
    public void When_all_that_is_left_is_on_hold_the_page_says_so()
    {
        var page = Show(OpenLot with { FreeCash = 0, HeldTickets = 3_060 }, Nothing);

        page.Find(".lot-buy").TextContent.ShouldContain("on hold by players who are paying");
        page.FindAll("input[name=bundle]").ShouldBeEmpty();
    }

    [Fact]
    public void Bundles_above_what_is_left_can_not_be_chosen()
    {
        var page = Show(OpenLot with { FreeCash = 9 }, Nothing);

        page.FindAll("input[name=bundle]")
            .Select(b => b.HasAttribute("disabled"))
            .ShouldBe([false, false, true, true, true]);
    }

    [Fact]
    public void An_extended_lot_can_be_left_with_all_the_money()
    {
        var page = Show(
            OpenLot with
            {
                LeaveUntil = Now.AddHours(70),
            },
            In with
            {
                Purchases = [Bought(25, mayLeave: true)],
            }
        );

        page.Find("#more-time-title")
            .ParentElement!.TextContent.ShouldContain("you may leave and get back all you paid");
        page.FindAll("button").Single(b => b.TextContent == "Leave with $25.00").Click();

        page.Find("#leave-dialog").GetAttribute("data-modal").ShouldBe("open");
        page.Find("#leave-dialog").TextContent.ShouldContain("$25.00 goes back to your card, 100%, no fee.");
    }

    [Fact]
    public void After_the_deadline_nothing_is_sold_though_no_job_has_run()
    {
        var page = Show(OpenLot with { Deadline = Now.AddSeconds(-1), HeldTickets = 10 }, Nothing);

        page.FindAll(".lot-buy").ShouldBeEmpty();
        page.Find(".note").TextContent.ShouldContain("10 entries are still being paid for");
    }

    [Fact]
    public void A_held_lot_says_what_happens_to_the_money_and_sells_nothing()
    {
        var page = Show(OpenLot with { Frozen = true }, In);

        page.FindAll(".lot-buy").ShouldBeEmpty();
        page.Find(".note--warn").TextContent.ShouldContain("Your entries and your money stay where they are");
    }

    [Fact]
    public void An_expired_lot_asks_its_buyers_to_choose_and_says_what_each_choice_gives()
    {
        var page = Show(ExpiredLot, In with { Purchases = [Bought(40, mayChoose: true)] });

        page.FindAll(".outcome dd.num").Select(d => d.TextContent).ShouldBe(["$39.20", "6,000 cr"]);
        page.Find(".buy a").GetAttribute("href").ShouldBe($"/purchases/{Paid}/choice");
        page.Find(".lot__side")
            .TextContent.ShouldContain("If you do nothing by 3 Dec 18:45 UTC, $39.20 goes back to your card.");
        page.Find(".bar--over").ShouldNotBeNull();
    }

    [Theory]
    [InlineData(LotStatus.Expired, "Every buyer chooses between cash and credits.")]
    [InlineData(LotStatus.Refunding, "Buyers are choosing")]
    [InlineData(LotStatus.Closed, "Everyone has what they chose.")]
    public void Whoever_has_nothing_to_choose_is_told_how_it_ended(LotStatus status, string said)
    {
        var page = Show(ExpiredLot with { Status = status });

        page.Find(".lot__side").TextContent.ShouldContain(said);
        page.FindAll(".buy").ShouldBeEmpty();
    }

    [Fact]
    public void A_cancelled_lot_says_why_and_that_all_of_it_comes_back()
    {
        var page = Show(
            OpenLot with
            {
                Status = LotStatus.Cancelled,
                CancelReason = "The watch did not pass our check.",
                CancelledAt = Now,
            },
            In with
            {
                Purchases = [Bought(25) with { Status = PurchaseStatus.Refunded }],
            }
        );

        page.Find("#cancel-title").TextContent.ShouldBe("Cancelled. You get all of it back.");
        page.Find(".lot__side").TextContent.ShouldContain("The watch did not pass our check.");
        page.FindAll(".facts dd").Select(d => d.TextContent).ShouldContain("$25.00");
    }

    [Theory]
    [InlineData(LotStatus.Open)]
    [InlineData(LotStatus.Funded)]
    [InlineData(LotStatus.Settled)]
    [InlineData(LotStatus.Expired)]
    [InlineData(LotStatus.Cancelled)]
    public void Every_state_fills_both_columns_and_keeps_the_proof_at_hand(LotStatus status)
    {
        var page = Show(OpenLot with { Status = status });

        page.FindAll(".lot__main").Count.ShouldBe(2);
        page.Find("#fair-title")
            .ParentElement!.TextContent.ShouldContain("It does not bind an operator who knows the seed.");
        page.Find("#item-title").ShouldNotBeNull();
        page.FindAll("#lot-feed li").Count.ShouldBe(3);
    }

    [Fact]
    public void A_sale_elsewhere_shows_without_a_reload_and_moves_no_choice()
    {
        var page = Show(mine: Nothing);
        page.FindAll("input[name=bundle]")[3].Change("25");

        Shared = Snapshot(
            OpenLot with
            {
                Funding = Money.Dollars(15_300),
                Percent = 90,
                LiveTickets = 15_910,
                FreeCash = 1_700,
            }
        );
        Feed.Announce([Topic.Lot(Id)]);

        page.WaitForAssertion(() => page.Find(".fund .num--xl").TextContent.ShouldBe("90%"));
        page.Find(".odds .num--l").TextContent.ShouldBe("1 in 638");
        page.Find(".buy a").TextContent.ShouldStartWith("Get 25 entries");
        page.Find("[role=status]").TextContent.ShouldBe("Lot 0417 is 90 percent funded.");
    }

    [Fact]
    public void A_choice_shrinks_to_what_others_have_left()
    {
        var page = Show(mine: Nothing);
        page.FindAll("input[name=bundle]")[3].Change("25");

        Shared = Snapshot(OpenLot with { Funding = Money.Dollars(16_990), Percent = 99, FreeCash = 10 });
        Feed.Announce([Topic.Lot(Id)]);

        page.WaitForAssertion(() => page.Find(".buy a").TextContent.ShouldStartWith("Get 10 entries · $10.00"));
    }

    [Fact]
    public void A_paused_feed_stands_still_and_counts_what_came()
    {
        var page = Show();
        page.FindAll("button").Single(b => b.TextContent == "Pause").Click();

        Shared = Shared with { Feed = [new FeedLine("z•••9", EntryKind.Cash, 2, Now, false), .. Shared.Feed] };
        Feed.Announce([Topic.Lot(Id)]);

        page.WaitForAssertion(() => page.FindAll("button").ShouldContain(b => b.TextContent == "Resume, 1 new"));
        page.FindAll("#lot-feed li").Count.ShouldBe(3);
        page.FindAll("button").Single(b => b.TextContent == "Resume, 1 new").Click();
        page.WaitForAssertion(() => page.FindAll("#lot-feed li").Count.ShouldBe(4));
    }

    [Fact]
    public async Task A_page_that_is_left_watches_nothing_any_more()
    {
        var page = Show(mine: Nothing);
        var told = 0;
        using var other = Services.GetRequiredService<LotSnapshots>().Watch(Id, () => told++);

        page.Instance.Dispose();
        Shared = Snapshot(OpenLot with { Funding = Money.Dollars(16_999), Percent = 99 });
        Feed.Announce([Topic.Lot(Id), Topic.Player(Me)]);
        while (told == 0)
            await Task.Delay(10, Xunit.TestContext.Current.CancellationToken);
        await Task.Delay(50, Xunit.TestContext.Current.CancellationToken);

        page.Find(".fund .num--xl").TextContent.ShouldBe("82%");
    }
}
