using System.Text.Json;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Alot.Web.Kit;
using Alot.Web.Payments.Pages;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>What a checkout shows before anybody pays, and what it lets them press.</summary>
public sealed class CheckoutPageTests : BunitContext
{
    private int paid;
    private int? trimmed;
    private int givenUp;

    public CheckoutPageTests()
    {
        Services.AddSingleton<TimeProvider>(new StoppedClock(Samples.Now));
        Services.AddKit();
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void The_summary_has_entries_odds_and_total_and_every_outcome_to_the_cent()
    {
        var page = Show(new CheckoutDraft { Tickets = 25 });

        Fact(page, "Entries").ShouldBe("25");
        Fact(page, "Odds now").ShouldBe("1 in 583");
        Fact(page, "If it fills").ShouldBe("1 in 705");
        Fact(page, "At worst").ShouldBe("1 in 884");
        page.Find("#total").TextContent.ShouldBe("$25.00");
        Outcomes(page).ShouldBe(["The watch", "1,250 cr", "$24.50 or 3,750 cr", "$25.00"]);
        page.Find(".outcome").TextContent.ShouldContain("fee $0.50");
        page.Find("#pay > span").TextContent.ShouldBe("Pay $25.00");
    }

    [Fact]
    public void With_credits_it_shows_them_before_and_after_and_what_credit_entries_become()
    {
        var page = Show(new CheckoutDraft { Tickets = 25, With = PayWith.Credits });

        page.Find("#total").TextContent.ShouldBe("2,500 cr");
        Fact(page, "If it fills").ShouldBe("1 in 706");
        Fact(page, "Your credits").ShouldBe("12,480 cr, then 9,980 cr");
        Outcomes(page).ShouldBe(["The watch", "0 cr", "2,500 cr", "2,500 cr"]);
        page.Markup.ShouldContain("12,480 cr before, 9,980 cr after");
        page.Find("#pay > span").TextContent.ShouldBe("Use 2,500 cr");
    }

    [Fact]
    public void Own_tickets_count_into_the_odds()
    {
        var page = Show(new CheckoutDraft { Tickets = 25 }, mine: Samples.Mine(tickets: 25));

        Fact(page, "Odds now").ShouldBe("1 in 292");
        page.Markup.ShouldContain("Odds with the 25 tickets you have.");
    }

    [Fact]
    public async Task Without_consent_a_press_pays_nothing_and_says_why()
    {
        var draft = new CheckoutDraft { Tickets = 25 };
        var page = Show(draft);

        await page.Find("#pay").ClickAsync(new MouseEventArgs());

        paid.ShouldBe(0);
        page.Find("#consent-error").TextContent.ShouldContain("No money was taken.");
        page.Find("#consent").GetAttribute("aria-describedby").ShouldBe("consent-error");

        await page.Find("#consent").ChangeAsync(new ChangeEventArgs { Value = true });
        page.FindAll("#consent-error").ShouldBeEmpty();
        await page.Find("#pay").ClickAsync(new MouseEventArgs());
        paid.ShouldBe(1);
    }

    [Fact]
    public async Task While_it_is_paying_a_second_press_does_nothing()
    {
        var page = Show(new CheckoutDraft { Tickets = 25, Consent = true }, busy: true);

        await page.Find("#pay").ClickAsync(new MouseEventArgs());

        paid.ShouldBe(0);
        page.Find("#pay").GetAttribute("aria-busy").ShouldBe("true");
    }

    [Fact]
    public async Task When_less_is_left_it_offers_exactly_that()
    {
        var page = Show(new CheckoutDraft { Tickets = 25 }, Samples.Lot(freeCash: 18));

        page.Markup.ShouldContain("Only 18 entries are left for cash. No money was taken.");
        page.FindAll("#pay").ShouldBeEmpty();
        var offer = page.FindAll("button").Single(b => b.TextContent.Contains("instead", StringComparison.Ordinal));
        offer.TextContent.ShouldBe("Get 18 instead, $18.00");
        await offer.ClickAsync(new MouseEventArgs());
        trimmed.ShouldBe(18);
    }

    [Theory]
    [InlineData(25_000_000)]
    [InlineData(3_061)]
    public void More_than_the_lot_can_hold_is_still_a_page_with_true_odds(int tickets)
    {
        var page = Show(new CheckoutDraft { Tickets = tickets });

        Fact(page, "Odds now").ShouldBe("1 in 6");
        page.Markup.ShouldContain("Get 3,060 instead, $3,060.00");
    }

    [Fact]
    public void A_trim_that_was_learnt_by_pressing_is_offered_too()
    {
        var no = new Refusal(
            "trimmed",
            "Only 7 entries are left for cash. No money was taken.",
            details: new Dictionary<string, object?> { ["available"] = 7 }
        );

        var page = Show(new CheckoutDraft { Tickets = 25 }, no: no);

        page.Markup.ShouldContain("Get 7 instead, $7.00");
    }

    [Fact]
    public async Task A_payment_under_way_is_continued_or_given_up_and_takes_the_place_of_paying()
    {
        var hold = new HoldView(
            Samples.PurchaseId,
            Money.Dollars(10),
            10,
            Samples.Now.AddMinutes(20),
            "https://pay.test/1"
        );

        var page = Show(new CheckoutDraft { Tickets = 25 }, mine: Samples.Mine(hold: hold));

        page.FindAll("#pay").ShouldBeEmpty();
        page.Markup.ShouldContain("You are already paying for 10 entries, $10.00.");
        page.FindAll("a")
            .Single(a => a.TextContent == "Continue to pay")
            .GetAttribute("href")
            .ShouldBe(hold.CheckoutUrl);
        await page.FindAll("button").Single(b => b.TextContent == "Give it up").ClickAsync(new MouseEventArgs());
        givenUp.ShouldBe(1);
    }

    [Fact]
    public void A_hold_does_not_stand_in_the_way_of_credits()
    {
        var hold = new HoldView(Samples.PurchaseId, Money.Dollars(10), 10, Samples.Now.AddMinutes(20), null);

        var page = Show(new CheckoutDraft { Tickets = 25, With = PayWith.Credits }, mine: Samples.Mine(hold: hold));

        page.FindAll("#pay").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Too_few_credits_disable_the_button_and_say_how_many_there_are()
    {
        var page = Show(
            new CheckoutDraft
            {
                Tickets = 25,
                With = PayWith.Credits,
                Consent = true,
            },
            mine: Samples.Mine(credits: 900)
        );

        page.Markup.ShouldContain("That costs 2,500 cr and you have 900 cr.");
        await page.Find("#pay").ClickAsync(new MouseEventArgs());
        paid.ShouldBe(0);
    }

    [Fact]
    public void A_refusal_is_shown_next_to_the_button_with_a_way_out()
    {
        var page = Show(
            new CheckoutDraft { Tickets = 25 },
            no: new Refusal("too_many_holds", "You started 3 payments today. No money was taken.")
        );

        page.Find("[role=alert]").TextContent.ShouldContain("You started 3 payments today. No money was taken.");
        page.Find(".pay__say a").GetAttribute("href").ShouldBe($"/lots/{Samples.LotId}");
    }

    public static TheoryData<string, string> Stops =>
        new()
        {
            { "settled", "isn't selling any more. No money was taken." },
            { "trivia", "asks a question before the first entry" },
            { "suspended", "Your account is suspended" },
            { "full", "No entries are left for cash." },
        };

    [Theory]
    [MemberData(nameof(Stops))]
    public void Where_nothing_can_be_paid_there_is_no_button_but_a_reason_and_a_way(string why, string says)
    {
        var page = Show(
            new CheckoutDraft { Tickets = 25 },
            why switch
            {
                "settled" => Samples.Lot(LotStatus.Settled),
                "full" => Samples.Lot(freeCash: 0),
                _ => Samples.Lot(),
            },
            Samples.Mine(trivia: why != "trivia", whyNot: why == "suspended" ? "Your account is suspended." : null)
        );

        page.FindAll("#pay").ShouldBeEmpty();
        page.Find(".note--warn").TextContent.ShouldContain(says);
        page.Find(".pay__say a").GetAttribute("href").ShouldBe($"/lots/{Samples.LotId}");
    }

    [Fact]
    public void A_deadline_that_has_passed_stops_the_sale_before_any_job_ran()
    {
        Services.AddSingleton<TimeProvider>(new StoppedClock(Samples.Now.AddSeconds(8_049)));

        Show(new CheckoutDraft { Tickets = 25 }).FindAll("#pay").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("25", "cash", 25, PayWith.Cash)]
    [InlineData("1", null, 1, PayWith.Cash)]
    [InlineData("50", "credits", 50, PayWith.Credits)]
    public void The_address_says_how_many_and_with_what(string entries, string? with, int tickets, PayWith method)
    {
        var draft = CheckoutDraft.From(entries, with)!;
        (draft.Tickets, draft.With).ShouldBe((tickets, method));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("2.5")]
    [InlineData("1e3")]
    [InlineData("99999999999999999999")]
    [InlineData("٢٥")]
    public void An_address_without_a_sensible_number_is_no_checkout(string? entries) =>
        CheckoutDraft.From(entries, null).ShouldBeNull();

    [Theory]
    [InlineData("019a00000000700080000000000000ff", true)]
    [InlineData("019A00000000700080000000000000FF", false)]
    [InlineData("short", false)]
    [InlineData(null, false)]
    public void A_forms_key_is_32_hex_digits(string? key, bool right) => CheckoutDraft.IsKey(key).ShouldBe(right);

    [Fact]
    public void What_was_bought_with_credits_is_a_stub_with_the_ticket_numbers()
    {
        var stub = Render<CreditStub>(p =>
            p.Add(s => s.Lot, Samples.Lot())
                .Add(s => s.Mine, Samples.Mine(9_980, 25))
                .Add(
                    s => s.Bought,
                    new BoughtTickets(default, 14_551, 14_575, 25, new Credits(2_500), new Credits(9_980))
                )
        );

        stub.Find(".receipt__nos").TextContent.ShouldBe("14,551–14,575");
        Fact(stub, "Used").ShouldBe("2,500 cr");
        Fact(stub, "Your credits after").ShouldBe("9,980 cr");
        stub.Find(".hash code").TextContent.ShouldBe(Samples.Commitment);
    }

    [Fact]
    public void What_is_handed_on_to_the_circuit_comes_back_whole_and_fits_into_its_message()
    {
        var wordy = Samples.Lot();
        wordy = wordy with { Product = wordy.Product with { Description = new string('é', 4_000) } };
        var ranges = Enumerable.Range(0, 2_000).Select(i => new TicketRange(i, 1)).ToList();
        var model = CheckoutModel.Of(wordy, Samples.Mine() with { Ranges = ranges }, null);

        var json = JsonSerializer.Serialize(model, JsonSerializerOptions.Web);

        json.Length.ShouldBeLessThan(8_000);
        var back = JsonSerializer.Deserialize<CheckoutModel>(json, JsonSerializerOptions.Web)!;
        (back.Lot.Id, back.Lot.Target, back.Lot.Terms, back.Mine.Balance, back.Lot.Deadline).ShouldBe(
            (model.Lot.Id, model.Lot.Target, model.Lot.Terms, model.Mine.Balance, model.Lot.Deadline)
        );
    }

    private IRenderedComponent<CheckoutForm> Show(
        CheckoutDraft draft,
        LotView? lot = null,
        MyLot? mine = null,
        Refusal? no = null,
        bool busy = false
    ) =>
        Render<CheckoutForm>(p =>
            p.Add(f => f.Lot, lot ?? Samples.Lot())
                .Add(f => f.Mine, mine ?? Samples.Mine())
                .Add(f => f.Draft, draft)
                .Add(f => f.No, no)
                .Add(f => f.Busy, busy)
                .Add(f => f.OnPay, () => paid++)
                .Add(f => f.OnTrim, left => trimmed = left)
                .Add(f => f.OnGiveUp, () => givenUp++)
        );

    private static IEnumerable<string> Outcomes(IRenderedComponent<IComponent> page) =>
        page.FindAll(".outcome dd.num").Select(d => d.TextContent.Trim());

    private static string Fact(IRenderedComponent<IComponent> page, string name) =>
        page.FindAll(".facts > div")
            .Single(f => f.QuerySelector("dt")!.TextContent == name)
            .QuerySelector("dd")!
            .TextContent;
}
