using Alot.Data.Accounts;
using Alot.Data.Ledger;
using Alot.Data.Live;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Tests.Lots;
using Alot.Tests.World;
using Alot.Web.Accounts.Staff;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Accounts;

/// <summary>People as staff find them, their credits, and what waits for a second person.</summary>
public sealed class StaffUserPageTests(AppHost app) : StaffDesk(app), IClassFixture<AppHost>
{
    private const string Owen = "owen.second@alot.test";

    [Fact]
    public async Task A_person_is_found_by_the_beginning_of_name_or_mail()
    {
        var desk = await SitDownAsync(DemoAccounts.Admin);
        foreach (var text in (string[])[DemoAccounts.SecondPlayer, "PLAYER2@a", " player2@alot.test "])
        {
            var page = Render<StaffUsers>(p => p.Add(x => x.Desk, desk).Add(x => x.Text, text));
            page.WaitForElement("tbody a").GetAttribute("href").ShouldBe(await UrlAsync(DemoAccounts.SecondPlayer));
            page.FindAll("tbody tr").Count.ShouldBe(1);
        }
        // Signs that mean something to LIKE are letters here.
        var nobody = Render<StaffUsers>(p => p.Add(x => x.Desk, desk).Add(x => x.Text, "%layer"));
        nobody.WaitForElement(".empty").TextContent.ShouldContain("Nobody is called so.");
        var unasked = Render<StaffUsers>(p => p.Add(x => x.Desk, desk));
        unasked.WaitForElement(".empty").TextContent.ShouldContain("Whom do you look for?");
    }

    [Fact]
    public async Task A_grant_shows_what_it_comes_to_and_lands_in_the_ledger_with_its_reason()
    {
        var (player, page) = await ShowAsync(DemoAccounts.Admin, DemoAccounts.SecondPlayer);
        var before = (await Get<WalletReads>().FindAsync(player, default)).Balance;

        await PressAsync(page, "#user-adjust");
        await PressAsync(page, "#credits-go");
        page.WaitForAssertion(() => page.Find("#credits-amount-error").TextContent.ShouldContain("whole number"));
        await WriteAsync(page, "#credits-amount", "2,500");
        page.Find("#credits-after").TextContent.ShouldBe((before + new Credits(2_500)).ToString());
        await PressAsync(page, "#credits-go");
        page.WaitForAssertion(() => page.Find("#credits-reason-error").TextContent.ShouldContain("reason"));
        await WriteAsync(page, "#credits-reason", "Wrong strap sent with lot 0388");
        await PressAsync(page, "#credits-go");

        page.WaitForAssertion(() => page.Find("tbody tr").TextContent.ShouldContain("Wrong strap sent with lot 0388"));
        page.Find("#user-balance").TextContent.ShouldBe((before + new Credits(2_500)).ToString());
        page.Find(".toasts").TextContent.ShouldContain("Granted 2,500 cr");
        page.FindAll("#credits-amount").ShouldBeEmpty("the dialog is closed");
        page.FindAll("[style]").ShouldBeEmpty();
    }

    [Fact]
    public async Task More_than_there_is_can_not_be_deducted_and_the_dialog_says_so()
    {
        var (player, page) = await ShowAsync(DemoAccounts.Admin, DemoAccounts.SecondPlayer);
        var before = (await Get<WalletReads>().FindAsync(player, default)).Balance;
        await PressAsync(page, "#user-adjust");
        await ChangeAsync(page, "#credits-type", "deduct");
        await WriteAsync(
            page,
            "#credits-amount",
            (before.Amount + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)
        );
        await WriteAsync(page, "#credits-reason", "Too much");
        page.Find("#credits-after").TextContent.ShouldBe("not possible");

        await PressAsync(page, "#credits-go");

        page.WaitForAssertion(() => page.Find("dialog [role=alert]").TextContent.ShouldContain("can't be deducted"));
        (await Get<WalletReads>().FindAsync(player, default)).Balance.ShouldBe(before);
    }

    [Fact]
    public async Task Above_the_limit_it_is_asked_for_seen_as_own_and_withdrawn()
    {
        var (player, page) = await ShowAsync(DemoAccounts.Admin, DemoAccounts.SecondPlayer);
        await PressAsync(page, "#user-adjust");
        await WriteAsync(page, "#credits-amount", "15000");
        await WriteAsync(page, "#credits-reason", "Strap, again");
        page.Find("#credits-go").TextContent.ShouldBe("Ask for approval");
        await PressAsync(page, "#credits-go");

        page.WaitForAssertion(() =>
            page.FindAll(".why-box").ShouldContain(b => b.TextContent.Contains("Strap, again"))
        );
        page.Find(".why-box").TextContent.ShouldContain("asked by you");
        var asked = (await Get<StaffUserReads>().FindAsync(player, default))!.Waiting.Single(a =>
            a.Reason == "Strap, again"
        );
        var approval = await ShowApprovalAsync(DemoAccounts.Admin, asked.Id);
        approval.Find("[role=status], .note").TextContent.ShouldContain("You asked for this yourself");
        approval.FindAll("#approval-approve, #approval-decline").ShouldBeEmpty();

        await PressAsync(page, $"#withdraw-{asked.Id}");

        page.WaitForAssertion(() => page.FindAll($"#withdraw-{asked.Id}").ShouldBeEmpty());
        approval.WaitForAssertion(() => approval.Find(".split-view__item").TextContent.ShouldContain("is decided"));
        (await AuditsAsync("approval_withdrawn", asked.Id)).ShouldBe(1);
    }

