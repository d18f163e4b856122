using Alot.Data;
using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Tests.Journeys;
using Alot.Tests.World;
using Alot.Web.Lots.Staff;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>What waits for staff, and what they may do about it.</summary>
public sealed class StaffQueuesPageTests(AppHost app) : StaffDesk(app), IClassFixture<AppHost>
{
    private readonly AppHost app = app;

    [Fact]
    public async Task The_landing_counts_what_is_open_and_begins_with_what_is_late()
    {
        await DraftAsync();
        var alert = await AlertAsync("outbox_stuck", "mail has failed 20 times", ago: TimeSpan.FromDays(99));
        var model = await ReadAsync();

        var page = Show(await SitDownAsync(DemoAccounts.Admin), model);

        var (open, late) = (model.Queues.Sum(q => q.Count), model.Queues.Sum(q => q.Late));
        late.ShouldBeGreaterThan(0);
        page.Find("h1").TextContent.ShouldBe($"{open} open, {late} late");
        page.Find(".queues a")
            .TextContent.ShouldContain("Alerts", Case.Sensitive, "99 days of 30 minutes is the latest");
        page.Find(".queues .sla--late").TextContent.ShouldContain("over 30m");
        page.Find(".first h2").TextContent.ShouldBe(model.Items[0].Title);
        page.Find(".first .st.bad").TextContent.ShouldEndWith(" over");
        page.Find(".first a.btn--cta").GetAttribute("href")!.ShouldStartWith("/staff?queue=");
        page.FindAll(".queues [data-row]").Count.ShouldBe(10);
        page.FindAll("[style]").ShouldBeEmpty();
        await ForgetAsync(alert);
    }

    [Fact]
    public async Task A_queue_that_grows_is_shown_without_a_reload()
    {
        var page = Show(await SitDownAsync(DemoAccounts.Admin), await ReadAsync("alerts"), "alerts");

        var alert = await AlertAsync("outbox_stuck", "mail to nobody has failed 20 times");
        Announce(Topic.Queues);

        page.WaitForAssertion(() => page.Find(".items").TextContent.ShouldContain("mail to nobody has failed"));
        await ForgetAsync(alert);
    }

    [Fact]
    public async Task An_alert_is_cleared_once_by_who_may_with_an_audit_entry()
    {
        var alert = await AlertAsync("outbox_stuck", "mail has failed 20 times");
        var page = Show(await SitDownAsync(DemoAccounts.Admin), await ReadAsync("alerts", alert), "alerts", alert);

        await PressAsync(page, "button.btn--cta");

        page.WaitForAssertion(() => page.Find(".split-view__item").TextContent.ShouldContain("This one is done."));
        (await AuditsAsync("alert_cleared", alert)).ShouldBe(1);
        (
            await Database.AskAsync<bool>("select cleared_by is not null from alerts where id = $1", alert)
        ).ShouldBeTrue();
    }

    [Theory]
    [InlineData("outbox_stuck", false)]
    [InlineData("refund_payable", true)]
    public async Task Support_may_clear_what_is_about_refunds_and_nothing_else(string kind, bool may)
    {
        var alert = await AlertAsync(kind, "Something happened.");
        var page = Show(await SitDownAsync(DemoAccounts.Support), await ReadAsync("alerts", alert), "alerts", alert);

        page.FindAll("button.btn--cta").Count.ShouldBe(may ? 1 : 0);
        var support = await IdOfAsync(DemoAccounts.Support);
        var clear = () => Get<Data.Auditing.ClearAlert>().RunAsync(new(support, NewKey(), alert), default);
        if (may)
            await clear();
        else
            (await Should.ThrowAsync<Refusal>(clear)).Kind.ShouldBe(RefusalKind.NotFound);
        await ForgetAsync(alert);
    }

    [Fact]
    public async Task A_stuck_draw_is_retried_only_with_the_lots_number_and_by_who_may()
    {
        var (id, number) = await StuckAsync();
        var page = Show(await SitDownAsync(DemoAccounts.Admin), await ReadAsync("stuck_draws", id), "stuck_draws", id);
        page.Find("h1").TextContent.ShouldBe($"Lot {number} is not drawn");

        await PressAsync(page, "button[data-key=a]");
        await ChangeAsync(page, "#staff-retry-typed", "9999");
        await PressAsync(page, "#staff-retry-go");
        page.Find("dialog [role=alert]").TextContent.ShouldContain($"Type {number}");
        (await AuditsAsync("draw_retried", id)).ShouldBe(0);

        await ChangeAsync(page, "#staff-retry-typed", number);
        await PressAsync(page, "#staff-retry-go");
        page.WaitForAssertion(() => page.Find(".toasts").TextContent.ShouldContain("woken"));
        (await AuditsAsync("draw_retried", id)).ShouldBe(1);

        var support = Show(
            await SitDownAsync(DemoAccounts.Support),
            await ReadAsync("stuck_draws", id),
            "stuck_draws",
            id
        );
        support.FindAll("button[data-key=a]").ShouldBeEmpty();
    }

