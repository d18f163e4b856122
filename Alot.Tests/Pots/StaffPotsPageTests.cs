using Alot.Data.Accounts;
using Alot.Data.Ledger;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Alot.Tests.Lots;
using Alot.Tests.World;
using Alot.Web.Accounts.Staff;
using Alot.Web.Lots.Staff;
using Alot.Web.Pots.Staff;
using Bunit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>The desk's pages about pots, over the app with its workers.</summary>
public sealed class StaffPotsPageTests(AppHost app) : StaffDesk(app), IClassFixture<AppHost>
{
    private const string Mona = "mona.moderator@alot.test";

    [Fact]
    public async Task The_queue_shows_who_is_flagged_why_and_what_may_be_done()
    {
        var (pot, one, _) = await FlaggedAsync();
        var page = await ShowAsync(DemoAccounts.Admin, pot.Id);

        page.Find(".items [aria-current]").TextContent.ShouldContain("2 players flagged");
        page.Find("h1").TextContent.ShouldBe($"Pot {pot.NumberText} · Quick ten");
        page.Find(".why-box").TextContent.ShouldContain("2 players look like playing together");
        page.Find($"[data-flag='{one}']").TextContent.ShouldContain("80 of 100");
        page.Find($"[data-flag='{one}']").TextContent.ShouldContain("The same device as another player in this pot.");
        page.FindAll("tbody .tag.bad").Count.ShouldBe(2);
        page.FindAll("[data-row]").Count.ShouldBe(page.FindAll(".items li").Count);
        page.Find("#pot-pause").GetAttribute("data-key").ShouldBe("a");
        page.FindAll("[style]").ShouldBeEmpty();

        (await StaffQueuesModel.ReadAsync(Lots, null, null, default))
            .Queues.Single(q => q.Kind == "pots")
            .Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_pot_is_paused_and_goes_on_with_reasons_in_its_log()
    {
        var (pot, _, _) = await FlaggedAsync();
        var page = await ShowAsync(DemoAccounts.Admin, pot.Id, alone: true);
        await PressAsync(page, "#pot-pause");
        await PressAsync(page, "#pot-go");
        page.WaitForAssertion(() => page.Find("#pot-reason-error").TextContent.ShouldContain("Say why."));
        await ChangeAsync(page, "#pot-reason", "We look at two players.");
        await PressAsync(page, "#pot-go");

        page.WaitForAssertion(() => page.Find(".st.warn").TextContent.ShouldBe("open, paused"));
        page.Find(".why-box").TextContent.ShouldContain("We look at two players.");
        page.Markup.ShouldContain("paused");
        await PressAsync(page, "#pot-resume");
        await ChangeAsync(page, "#pot-reason", "They are siblings.");
        await PressAsync(page, "#pot-go");
        page.WaitForAssertion(() => page.Find(".st.info").TextContent.ShouldBe("open"));
        page.FindAll("tbody tr").ShouldContain(r => r.TextContent.Contains("resumed") && r.TextContent.Contains("siblings"));
        (await AuditsAsync("pot_resumed", pot.Id.Value)).ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_flag_is_cleared_and_on_wish_remembered(bool remember)
    {
        var (pot, one, _) = await FlaggedAsync();
        var flag = await FlagAsync(pot.Id, one);
        var page = await ShowAsync(DemoAccounts.Admin, pot.Id, alone: true);
        await PressAsync(page, $"#clear-{flag}");
        await ChangeAsync(page, "#pot-reason", "One family, one tablet.");
        if (remember)
            await page.InvokeAsync(() => page.Find("#pot-remember").ChangeAsync(new() { Value = true }));
        await PressAsync(page, "#pot-go");

        page.WaitForAssertion(() =>
            page.Find($"[data-flag='{one}']").TextContent.ShouldContain("One family, one tablet.")
        );
        page.FindAll($"#clear-{flag}").ShouldBeEmpty();
        page.FindAll("tbody .tag.bad").Count.ShouldBe(1);
        (
            await Database.AskAsync<long>("select count(*) from pot_flag_overrides where user_id = $1", one.Value)
        ).ShouldBe(remember ? 2 : 0);
    }

    [Fact]
    public async Task An_entry_is_taken_out_while_the_pot_is_open_and_its_player_has_the_credits_back()
    {
        var (pot, one, _) = await FlaggedAsync();
        var before = (await Get<WalletReads>().FindAsync(one, default)).Balance;
        var page = await ShowAsync(DemoAccounts.Admin, pot.Id);
        await PressAsync(page, "[id^=take-out-]");
        await ChangeAsync(page, "#pot-reason", "Two accounts of one person.");
        await PressAsync(page, "#pot-go");

        page.WaitForAssertion(() => page.Find(".toasts").TextContent.ShouldContain("has 100 cr back"));
        page.WaitForAssertion(() => page.FindAll(".tag").ShouldContain(t => t.TextContent == "taken out"));
        (await Get<WalletReads>().FindAsync(one, default)).Balance.ShouldBe(before + new Credits(100));
        (await AuditsAsync("pot_entry_removed", pot.Id.Value)).ShouldBe(1);
    }

    [Fact]
    public async Task An_open_pot_is_called_off_by_typing_its_number()
    {
        var (pot, _, _) = await FlaggedAsync();
        var page = await ShowAsync(DemoAccounts.Admin, pot.Id, alone: true);
        await PressAsync(page, "#pot-call-off");
        await ChangeAsync(page, "#pot-reason", "Nothing about it is right.");
        await PressAsync(page, "#pot-go");
        page.WaitForAssertion(() => page.Find("#pot-reason-error").TextContent.ShouldContain($"Type {pot.NumberText}"));
        await ChangeAsync(page, "#pot-typed", pot.NumberText);
        await PressAsync(page, "#pot-go");
        page.WaitForAssertion(() => page.Find("h1").TextContent.ShouldContain(pot.NumberText));
        await Eventually.TrueAsync(() =>
            Database.AskAsync<bool>("select status = 'cancelled' from pots where id = $1", pot.Id.Value)
        );
    }

    [Fact]
    public async Task A_locked_pot_is_called_off_by_a_second_person_from_the_approvals_page()
    {
        var pot = await LockedAsync();
        var page = await ShowAsync(DemoAccounts.Admin, pot.Id, alone: true);
        await PressAsync(page, "#pot-call-off");
        page.Find("dialog .note, dialog [role=status]").TextContent.ShouldContain("second person");
        await ChangeAsync(page, "#pot-reason", "Two players are one.");
        await ChangeAsync(page, "#pot-typed", pot.NumberText);
        await PressAsync(page, "#pot-go");
        page.WaitForAssertion(() => page.Find("#pot-withdraw").TextContent.ShouldBe("Withdraw"));
        page.FindAll("#pot-approve, #pot-call-off").ShouldBeEmpty();
        var asked = (await Get<StaffPotReads>().FindAsync(pot.Id, default))!.Asked!;

        await ModeratorAsync();
        var desk = await SitDownAsync(Mona);
        var model = await StaffApprovalsModel.ReadAsync(
            Lots,
            Get<StaffUserReads>(),
            Get<StaffPotReads>(),
            desk,
            asked.Id.ToString(),
            default
        );
        model.Items.ShouldAllBe(i => i.PotId != null, "a moderator decides nothing about lots and credits");
        var approvals = Render<StaffApprovals>(p =>
            p.Add(x => x.Desk, desk).Add(x => x.Model, model).Add(x => x.Item, asked.Id.ToString())
        );
        approvals.Find(".items [aria-current]").TextContent.ShouldContain("Call off a locked pot");
        approvals.Find(".split-view__item").TextContent.ShouldContain("Two players are one.");
        await ChangeAsync(approvals, "#pot-asked-typed", "no");
        await PressAsync(approvals, "#pot-approve");
        approvals.Find("[role=alert]").TextContent.ShouldContain($"Type {pot.NumberText}");
        await ChangeAsync(approvals, "#pot-asked-typed", pot.NumberText);
        await PressAsync(approvals, "#pot-approve");

        approvals.WaitForAssertion(() =>
            approvals.Find(".split-view__item").TextContent.ShouldContain("This one is decided.")
        );
        // It is paused, so that it is not settled meanwhile: calling off goes through all the same.
        await Eventually.TrueAsync(() =>
            Database.AskAsync<bool>("select status = 'cancelled' from pots where id = $1", pot.Id.Value)
        );
        (await AuditsAsync("approval_approved", asked.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task Support_sees_neither_pots_nor_their_figures_and_moderators_see_both()
    {
        var support = await SitDownAsync(DemoAccounts.Support);
        StaffPotText.MayLook(support).ShouldBeFalse();
        StaffPotText.MaySeeFigures(support).ShouldBeFalse();
        await ModeratorAsync();
        var moderator = await SitDownAsync(Mona);
        StaffPotText.MayLook(moderator).ShouldBeTrue();
        StaffPotText.MaySeeFigures(moderator).ShouldBeTrue();
        StaffApprovalsModel.MayLook(moderator).ShouldBeTrue();
    }

    [Fact]
    public async Task Each_chart_of_the_figures_has_its_table()
    {
        await FlaggedAsync();
        var desk = await SitDownAsync(DemoAccounts.Admin);
        var figures = await Get<StaffPotReads>().FiguresAsync(TimeSpan.FromDays(1), default);
        var page = Render<StaffPotsDashboard>(p => p.Add(x => x.Desk, desk).Add(x => x.Figures, figures));

        var charts = page.FindAll("figure");
        charts.Count.ShouldBe(3);
        foreach (var chart in charts)
            chart
                .QuerySelectorAll("rect")
                .Length.ShouldBe(chart.QuerySelectorAll("tbody tr").Length, "a row for each bar");
        page.Find("#fill-figures").TextContent.ShouldContain("p75");
        page.Find("#flag-volume").TextContent.ShouldContain("players flagged");
        page.FindAll("#flag-hours tbody tr").ShouldNotBeEmpty();
        page.FindAll("[style]").ShouldBeEmpty();
    }

    private async Task<IRenderedComponent<StaffPots>> ShowAsync(string who, PotId pot, bool alone = false)
    {
        var desk = await SitDownAsync(who);
        var reads = Get<StaffPotReads>();
        var model = alone
            ? await StaffPotsModel.ReadOneAsync(reads, pot, default)
            : await StaffPotsModel.ReadQueueAsync(reads, pot.ToString(), default);
        return Render<StaffPots>(p =>
            p.Add(x => x.Desk, desk).Add(x => x.Model, model).Add(x => x.Item, pot.ToString()).Add(x => x.Alone, alone)
        );
    }

    /// <summary>An open pot in which two players share device and address.</summary>
    private async Task<(Pot Pot, PlayerId One, PlayerId Two)> FlaggedAsync()
    {
        var pot = await OpenPotAsync(10);
        var from = new PlayedFrom($"ip-{pot.Id}", $"device-{pot.Id}");
        var (one, two) = (await PlayerAsync(), await PlayerAsync());
        await Get<JoinPot>().RunAsync(new(one, NewKey(), pot.Id, 1, from), default);
        await Get<JoinPot>().RunAsync(new(two, NewKey(), pot.Id, 1, from), default);
        // The app's own worker may have been here already.
        (await Get<FlagPot>().RunAsync(pot.Id, default)).ShouldBe(2);
        return (await PotAsync(pot.Id), one, two);
    }

    /// <summary>A locked pot that stands still.</summary>
    private async Task<Pot> LockedAsync()
    {
        var pot = await OpenPotAsync(2);
        for (var i = 0; i < 2; i++)
            await Get<JoinPot>().RunAsync(new(await PlayerAsync(), NewKey(), pot.Id, 1, PlayedFrom.Unknown), default);
        await Eventually.TrueAsync(() =>
            Database.AskAsync<bool>("select status = 'locked' from pots where id = $1", pot.Id.Value)
        );
        await Get<PausePot>().RunAsync(new(await IdOfAsync(DemoAccounts.Admin), NewKey(), pot.Id, "We look."), default);
        return await PotAsync(pot.Id);
    }

    private async Task<Pot> OpenPotAsync(int tickets)
    {
        var opened = await Get<OpenPot>()
            .RunAsync(
                new(
                    await IdOfAsync(DemoAccounts.Admin),
                    NewKey(),
                    new PotPlan("Quick ten", new Credits(100), tickets, 1, TimeSpan.FromMinutes(30))
                ),
                default
            );
        return await PotAsync(opened.PotId);
    }

    private async Task<Pot> PotAsync(PotId id)
    {
        await using var db = Database.Open();
        return await db.Pots.AsNoTracking().SingleAsync(p => p.Id == id);
    }

    private Task<Guid> FlagAsync(PotId pot, PlayerId player) =>
        Database.AskAsync<Guid>(
            "select id from pot_flags where pot_id = $1 and user_id = $2",
            pot.Value,
            player.Value
        );

    private async Task<PlayerId> PlayerAsync()
    {
        var player = await PersonAsync($"p{Guid.CreateVersion7(Now):N}@alot.test");
        await Get<AdjustCredits>()
            .RunAsync(new(await IdOfAsync(DemoAccounts.Admin), NewKey(), player, 500, "for a test"), default);
        return player;
    }

    private async Task<PlayerId> PersonAsync(string email)
    {
        await using var db = Database.Open();
        var person = new AlotUser
        {
            Id = Guid.CreateVersion7(Now),
            UserName = email.Split('@')[0].Replace(".", "_", StringComparison.Ordinal),
            Email = email,
            EmailConfirmed = true,
            Country = "US",
            CreatedAt = Now.AddDays(-30),
            UpdatedAt = Now,
        };
        (await Get<Users>().On(db).CreateAsync(person)).Succeeded.ShouldBeTrue();
        return new PlayerId(person.Id);
    }

    private async Task ModeratorAsync()
    {
        await using var db = Database.Open();
        if (await db.Users.AnyAsync(u => u.Email == Mona))
            return;
        var mona = await PersonAsync(Mona);
        db.Add(
            new StaffMember
            {
                Id = Guid.CreateVersion7(Now),
                UserId = mona.Value,
                Role = StaffRole.Moderator,
                CreatedAt = Now,
            }
        );
        await db.SaveChangesAsync();
    }
}
