using Alot.Data.Accounts;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Tests.Journeys;
using Alot.Tests.World;
using Alot.Web.Lots.Staff;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>One lot as staff see and move it.</summary>
public sealed class StaffLotPageTests(AppHost app) : StaffDesk(app), IClassFixture<AppHost>
{
    private readonly AppHost app = app;

    [Fact]
    public async Task A_lot_shows_its_figures_entries_moves_and_commitment()
    {
        var id = await OpenAsync();
        await EnterAsync(id, 30);

        var page = await ShowAsync(id, DemoAccounts.Admin);

        page.Find("h1").TextContent.ShouldEndWith("· Colette 25 Top-Handle");
        page.Find("[role=progressbar]").GetAttribute("aria-valuetext").ShouldBe("0 percent, $0 of $3,000");
        var facts = page.FindAll(".facts dt").ToDictionary(t => t.TextContent, t => t.NextElementSibling!.TextContent);
        (facts["Raised"], facts["Live tickets"], facts["Players"]).ShouldBe(("$0", "30", "1"));
        facts["Credit and free tickets"].ShouldBe("30");
        page.Find(".desk-table tbody tr").TextContent.ShouldBe("Credits130" + "13,000 cr0");
        page.FindAll(".timeline b")
            .Select(b => b.TextContent)
            .ShouldBe(["Draft written", "Opened", "Funded, or expired at its deadline"]);
        page.Find(".timeline .muted").TextContent.ShouldBe("ruth_admin");
        page.Find(".hash code").TextContent.Length.ShouldBe(64);
        page.FindAll("[style]").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sale_is_shown_without_a_reload()
    {
        var id = await OpenAsync();
        var page = await ShowAsync(id, DemoAccounts.Admin);
        page.Markup.ShouldContain("Nobody has entered.");

        await EnterAsync(id, 25);

        page.WaitForAssertion(() => page.Find(".desk-table tbody tr").TextContent.ShouldContain("2,500 cr"));
    }

    [Fact]
    public async Task Cancelling_says_how_much_goes_back_to_how_many_and_asks_for_reason_and_number()
    {
        var id = await OpenAsync();
        await EnterAsync(id, 30);
        var page = await ShowAsync(id, DemoAccounts.Admin);
        var number = (await Lots.FindAsync(id, default))!.Row.NumberText;

        await PressAsync(page, "button.btn--danger");
        var sums = page.FindAll("#staff-cancel dl dt")
            .ToDictionary(t => t.TextContent, t => t.NextElementSibling!.TextContent);
        sums["Cash to 0 players"].ShouldBe("$0.00");
        sums["Credits to 1 player"].ShouldBe("3,000 cr");
        page.Find("#staff-cancel-go").HasAttribute("disabled").ShouldBeTrue();

        await PressAsync(page, "#staff-cancel-go");
        page.Find("#staff-cancel-reason-error").TextContent.ShouldContain("Say why");
        await ChangeAsync(page, "#staff-cancel-reason", "Damaged on its way to us.");
        await ChangeAsync(page, "#staff-cancel-typed", "0000");
        await PressAsync(page, "#staff-cancel-go");
        page.Find("#staff-cancel-reason-error").TextContent.ShouldContain($"Type {number}");
        (await StatusAsync(id)).ShouldBe(LotStatus.Open);

        await ChangeAsync(page, "#staff-cancel-typed", number);
        await PressAsync(page, "#staff-cancel-go");

        page.WaitForAssertion(() => page.Find(".why-box").TextContent.ShouldContain("Damaged on its way to us."));
        (await StatusAsync(id)).ShouldBe(LotStatus.Cancelled);
        page.FindAll("button.btn--danger:not(#staff-cancel-go)").ShouldBeEmpty();
        page.FindAll(".timeline .muted")[^1].TextContent.ShouldBe("ruth_admin: Damaged on its way to us.");
    }

    [Fact]
    public async Task Who_may_not_make_lots_sees_everything_and_may_press_nothing()
    {
        var id = await OpenAsync(plan: new LotPlan(Now.AddDays(3), Visibility: Visibility.Private));

        var page = await ShowAsync(id, DemoAccounts.Support);

        page.Find("h1").TextContent.ShouldContain("Colette");
        page.FindAll(".desk-head button").ShouldBeEmpty();
        page.Markup.ShouldNotContain("Share link");
        (await ShowAsync(id, DemoAccounts.Admin)).Markup.ShouldContain("Share link");
    }

    [Fact]
    public async Task A_right_that_was_taken_while_the_dialog_was_open_changes_nothing()
    {
        var id = await OpenAsync();
        var number = (await Lots.FindAsync(id, default))!.Row.NumberText;
        var page = await ShowAsync(id, DemoAccounts.Admin);
        await PressAsync(page, "button.btn--danger");
        await ChangeAsync(page, "#staff-cancel-reason", "A test.");
        await ChangeAsync(page, "#staff-cancel-typed", number);
        var admin = await IdOfAsync(DemoAccounts.Admin);
        try
        {
            await RoleAsync(admin, "support");
            await PressAsync(page, "#staff-cancel-go");

            page.WaitForAssertion(() => page.FindAll(".desk-head button").ShouldBeEmpty());
            (await StatusAsync(id)).ShouldBe(LotStatus.Open);
        }
        finally
        {
            await RoleAsync(admin, "admin");
        }
    }

    [Fact]
    public async Task An_expired_lot_is_extended_once_on_the_viewers_clock()
    {
        var id = await OpenAsync(plan: new LotPlan(Now.AddHours(2)));
        using var api = await ApiPlayer.SignInAsync(app.CreateClient(), DemoAccounts.Admin);
        await api.AdvanceAsync(TimeSpan.FromHours(2.1));
        await Eventually.TrueAsync(async () => await StatusAsync(id) == LotStatus.Expired);
        var page = await ShowAsync(id, DemoAccounts.Admin);

        await PressAsync(page, "button[data-key=a]");
        await PressAsync(page, "#staff-extend-go");
        page.Find("#staff-extend-until-error").TextContent.ShouldContain("day and a time");
        await ChangeAsync(page, "#staff-extend-until", Typed(Now.AddMinutes(10)));
        await PressAsync(page, "#staff-extend-go");
        page.WaitForAssertion(() =>
            page.Find("#staff-extend-until-error").TextContent.ShouldContain("1 hour to 90 days")
        );
        await ChangeAsync(page, "#staff-extend-until", Typed(Now.AddDays(2)));
        await PressAsync(page, "#staff-extend-go");

        page.WaitForAssertion(() => page.Find(".why-box b").TextContent.ShouldBe("Extended"));
        (await StatusAsync(id)).ShouldBe(LotStatus.Open);
        page.FindAll(".timeline b").Select(b => b.TextContent).ShouldContain("Extended");
        page.FindAll("button[data-key=a]").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_frozen_lot_says_what_does_not_match()
    {
        var id = await OpenAsync();
        await Database.RunAsync(
            "update rooms set frozen_at = now(), frozen_reason = 'seed' where id = $1",
            Database.Owner,
            id.Value
        );

        var page = await ShowAsync(id, DemoAccounts.Support);

        page.Find(".desk-head .st.bad").TextContent.ShouldBe("frozen");
        page.Find(".why-box--bad").TextContent.ShouldContain("seed");
    }

    [Fact]
    public async Task A_new_lot_is_saved_as_a_draft_and_its_page_opened()
    {
        var page = Render<StaffLotEditor>(p => p.Add(x => x.Desk, Sit(DemoAccounts.Admin)).Add(x => x.Seed, 573_408));
        await FillAsync(page, name: "Tourbillon No. 7", value: "60,000");
        page.Find("#lot-value-hint").TextContent.ShouldBe("MYTHIC, from $50,000. Target $150,000.");
        page.FindAll(".chip.num").Select(c => c.TextContent).ShouldBe(["$25", "$50", "$100", "$250", "$500"]);
        page.Find(".editor__side .stub__of").TextContent.ShouldBe("of $150,000");
        page.FindAll(".checklist li").ShouldAllBe(li => li.HasAttribute("data-done"));

        await PressAsync(page, ".desk-actions .btn--cta");

        page.WaitForState(() => History.Count > 0);
        var id = new LotId(Guid.Parse(History.First().Uri.Split('/')[^1]));
        var draft = (await Lots.FindAsync(id, default))!;
        (draft.Row.Status, draft.Row.Name, draft.Row.Tier).ShouldBe(
            (LotStatus.Created, "Tourbillon No. 7", Tier.Mythic)
        );
        draft.Product.ArtSeed.ShouldBe(573_408);
        draft.Plan.AgreedCost.ShouldBe(Money.Dollars(60_000));
    }

    [Fact]
    public async Task A_refused_save_tells_it_at_the_field_and_keeps_what_was_typed()
    {
        var page = Render<StaffLotEditor>(p => p.Add(x => x.Desk, Sit(DemoAccounts.Admin)).Add(x => x.Seed, 573_408));
        await FillAsync(page, name: " ", value: "60,000");

        await PressAsync(page, ".desk-actions .btn--cta");

        page.WaitForAssertion(() => page.Find("#lot-name-error").TextContent.ShouldContain("Name is missing."));
        page.Find("#lot-name").GetAttribute("aria-invalid").ShouldBe("true");
        page.Find("[role=status]").TextContent.ShouldBe("Not saved. Name is missing.");
        page.Find("#lot-value").GetAttribute("value").ShouldBe("60,000");
        History.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_draft_is_changed_and_then_opened_after_a_look_at_what_becomes_fixed()
    {
        var id = await DraftAsync();
        var page = await EditAsync(id);
        page.Find(".desk-actions .btn--cta").TextContent.ShouldBe("Open the lot");

        await WriteAsync(page, "#lot-value", "2000");
        await ChangeAsync(page, "#lot-picture", "4711");
        page.Find(".desk-actions .btn--cta").TextContent.ShouldBe("Save draft");
        await PressAsync(page, ".desk-actions .btn--cta");
        page.WaitForAssertion(() => page.Find("[role=status]").TextContent.ShouldStartWith("Saved "));
        var saved = (await Lots.FindAsync(id, default))!;
        (saved.Row.Target, saved.Product.ArtSeed).ShouldBe((Money.Dollars(5_000), 4711));

        await PressAsync(page, ".desk-actions .btn--cta");
        var fixedThen = page.FindAll("#staff-open dt")
            .ToDictionary(t => t.TextContent, t => t.NextElementSibling!.TextContent);
        (fixedThen["Retail value"], fixedThen["Target"], fixedThen["Draw"]).ShouldBe(("$2,000", "$5,000", "roster"));
        (await StatusAsync(id)).ShouldBe(LotStatus.Created);
        await PressAsync(page, "#staff-open-go");

        page.WaitForState(() => History.Count > 0);
        (await StatusAsync(id)).ShouldBe(LotStatus.Open);
    }

    [Fact]
    public async Task Opening_is_refused_in_the_dialog_when_something_is_missing()
    {
        var id = await DraftAsync(plan: new LotPlan(Now.AddDays(3), TriviaEnabled: true));
        var page = await EditAsync(id);
        page.Find(".desk-head .muted").TextContent.ShouldContain("1 thing left");

        await PressAsync(page, ".desk-actions .btn--cta");
        await PressAsync(page, "#staff-open-go");

        page.WaitForAssertion(() => page.Find("#staff-open [role=alert]").TextContent.ShouldContain("no question"));
        (await StatusAsync(id)).ShouldBe(LotStatus.Created);
    }

    [Fact]
    public async Task Another_persons_change_is_told_and_loses_nothing_that_was_typed()
    {
        var id = await DraftAsync(name: "First name");
        var page = await EditAsync(id);
        await WriteAsync(page, "#lot-brand", "My brand");

        await RenameAsync(id, "Their name");

        page.WaitForAssertion(() => page.Find(".note--warn").TextContent.ShouldContain("Somebody else"));
        page.Find("#lot-brand").GetAttribute("value").ShouldBe("My brand");
        page.Find("#lot-name").GetAttribute("value").ShouldBe("First name");
        await PressAsync(page, ".note--warn button");
        page.Find("#lot-name").GetAttribute("value").ShouldBe("Their name");
        page.FindAll(".note--warn").ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_control_of_the_editor_has_a_label()
    {
        var page = await EditAsync(await DraftAsync(plan: new LotPlan(Now.AddDays(3), TriviaEnabled: true)));

        var controls = page.FindAll(".editor :is(input:not([type=radio], [type=checkbox]), textarea, select)");
        controls.Count.ShouldBe(14);
        foreach (var control in controls)
            page.FindAll($"label[for={control.Id}]").Count.ShouldBe(1, control.Id);
        page.FindAll("[style]").ShouldBeEmpty();
    }

    private IReadOnlyCollection<NavigationHistory> History =>
        Services.GetRequiredService<BunitNavigationManager>().History;

    private StaffView Sit(string email) => SitDownAsync(email).GetAwaiter().GetResult();

    private async Task<IRenderedComponent<StaffLotLive>> ShowAsync(LotId id, string email)
    {
        var (desk, lot) = (await SitDownAsync(email), await Lots.DetailAsync(id, default));
        return Render<StaffLotLive>(p => p.Add(x => x.Desk, desk).Add(x => x.Id, id).Add(x => x.Lot, lot));
    }

    private async Task<IRenderedComponent<StaffLotEditor>> EditAsync(LotId id)
    {
        var (desk, draft) = (await SitDownAsync(DemoAccounts.Admin), await Lots.FindAsync(id, default));
        return Render<StaffLotEditor>(p => p.Add(x => x.Desk, desk).Add(x => x.Draft, draft));
    }

    private async Task FillAsync(IRenderedComponent<StaffLotEditor> page, string name, string value)
    {
        await WriteAsync(page, "#lot-name", name);
        await WriteAsync(page, "#lot-brand", "Velden");
        await WriteAsync(page, "#lot-value", value);
        await ChangeAsync(page, "#lot-condition", "Unworn");
        await ChangeAsync(page, "#lot-description", "With box and papers.");
        await ChangeAsync(page, "#lot-deadline", Typed(Now.AddDays(5)));
    }

    private async Task RenameAsync(LotId id, string name)
    {
        var known = (await Lots.FindAsync(id, default))!;
        var facts = new ProductFacts(
            name,
            known.Product.Brand,
            known.Product.Category,
            known.Product.RetailValue,
            known.Product.Description,
            known.Product.Condition
        );
        var admin = await IdOfAsync(DemoAccounts.Admin);
        await Get<EditLot>().RunAsync(new EditLotCommand(admin, NewKey(), id, facts, known.Plan), default);
    }

    private async Task<LotStatus> StatusAsync(LotId id) => (await Lots.FindAsync(id, default))!.Row.Status;

    private Task RoleAsync(PlayerId person, string role) =>
        Database.RunAsync("update admin_users set role = $2 where user_id = $1", Database.Owner, person.Value, role);

    private static string Typed(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
