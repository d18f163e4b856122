using System.Text.Json;
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

/// <summary>Stored first, applied later, in any order and however often.</summary>
public sealed class ApplyWebhookTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task A_completed_checkout_gives_tickets_however_often_it_is_told()
    {
        var (lot, purchase) = await PaidAsync();
        var id = await StoreAsync("checkout.session.completed", Session(purchase));
        (await StoreAsync("checkout.session.completed", Session(purchase), id)).ShouldBe(id);
        var second = await StoreAsync("checkout.session.async_payment_succeeded", Session(purchase));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => ApplyAsync(i % 2 == 0 ? id : second)));

        (await world.LotAsync(lot)).CurrentFunding.ShouldBe(Money.Dollars(10));
        (await OutcomeAsync(id)).ShouldBeOneOf("TicketsGiven", "KnownAlready");
        (await world.Get<Data.Lots.DueWork>().WebhooksAsync(default)).ShouldNotContain(id);
    }

    [Fact]
    public async Task An_expired_session_frees_the_hold_and_a_later_payment_of_it_goes_back()
    {
        var lot = await world.OpenLotAsync(100);
        var started = await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 10);
        var open = world.Gateway.SessionOf(started.PurchaseId);
        await ApplyAsync(
            await StoreAsync("checkout.session.expired", Json(open with { Status = CheckoutStatus.Expired }))
        );
        (await world.PurchaseAsync(started.PurchaseId)).Status.ShouldBe(PurchaseStatus.Failed);

        world.Gateway.Pay(started.PurchaseId);
        await ApplyAsync(await StoreAsync("checkout.session.completed", Session(started.PurchaseId)));
        (await world.PurchaseAsync(started.PurchaseId)).Reason.ShouldBe("hold_gone");
        (await world.BalanceAsync("refunds_payable", lot.Value)).ShouldBe(1_000);
    }

    [Fact]
    public async Task An_expired_session_of_another_checkout_frees_no_hold()
    {
        var lot = await world.OpenLotAsync(100);
        var started = await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 10);
        var open = world.Gateway.SessionOf(started.PurchaseId);
        var id = await StoreAsync(
            "checkout.session.expired",
            Json(open with { Id = "cs_another", Status = CheckoutStatus.Expired })
        );
        await ApplyAsync(id);
        (await world.PurchaseAsync(started.PurchaseId)).Status.ShouldBe(PurchaseStatus.Pending);
        await ShouldBeSetAsideAsync(id);
    }

    [Fact]
    public async Task Wrong_amounts_currencies_modes_and_strangers_are_set_aside_and_staff_told()
    {
        var (lot, purchase) = await PaidAsync();
        var session = world.Gateway.SessionOf(purchase);
        foreach (
            var (wrong, live) in new[]
            {
                (session with { AmountTotal = Money.Dollars(1) }, false),
                (session with { Currency = "eur" }, false),
                (session with { Id = "cs_other" }, false),
                (session with { PurchaseId = PurchaseId.New(world.Now) }, false),
                (session with { PurchaseId = null }, false),
                (session, true),
            }
        )
        {
            var id = await StoreAsync("checkout.session.completed", Json(wrong), live: live);
            await ApplyAsync(id);
            await ApplyAsync(id);
            await ShouldBeSetAsideAsync(id);
        }
        (await world.PurchaseAsync(purchase)).Status.ShouldBe(PurchaseStatus.Pending);
        (await world.BalanceAsync("clearing", lot.Value)).ShouldBe(0);
    }

    [Fact]
    public async Task News_that_move_nothing_are_looked_at_all_the_same()
    {
        var lot = await world.OpenLotAsync(100);
        var started = await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 10);
        var open = world.Gateway.SessionOf(started.PurchaseId);
        var complete = open with { Status = CheckoutStatus.Complete };
        foreach (
            var (type, session) in new[]
            {
                ("checkout.session.completed", complete),
                ("checkout.session.async_payment_failed", complete),
                ("checkout.session.expired", open with { Status = CheckoutStatus.Expired }),
            }
        )
        foreach (
            var wrong in new[]
            {
                session with
                {
                    AmountTotal = Money.Dollars(1),
                },
                session with
                {
                    Currency = "eur",
                },
                session with
                {
                    PurchaseId = PurchaseId.New(world.Now),
                },
                session with
                {
                    PurchaseId = null,
                },
            }
        )
            await SetAsideAsync(type, Json(wrong));
        const string Failed = "payment_intent.payment_failed";
        await SetAsideAsync(Failed, FailedTry(started.PurchaseId, 100));
        await SetAsideAsync(Failed, FailedTry(started.PurchaseId, 1_000, "eur"));
        await SetAsideAsync(Failed, FailedTry(PurchaseId.New(world.Now), 1_000));
        await SetAsideAsync(Failed, FailedTry(null, 1_000));
        (await world.PurchaseAsync(started.PurchaseId)).Status.ShouldBe(PurchaseStatus.Pending);

        foreach (var fits in new[] { FailedTry(started.PurchaseId, 1_000), FailedTry(started.PurchaseId, 1_000) })
        {
            var id = await StoreAsync(Failed, fits);
            await ApplyAsync(id);
            (await OutcomeAsync(id)).ShouldBe("the payer may try again");
        }
        (await world.PurchaseAsync(started.PurchaseId)).Status.ShouldBe(PurchaseStatus.Pending);
    }

    [Theory]
    [InlineData("account.updated", "account.updated", "account")]
    [InlineData("transfer.created", "transfer.reversed", "transfer")]
    [InlineData("transfer.created", "transfer.updated", "transfer")]
    [InlineData("payout.created", "payout.failed", "payout")]
    [InlineData("payout.created", "payout.paid", "payout")]
    public async Task Of_accounts_transfers_and_payouts_the_newest_word_is_kept_in_whatever_order(
        string earlier,
        string later,
        string kind
    )
    {
        foreach (var turned in (bool[])[false, true])
        {
            var id = $"{kind}_{world.Key()}";
            var old = await StoreAsync(
                earlier,
                new
                {
                    id,
                    @object = kind,
                    note = "old",
                }
            );
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            var now = await StoreAsync(
                later,
                new
                {
                    id,
                    @object = kind,
                    note = "new",
                }
            );
            foreach (var told in turned ? [now, old, now] : (string[])[old, now, old])
                await ApplyAsync(told);

            var kept = await world.ReadAsync(db => db.ProcessorObjects.SingleAsync(o => o.Id == id));
            (kept.Kind, kept.EventType, kept.EventId).ShouldBe((kind, later, now));
            kept.State.ShouldContain("new");
            (await OutcomeAsync(old)).ShouldBe(turned ? "something newer is known" : "kept");
        }
    }

    [Fact]
    public async Task An_app_with_live_keys_believes_live_events_and_no_others()
    {
        var (_, purchase) = await PaidAsync();
        var live = world.Make<ApplyWebhook>(new PaymentMode(Live: true));
        var test = await StoreAsync("checkout.session.completed", Session(purchase));
        await live.RunAsync(test, default);
        await ShouldBeSetAsideAsync(test);

        var real = await StoreAsync("checkout.session.completed", Session(purchase), live: true);
        await live.RunAsync(real, default);
        (await OutcomeAsync(real)).ShouldBe("TicketsGiven");
    }

    [Fact]
    public async Task Events_nobody_waits_for_and_unreadable_ones_do_no_harm()
    {
        var unknown = await StoreAsync("customer.created", new { id = "cus_1" });
        await ApplyAsync(unknown);
        (await OutcomeAsync(unknown)).ShouldBe("nothing to do");

        var broken = await StoreAsync("checkout.session.completed", new { id = 7 });
        await ApplyAsync(broken);
        await ShouldBeSetAsideAsync(broken);
    }

    [Fact]
    public async Task An_event_that_can_not_be_applied_now_waits_longer_each_time_and_others_go_on()
    {
        var (_, purchase) = await PaidAsync();
        var id = await StoreAsync("checkout.session.completed", Session(purchase));
        // Something breaks that is no misfit: here a table the unit writes to is gone for a while.
        await world.Database.RunAsync("alter table room_entries rename to room_entries_gone", world.Database.Owner);
        await Should.ThrowAsync<Exception>(() => ApplyAsync(id));
        await world.Database.RunAsync("alter table room_entries_gone rename to room_entries", world.Database.Owner);

        (await DueAsync()).ShouldNotContain(id);
        world.Clock.Advance(TimeSpan.FromSeconds(30));
        (await DueAsync()).ShouldContain(id);
        await ApplyAsync(id);
        (await OutcomeAsync(id)).ShouldBe("TicketsGiven");
    }

    [Fact]
    public async Task A_thousand_events_shuffled_and_doubled_lead_to_one_end_state()
    {
        var random = Seeds.Random();
        var lot = await world.OpenLotAsync(150, TimeSpan.FromDays(30));
        var told = new List<string>();
        var paid = 0;
        foreach (var player in await world.Cast.PlayersAsync(40))
        {
            var started = await world.HoldAsync(player, lot, random.Next(1, 4));
            var open = world.Gateway.SessionOf(started.PurchaseId);
            if (random.Next(3) > 0)
            {
                world.Gateway.Pay(started.PurchaseId);
                paid += started.Tickets;
                told.Add(await StoreAsync("checkout.session.completed", Session(started.PurchaseId)));
                told.Add(await StoreAsync("payment_intent.succeeded", new { id = "pi", @object = "payment_intent" }));
            }
            else
                told.Add(
                    await StoreAsync("checkout.session.expired", Json(open with { Status = CheckoutStatus.Expired }))
                );
        }
        world.Clock.Advance(TimeSpan.FromHours(72));
        var shuffled = told.SelectMany(id => Enumerable.Repeat(id, 5)).ToArray();
        random.Shuffle(shuffled);

        await Parallel.ForEachAsync(
            shuffled,
            new ParallelOptions { MaxDegreeOfParallelism = 6 },
            async (id, _) => await ApplyAsync(id)
        );

        var seen = await world.LotAsync(lot);
        (seen.LiveTickets, seen.HeldTickets, seen.CurrentFunding).ShouldBe((paid, 0, Money.Dollars(paid)));
        (await world.EntriesAsync(lot)).Sum(e => e.TicketCount).ShouldBe(paid);
        (await world.BalanceAsync("cash_escrow", lot.Value)).ShouldBe(paid * 100);
    }

    private async Task<(LotId Lot, PurchaseId Purchase)> PaidAsync()
    {
        var lot = await world.OpenLotAsync(100);
        var started = await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 10);
        world.Gateway.Pay(started.PurchaseId);
        return (lot, started.PurchaseId);
    }

    private async Task SetAsideAsync(string type, object body)
    {
        var id = await StoreAsync(type, body);
        await ApplyAsync(id);
        await ShouldBeSetAsideAsync(id);
    }

    private object FailedTry(PurchaseId? purchase, long amount, string currency = "usd") =>
        new
        {
            id = "pi_" + world.Key(),
            @object = "payment_intent",
            amount,
            currency,
            metadata = new { purchase_id = purchase?.ToString() },
        };

    private Task ApplyAsync(string id) => world.Get<ApplyWebhook>().RunAsync(id, default);

    private Task<IReadOnlyList<string>> DueAsync() => world.Get<Data.Lots.DueWork>().WebhooksAsync(default);

    private Task<string?> OutcomeAsync(string id) =>
        world.ReadAsync(db => db.WebhookEvents.Where(e => e.EventId == id).Select(e => e.Outcome).SingleAsync());

    private async Task ShouldBeSetAsideAsync(string id)
    {
        var kept = await world.ReadAsync(db => db.WebhookEvents.SingleAsync(e => e.EventId == id));
        (kept.Quarantined, kept.AppliedAt).ShouldBe((true, null));
        (
            await world.ReadAsync(db => db.Alerts.CountAsync(a => a.Kind == "webhook_quarantined" && a.Subject == id))
        ).ShouldBe(1);
        (await DueAsync()).ShouldNotContain(id);
    }

    private async Task<string> StoreAsync(string type, object body, string? id = null, bool live = false)
    {
        var fresh = id is null;
        id ??= "evt_" + world.Key();
        var payload = JsonSerializer.Serialize(
            new
            {
                id,
                @object = "event",
                type,
                created = world.Now.ToUnixTimeSeconds(),
                livemode = live,
                data = new { @object = body },
            }
        );
        (await world.Get<StoreWebhook>().RunAsync(new(id, type, world.Now, live, payload), default)).ShouldBe(fresh);
        return id;
    }

    private object Session(PurchaseId purchase) => Json(world.Gateway.SessionOf(purchase));

    private static object Json(CheckoutSession session) =>
        new
        {
            id = session.Id,
            @object = "checkout.session",
            url = session.Url,
            status = session.Status.ToString().ToLowerInvariant(),
            payment_status = session.PaymentStatus.ToString().ToLowerInvariant(),
            payment_intent = session.PaymentIntentId,
            amount_total = session.AmountTotal.Cents,
            currency = session.Currency,
            expires_at = session.ExpiresAt.ToUnixTimeSeconds(),
            livemode = session.LiveMode,
            client_reference_id = session.PurchaseId?.ToString(),
        };
}
