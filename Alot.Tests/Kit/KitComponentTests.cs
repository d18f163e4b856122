using System.ComponentModel.DataAnnotations;
using Alot.Domain.Ledger;
using Alot.Web.Kit;
using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Kit;

/// <summary>What each component promises to eyes, ears and keyboards.</summary>
public sealed class KitComponentTests : BunitContext
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 18, 45, 51, TimeSpan.Zero);

    public KitComponentTests()
    {
        Services.AddSingleton<TimeProvider>(new StoppedClock(Now));
        Services.AddKit();
    }

    [Fact]
    public void A_funding_bar_is_a_progressbar_that_speaks_and_needs_no_style()
    {
        var bar = Render<FundingBar>(p =>
            p.Add(b => b.Value, 999)
                .Add(b => b.Of, 1000)
                .Add(b => b.Label, "Lot 0417 funding")
                .Add(b => b.Spoken, "99 percent, $999 of $1,000")
        );

        var root = bar.Find("[role=progressbar]");
        root.GetAttribute("aria-valuenow").ShouldBe("99");
        root.GetAttribute("aria-valuetext").ShouldBe("99 percent, $999 of $1,000");
        root.GetAttribute("aria-label").ShouldBe("Lot 0417 funding");
        bar.Find("rect").GetAttribute("width").ShouldBe("99.9%");
        bar.Markup.ShouldNotContain("style=");
    }

    [Theory]
    [InlineData(0, 100, "0%")]
    [InlineData(100, 100, "100%")]
    [InlineData(130, 100, "100%")]
    [InlineData(5, 0, "0%")]
    public void A_funding_bar_stays_within_its_track(long value, long of, string width) =>
        Render<FundingBar>(p => p.Add(b => b.Value, value).Add(b => b.Of, of).Add(b => b.Label, "x"))
            .Find("rect")
            .GetAttribute("width")
            .ShouldBe(width);

    [Theory]
    [InlineData("rare", "Rare", "#tier-rare")]
    [InlineData("Mythic", "Mythic", "#tier-mythic")]
    public void A_tier_is_a_glyph_and_a_word_besides_its_colour(string tier, string word, string glyph)
    {
        var flag = Render<TierFlag>(p => p.Add(f => f.Tier, tier));

        flag.Find("span").TextContent.ShouldBe(word);
        flag.Find("use").GetAttribute("href")!.ShouldEndWith(glyph);
        flag.Find("svg").GetAttribute("aria-hidden").ShouldBe("true");
    }

    [Fact]
    public void A_fifth_tier_is_a_bug() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Render<TierFlag>(p => p.Add(f => f.Tier, "gold")));

    [Fact]
    public void A_countdown_is_written_for_the_first_paint_and_carries_what_the_script_ticks_by()
    {
        var due = Now.AddSeconds(8049);

        var time = Render<Countdown>(p => p.Add(c => c.Due, due).Add(c => c.Clock, true)).Find("time");

        time.TextContent.ShouldBe("02:14:09");
        time.GetAttribute("datetime").ShouldBe("2026-11-20T21:00:00Z");
        time.GetAttribute("data-due").ShouldBe("1795208400000");
        time.GetAttribute("data-form").ShouldBe("clock");
        time.HasAttribute("aria-live").ShouldBeFalse();
    }

    [Fact]
    public void A_local_time_is_in_the_zone_the_person_has()
    {
        Services.GetRequiredService<ViewerZone>().Id = "America/New_York";

        var time = Render<LocalTime>(p => p.Add(t => t.At, Now.AddHours(2)).Add(t => t.Named, true)).Find("time");

        time.TextContent.ShouldBe("Today 15:45 EST");
        time.GetAttribute("data-zone").ShouldBe("America/New_York");
        time.GetAttribute("datetime").ShouldBe("2026-11-20T20:45:51Z");
    }

    [Fact]
    public void A_plate_card_is_one_link_with_the_lot_its_share_and_its_time()
    {
        var card = Render<PlateCard>(p =>
            p.Add(c => c.Href, "/lots/417")
                .Add(c => c.Picture, "/art/x.svg")
                .Add(c => c.Alt, "Rose gold chronograph")
                .Add(c => c.Tier, "rare")
                .Add(c => c.Number, 417)
                .Add(c => c.Brand, "Aurelian")
                .Add(c => c.Name, "Meridian Chrono 42")
                .Add(c => c.Raised, Money.Dollars(13_940))
                .Add(c => c.Target, Money.Dollars(17_000))
                .Add(c => c.Due, Now.AddSeconds(2292))
        );

        card.FindAll("a").Count.ShouldBe(1);
        card.Find("a").GetAttribute("href").ShouldBe("/lots/417");
        Words(card.Find(".stub .label")).ShouldBe("Lot 0417 · Aurelian");
        Words(card.Find(".stub__row")).ShouldBe("82% of $17,000 38:12 left");
        card.Find(".stub__time").ClassList.ShouldContain("stub__time--soon");
        card.Find("img").GetAttribute("alt").ShouldBe("Rose gold chronograph");
        card.Find("[role=progressbar]").GetAttribute("aria-valuetext").ShouldBe("82 percent, $13,940 of $17,000");
    }

    [Fact]
    public void A_card_more_than_a_day_off_is_not_marked_soon()
    {
        var card = Render<PlateCard>(p =>
            p.Add(c => c.Number, 1).Add(c => c.Target, Money.Dollars(10)).Add(c => c.Due, Now.AddDays(2).AddHours(3))
        );

        Words(card.Find(".stub__time")).ShouldBe("2d 3h left");
        card.Find(".stub__time").ClassList.ShouldNotContain("stub__time--soon");
    }

    [Fact]
    public void A_card_can_hide_every_figure_of_a_mystery_lot()
    {
        var card = Render<PlateCard>(p =>
            p.Add(c => c.Number, 451).Add(c => c.Tier, "grail").AddChildContent("<p>Sealed</p>")
        );

        card.FindAll("[role=progressbar]").ShouldBeEmpty();
        card.Markup.ShouldNotContain("%");
        card.Markup.ShouldNotContain("$");
    }

    [Theory]
    [InlineData("25", 25L)]
    [InlineData("9999", 75L)]
    [InlineData("3", 5L)]
    [InlineData("0", null)]
    [InlineData("-4", null)]
    [InlineData("2.5", null)]
    [InlineData("1e3", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("", null)]
    public void A_stepper_takes_whole_numbers_within_its_limits_and_nothing_else(string typed, long? chosen)
    {
        long? said = -1;
        var stepper = Render<Stepper>(p =>
            p.Add(s => s.Label, "Number of entries")
                .Add(s => s.Min, 5)
                .Add(s => s.Max, 75)
                .Add(s => s.ValueChanged, EventCallback.Factory.Create<long?>(this, n => said = n))
        );

        stepper.Find("input").Change(typed);

        said.ShouldBe(chosen);
    }

    [Fact]
    public void A_steppers_buttons_have_names()
    {
        var stepper = Render<Stepper>(p =>
            p.Add(s => s.Label, "Number of entries").Add(s => s.LessLabel, "One entry fewer")
        );

        stepper.Find("input").GetAttribute("aria-label").ShouldBe("Number of entries");
        stepper.Find("[data-step='-1']").GetAttribute("aria-label").ShouldBe("One entry fewer");
    }

    [Fact]
    public void Radio_cards_choose_nothing_by_themselves_and_report_what_is_chosen()
    {
        long? said = null;
        var cards = Render<RadioCards<long?>>(p =>
            p.Add(c => c.Name, "bundle")
                .Add(c => c.Legend, "Bundles")
                .Add(c => c.Cards, [new(2, "2", "$2"), new(5, "5", "$5"), new(50, "50", "$50", Disabled: true)])
                .Add(c => c.ValueChanged, EventCallback.Factory.Create<long?>(this, n => said = n))
        );

        cards.FindAll("input:checked").ShouldBeEmpty();
        cards.Find("legend").TextContent.ShouldBe("Bundles");
        cards.Find("input[value='50']").HasAttribute("disabled").ShouldBeTrue();
        cards.Find("input[value='5']").Change("5");
        said.ShouldBe(5);
    }

    [Fact]
    public void A_field_ties_label_hint_and_error_to_its_control()
    {
        var field = Render<Field>(p =>
            p.Add(f => f.Id, "mail")
                .Add(f => f.Label, "E-mail")
                .Add(f => f.Hint, "Never shown.")
                .Add(f => f.Error, "That is no address.")
                .AddUnmatched("autocomplete", "username")
        );

        field.Find("label").GetAttribute("for").ShouldBe("mail");
        var input = field.Find("input");
        input.Id.ShouldBe("mail");
        input.GetAttribute("aria-describedby").ShouldBe("mail-hint mail-error");
        input.GetAttribute("aria-invalid").ShouldBe("true");
        input.GetAttribute("autocomplete").ShouldBe("username");
        field.Find("#mail-error").TextContent.ShouldContain("That is no address.");
        field.Find("#mail-hint").TextContent.ShouldBe("Never shown.");
    }

    [Fact]
    public void A_field_without_trouble_says_nothing_of_errors()
    {
        var field = Render<Field>(p => p.Add(f => f.Id, "mail").Add(f => f.Label, "E-mail"));

        field.Find("input").HasAttribute("aria-invalid").ShouldBeFalse();
        field.Find("input").HasAttribute("aria-describedby").ShouldBeFalse();
        field.FindAll(".field__error").ShouldBeEmpty();
    }

    [Fact]
    public void A_field_in_a_form_shows_the_forms_own_message()
    {
        var door = new Door();
        var form = Render<EditForm>(p =>
            p.Add(f => f.Model, door)
                .Add(
                    f => f.ChildContent,
                    _ =>
                        b =>
                        {
                            b.OpenComponent<DataAnnotationsValidator>(0);
                            b.CloseComponent();
                            b.OpenComponent<Field>(1);
                            b.AddComponentParameter(2, "Id", "mail");
                            b.AddComponentParameter(3, "Label", "E-mail");
                            b.AddComponentParameter(
                                4,
                                "For",
                                (System.Linq.Expressions.Expression<Func<object?>>)(() => door.Mail)
                            );
                            b.CloseComponent();
                        }
                )
        );

        form.Find("form").Submit();

        form.Find("#mail-error").TextContent.ShouldContain("An address is needed.");
        form.Find("#mail").GetAttribute("aria-invalid").ShouldBe("true");
    }

    [Fact]
    public void A_dialog_is_named_by_its_title_and_tells_when_it_was_closed()
    {
        bool? open = true;
        var dialog = Render<Dialog>(p =>
            p.Add(d => d.Id, "leave")
                .Add(d => d.Title, "Leave the draw?")
                .Add(d => d.Open, true)
                .Add(d => d.OpenChanged, EventCallback.Factory.Create<bool?>(this, o => open = o))
        );

        var root = dialog.Find("dialog");
        dialog.Find("#" + root.GetAttribute("aria-labelledby")).TextContent.ShouldBe("Leave the draw?");
        root.GetAttribute("data-modal").ShouldBe("open");
        root.TriggerEvent("onclose", EventArgs.Empty);
        open.ShouldBe(false);
    }

    [Fact]
    public void A_dialog_opened_by_a_button_is_left_alone_by_the_server()
    {
        var dialog = Render<Dialog>(p => p.Add(d => d.Id, "leave").Add(d => d.Title, "Leave?"));

        dialog.Find("dialog").HasAttribute("data-modal").ShouldBeFalse();
    }

    [Fact]
    public void Tabs_name_their_panels_and_show_the_first()
    {
        var tabs = Render<Tabs>(p =>
            p.Add(t => t.Label, "Activity")
                .AddChildContent<Tab>(t => t.Add(x => x.Id, "feed").Add(x => x.Title, "Feed").AddChildContent("a"))
                .AddChildContent<Tab>(t =>
                    t.Add(x => x.Id, "most").Add(x => x.Title, "Most entries").AddChildContent("b")
                )
        );

        var row = tabs.FindAll("[role=tab]");
        row.Select(t => t.TextContent.Trim()).ShouldBe(["Feed", "Most entries"]);
        row.Select(t => t.GetAttribute("aria-selected")).ShouldBe(["true", "false"]);
        row.Select(t => t.GetAttribute("tabindex")).ShouldBe(["0", "-1"]);
        tabs.Find("#feed").HasAttribute("hidden").ShouldBeFalse();
        tabs.Find("#most").HasAttribute("hidden").ShouldBeTrue();
        tabs.Find("#most").GetAttribute("aria-labelledby").ShouldBe(row[1].Id);
    }

    [Fact]
    public async Task A_pay_button_acts_once_while_it_is_acting()
    {
        var bank = new TaskCompletionSource();
        var paid = 0;
        var button = Render<PayButton>(p =>
            p.Add(
                    b => b.OnPress,
                    EventCallback.Factory.Create(
                        this,
                        () =>
                        {
                            paid++;
                            return bank.Task;
                        }
                    )
                )
                .AddChildContent("Pay $25.00")
        );

        var first = button.Find("button").ClickAsync(new MouseEventArgs());
        await button.Find("button").ClickAsync(new MouseEventArgs());
        paid.ShouldBe(1);
        bank.SetResult();
        await first;
        await button.Find("button").ClickAsync(new MouseEventArgs());
        paid.ShouldBe(2);
    }

    [Fact]
    public void A_disabled_pay_button_stays_in_reach_of_the_keyboard_and_does_nothing()
    {
        var paid = 0;
        var button = Render<PayButton>(p =>
            p.Add(b => b.Disabled, true).Add(b => b.OnPress, EventCallback.Factory.Create(this, () => paid++))
        );

        button.Find("button").GetAttribute("aria-disabled").ShouldBe("true");
        button.Find("button").HasAttribute("disabled").ShouldBeFalse();
        button.Find("button").Click();
        paid.ShouldBe(0);
    }

    [Fact]
    public void A_hash_can_be_copied_whole()
    {
        var hash = Render<Hash>(p => p.Add(h => h.Value, "c7d1f0b6").Add(h => h.Label, "commitment"));

        hash.Find("button").GetAttribute("data-copy").ShouldBe("c7d1f0b6");
        hash.Find("button").GetAttribute("aria-label").ShouldBe("Copy commitment");
        hash.Find("code").TextContent.ShouldBe("c7d1f0b6");
    }

    [Fact]
    public void A_skeleton_is_busy_to_assistive_technology_and_its_shapes_are_silent()
    {
        var skeleton = Render<Skeleton>(p =>
            p.Add(s => s.Shape, SkeletonShape.Card).Add(s => s.Count, 3).Add(s => s.Label, "Loading lots")
        );

        skeleton.Find("[aria-busy=true]").GetAttribute("aria-label").ShouldBe("Loading lots");
        skeleton.FindAll(".card").Count.ShouldBe(3);
        skeleton.FindAll(".card").ShouldAllBe(c => c.GetAttribute("aria-hidden") == "true");
    }

    [Fact]
    public void A_problem_says_what_the_money_did_and_gives_a_reference()
    {
        var problem = Render<Problem>(p =>
            p.Add(x => x.Title, "The payment did not go through.")
                .Add(x => x.Money, "No money moved.")
                .Add(x => x.Reference, "ALT-7QK2-0417")
                .AddChildContent("Your bank said no.")
        );

        Words(problem.Find(".problem__head p")).ShouldBe("Your bank said no. No money moved.");
        problem.Find("code").TextContent.ShouldBe("ALT-7QK2-0417");
    }

    [Fact]
    public void A_notice_is_read_out_only_when_it_answers_something()
    {
        Render<Notice>(p => p.AddChildContent("x")).Find(".note").HasAttribute("role").ShouldBeFalse();
        Render<Notice>(p => p.Add(n => n.Alert, true).AddChildContent("x"))
            .Find(".note")
            .GetAttribute("role")
            .ShouldBe("alert");
    }

    [Fact]
    public async Task Toasts_show_what_was_said_and_the_way_back()
    {
        var toaster = Services.GetRequiredService<Toaster>();
        var undone = false;
        var toasts = Render<Toasts>();

        await toasts.InvokeAsync(() =>
            toaster.Say(
                "Reminder set for 20:00.",
                action: "Undo",
                onAction: () =>
                {
                    undone = true;
                    return Task.CompletedTask;
                }
            )
        );

        toasts.Find(".toast").TextContent.ShouldContain("Reminder set for 20:00.");
        await toasts.Find(".toast button").ClickAsync(new MouseEventArgs());
        undone.ShouldBeTrue();
        toasts.FindAll(".toast").ShouldBeEmpty();
    }

    [Fact]
    public void At_most_three_toasts_show()
    {
        var toaster = new Toaster();

        foreach (var n in new[] { "1", "2", "3", "4" })
            toaster.Say(n);

        toaster.Messages.Select(m => m.Text).ShouldBe(["2", "3", "4"]);
    }

    [Theory]
    [InlineData(360, "6h, 4h over 2h", "sla--late", "100%")]
    [InlineData(100, "oldest 1h 40m of 2h", "sla--near", "83.3%")]
    [InlineData(30, "oldest 30m of 2h", null, "25%")]
    public void An_age_rail_tells_in_words_how_late_the_oldest_is(
        int minutes,
        string words,
        string? state,
        string width
    )
    {
        var rail = Render<AgeRail>(p =>
            p.Add(r => r.Age, TimeSpan.FromMinutes(minutes)).Add(r => r.Target, TimeSpan.FromHours(2))
        );

        Words(rail.Find(".sla > span")).ShouldBe(words);
        rail.Find(".sla").ClassName.ShouldBe(state is null ? "sla" : "sla " + state);
        rail.Find(".sla__age").GetAttribute("width").ShouldBe(width);
    }

    [Fact]
    public void Confirming_names_the_button_it_wakes()
    {
        var confirm = Render<TypedConfirm>(p =>
            p.Add(c => c.Id, "t").Add(c => c.Expects, "0417").Add(c => c.Button, "go")
        );

        confirm.Find("input").GetAttribute("data-confirms").ShouldBe("go");
        confirm.Find("input").GetAttribute("data-expects").ShouldBe("0417");
        confirm.Find("label").TextContent.ShouldBe("Type the lot number to confirm");
    }

    private static string Words(IElement element) =>
        string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private sealed class Door
    {
        [Required(ErrorMessage = "An address is needed.")]
        public string? Mail { get; set; }
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