    [Fact]
    public async Task An_open_page_shows_nothing_more_once_its_person_is_no_longer_staff()
    {
        var support = await SitDownAsync(DemoAccounts.Support);
        var page = Show(support, await ReadAsync());
        page.FindAll(".queues").ShouldNotBeEmpty();
        try
        {
            await ActiveAsync(support, false);

            page.WaitForAssertion(() => page.Markup.Trim().ShouldBeEmpty());
            page.WaitForAssertion(() =>
                Services
                    .GetRequiredService<BunitNavigationManager>()
                    .History.ShouldHaveSingleItem()
                    .Options.ForceLoad.ShouldBeTrue("the server then answers as to anyone")
            );
        }
        finally
        {
            await ActiveAsync(support, true);
        }
    }

    [Fact]
    public async Task An_open_page_goes_away_when_its_session_ends()
    {
        var page = Show(await SitDownAsync(DemoAccounts.Admin), await ReadAsync());

        Browser.SetNotAuthorized();

        page.WaitForAssertion(() => page.Markup.Trim().ShouldBeEmpty());
    }

    [Fact]
    public async Task What_could_not_be_read_is_told_with_a_reference_and_tried_again()
    {
        var contexts = new Contexts(Get<IDbContextFactory<AlotDb>>()) { Broken = true };
        Services.AddSingleton(new StaffLotReads(contexts, Get<Domain.Pots.PotPolicy>(), Get<TimeProvider>()));
        var page = Show(await SitDownAsync(DemoAccounts.Admin), StaffQueuesModel.None);

        page.WaitForAssertion(() => page.Find(".problem").TextContent.ShouldContain("Nothing was changed."));
        page.Find(".problem code").TextContent.ShouldMatch("^ALT-[0-9A-F]{4}-[0-9A-F]{4}$");

        contexts.Broken = false;
        await PressAsync(page, ".problem button");
        page.WaitForAssertion(() => page.FindAll(".queues a").Count.ShouldBe(10));
    }

    private IRenderedComponent<StaffQueues> Show(
        StaffView desk,
        StaffQueuesModel model,
        string? kind = null,
        Guid? item = null
    ) =>
        Render<StaffQueues>(p =>
            p.Add(x => x.Desk, desk).Add(x => x.Model, model).Add(x => x.Kind, kind).Add(x => x.Item, item?.ToString())
        );

    private Task<StaffQueuesModel> ReadAsync(string? kind = null, Guid? item = null) =>
        StaffQueuesModel.ReadAsync(Lots, kind, item?.ToString(), default);

    private async Task<Guid> AlertAsync(string kind, string text, TimeSpan ago = default)
    {
        var id = Guid.CreateVersion7(Now);
        await Database.RunAsync(
            "insert into alerts (id, kind, subject, text, created_at) values ($1, $2, $3, $4, $5)",
            Database.Owner,
            id,
            kind,
            id.ToString(),
            text,
            Now - ago
        );
        return id;
    }

    private Task ForgetAsync(Guid alert) =>
        Database.RunAsync("delete from alerts where id = $1", Database.Owner, alert);

    private Task ActiveAsync(StaffView staff, bool active) =>
        Database.RunAsync(
            "update admin_users set active = $2 where user_id = $1",
            Database.Owner,
            staff.Id.Value,
            active
        );

    /// <summary>Funded, and its draw can't be made: no relay is configured that could give its round.</summary>
    private async Task<(Guid Id, string Number)> StuckAsync()
    {
        using var admin = await ApiPlayer.SignInAsync(app.CreateClient(), DemoAccounts.Admin);
        using var player = await ApiPlayer.SignInAsync(app.CreateClient(), DemoAccounts.Player);
        var id = Guid.Parse(await admin.OpenLotAsync(10m));
        await Database.RunAsync(
            "update draw_commitments set mode = 'beacon', beacon_chain = $2 where room_id = $1",
            Database.Owner,
            id,
            DrandChain.Quicknet.Hash
        );
        await player.BuyAsync(id.ToString(), 25);
        // The round is a minute after the roster's publication, by whatever clock there is then.
        await Eventually.TrueAsync(() =>
            Database.AskAsync<bool>("select published_at is not null from draw_commitments where room_id = $1", id)
        );
        await admin.AdvanceAsync(TimeSpan.FromMinutes(4));
        var row = (await Lots.FindAsync(new LotId(id), default))!.Row;
        return (id, row.NumberText);
    }

    private sealed class Contexts(IDbContextFactory<AlotDb> real) : IDbContextFactory<AlotDb>
    {
        public bool Broken { get; set; }

        public AlotDb CreateDbContext() => Broken ? throw new TimeoutException() : real.CreateDbContext();
    }
}
