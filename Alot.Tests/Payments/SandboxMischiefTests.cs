using System.Net;
using System.Text.Json.Nodes;
using Alot.Data.Auditing;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>The sandbox does wrong what it is told to, counts it, and shows it; the books hold all the same.</summary>
public sealed class SandboxMischiefTests(SandboxedUseCases sandbox) : IClassFixture<SandboxedUseCases>
{
    private UseCases World => sandbox.World;

    [Theory]
    [InlineData("error_500", true)]
    [InlineData("error_500_after", true)]
    [InlineData("lose_answer", true)]
    [InlineData("refuse", true)]
    [InlineData("slow", false)]
    public async Task The_next_call_goes_wrong_as_it_was_told(string fault, bool fails)
    {
        var lot = await World.OpenLotAsync(100);
        var player = await World.Cast.PlayerAsync();
        var started = await World
            .Get<StartPurchase>()
            .RunAsync(new(player, World.Key(), lot, Money.Dollars(5)), default);
        var before = Fired(await sandbox.CountsAsync(), fault);
        await sandbox.MisbehaveAsync(1, (fault, 0, 1, 0.1));
        var open = World.Make<OpenCheckout>(sandbox.Gateway);

        if (fails)
            (
                await Should.ThrowAsync<PaymentGatewayException>(() => open.RunAsync(started.PurchaseId, default))
            ).OutcomeUnknown.ShouldBeTrue();

        // The same key again: once is enough.
        (await open.RunAsync(started.PurchaseId, default)).CheckoutUrl.ShouldNotBeNull();
        Fired(await sandbox.CountsAsync(), fault).ShouldBe(before + 1);
        (
            await World.Database.AskAsync<long>(
                "select count(*) from sandbox.objects where kind = 'checkout.session' and body ->> 'client_reference_id' = $1",
                started.PurchaseId.ToString()
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task A_page_that_can_not_be_opened_any_more_ends_the_hold_at_once()
    {
        var lot = await World.OpenLotAsync(100);
        var player = await World.Cast.PlayerAsync();
        var started = await World
            .Get<StartPurchase>()
            .RunAsync(new(player, World.Key(), lot, Money.Dollars(5)), default);
        await sandbox.MisbehaveAsync(1, ("error_500", 0, 1, 0.1));
        var open = World.Make<OpenCheckout>(sandbox.Gateway);
        await Should.ThrowAsync<PaymentGatewayException>(() => open.RunAsync(started.PurchaseId, default));

        // A page lives for 30 minutes at least, its hold would not.
        World.Clock.Advance(TimeSpan.FromMinutes(5));
        var opened = await open.RunAsync(started.PurchaseId, default);

        opened.CheckoutUrl.ShouldBeNull();
        opened.Status.ShouldBe(PurchaseStatus.Failed);
        (await World.LotAsync(lot)).HeldTickets.ShouldBe(0);
        await sandbox.BuyAsync(player, lot, 5);
        (await World.LotAsync(lot)).LiveTickets.ShouldBe(5);
    }

    [Fact]
    public async Task A_webhook_that_was_dropped_is_found_by_the_reconciler()
    {
        var lot = await World.OpenLotAsync(100);
        await sandbox.MisbehaveAsync(2, ("drop", 1, 0, 0));
        var purchase = await sandbox.PayAsync(await World.Cast.PlayerAsync(), lot, 10);
        var other = await sandbox.PayAsync(await World.Cast.PlayerAsync(), lot, 10);
        await sandbox.ApplyAsync();
        (await World.PurchaseAsync(purchase)).Status.ShouldBe(PurchaseStatus.Pending);
        // One whose hold was given up meanwhile: its payment is found in the processor's list.
        await World.Get<ReleaseHold>().RunAsync(other, "hold_expired", null, default);

        World.Clock.Advance(TimeSpan.FromMinutes(11));
        await sandbox.ReconcileAsync();

        (await World.PurchaseAsync(purchase)).Status.ShouldBe(PurchaseStatus.Succeeded);
        (await World.PurchaseAsync(other)).Reason.ShouldBe("hold_gone");
        Fired(await sandbox.CountsAsync(), "drop").ShouldBeGreaterThanOrEqualTo(2);
        await sandbox.MisbehaveAsync(2);
    }

    [Fact]
    public async Task Webhooks_sent_twice_late_and_in_another_order_end_the_same()
    {
        var lot = await World.OpenLotAsync(100);
        await sandbox.MisbehaveAsync(3, ("duplicate", 1, 0, 0));
        var purchase = await sandbox.BuyAsync(await World.Cast.PlayerAsync(), lot, 10);
        await sandbox.MisbehaveAsync(3, ("reorder", 1, 0, 30));
        var intent = (await World.PurchaseAsync(purchase)).StripePaymentIntentId;
        var dispute = await sandbox.PostAsync("/sandbox/disputes", new JsonObject { ["paymentIntent"] = intent });
        await sandbox.PostAsync($"/sandbox/disputes/{dispute["id"]}", new JsonObject { ["status"] = "under_review" });
        await sandbox.PostAsync($"/sandbox/disputes/{dispute["id"]}", new JsonObject { ["status"] = "lost" });
        await Eventually.TrueAsync(async () => Fired(await sandbox.CountsAsync(), "reorder") >= 3);
        await sandbox.MisbehaveAsync(3);
        World.Clock.Advance(TimeSpan.FromMinutes(1));
        await sandbox.DeliveredAsync();
        await sandbox.ApplyAsync();

        (await World.PurchaseAsync(purchase)).LostAmount.ShouldBe(Money.Dollars(10));
        (await World.BalanceAsync("clearing", lot.Value)).ShouldBe(0);
        var counts = await sandbox.CountsAsync();
        Fired(counts, "duplicate").ShouldBeGreaterThan(0);
        Fired(counts, "reorder").ShouldBeGreaterThan(0);
        (await World.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_disputed_charge_is_not_refunded_and_a_dispute_that_no_webhook_told_is_found_in_the_list()
    {
        var lot = await World.OpenLotAsync(100);
        var player = await World.Cast.PlayerAsync();
        var purchase = await sandbox.BuyAsync(player, lot, 10);
        await sandbox.MisbehaveAsync(4, ("drop", 1, 0, 0));
        var intent = (await World.PurchaseAsync(purchase)).StripePaymentIntentId!;
        await sandbox.PostAsync("/sandbox/disputes", new JsonObject { ["paymentIntent"] = intent });
        (
            await Should.ThrowAsync<PaymentGatewayException>(() =>
                sandbox.Gateway.RefundAsync(new(intent, Money.Dollars(10), purchase, "left"), "k-disputed", default)
            )
        ).Code.ShouldBe("charge_disputed");

        await sandbox.ReconcileAsync();

        (await World.PurchaseAsync(purchase)).Disputed.ShouldBeTrue();
        await sandbox.MisbehaveAsync(4);
    }

    [Fact]
    public async Task A_dispute_that_ends_unheard_after_weeks_is_looked_up()
    {
        var lot = await World.OpenLotAsync(100);
        var purchase = await sandbox.BuyAsync(await World.Cast.PlayerAsync(), lot, 10);
        var intent = (await World.PurchaseAsync(purchase)).StripePaymentIntentId!;
        var dispute = (string)
            (await sandbox.PostAsync("/sandbox/disputes", new JsonObject { ["paymentIntent"] = intent }))["id"]!;
        await sandbox.DeliveredAsync();
        await sandbox.ApplyAsync();
        (await World.PurchaseAsync(purchase)).Disputed.ShouldBeTrue("heard");
        World.Clock.Advance(TimeSpan.FromDays(60));
        var dropped = Fired(await sandbox.CountsAsync(), "drop");
        await sandbox.MisbehaveAsync(4, ("drop", 1, 0, 0));
        await sandbox.PostAsync($"/sandbox/disputes/{dispute}", new JsonObject { ["status"] = "lost" });
        await Eventually.TrueAsync(async () => Fired(await sandbox.CountsAsync(), "drop") > dropped);
        await sandbox.ApplyAsync();
        (await World.PurchaseAsync(purchase)).DisputeStatus.ShouldBe("needs_response");

        await sandbox.ReconcileAsync();

        (await World.PurchaseAsync(purchase)).DisputeStatus.ShouldBe("lost");
        await sandbox.MisbehaveAsync(4);
    }

    [Fact]
    public async Task A_refund_that_fails_after_it_succeeded_is_payable_again_and_a_retry_is_another_refund()
    {
        var lot = await World.OpenLotAsync(100);
        var purchase = await sandbox.BuyAsync(await World.Cast.PlayerAsync(), lot, 10);
        var admin = await World.Cast.AdminAsync();
        await World.Get<Data.Lots.CancelLot>().RunAsync(new(admin, World.Key(), lot, "Damaged."), default);
        await World.Get<ReturnCancelled>().RunAsync(purchase, default);
        await sandbox.SendRefundsAsync();
        var refund = await RefundAsync(purchase);
        refund.Status.ShouldBe(RefundStatus.Succeeded);

        await sandbox.PostAsync($"/sandbox/refunds/{refund.GatewayRefundId}/fail", []);
        await sandbox.DeliveredAsync();
        await sandbox.ApplyAsync();

        (await RefundAsync(purchase)).Status.ShouldBe(RefundStatus.Payable);
        (await World.PurchaseAsync(purchase)).RefundedAmount.ShouldBe(Money.Zero);
        (await World.BalanceAsync("refunds_payable", lot.Value)).ShouldBe(10_00);
        await World.Get<RetryRefund>().RunAsync(new(admin, World.Key(), refund.Id), default);
        await sandbox.SendRefundsAsync();
        await sandbox.DeliveredAsync();
        await sandbox.ApplyAsync();
        var again = await RefundAsync(purchase);
        again.Status.ShouldBe(RefundStatus.Succeeded);
        again.GatewayRefundId.ShouldNotBe(refund.GatewayRefundId);
        (await World.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_faults()
    {
        var runs = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await sandbox.MisbehaveAsync(77, ("error_500", 0.4, 0, 0));
            var answers = new List<bool>();
            for (var i = 0; i < 30; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/sandbox/stripe/v1/refunds?limit=1");
                request.Headers.Authorization = new("Bearer", "sk_test_sandbox");
                using var answer = await sandbox.Http.SendAsync(request);
                answers.Add(answer.StatusCode == HttpStatusCode.InternalServerError);
            }
            runs.Add(string.Concat(answers.Select(a => a ? '1' : '0')));
        }
        await sandbox.MisbehaveAsync(77);
        runs[0].ShouldBe(runs[1]);
        runs[0].ShouldContain('1');
        runs[0].ShouldContain('0');
    }

    [Fact]
    public async Task A_fault_there_is_not_and_a_chance_above_one_are_refused()
    {
        foreach (var (fault, probability) in new[] { ("explode", 0.5), ("drop", 1.5), ("drop", -1) })
            await Should.ThrowAsync<InvalidOperationException>(() =>
                sandbox.MisbehaveAsync(1, (fault, probability, 0, 0))
            );
    }

    [Fact]
    public async Task The_page_shows_what_it_did()
    {
        await sandbox.BuyAsync(await World.Cast.PlayerAsync(), await World.OpenLotAsync(100), 5);

        var page = await sandbox.Http.GetStringAsync("/sandbox");

        page.ShouldContain("What the sandbox did");
        page.ShouldContain("POST /v1/checkout/sessions");
        page.ShouldContain("checkout.session.completed");
        page.ShouldNotContain("style=");
        page.ShouldNotContain("<script");
    }

    private static long Fired(JsonNode counts, string fault) => (long?)counts[fault] ?? 0;

    private Task<Refund> RefundAsync(PurchaseId purchase) =>
        World.ReadAsync(db => db.Refunds.AsNoTracking().SingleAsync(r => r.PurchaseId == purchase));
}
