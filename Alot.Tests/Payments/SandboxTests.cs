using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Alot.Web.Payments;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

public sealed partial class SandboxTests(TestCluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_checkout_is_opened_paid_and_told_by_a_signed_webhook()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var checkout = world.NewCheckout();
        var opened = await world.CreateAsync(checkout);
        (opened.Status, opened.PaymentStatus, opened.PaymentIntentId).ShouldBe(
            (CheckoutStatus.Open, PaymentStatus.Unpaid, null)
        );
        (opened.AmountTotal, opened.Currency, opened.LiveMode).ShouldBe((Money.Dollars(25), "usd", false));
        opened.PurchaseId.ShouldBe(checkout.PurchaseId);
        (opened.ExpiresAt - checkout.ExpiresAt).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(1));
        opened.Url.ShouldBe(new Uri(world.Address, "/sandbox/pay/" + opened.Id).ToString());

        using var answer = await world.CompleteAsync(opened.Id, "succeed");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var said = (await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!;
        ((bool)said["delivered"]!).ShouldBeTrue();

        // Told before the answer, by a webhook that the real door let in.
        var told = world.Received.ShouldHaveSingleItem();
        told.EventId.ShouldBe((string)said["event_id"]!);
        var completed = ProcessorEvent.Parse(told.Payload).ShouldBeOfType<CheckoutCompleted>();
        completed.Session.PaymentStatus.ShouldBe(PaymentStatus.Paid);
        completed.Session.PurchaseId.ShouldBe(checkout.PurchaseId);

        var found = (await world.Gateway.FindCheckoutAsync(opened.Id, Stop))!;
        (found.Status, found.PaymentStatus, found.Url).ShouldBe((CheckoutStatus.Complete, PaymentStatus.Paid, null));
        found.PaymentIntentId.ShouldBe(completed.Session.PaymentIntentId);
        found.ChargeId.ShouldNotBeNull().ShouldStartWith("ch_");

        var (_, intent) = await world.StripeAsync(HttpMethod.Get, "/v1/payment_intents/" + found.PaymentIntentId);
        ((string)intent["metadata"]!["purchase_id"]!).ShouldBe(checkout.PurchaseId.ToString());
        ((string)intent["metadata"]!["lot_id"]!).ShouldBe(checkout.LotId.ToString());
    }

    [Fact]
    public async Task A_declined_card_leaves_the_session_open_for_another_try()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var session = await world.CreateAsync();
        using var declined = await world.CompleteAsync(session.Id, "decline");
        declined.StatusCode.ShouldBe(HttpStatusCode.OK);
        var failed = await world.ReceivedAsync<PaymentFailed>();
        (failed.Try.FailureCode, failed.Try.PurchaseId).ShouldBe(("card_declined", session.PurchaseId));
        var found = (await world.Gateway.FindCheckoutAsync(session.Id, Stop))!;
        (found.Status, found.PaymentStatus).ShouldBe((CheckoutStatus.Open, PaymentStatus.Unpaid));

        using var paid = await world.CompleteAsync(session.Id, "succeed");
        paid.StatusCode.ShouldBe(HttpStatusCode.OK);
        var completed = await world.ReceivedAsync<CheckoutCompleted>();
        completed.Session.PaymentIntentId.ShouldBe(failed.Try.PaymentIntentId);
    }

    [Fact]
    public async Task Paying_twice_charges_once_and_declining_afterwards_changes_nothing()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var session = await world.CreateAsync();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => world.CompleteAsync(session.Id, "succeed"))
        );
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.OK);
        using var late = await world.CompleteAsync(session.Id, "decline");
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await CodeAsync(late)).ShouldBe("session_complete");
        var (_, charges) = await world.StripeAsync(HttpMethod.Get, "/v1/charges");
        charges["data"]!.AsArray().Count.ShouldBe(1);
        (await world.Gateway.FindCheckoutAsync(session.Id, Stop))!.PaymentStatus.ShouldBe(PaymentStatus.Paid);
    }

    [Fact]
    public async Task The_same_key_gives_the_same_answer_and_another_body_is_refused()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var checkout = world.NewCheckout();
        var sessions = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.CreateAsync(checkout, "same")));
        sessions.Distinct().Count().ShouldBe(1);
        var (_, list) = await world.StripeAsync(HttpMethod.Get, "/v1/checkout/sessions");
        list["data"]!.AsArray().Count.ShouldBe(1);

        var refused = await Should.ThrowAsync<PaymentGatewayException>(() =>
            world.CreateAsync(checkout with { Amount = Money.Dollars(26) }, "same")
        );
        (refused.Code, refused.HttpStatus, refused.Retryable).ShouldBe(("idempotency_error", 400, false));

        // After a day the processor has forgotten the key: the same call makes a second session.
        world.Clock.Advance(TimeSpan.FromHours(25));
        var again = await world.CreateAsync(
            checkout with
            {
                ExpiresAt = world.Clock.GetUtcNow().AddMinutes(31),
            },
            "same"
        );
        again.Id.ShouldNotBe(sessions[0].Id);
    }

    [Fact]
    public async Task A_refused_call_keeps_nothing_under_its_key()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var (status, _) = await world.StripeAsync(HttpMethod.Post, "/v1/accounts", "email=a&typo=1", "k");
        status.ShouldBe(400);
        (status, _) = await world.StripeAsync(HttpMethod.Post, "/v1/accounts", "email=a", "k");
        status.ShouldBe(200);
        (_, var list) = await world.StripeAsync(HttpMethod.Get, "/v1/accounts");
        list["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_session_expires_by_the_apps_clock_and_the_app_is_told()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var (swept, read) = (await world.CreateAsync(), await world.CreateAsync());
        world.Clock.Advance(TimeSpan.FromMinutes(29));
        (await world.Gateway.FindCheckoutAsync(read.Id, Stop))!.Status.ShouldBe(CheckoutStatus.Open);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        // Exact for whoever looks, before any sweep.
        (await world.Gateway.FindCheckoutAsync(read.Id, Stop))!.Status.ShouldBe(CheckoutStatus.Expired);
        await world.ReceivedAsync<CheckoutExpired>(e => e.Session.Id == read.Id);
        await world.ReceivedAsync<CheckoutExpired>(e => e.Session.Id == swept.Id);

        using var late = await world.CompleteAsync(swept.Id, "succeed");
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await CodeAsync(late)).ShouldBe("session_expired");
        (await world.Gateway.FindCheckoutAsync(swept.Id, Stop))!.PaymentStatus.ShouldBe(PaymentStatus.Unpaid);
        world.Received.Count.ShouldBe(2, "each session expires once");
    }

    [Fact]
    public async Task Expiring_closes_an_open_session_and_tells_what_became_of_any_other()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var open = await world.CreateAsync();
        (await world.Gateway.ExpireCheckoutAsync(open.Id, Stop)).Status.ShouldBe(CheckoutStatus.Expired);
        (await world.Gateway.ExpireCheckoutAsync(open.Id, Stop)).Status.ShouldBe(CheckoutStatus.Expired);
        await world.ReceivedAsync<CheckoutExpired>();
        using var late = await world.CompleteAsync(open.Id, "succeed");
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);

        var paid = await world.CreatePaidAsync();
        var kept = await world.Gateway.ExpireCheckoutAsync(paid.Id, Stop);
        (kept.Status, kept.PaymentStatus, kept.ChargeId).ShouldBe(
            (CheckoutStatus.Complete, PaymentStatus.Paid, paid.ChargeId)
        );

        var missing = await Should.ThrowAsync<PaymentGatewayException>(() =>
            world.Gateway.ExpireCheckoutAsync("cs_test_nobodys", Stop)
        );
        missing.Code.ShouldBe("resource_missing");
        (await world.Gateway.FindCheckoutAsync("cs_test_nobodys", Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Paying_and_expiring_at_once_end_in_one_of_the_two()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        for (var i = 0; i < 10; i++)
        {
            var session = await world.CreateAsync();
            var paying = world.CompleteAsync(session.Id, "succeed");
            var expiring = world.Gateway.ExpireCheckoutAsync(session.Id, Stop);
            using var paid = await paying;
            var ended = await expiring;
            var found = (await world.Gateway.FindCheckoutAsync(session.Id, Stop))!;
            found.Status.ShouldBe(ended.Status);
            (found.PaymentStatus == PaymentStatus.Paid).ShouldBe(paid.StatusCode == HttpStatusCode.OK);
            (found.Status == CheckoutStatus.Complete).ShouldBe(paid.StatusCode == HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Refunds_never_exceed_what_was_paid_however_many_are_asked_for_at_once()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var paid = await world.CreatePaidAsync(100);
        var tries = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(i => TryRefundAsync(world, paid, Money.Dollars(30), "refund-" + i))
        );
        tries.Count(t => t.Refund is not null).ShouldBe(3);
        tries.Where(t => t.Failure is not null).ShouldAllBe(t => t.Failure!.Code == "amount_too_large");

        var rest = await TryRefundAsync(world, paid, Money.Dollars(10), "the-rest");
        (rest.Refund!.Status, rest.Refund.PurchaseId, rest.Refund.Reason).ShouldBe(
            (GatewayRefundStatus.Succeeded, paid.PurchaseId, "expired_choice")
        );
        var more = await TryRefundAsync(world, paid, new Money(1), "one-more");
        (more.Failure!.Code, more.Failure.Retryable).ShouldBe(("charge_already_refunded", false));

        var all = await world.Gateway.FindRefundsOfAsync(paid.PaymentIntentId!, Stop);
        all.Sum(r => r.Amount.Cents).ShouldBe(100_00);
        (await world.Gateway.FindRefundAsync(all[0].Id, Stop)).ShouldBe(all[0]);
        (await world.Gateway.FindRefundAsync("re_nobodys", Stop)).ShouldBeNull();
        var told = await world.ReceivedAsync<ChargeRefunded>(e => e.Charge.AmountRefunded == Money.Dollars(100));
        told.Charge.PurchaseId.ShouldBe(paid.PurchaseId);
        await world.ReceivedAsync<RefundUpdated>(e => e.Refund.Id == rest.Refund.Id);
    }

    [Fact]
    public async Task A_refund_sent_again_under_its_key_is_the_same_refund()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var paid = await world.CreatePaidAsync();
        var refunds = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => TryRefundAsync(world, paid, new Money(2450), "one"))
        );
        refunds.Select(r => r.Refund!.Id).Distinct().Count().ShouldBe(1);
        (await world.Gateway.FindRefundsOfAsync(paid.PaymentIntentId!, Stop)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_can_be_refunded_that_was_never_paid()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var session = await world.CreateAsync();
        (await world.CompleteAsync(session.Id, "decline")).Dispose();
        var tried = (await world.Gateway.FindCheckoutAsync(session.Id, Stop))!;
        var refused = await TryRefundAsync(world, tried, Money.Dollars(1), "r");
        refused.Failure!.HttpStatus.ShouldBe(400);
    }

    [Fact]
    public async Task A_refund_can_fail_days_later_as_some_cards_do()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var session = await world.CreateAsync();
        (await world.CompleteAsync(session.Id, "succeed", "4000 0000 0000 5126")).Dispose();
        var paid = (await world.Gateway.FindCheckoutAsync(session.Id, Stop))!;
        var (refund, _) = await TryRefundAsync(world, paid, Money.Dollars(25), "r");
        refund!.Status.ShouldBe(GatewayRefundStatus.Succeeded);
        world.Clock.Advance(TimeSpan.FromDays(3));
        var failed = await world.ReceivedAsync<RefundFailed>();
        (failed.Refund.Id, failed.Refund.FailureReason).ShouldBe((refund.Id, "expired_or_canceled_card"));
        (await world.Gateway.FindRefundAsync(refund.Id, Stop))!.Status.ShouldBe(GatewayRefundStatus.Failed);
    }

    [Fact]
    public async Task A_webhook_that_isnt_taken_comes_again_until_it_is()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var session = await world.CreateAsync();
        var refusals = 2;
        world.OnStore = _ =>
            Interlocked.Decrement(ref refusals) >= 0
                ? throw new InvalidOperationException("The database is away.")
                : Task.CompletedTask;
        using var answer = await world.CompleteAsync(session.Id, "succeed");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        world.Received.Count.ShouldBe(1);
        refusals.ShouldBe(-1);
    }

    [Fact]
    public async Task A_webhook_survives_the_app_being_killed_before_it_was_sent()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        await world.CreatePaidAsync();
        // As a node leaves it that was killed while sending: undelivered, and under a lease that runs out.
        await ExecuteAsync(
            world,
            "update sandbox.deliveries set delivered_at = null, lease = uuid_v7(), leased_until = clock_timestamp() + interval '1 hour'"
        );
        await Task.Delay(1200, Stop);
        world.Received.Count.ShouldBe(1, "somebody else may still be sending it");
        await ExecuteAsync(world, "update sandbox.deliveries set leased_until = clock_timestamp()");
        await Eventually.TrueAsync(() => world.Received.Count == 2);
        world.Received.Select(r => r.EventId).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Two_nodes_on_one_database_never_send_the_same_webhook_at_once()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        await world.AddNodeAsync();
        await world.AddNodeAsync();
        var sending = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        var overlaps = 0;
        world.OnStore = async received =>
        {
            if (sending.AddOrUpdate(received.EventId, 1, (_, n) => n + 1) > 1)
                Interlocked.Increment(ref overlaps);
            // Longer than a node waits before it looks for work again.
            await Task.Delay(1200);
            sending.AddOrUpdate(received.EventId, 0, (_, n) => n - 1);
        };
        var sessions = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => world.CreateAsync()));
        await Task.WhenAll(sessions.Select(s => world.Gateway.ExpireCheckoutAsync(s.Id, Stop)));
        await Eventually.TrueAsync(() => world.Received.Count >= 16);
        await Task.Delay(1500, Stop);
        overlaps.ShouldBe(0);
        world.Received.Count.ShouldBe(16);
        world.Received.Select(r => r.EventId).Distinct().Count().ShouldBe(16);
    }

    [Fact]
    public async Task Webhooks_go_where_configuration_says()
    {
        await using var world = await SandboxWorld.StartAsync(
            cluster,
            "Development",
            // Nobody listens there.
            ("Sandbox:WebhookUrl", "http://127.0.0.1:9/")
        );
        var session = await world.CreateAsync();
        await world.Gateway.ExpireCheckoutAsync(session.Id, Stop);
        await using var select = world.Database.CreateCommand(
            "select attempts > 0 and last_error like '%can''t be reached%' from sandbox.deliveries"
        );
        await Eventually.TrueAsync(async () => await select.ExecuteScalarAsync(Stop) is true);
        world.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Production", "", "")]
    [InlineData("Staging", "", "")]
    [InlineData("Production", "sk_live_x", "whsec_x")]
    [InlineData("Development", "sk_test_x", "")]
    [InlineData("Development", "", "whsec_x")]
    public async Task The_sandbox_exists_in_Development_without_keys_and_nowhere_else(
        string environment,
        string secretKey,
        string webhookSecret
    )
    {
        await using var world = await SandboxWorld.StartAsync(
            cluster,
            environment,
            ("Stripe:SecretKey", secretKey),
            ("Stripe:WebhookSecret", webhookSecret)
        );
        foreach (
            var path in new[]
            {
                "/sandbox/stripe/v1/checkout/sessions",
                "/sandbox/stripe/v1/events",
                "/sandbox/pay/cs_test_1",
                "/sandbox/checkout/cs_test_1/complete",
            }
        )
        {
            using var get = new HttpRequestMessage(HttpMethod.Get, path);
            get.Headers.Add("Authorization", "Bearer " + StripeSettings.SandboxSecretKey);
            using var read = await world.Client.SendAsync(get, Stop);
            read.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
            using var posted = await world.Client.PostAsJsonAsync(path, new { outcome = "succeed" }, Stop);
            posted.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }
        // The door stays, and believes nothing that the sandbox's known secret signed.
        var body = "{}"u8.ToArray();
        using var forged = new HttpRequestMessage(HttpMethod.Post, WebhookEndpoint.Path)
        {
            Content = new ByteArrayContent(body),
        };
        forged.Headers.Add(
            "Stripe-Signature",
            StripeSignature.Make(body, StripeSettings.SandboxWebhookSecret, world.Clock.GetUtcNow())
        );
        using var refused = await world.Client.SendAsync(forged, Stop);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("POST", "/v1/checkout/sessions", "mode=payment", 400, "payment_method_types")]
    [InlineData("POST", "/v1/checkout/sessions", "mode=subscription", 400, "mode")]
    [InlineData("POST", "/v1/refunds", "", 400, "payment_intent")]
    [InlineData("POST", "/v1/refunds", "payment_intent=pi_no", 404, "id")]
    [InlineData("POST", "/v1/refunds", "payment_intent=pi_no&amount=1.5", 400, "amount")]
    [InlineData("GET", "/v1/refunds/re_no", null, 404, "id")]
    [InlineData("GET", "/v1/refunds?limit=0", null, 400, "limit")]
    [InlineData("GET", "/v1/refunds?nonsense=1", null, 400, "nonsense")]
    [InlineData("GET", "/v1/events?starting_after=evt_no", null, 404, "id")]
    [InlineData("GET", "/v1/events?created[gte]=99999999999999999", null, 400, "created[gte]")]
    [InlineData("GET", "/v1/customers", null, 404, null)]
    [InlineData("DELETE", "/v1/refunds/re_no", null, 404, null)]
    [InlineData("POST", "/v1/transfers", "amount=100&currency=usd&destination=acct_no", 404, "id")]
    [InlineData("POST", "/v1/accounts", "metadata[a%00b]=1", 400, null)]
    public async Task Wrong_calls_are_refused_in_stripes_shape(
        string method,
        string path,
        string? form,
        int status,
        string? param
    )
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var (answered, body) = await world.StripeAsync(new HttpMethod(method), path, form);
        answered.ShouldBe(status, body.ToJsonString());
        ((string?)body["error"]!["type"]).ShouldBe("invalid_request_error");
        ((string?)body["error"]!["param"]).ShouldBe(param);
    }

    [Fact]
    public async Task Without_the_key_the_sandbox_tells_nothing()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var (status, body) = await world.StripeAsync(HttpMethod.Get, "/v1/events", secretKey: "sk_test_other");
        status.ShouldBe(401);
        body.ToJsonString().ShouldNotContain("sk_test");
    }

    [Fact]
    public async Task A_checkout_needs_half_an_hour_and_at_most_a_day()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        foreach (var minutes in new[] { 0, 20, 28, 24 * 60 + 5 })
        {
            var refused = await Should.ThrowAsync<PaymentGatewayException>(() =>
                world.CreateAsync(world.NewCheckout(minutes: minutes))
            );
            refused.HttpStatus.ShouldBe(400);
            refused.Retryable.ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Lists_come_newest_first_page_by_page()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
            made.Add((await world.CreateAsync()).Id);
        made.Reverse();
        var read = new List<string>();
        for (var more = true; more; )
        {
            var after = read.Count == 0 ? "" : "&starting_after=" + read[^1];
            var (_, page) = await world.StripeAsync(HttpMethod.Get, "/v1/checkout/sessions?limit=2" + after);
            read.AddRange(page["data"]!.AsArray().Select(s => (string)s!["id"]!));
            page.ToJsonString().ShouldNotContain("_sandbox");
            more = (bool)page["has_more"]!;
        }
        read.ShouldBe(made);
    }

    [Fact]
    public async Task Transfers_go_to_accounts_that_exist()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var (_, account) = await world.StripeAsync(HttpMethod.Post, "/v1/accounts", "email=host%40alot.test");
        var form = $"amount=1234&currency=usd&destination={account["id"]}&metadata[lot_id]=7";
        var (status, transfer) = await world.StripeAsync(HttpMethod.Post, "/v1/transfers", form, "t1");
        status.ShouldBe(200);
        var (_, again) = await world.StripeAsync(HttpMethod.Post, "/v1/transfers", form, "t1");
        ((string)again["id"]!).ShouldBe((string)transfer["id"]!);
        (await world.ReceivedAsync<ObjectChanged>(e => e.Head.Type == "transfer.created")).ShouldNotBeNull();
        var (_, events) = await world.StripeAsync(HttpMethod.Get, "/v1/events?type=transfer.created");
        events["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_hosted_page_pays_and_sends_the_payer_back()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var session = await world.CreateAsync();
        var page = await world.Client.GetStringAsync(session.Url, Stop);
        page.ShouldContain("Stripe sandbox – no real money");
        page.ShouldContain("Pay $25.00");
        page.ShouldContain("4242 4242 4242 4242");
        page.ShouldContain("Lot 0417: Meridian &amp; S&#xF6;hne &lt;Chrono&gt;");
        page.ShouldNotContain("style=");
        page.ShouldNotContain("<script");

        using var foreign = await PostAsync(world, session.Url!, ("action", "pay"), ("card", "4242424242424242"));
        foreign.StatusCode.ShouldBe(HttpStatusCode.BadRequest, "a form without our token");

        foreach (var (card, action) in new[] { ("4000 0000 0000 0002", "pay"), ("4242 4242 4242 4242", "decline") })
        {
            using var declined = await PostAsync(world, session.Url!, Token(page), ("action", action), ("card", card));
            (await declined.Content.ReadAsStringAsync(Stop)).ShouldContain(
                "Your card was declined. Nothing was charged."
            );
        }
        using var real = await PostAsync(
            world,
            session.Url!,
            Token(page),
            ("action", "pay"),
            ("card", "4111111111111111")
        );
        (await real.Content.ReadAsStringAsync(Stop)).ShouldContain("Only Stripe&#x27;s test cards work here");

        using var paid = await PostAsync(
            world,
            session.Url!,
            Token(page),
            ("action", "pay"),
            ("card", "4242-4242-4242-4242")
        );
        paid.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        paid.Headers.Location.ShouldBe(new Uri(world.Address, "/paid?session=" + session.Id));
        world.Received.Select(r => r.Type).ShouldContain("checkout.session.completed");

        (await world.Client.GetStringAsync(session.Url, Stop)).ShouldContain("Paying twice is not possible");
        using var twice = await PostAsync(
            world,
            session.Url!,
            Token(page),
            ("action", "pay"),
            ("card", "4242424242424242")
        );
        twice.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var (_, charges) = await world.StripeAsync(HttpMethod.Get, "/v1/charges");
        charges["data"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_hosted_page_tells_when_it_is_too_late_or_nothing_is_there()
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        var session = await world.CreateAsync();
        var page = await world.Client.GetStringAsync(session.Url, Stop);
        world.Clock.Advance(TimeSpan.FromMinutes(40));
        (await world.Client.GetStringAsync(session.Url, Stop)).ShouldContain("has expired. Nothing was charged.");
        using var late = await PostAsync(
            world,
            session.Url!,
            Token(page),
            ("action", "pay"),
            ("card", "4242424242424242")
        );
        (await late.Content.ReadAsStringAsync(Stop)).ShouldContain("has expired. Nothing was charged.");
        using var missing = await world.Client.GetAsync("/sandbox/pay/cs_test_nobodys", Stop);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{"outcome":"maybe"}""", 422)]
    [InlineData("""{}""", 422)]
    [InlineData("""{"outcome":"succeed","card":"4111111111111111"}""", 422)]
    [InlineData("""{"outcome":"succeed"}""", 404)]
    [InlineData("nonsense", 400)]
    public async Task A_test_that_asks_wrongly_is_told(string body, int status)
    {
        await using var world = await SandboxWorld.StartAsync(cluster);
        using var answer = await world.Client.PostAsync(
            "/sandbox/checkout/cs_test_nobodys/complete",
            new StringContent(body, null, "application/json"),
            Stop
        );
        ((int)answer.StatusCode).ShouldBe(status);
    }

    private static async Task<(GatewayRefund? Refund, PaymentGatewayException? Failure)> TryRefundAsync(
        SandboxWorld world,
        CheckoutSession paid,
        Money amount,
        string key
    )
    {
        try
        {
            var refund = new NewRefund(paid.PaymentIntentId!, amount, paid.PurchaseId!.Value, "expired_choice");
            return (await world.Gateway.RefundAsync(refund, key, Stop), null);
        }
        catch (PaymentGatewayException failure)
        {
            return (null, failure);
        }
    }

    private static Task<HttpResponseMessage> PostAsync(
        SandboxWorld world,
        string url,
        params (string Name, string Value)[] fields
    ) =>
        world.Client.PostAsync(
            url,
            new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
            Stop
        );

    private static (string, string) Token(string page)
    {
        var match = TokenField().Match(page);
        match.Success.ShouldBeTrue();
        return (match.Groups[1].Value, WebUtility.HtmlDecode(match.Groups[2].Value));
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Stop))!["code"];

    private static async Task ExecuteAsync(SandboxWorld world, string sql)
    {
        await using var command = world.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Stop);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\">")]
    private static partial Regex TokenField();
}
