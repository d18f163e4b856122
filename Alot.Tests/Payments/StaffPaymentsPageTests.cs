using Alot.Data.Accounts;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Tests.Lots;
using Alot.Tests.World;
using Alot.Web.Payments.Staff;
using Bunit;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>Webhooks that were set aside, refunds that were refused, disputes: what staff see and may do.</summary>
public sealed class StaffPaymentsPageTests(AppHost app) : StaffDesk(app), IClassFixture<AppHost>
{
    [Fact]
    public async Task A_webhook_set_aside_shows_its_facts_and_is_dismissed_with_a_reason()
    {
        var id = await AsideAsync();
        var page = await ShowAsync(DemoAccounts.Support, id);
        page.Find(".why-box").TextContent.ShouldContain("isn't ours");
        page.Find(".facts").TextContent.ShouldContain("pi_strange");
        page.Markup.ShouldNotContain("4242", Case.Sensitive, "no card");
        page.FindAll("[style]").ShouldBeEmpty();

        await PressAsync(page, "#aside-why-go");
        page.WaitForAssertion(() => page.Find("[role=alert]").TextContent.ShouldContain("3 to 300"));
        await ChangeAsync(page, "#aside-why", "Somebody else's account");
        await PressAsync(page, "#aside-why-go");

        page.WaitForAssertion(() => page.Find(".split-view__item").TextContent.ShouldContain("This one is done."));
        (await Database.AskAsync<string>("select outcome from webhook_events where event_id = $1", id)).ShouldBe(
            "dismissed: Somebody else's account"
        );
        (
            await Database.AskAsync<long>(
                "select count(*) from audit_logs where action = 'webhook_dismissed' and details ->> 'event_id' = $1",
                id
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task Applying_again_hands_it_to_the_worker_and_what_still_does_not_fit_comes_back()
    {
        var id = await AsideAsync();
        var page = await ShowAsync(DemoAccounts.Admin, id);

        await PressAsync(page, "#aside-again");

        page.WaitForAssertion(() => page.Find(".toasts").TextContent.ShouldContain("Sent back"));
        await Eventually.TrueAsync(() => QuarantinedAsync(id));
    }

    [Fact]
    public async Task Who_may_not_pay_back_sees_no_button_and_the_command_says_no()
    {
        var id = await AsideAsync();
        // A moderator looks after hosts; payments are none of theirs.
        await Database.RunAsync(
            "update admin_users set role = 'moderator' where user_id = (select id from users where email = $1)",
            Database.Owner,
            DemoAccounts.Support
        );
        try
        {
            var page = await ShowAsync(DemoAccounts.Support, id);
            page.FindAll("#aside-again, #aside-why-go").ShouldBeEmpty();
            var moderator = await IdOfAsync(DemoAccounts.Support);
            (
                await Should.ThrowAsync<Refusal>(() =>
                    Get<DismissWebhook>().RunAsync(new(moderator, NewKey(), id, "Because"), default)
                )
            ).Code.ShouldBe("not_found");
            (
                await Should.ThrowAsync<Refusal>(() =>
                    Get<ReapplyWebhook>().RunAsync(new(moderator, NewKey(), id), default)
                )
            ).Code.ShouldBe("not_found");
        }
        finally
        {
            await Database.RunAsync(
                "update admin_users set role = 'support' where user_id = (select id from users where email = $1)",
                Database.Owner,
                DemoAccounts.Support
            );
        }
    }

    private async Task<IRenderedComponent<StaffPayments>> ShowAsync(string who, string item)
    {
        var desk = await SitDownAsync(who);
        var model = await StaffPaymentsModel.ReadAsync(Lots, Get<StaffPaymentReads>(), "quarantined", item, default);
        return Render<StaffPayments>(p =>
            p.Add(x => x.Desk, desk).Add(x => x.Model, model).Add(x => x.Kind, "quarantined").Add(x => x.Item, item)
        );
    }

    private Task<bool> QuarantinedAsync(string id) =>
        Database.AskAsync<bool>("select quarantined from webhook_events where event_id = $1", id);

    /// <summary>A dispute of a payment that is none of ours, as the worker set it aside.</summary>
    private async Task<string> AsideAsync()
    {
        var id = "evt_" + NewKey();
        var payload = $$"""
            {"id":"{{id}}","object":"event","type":"charge.dispute.created","created":1767225600,"livemode":false,"data":{"object":
            {"id":"dp_strange","object":"dispute","charge":"ch_strange","payment_intent":"pi_strange","amount":1000,"currency":"usd",
            "status":"needs_response","payment_method_details":{"card":{"last4":"4242"} } } } }
            """;
        await Get<StoreWebhook>().RunAsync(new(id, "charge.dispute.created", Now, false, payload), default);
        await Eventually.TrueAsync(() => QuarantinedAsync(id));
        return id;
    }
}
