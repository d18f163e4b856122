using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>From the hold to the ticket or the money back, whatever the processor's news are and whenever they come.</summary>
public sealed class CashPurchaseTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task A_payment_becomes_tickets_funding_a_card_and_a_receipt()
    {
        var lot = await world.OpenLotAsync(100);
        var player = await world.Cast.PlayerAsync();

        var started = await world.HoldAsync(player, lot, 25);
        (await world.LotAsync(lot)).HeldTickets.ShouldBe(25);
        world.Gateway.Pay(started.PurchaseId).ShouldBeTrue();
        (await world.ConfirmAsync(started.PurchaseId)).ShouldBe(PaymentOutcome.TicketsGiven);

        var entry = (await world.EntriesAsync(lot)).ShouldHaveSingleItem();
        (entry.TicketsStart, entry.TicketsEnd, entry.AmountPaid).ShouldBe((1, 25, Money.Dollars(25)));
        var seen = await world.LotAsync(lot);
        (seen.CurrentFunding, seen.HeldTickets, seen.LiveTickets, seen.TotalParticipants).ShouldBe(
            (Money.Dollars(25), 0, 25, 1)
        );
        var purchase = await world.PurchaseAsync(started.PurchaseId);
        (purchase.Status, purchase.StripePaymentIntentId).ShouldBe(
            (PurchaseStatus.Succeeded, world.Gateway.SessionOf(started.PurchaseId).PaymentIntentId)
        );
        (await world.BalanceAsync("clearing", lot.Value)).ShouldBe(-2_500);
        (await world.BalanceAsync("cash_escrow", lot.Value)).ShouldBe(2_500);
        (await MailsAsync(player, "receipt")).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_news_twenty_times_at_once_is_booked_once()
    {
        var lot = await world.OpenLotAsync(100);
        var started = await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 10);
        world.Gateway.Pay(started.PurchaseId);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.ConfirmAsync(started.PurchaseId)));

        outcomes.Count(o => o == PaymentOutcome.TicketsGiven).ShouldBe(1);
        outcomes.Count(o => o == PaymentOutcome.KnownAlready).ShouldBe(19);
        (await world.BalanceAsync("cash_escrow", lot.Value)).ShouldBe(1_000);
        (await world.EntriesAsync(lot)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_payment_within_its_hold_gets_tickets_though_the_news_come_days_late()
    {
        var lot = await world.OpenLotAsync(100, TimeSpan.FromHours(2));
        var started = await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 100);
        world.Gateway.Pay(started.PurchaseId);
        world.Clock.Advance(TimeSpan.FromDays(3));

        (await world.Get<ExpireLot>().RunAsync(lot, default)).ShouldBeFalse("somebody is still paying");
        (await world.ConfirmAsync(started.PurchaseId)).ShouldBe(PaymentOutcome.TicketsGiven);
        (await world.LotAsync(lot)).Status.ShouldBe(LotStatus.Funded);
    }

    [Fact]
    public async Task A_payment_whose_hold_is_gone_goes_back_whole_and_the_player_is_told()
    {
        var lot = await world.OpenLotAsync(100);
        var player = await world.Cast.PlayerAsync();
        var started = await world.HoldAsync(player, lot, 10);
        world.Gateway.Pay(started.PurchaseId);
        await world.Get<ReleaseHold>().RunAsync(started.PurchaseId, "hold_expired", null, default);
        (await world.LotAsync(lot)).HeldTickets.ShouldBe(0);

        (await world.ConfirmAsync(started.PurchaseId)).ShouldBe(PaymentOutcome.ReturnedLate);
        (await world.ConfirmAsync(started.PurchaseId)).ShouldBe(PaymentOutcome.KnownAlready);
        (await world.BalanceAsync("refunds_payable", lot.Value)).ShouldBe(1_000);
        await world.SendRefundsAsync();

        var purchase = await world.PurchaseAsync(started.PurchaseId);
        (purchase.Status, purchase.RefundedAmount, purchase.Reason).ShouldBe(
            (PurchaseStatus.Refunded, Money.Dollars(10), "hold_gone")
        );
        (await world.BalanceAsync("clearing", lot.Value)).ShouldBe(0);
        (await world.BalanceAsync("refunds_payable", lot.Value)).ShouldBe(0);
        (await MailsAsync(player, "late_payment")).ShouldBe(1);
        (await MailsAsync(player, "refunded")).ShouldBe(1);
        (await world.EntriesAsync(lot)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hold_ends_by_the_processors_word_and_its_capacity_is_free_again()
    {
        var lot = await world.OpenLotAsync(100);
        var started = await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 100);
        (await DueHoldsAsync()).ShouldNotContain(started.PurchaseId);
        world.Clock.Advance(TimeSpan.FromMinutes(32));
        (await DueHoldsAsync()).ShouldContain(started.PurchaseId);

        (await ResolveAsync(started.PurchaseId)).ShouldBe(PurchaseStatus.Failed);

        (await world.PurchaseAsync(started.PurchaseId)).Reason.ShouldBe("hold_expired");
        (await world.LotAsync(lot)).FreeCashTickets.ShouldBe(100);
        world.Gateway.Pay(started.PurchaseId).ShouldBeFalse("the session is closed");
    }

    [Fact]
    public async Task A_look_up_at_the_end_of_a_hold_finds_a_payment_whose_webhook_was_lost()
    {
        var lot = await world.OpenLotAsync(100);
        var started = await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 40);
        world.Gateway.Pay(started.PurchaseId);
        world.Clock.Advance(TimeSpan.FromMinutes(32));

        (await ResolveAsync(started.PurchaseId)).ShouldBe(PurchaseStatus.Succeeded);
        (await world.LotAsync(lot)).CurrentFunding.ShouldBe(Money.Dollars(40));
    }

    [Fact]
    public async Task While_the_processor_does_not_answer_a_hold_stays()
    {
        var lot = await world.OpenLotAsync(100);
        var started = await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 40);
        world.Clock.Advance(TimeSpan.FromMinutes(40));
        world.Gateway.Next(Fault.Unreachable);
        await Should.ThrowAsync<PaymentGatewayException>(() => ResolveAsync(started.PurchaseId));
        (await world.LotAsync(lot)).HeldTickets.ShouldBe(40);

        world.Gateway.Next(Fault.AnswerLost);
        await Should.ThrowAsync<PaymentGatewayException>(() => ResolveAsync(started.PurchaseId));
        (await world.LotAsync(lot)).HeldTickets.ShouldBe(40);
        (await ResolveAsync(started.PurchaseId)).ShouldBe(PurchaseStatus.Failed);
    }

    [Fact]
    public async Task A_checkout_whose_answer_was_lost_is_found_again_under_its_key()
    {
        var lot = await world.OpenLotAsync(100);
        var player = await world.Cast.PlayerAsync();
        var started = await StartAsync(player, lot, 10);
        world.Gateway.Next(Fault.AnswerLost);
        await Should.ThrowAsync<PaymentGatewayException>(() => OpenAsync(started.PurchaseId));
        (await world.PurchaseAsync(started.PurchaseId)).StripeCheckoutSessionId.ShouldBeNull();

        // The payer can't have the address, but the session exists. Whoever asks next finds the same.
        var opened = await OpenAsync(started.PurchaseId);
        var session = world.Gateway.SessionOf(started.PurchaseId);
        opened.CheckoutUrl.ShouldBe(session.Url);
        (await OpenAsync(started.PurchaseId)).CheckoutUrl.ShouldBe(session.Url);
    }

    [Fact]
    public async Task A_hold_whose_checkout_never_reached_the_processor_is_freed_when_it_is_over()
    {
        var lot = await world.OpenLotAsync(100);
        var started = await StartAsync(await world.Cast.PlayerAsync(), lot, 10);
        world.Clock.Advance(TimeSpan.FromMinutes(32));

        (await ResolveAsync(started.PurchaseId)).ShouldBe(PurchaseStatus.Failed);

        (await world.LotAsync(lot)).HeldTickets.ShouldBe(0);
        world.Gateway.Sessions.ShouldNotContain(s => s.PurchaseId == started.PurchaseId);
    }

    [Fact]
    public async Task A_checkout_that_is_asked_for_a_little_late_is_still_opened()
    {
        var lot = await world.OpenLotAsync(100);
        var started = await StartAsync(await world.Cast.PlayerAsync(), lot, 10);
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        (await OpenAsync(started.PurchaseId)).CheckoutUrl.ShouldNotBeNull();
        var session = world.Gateway.SessionOf(started.PurchaseId);
        (await world.PurchaseAsync(started.PurchaseId)).HoldExpiresAt.ShouldBeGreaterThan(session.ExpiresAt);
    }

    [Fact]
    public async Task Giving_up_closes_the_page_and_frees_the_hold()
    {
        var lot = await world.OpenLotAsync(100);
        var player = await world.Cast.PlayerAsync();
        var started = await world.HoldAsync(player, lot, 10);

        (await world.Get<GiveUpHold>().RunAsync(new(player, started.PurchaseId), default)).Status.ShouldBe(
            PurchaseStatus.Failed
        );
        (await world.Get<GiveUpHold>().RunAsync(new(player, started.PurchaseId), default)).Status.ShouldBe(
            PurchaseStatus.Failed
        );

        (await world.LotAsync(lot)).HeldTickets.ShouldBe(0);
        (await world.PurchaseAsync(started.PurchaseId)).Reason.ShouldBe("given_up");
        world.Gateway.SessionOf(started.PurchaseId).Status.ShouldBe(CheckoutStatus.Expired);
    }

    [Fact]
    public async Task Giving_up_what_was_paid_already_gives_the_tickets()
    {
        var lot = await world.OpenLotAsync(100);
        var player = await world.Cast.PlayerAsync();
        var started = await world.HoldAsync(player, lot, 10);
        world.Gateway.Pay(started.PurchaseId);
        (await world.Get<GiveUpHold>().RunAsync(new(player, started.PurchaseId), default)).Status.ShouldBe(
            PurchaseStatus.Succeeded
        );
        (await world.LotAsync(lot)).LiveTickets.ShouldBe(10);
    }

    [Fact]
    public async Task Nobody_gives_up_somebody_elses_payment()
    {
        var lot = await world.OpenLotAsync(100);
        var started = await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 10);
        var other = await world.Cast.PlayerAsync();
        (
            await Should.ThrowAsync<Refusal>(() =>
                world.Get<GiveUpHold>().RunAsync(new(other, started.PurchaseId), default)
            )
        ).Code.ShouldBe("not_found");
        (await world.LotAsync(lot)).HeldTickets.ShouldBe(10);
    }

    [Fact]
    public async Task One_player_has_one_live_hold_in_a_lot()
    {
        var lot = await world.OpenLotAsync(100);
        var player = await world.Cast.PlayerAsync();
        var started = await world.HoldAsync(player, lot, 10);

        var refused = await Should.ThrowAsync<Refusal>(() => world.HoldAsync(player, lot, 5));

        refused.Code.ShouldBe("hold_exists");
        refused.Details["purchase_id"].ShouldBe(started.PurchaseId.Value);
        refused.Details["checkout_url"].ShouldBe(world.Gateway.SessionOf(started.PurchaseId).Url);
        (await world.LotAsync(lot)).HeldTickets.ShouldBe(10);
    }

    [Fact]
    public async Task Twenty_starts_at_once_make_one_hold()
    {
        var lot = await world.OpenLotAsync(100);
        var player = await world.Cast.PlayerAsync();
        var codes = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async _ =>
                {
                    try
                    {
                        await StartAsync(player, lot, 4);
                        return "started";
                    }
                    catch (Refusal refused)
                    {
                        return refused.Code;
                    }
                })
        );
        codes.Count(c => c == "started").ShouldBe(1);
        codes.Count(c => c == "hold_exists").ShouldBe(19);
        (await world.LotAsync(lot)).HeldTickets.ShouldBe(4);
    }

    [Fact]
    public async Task The_fourth_unpaid_payment_of_a_day_is_refused_and_paid_ones_do_not_count()
    {
        var lot = await world.OpenLotAsync(100);
        var player = await world.Cast.PlayerAsync();
        await world.BuyAsync(player, lot, 1);
        // Paid after its hold was gone: returned, but not unpaid.
        var late = await world.HoldAsync(player, lot, 1);
        world.Gateway.Pay(late.PurchaseId);
        await world.Get<ReleaseHold>().RunAsync(late.PurchaseId, "hold_expired", null, default);
        await world.ConfirmAsync(late.PurchaseId);
        for (var i = 0; i < 3; i++)
        {
            var started = await world.HoldAsync(player, lot, 1);
            await world.Get<GiveUpHold>().RunAsync(new(player, started.PurchaseId), default);
        }
        (await Should.ThrowAsync<Refusal>(() => world.HoldAsync(player, lot, 1))).Code.ShouldBe("too_many_holds");
        world.Clock.Advance(TimeSpan.FromDays(1).Add(TimeSpan.FromSeconds(1)));
        await world.HoldAsync(player, lot, 1);
    }

    [Fact]
    public async Task News_that_do_not_fit_the_purchase_are_booked_nowhere()
    {
        var lot = await world.OpenLotAsync(100);
        var started = await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 10);
        world.Gateway.Pay(started.PurchaseId);
        var true_ = world.Gateway.SessionOf(started.PurchaseId);

        foreach (
            var wrong in new[]
            {
                true_ with
                {
                    AmountTotal = Money.Dollars(9),
                },
                true_ with
                {
                    Currency = "eur",
                },
                true_ with
                {
                    Id = "cs_somebody_elses",
                },
                true_ with
                {
                    PaymentStatus = PaymentStatus.Unpaid,
                },
                true_ with
                {
                    PurchaseId = null,
                },
            }
        )
            await Should.ThrowAsync<PaymentMismatchException>(() =>
                world.Get<ConfirmPayment>().RunAsync(wrong, default)
            );

        (await world.PurchaseAsync(started.PurchaseId)).Status.ShouldBe(PurchaseStatus.Pending);
        (await world.BalanceAsync("clearing", lot.Value)).ShouldBe(0);
        (await world.ConfirmAsync(started.PurchaseId)).ShouldBe(PaymentOutcome.TicketsGiven);
    }

    [Fact]
    public async Task More_than_is_free_is_trimmed_only_when_the_buyer_said_so()
    {
        var lot = await world.OpenLotAsync(100);
        await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 93);
        var player = await world.Cast.PlayerAsync();

        var refused = await Should.ThrowAsync<Refusal>(() => world.HoldAsync(player, lot, 10));
        (refused.Code, refused.Details["available"]).ShouldBe(("trimmed", 7));
        (await world.HoldAsync(player, lot, 10, acceptTrim: true)).Amount.ShouldBe(Money.Dollars(7));
        (await world.LotAsync(lot)).FreeCashTickets.ShouldBe(0);
    }

    [Fact]
    public async Task At_the_deadline_open_payments_are_looked_up_at_once()
    {
        var lot = await world.OpenLotAsync(100, TimeSpan.FromHours(2));
        world.Clock.Advance(TimeSpan.FromMinutes(119));
        var (paid, unpaid) = (
            await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 10),
            await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 20)
        );
        world.Gateway.Pay(paid.PurchaseId);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        var due = await DueHoldsAsync();
        due.ShouldContain(paid.PurchaseId);
        due.ShouldContain(unpaid.PurchaseId);
        foreach (var hold in (PurchaseId[])[paid.PurchaseId, unpaid.PurchaseId])
            await ResolveAsync(hold);

        (await world.Get<ExpireLot>().RunAsync(lot, default)).ShouldBeTrue();
        var seen = await world.LotAsync(lot);
        (seen.Status, seen.CurrentFunding, seen.LiveTickets).ShouldBe((LotStatus.Expired, Money.Dollars(10), 10));
    }

    private Task<StartedPurchase> StartAsync(PlayerId player, LotId lot, int dollars) =>
        world.Get<StartPurchase>().RunAsync(new(player, world.Key(), lot, Money.Dollars(dollars)), default);

    private Task<OpenedCheckout> OpenAsync(PurchaseId id) => world.Get<OpenCheckout>().RunAsync(id, default);

    private Task<PurchaseStatus> ResolveAsync(PurchaseId id) =>
        world.Get<ResolveHold>().RunAsync(id, "hold_expired", default);

    private async Task<IEnumerable<PurchaseId>> DueHoldsAsync() =>
        (await world.Get<DueWork>().HoldsAsync(default)).Select(id => new PurchaseId(id));

    private Task<long> MailsAsync(PlayerId player, string template) =>
        world.Database.AskAsync<long>(
            "select count(*) from outbox where kind in ('mail', 'bulk_mail') and payload->>'template' = $2 and (payload->'player_id'->>'value')::uuid = $1",
            player.Value,
            template
        );
}
