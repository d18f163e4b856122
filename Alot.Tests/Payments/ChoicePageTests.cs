using Alot.Data.Payments;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Alot.Web.Kit;
using Alot.Web.Payments.Pages;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>Two equal cards, a second look, and what the page is when there is nothing to choose.</summary>
public sealed class ChoicePageTests : BunitContext
{
    private RefundChoice? chosen;
    private bool? asked;
    private int confirmed;

    public ChoicePageTests()
    {
        Services.AddSingleton<TimeProvider>(new StoppedClock(Samples.Now));
        Services.AddKit();
    }

    [Fact]
    public void Neither_is_chosen_beforehand_and_both_are_told_to_the_cent()
    {
        var page = Show(null);

        page.FindAll("input[type=radio]").Count.ShouldBe(2);
        page.FindAll("input[checked]").ShouldBeEmpty();
        page.FindAll(".pick .num--xl").Select(n => n.TextContent).ShouldBe(["$39.20", "6,000 cr"]);
        page.Markup.ShouldContain("$40.00 less 2% fee, $0.80.");
        page.Markup.ShouldContain("Good for 60 entries.");
        page.Markup.ShouldContain("Not cash, never paid out.");
        page.Find("#take").GetAttribute("aria-disabled").ShouldBe("true");
        page.Find("#take > span").TextContent.ShouldBe("Choose one of the two");
    }

    [Fact]
    public void The_default_and_its_moment_are_told_in_the_viewers_zone()
    {
        Services.GetRequiredService<ViewerZone>().Id = "America/New_York";

        var note = Show(null).Find(".note").TextContent;

        note.ShouldContain("If you do nothing by 3 Dec, 18:45 EST, $39.20 goes to your card.");
    }

    [Fact]
    public async Task A_choice_is_asked_about_once_more_before_it_is_final()
    {
        var page = Show(null);
        await page.FindAll("input[type=radio]")[1].ChangeAsync(new ChangeEventArgs { Value = "Credits" });
        chosen.ShouldBe(RefundChoice.Credits);

        page = Show(RefundChoice.Credits);
        await page.Find("#take").ClickAsync(new MouseEventArgs());
        asked.ShouldBe(true);
        confirmed.ShouldBe(0);

        page.Find("dialog h2").TextContent.ShouldBe("Take 6,000 cr?");
        page.Find("dialog").TextContent.ShouldContain("This can not be changed later.");
        await page.Find("#confirm").ClickAsync(new MouseEventArgs());
        confirmed.ShouldBe(1);
    }

    [Fact]
    public async Task With_nothing_chosen_a_press_asks_nothing()
    {
        await Show(null).Find("#take").ClickAsync(new MouseEventArgs());
        asked.ShouldBeNull();
    }

    [Fact]
    public void A_choice_made_says_what_it_was_and_offers_no_other()
    {
        var cash = Done(
            Samples.ToChoose() with
            {
                RefundEligible = false,
                RefundChoice = RefundChoice.Cash,
                RefundReason = RefundReason.ExpiredChoice,
                RefundOrdered = new Money(3_920),
                RefundState = RefundStatus.Sent,
            }
        );
        cash.Find("h1").TextContent.ShouldBe("You took cash.");
        cash.FindAll("input").ShouldBeEmpty();

        var credits = Done(
            Samples.ToChoose() with
            {
                RefundEligible = false,
                RefundChoice = RefundChoice.Credits,
                CreditsConverted = new Credits(6_000),
            }
        );
        credits.Find("h1").TextContent.ShouldBe("You took credits.");
        credits.Markup.ShouldContain("good for 60 entries");
    }

    [Fact]
    public void A_purchase_that_offers_no_choice_says_when_one_opens() =>
        Done(Samples.Paid()).Find(".note").TextContent.ShouldContain("when a lot ends without being funded");

    [Fact]
    public void During_a_dispute_the_choice_waits()
    {
        var page = Done(Samples.ToChoose() with { Disputed = true });

        page.Find(".note").TextContent.ShouldContain("you have 14 fresh days from then");
        page.FindAll("input").ShouldBeEmpty();
    }

    private IRenderedComponent<ChoiceForm> Show(RefundChoice? choice) =>
        Render<ChoiceForm>(p =>
            p.Add(f => f.Purchase, Samples.ToChoose())
                .Add(f => f.Chosen, choice)
                .Add(f => f.ChosenChanged, c => chosen = c)
                .Add(f => f.Open, false)
                .Add(f => f.OpenChanged, o => asked = o)
                .Add(f => f.OnConfirm, () => confirmed++)
        );

    private IRenderedComponent<ChoiceDone> Done(PurchaseView purchase) =>
        Render<ChoiceDone>(p => p.Add(d => d.Purchase, purchase));
}
