using Alot.Data.Payments;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Alot.Web.Kit;
using Alot.Web.Payments.Pages;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>A purchase's page in each phase: what the money did, and what comes next.</summary>
public sealed class PurchasePageTests : BunitContext
{
    private int opened;
    private int givenUp;

    public PurchasePageTests()
    {
        Services.AddSingleton<TimeProvider>(new StoppedClock(Samples.Now));
        Services.AddKit();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public async Task Until_the_processor_speaks_it_says_what_is_known_and_lets_go_on_or_give_up()
    {
        var page = Show(Samples.Pending());

        page.Find("h1").TextContent.ShouldBe("Waiting for your payment.");
        page.Markup.ShouldContain("If you have not, nothing was taken.");
        page.Find(".countdown").TextContent.ShouldBe("32:00");
        page.Find("a.btn--cta").GetAttribute("href").ShouldBe("https://pay.test/1");
        await page.FindAll("button").Single(b => b.TextContent == "Give it up").ClickAsync(new MouseEventArgs());
        givenUp.ShouldBe(1);
    }

    [Fact]
    public async Task A_payment_page_that_never_opened_can_be_opened_from_here()
    {
        var page = Show(Samples.Pending(url: null));

        await page.Find("button.btn--cta").ClickAsync(new MouseEventArgs());

        opened.ShouldBe(1);
    }

    [Fact]
    public void When_the_time_is_over_nobody_is_sent_to_pay()
    {
        var page = Show(Samples.Pending() with { HoldExpiresAt = Samples.Now });

        page.FindAll(".btn--cta").ShouldBeEmpty();
        page.Markup.ShouldContain("if you paid in time, the tickets are yours; if not, no money was taken.");
    }

    [Fact]
    public void The_receipt_has_tickets_amount_reference_terms_commitment_and_log_head()
    {
        var page = Show(Samples.Paid());

        page.Find("h1").TextContent.ShouldBe("You are in.");
        page.Find(".receipt__nos").TextContent.ShouldBe("14,551–14,575");
        Fact(page, "Paid").ShouldBe("$25.00");
        Fact(page, "Payment reference").ShouldBe("pi_3QfT8vK2e0417");
        Fact(page, "Receipt").ShouldBe("R-0417-014575");
        Fact(page, "Odds of these when bought").ShouldBe("1 in 583");
        Fact(page, "Funded, someone else wins").ShouldBe("1,250 cr, not cash");
        Fact(page, "Cancelled").ShouldBe("$25.00");
        page.Markup.ShouldContain("$24.50, or 3,750 cr");
        page.FindAll(".hash code").Select(h => h.TextContent).ShouldBe([Samples.Commitment, Samples.LogHead]);
    }

    [Fact]
    public void A_receipt_repeats_the_terms_of_its_lot_not_todays()
    {
        var terms = new LotTerms(40, 30, 95, 200, 7, 60);

        var page = Show(Samples.Paid() with { Terms = terms });

        Fact(page, "Funded, someone else wins").ShouldBe("1,000 cr, not cash");
        page.Markup.ShouldContain("$23.75, or 5,000 cr");
    }

    [Fact]
    public void A_single_ticket_is_one_number() =>
        Show(Samples.Paid(1)).Find(".receipt__nos").TextContent.ShouldBe("14,551");

    [Theory]
    [InlineData("given_up", "You gave this payment up.")]
    [InlineData("hold_expired", "The time to pay ran out.")]
    [InlineData("payment_failed", "Your bank said no.")]
    [InlineData("checkout_refused", "The payment page could not be opened.")]
    [InlineData("something_new", "The payment was not finished.")]
    public void A_payment_that_was_not_made_says_why_and_that_nothing_was_taken(string reason, string says)
    {
        var page = Show(Samples.Failed(reason));

        page.Find("h1").TextContent.ShouldBe("Nothing was paid.");
        page.Find(".panel").TextContent.ShouldContain(says);
        page.Find(".panel").TextContent.ShouldContain("No money was taken");
        page.Find("a.btn--primary").GetAttribute("href").ShouldBe($"/lots/{Samples.LotId}/checkout?entries=25");
    }

    [Fact]
    public void After_the_deadline_trying_again_is_not_offered() =>
        Show(Samples.Failed("given_up") with { LotDeadline = Samples.Now })
            .FindAll("a")
            .ShouldNotContain(a => a.TextContent == "Try again");

    [Theory]
    [InlineData("hold_gone", "after the time to pay had run out")]
    [InlineData("lot_not_open", "stopped selling before your payment arrived")]
    public void A_late_payment_goes_back_whole_and_says_why(string reason, string says)
    {
        var page = Show(
            Samples.Failed(reason) with
            {
                CompletedAt = Samples.Now,
                RefundReason = RefundReason.LatePayment,
                RefundOrdered = Money.Dollars(25),
                RefundState = RefundStatus.Sent,
            }
        );

        page.Find("h1").TextContent.ShouldBe("$25.00 is going back.");
        page.Markup.ShouldContain(says);
        page.Markup.ShouldContain("All of it goes back, no fee.");
        page.Find(".receipt__nos").TextContent.ShouldBe("$25.00");
        page.Markup.ShouldNotContain("Funded, you win");
    }

    [Theory]
    [InlineData(RefundStatus.Due, "is going back", "It is ordered.")]
    [InlineData(RefundStatus.Sent, "is going back", "The payment processor has it.")]
    [InlineData(RefundStatus.Succeeded, "went back", "It went to the card you paid with.")]
    [InlineData(RefundStatus.Payable, "is going back", "It stays cash; it does not become credits.")]
    public void A_refund_says_how_far_it_has_come(RefundStatus state, string title, string says)
    {
        var page = Show(
            Samples.Paid(40) with
            {
                LotStatus = LotStatus.Refunding,
                RefundReason = RefundReason.ExpiredChoice,
                RefundChoice = RefundChoice.Cash,
                RefundOrdered = new Money(3_920),
                RefundState = state,
            }
        );

        page.Find("h1").TextContent.ShouldBe($"$39.20 {title}.");
        page.Markup.ShouldContain(says);
        page.Markup.ShouldContain("98%. The fee was $0.80.");
    }

    [Fact]
    public void A_choice_that_waits_is_the_first_thing_to_do()
    {
        var page = Show(Samples.ToChoose());

        page.Find("a.btn--cta").GetAttribute("href").ShouldBe($"/purchases/{Samples.PurchaseId}/choice");
        page.Find(".panel").TextContent.ShouldContain("$39.20 in cash");
        page.Find(".panel").TextContent.ShouldContain("6,000 cr");
    }

    [Fact]
    public void Credits_taken_are_said_not_to_be_cash()
    {
        var page = Show(
            Samples.ToChoose() with
            {
                RefundEligible = false,
                RefundChoice = RefundChoice.Credits,
                CreditsConverted = new Credits(6_000),
            }
        );

        page.Find("h1").TextContent.ShouldBe("Became 6,000 cr.");
        page.Find(".note--ok").TextContent.ShouldContain("are not cash");
    }

    [Fact]
    public void A_disputed_purchase_has_no_choice() =>
        PurchaseStory.PhaseOf(Samples.ToChoose() with { Disputed = true }).ShouldBe(PurchasePhase.Disputed);

    private IRenderedComponent<PurchaseBody> Show(PurchaseView purchase) =>
        Render<PurchaseBody>(p =>
            p.Add(b => b.Purchase, purchase).Add(b => b.OnOpen, () => opened++).Add(b => b.OnGiveUp, () => givenUp++)
        );

    private static string Fact(IRenderedComponent<PurchaseBody> page, string name) =>
        page.FindAll(".facts > div")
            .Single(f => f.QuerySelector("dt")!.TextContent == name)
            .QuerySelector("dd")!
            .TextContent;
}