    [Theory]
    [InlineData("#approval-approve", "approved", 15_000)]
    [InlineData("#approval-decline", "declined", 0)]
    public async Task A_second_person_decides_from_the_queue(string button, string outcome, long moves)
    {
        await SecondAdminAsync();
        var asked = await AskAsync(15_000);
        var before = (await Get<WalletReads>().FindAsync(asked.PlayerId, default)).Balance;
        var page = await ShowApprovalAsync(Owen, asked.ApprovalId!.Value);
        page.Find(".split-view__item").TextContent.ShouldContain("Wrong strap");
        page.Find(".items [aria-current]").TextContent.ShouldContain("Grant 15,000 cr");

        await PressAsync(page, button);

        page.WaitForAssertion(() => page.Find(".split-view__item").TextContent.ShouldContain("This one is decided."));
        (await Get<WalletReads>().FindAsync(asked.PlayerId, default)).Balance.ShouldBe(before + new Credits(moves));
        (
            await Database.AskAsync<string>("select outcome from approvals where id = $1", asked.ApprovalId.Value)
        ).ShouldBe(outcome);
    }

    [Fact]
    public async Task Support_may_look_and_not_change_and_others_see_nothing()
    {
        var asked = await AskAsync(15_000);
        var (_, page) = await ShowAsync(DemoAccounts.Support, DemoAccounts.SecondPlayer);
        page.FindAll("#user-adjust, #credits-go, .why-box button").ShouldBeEmpty();
        page.Find("aside").TextContent.ShouldContain("not change them");
        var approval = await ShowApprovalAsync(DemoAccounts.Support, asked.ApprovalId!.Value);
        approval.FindAll("#approval-approve, #approval-decline, #approval-withdraw").ShouldBeEmpty();
        approval.Find(".note").TextContent.ShouldContain("somebody else has to decide");

        // Who lost the right while the page is open is sent to what the server says to anyone.
        await RoleAsync("moderator");
        Announce(Topic.Queues);
        page.WaitForState(() =>
            Services.GetRequiredService<BunitNavigationManager>().History.Any(h => h.Options.ForceLoad)
        );
        await RoleAsync("support");
    }

    [Fact]
    public async Task A_deduction_that_became_too_much_can_only_be_declined()
    {
        await SecondAdminAsync();
        var player = await IdOfAsync(DemoAccounts.SecondPlayer);
        await AdjustAsync(player, 10_000);
        await AdjustAsync(player, 10_000);
        var have = (await Get<WalletReads>().FindAsync(player, default)).Balance.Amount;
        var asked = await AskAsync(-have);
        await AdjustAsync(player, -1);

        var page = await ShowApprovalAsync(Owen, asked.ApprovalId!.Value);

        page.Find(".facts").TextContent.ShouldContain("not possible");
        page.FindAll("#approval-approve").ShouldBeEmpty();
        await PressAsync(page, "#approval-decline");
        page.WaitForAssertion(() => page.Find(".split-view__item").TextContent.ShouldContain("This one is decided."));
    }

    private async Task<(PlayerId Player, IRenderedComponent<StaffUser> Page)> ShowAsync(string who, string whom)
    {
        var (desk, player) = (await SitDownAsync(who), await IdOfAsync(whom));
        var model = await Get<StaffUserReads>().FindAsync(player, default);
        return (
            player,
            Render<StaffUser>(p => p.Add(x => x.Desk, desk).Add(x => x.Id, player.Value).Add(x => x.Model, model))
        );
    }

    private async Task<IRenderedComponent<StaffApprovals>> ShowApprovalAsync(string who, Guid id)
    {
        var desk = await SitDownAsync(who);
        var model = await StaffApprovalsModel.ReadAsync(Lots, Get<StaffUserReads>(), Get<StaffPotReads>(), desk, id.ToString(), default);
        return Render<StaffApprovals>(p =>
            p.Add(x => x.Desk, desk).Add(x => x.Model, model).Add(x => x.Item, id.ToString())
        );
    }

    private async Task<AdjustedCredits> AskAsync(long amount) =>
        await AdjustAsync(await IdOfAsync(DemoAccounts.SecondPlayer), amount);

    private async Task<AdjustedCredits> AdjustAsync(PlayerId player, long amount) =>
        await Get<AdjustCredits>()
            .RunAsync(new(await IdOfAsync(DemoAccounts.Admin), NewKey(), player, amount, "Wrong strap"), default);

    private Task<int> RoleAsync(string role) =>
        Database.RunAsync(
            "update admin_users set role = $1 where user_id = (select id from users where email = $2)",
            Database.Owner,
            role,
            DemoAccounts.Support
        );

    private async Task<string> UrlAsync(string email) => "/staff/users/" + await IdOfAsync(email);

    private async Task SecondAdminAsync()
    {
        await using var db = Database.Open();
        if (db.Users.Any(u => u.Email == Owen))
            return;
        var owen = new AlotUser
        {
            Id = Guid.CreateVersion7(Now),
            UserName = "owen",
            Email = Owen,
            EmailConfirmed = true,
            Country = "US",
            CreatedAt = Now,
            UpdatedAt = Now,
        };
        (await Get<Users>().On(db).CreateAsync(owen)).Succeeded.ShouldBeTrue();
        db.Add(
            new StaffMember
            {
                Id = Guid.CreateVersion7(Now),
                UserId = owen.Id,
                Role = StaffRole.Admin,
                CreatedAt = Now,
            }
        );
        await db.SaveChangesAsync();
    }
}
