using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>Sending cash back, with a processor that loses answers, takes its time, or refuses.</summary>
public sealed class RefundTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task A_refund_whose_answers_are_lost_is_made_once()
    {
        var refund = await OrderedAsync();
        world.Gateway.Next(Fault.AnswerLost, Fault.Unreachable, Fault.AnswerLost);
        for (var i = 0; i < 3; i++)
            await Should.ThrowAsync<PaymentGatewayException>(() => SendAsync(refund));
        await SendAsync(refund);
        await SendAsync(refund);

        var sent = world.Gateway.Refunds.Where(r => r.PurchaseId == refund.PurchaseId).ShouldHaveSingleItem();
        sent.Amount.ShouldBe(Money.Dollars(10));
        (await ReadAsync(refund.Id)).Status.ShouldBe(RefundStatus.Succeeded);
        (await world.BalanceAsync("clearing", refund.LotId.Value)).ShouldBe(0);
    }

    [Fact]
    public async Task A_day_later_the_processor_is_asked_what_it_has_before_anything_is_sent_again()
    {
        var refund = await OrderedAsync();
        world.Gateway.Next(Fault.AnswerLost);
        await Should.ThrowAsync<PaymentGatewayException>(() => SendAsync(refund));
        world.Clock.Advance(TimeSpan.FromHours(25));
        world.Gateway.ForgetKeys();

        await SendAsync(refund);

        world.Gateway.Refunds.Count(r => r.PurchaseId == refund.PurchaseId).ShouldBe(1);
        (await ReadAsync(refund.Id)).Status.ShouldBe(RefundStatus.Succeeded);
    }

    [Fact]
    public async Task A_refund_that_takes_its_time_is_booked_when_the_processor_says_so_and_once()
    {
        world.Gateway.RefundsBecome = GatewayRefundStatus.Pending;
        var refund = await OrderedAsync();
        await SendAsync(refund);
        world.Gateway.RefundsBecome = GatewayRefundStatus.Succeeded;
        (await ReadAsync(refund.Id)).Status.ShouldBe(RefundStatus.Sent);
        (await world.BalanceAsync("refunds_payable", refund.LotId.Value)).ShouldBe(1_000);
        await SendAsync(refund);

        var made = world.Gateway.Refunds.Single(r => r.PurchaseId == refund.PurchaseId);
        var news = world.Gateway.Becomes(made.Id, GatewayRefundStatus.Succeeded);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.Get<RecordRefund>().RunAsync(news, default)));

        (await ReadAsync(refund.Id)).Status.ShouldBe(RefundStatus.Succeeded);
        (await world.BalanceAsync("refunds_payable", refund.LotId.Value)).ShouldBe(0);
        (await world.PurchaseAsync(refund.PurchaseId)).RefundedAmount.ShouldBe(Money.Dollars(10));
    }

    [Fact]
    public async Task A_refund_whose_last_word_was_lost_is_looked_up()
    {
        world.Gateway.RefundsBecome = GatewayRefundStatus.Pending;
        var refund = await OrderedAsync();
        await SendAsync(refund);
        world.Gateway.RefundsBecome = GatewayRefundStatus.Succeeded;
        var made = world.Gateway.Refunds.Single(r => r.PurchaseId == refund.PurchaseId);
        world.Gateway.Becomes(made.Id, GatewayRefundStatus.Succeeded);
        await world.Get<Reconcile>().RunAsync(default);
        (await ReadAsync(refund.Id)).Status.ShouldBe(RefundStatus.Sent, "its word may still be on the way");

        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.Get<Reconcile>().RunAsync(default);

        (await ReadAsync(refund.Id)).Status.ShouldBe(RefundStatus.Succeeded);
    }

    [Fact]
    public async Task A_payment_whose_webhook_was_lost_is_looked_up_while_its_hold_lasts()
    {
        var lot = await world.OpenLotAsync(100);
        var started = await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 10);
        var other = await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 10);
        world.Gateway.Pay(started.PurchaseId);
        world.Clock.Advance(TimeSpan.FromMinutes(10));

        await world.Get<Reconcile>().RunAsync(default);

        (await world.PurchaseAsync(started.PurchaseId)).Status.ShouldBe(PurchaseStatus.Succeeded);
        (await world.PurchaseAsync(other.PurchaseId)).Status.ShouldBe(PurchaseStatus.Pending, "still paying");
        world.Gateway.SessionOf(other.PurchaseId).Status.ShouldBe(CheckoutStatus.Open);
    }

    [Fact]
    public async Task A_refund_that_the_card_network_refuses_waits_for_staff_and_stays_owed()
    {
        world.Gateway.RefundsBecome = GatewayRefundStatus.Failed;
        var refund = await OrderedAsync();
        await SendAsync(refund);
        world.Gateway.RefundsBecome = GatewayRefundStatus.Succeeded;

        (await ReadAsync(refund.Id)).Status.ShouldBe(RefundStatus.Payable);
        (await world.BalanceAsync("refunds_payable", refund.LotId.Value)).ShouldBe(1_000);
        (await AlertsAsync(refund)).ShouldBe(1);

        var other = await OrderedAsync();
        world.Gateway.Next(Fault.Refused);
        await SendAsync(other);
        (await ReadAsync(other.Id)).Status.ShouldBe(RefundStatus.Payable);
        (await AlertsAsync(other)).ShouldBe(1);
    }

    [Fact]
    public async Task News_of_a_refund_may_be_here_before_the_answer_to_our_own_call()
    {
        var refund = await OrderedAsync();
        world.Gateway.Next(Fault.AnswerLost);
        await Should.ThrowAsync<PaymentGatewayException>(() => SendAsync(refund));
        var made = world.Gateway.Refunds.Single(r => r.PurchaseId == refund.PurchaseId);

        await world.Get<RecordRefund>().RunAsync(made, default);
        await SendAsync(refund);

        (await ReadAsync(refund.Id)).Status.ShouldBe(RefundStatus.Succeeded);
        world.Gateway.Refunds.Count(r => r.PurchaseId == refund.PurchaseId).ShouldBe(1);
    }

    [Fact]
    public async Task A_refund_that_nobody_ordered_is_booked_nowhere()
    {
        var refund = await OrderedAsync();
        var stranger = new GatewayRefund(
            "re_stranger",
            "pi_x",
            GatewayRefundStatus.Succeeded,
            Money.Dollars(10),
            "usd",
            null,
            refund.PurchaseId,
            "by hand"
        );
        await Should.ThrowAsync<PaymentMismatchException>(() => world.Get<RecordRefund>().RunAsync(stranger, default));
        var wrongAmount = stranger with { Reason = Refund.Text(refund.Reason), Amount = Money.Dollars(11) };
        await Should.ThrowAsync<PaymentMismatchException>(() =>
            world.Get<RecordRefund>().RunAsync(wrongAmount, default)
        );
        var own = (await world.PurchaseAsync(refund.PurchaseId)).StripePaymentIntentId;
        var fits = stranger with { Reason = Refund.Text(refund.Reason), PaymentIntentId = own };
        foreach (var wrong in new[] { fits with { Currency = "eur" }, fits with { PaymentIntentId = "pi_x" } })
            await Should.ThrowAsync<PaymentMismatchException>(() => world.Get<RecordRefund>().RunAsync(wrong, default));
        (await ReadAsync(refund.Id)).Status.ShouldBe(RefundStatus.Due);
    }

    [Fact]
    public async Task Refunds_over_a_bad_line_are_made_once_each()
    {
        var random = Seeds.Random();
        var lot = await world.OpenLotAsync(1_000);
        foreach (var player in await world.Cast.PlayersAsync(40))
            await world.BuyAsync(player, lot, random.Next(1, 20));
        await CancelAsync(lot);
        foreach (var id in await world.Get<DueWork>().ToReturnAsync(default))
            await world.Get<ReturnCancelled>().RunAsync(new PurchaseId(id), default);
        var owed = await world.BalanceAsync("refunds_payable", lot.Value);
        lock (random)
            world.Gateway.Weather = _ =>
            {
                lock (random)
                    return random.Next(10) switch
                    {
                        0 or 1 => Fault.AnswerLost,
                        2 => Fault.Unreachable,
                        _ => Fault.None,
                    };
            };

        for (var round = 0; round < 30 && await world.BalanceAsync("refunds_payable", lot.Value) > 0; round++)
        {
            await world.SendRefundsAsync();
            world.Clock.Advance(TimeSpan.FromHours(1));
        }
        world.Gateway.Weather = _ => Fault.None;

        var purchases = await world.ReadAsync(db =>
            db.Purchases.Where(p => p.LotId == lot).Select(p => p.Id).ToListAsync()
        );
        world
            .Gateway.Refunds.Where(r => purchases.Contains(r.PurchaseId!.Value))
            .Sum(r => r.Amount.Cents)
            .ShouldBe(owed);
        (await world.BalanceAsync("refunds_payable", lot.Value)).ShouldBe(0);
        (await world.BalanceAsync("clearing", lot.Value)).ShouldBe(0);
        world.Gateway.Refunds.GroupBy(r => (r.PurchaseId, r.Reason)).ShouldAllBe(g => g.Count() == 1);
    }

    private async Task<Refund> OrderedAsync()
    {
        var lot = await world.OpenLotAsync(100);
        var purchase = await world.BuyAsync(await world.Cast.PlayerAsync(), lot, 10);
        await CancelAsync(lot);
        await world.Get<ReturnCancelled>().RunAsync(purchase, default);
        return await world.ReadAsync(db => db.Refunds.AsNoTracking().SingleAsync(r => r.PurchaseId == purchase));
    }

    private async Task CancelAsync(LotId lot) =>
        await world
            .Get<CancelLot>()
            .RunAsync(new(await world.Cast.AdminAsync(), world.Key(), lot, "For a test."), default);

    private Task SendAsync(Refund refund) => world.Get<SendRefund>().RunAsync(refund.Id, default);

    private Task<Refund> ReadAsync(Guid id) =>
        world.ReadAsync(db => db.Refunds.AsNoTracking().SingleAsync(r => r.Id == id));

    private Task<int> AlertsAsync(Refund refund) =>
        world.ReadAsync(db =>
            db.Alerts.CountAsync(a => a.Kind == "refund_payable" && a.Subject == refund.Id.ToString())
        );
}
