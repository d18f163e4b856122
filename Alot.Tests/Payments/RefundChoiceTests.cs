using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Fulfilment;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>An expired lot: cash, credits, silence, and the end of it all.</summary>
public sealed class RefundChoiceTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task One_takes_cash_one_takes_credits_one_says_nothing_and_the_lot_closes_with_nothing_left()
    {
        var lot = await world.OpenLotAsync(1_000, TimeSpan.FromDays(1));
        var (cash, credits, silent, guest) = (
            await world.Cast.PlayerAsync(),
            await world.Cast.PlayerAsync(),
            await world.Cast.PlayerAsync(),
            await world.Cast.PlayerAsync(credits: 700)
        );
        var first = await world.BuyAsync(cash, lot, 40);
        var second = await world.BuyAsync(credits, lot, 40);
        var third = await world.BuyAsync(silent, lot, 3);
        await world.BuyWithCreditsAsync(guest, lot, 7);
        await ExpireAsync(lot);
        (await CardAsync(lot, guest)).ShouldBe(CardStatus.Expired);

        (await ChooseAsync(cash, first, RefundChoice.Cash)).Cash.ShouldBe(new Money(39_20));
        (await world.LotAsync(lot)).Status.ShouldBe(LotStatus.Refunding);
        (await ChooseAsync(credits, second, RefundChoice.Credits)).Credits.ShouldBe(new Credits(6_000));
        (await world.CreditsAsync(credits)).ShouldBe(6_000);
        // Credit entries come back with the first refund, 1 : 1.
        (await DueAsync(d => d.ToReturnCreditsAsync(default))).ShouldContain(lot.Value);
        (await world.Get<ReturnCredits>().RunAsync(lot, default)).ShouldBeTrue();
        (await world.Get<ReturnCredits>().RunAsync(lot, default)).ShouldBeFalse("once");
        (await world.CreditsAsync(guest)).ShouldBe(700);
        await world.SendRefundsAsync();
        (await world.Get<CloseLot>().RunAsync(lot, default)).ShouldBeFalse("one has not chosen");

        world.Clock.Advance(TimeSpan.FromDays(14));
        (await DueAsync(d => d.ToDefaultAsync(default))).ShouldContain(third.Value);
        (await world.Get<DefaultChoice>().RunAsync(third, default)).ShouldBeTrue();
        (await world.Get<DefaultChoice>().RunAsync(third, default)).ShouldBeFalse();
        (await world.Get<CloseLot>().RunAsync(lot, default)).ShouldBeFalse("its refund is under way");
        await world.SendRefundsAsync();
        (await DueAsync(d => d.ToCloseAsync(default))).ShouldContain(lot.Value);
        (await world.Get<CloseLot>().RunAsync(lot, default)).ShouldBeTrue();

        (await StatusesAsync(first, second, third)).ShouldBe([
            PurchaseStatus.Refunded,
            PurchaseStatus.Succeeded,
            PurchaseStatus.Refunded,
        ]);
        (await world.PurchaseAsync(third)).RefundedAmount.ShouldBe(new Money(2_94));
        foreach (var account in (string[])["cash_escrow", "credit_escrow", "refunds_payable"])
            (await world.BalanceAsync(account, lot.Value)).ShouldBe(0, account);
        (await world.BalanceAsync("fees_earned", lot.Value)).ShouldBe(86);
        (await world.BalanceAsync("credit_reserve", lot.Value)).ShouldBe(6_000);
        (await world.BalanceAsync("platform_margin", lot.Value)).ShouldBe(-2_000);
        // What is still at the processor: the second's cash and the fees.
        (await world.BalanceAsync("clearing", lot.Value)).ShouldBe(-(4_000 + 86));
        (await world.LotAsync(lot)).Status.ShouldBe(LotStatus.Closed);
    }

    [Theory]
    [InlineData(RefundChoice.Cash)]
    [InlineData(RefundChoice.Credits)]
    public async Task Two_choices_at_once_count_as_one(RefundChoice other)
    {
        var (player, purchase, lot) = await ExpiredPurchaseAsync();
        var chosen = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(async i =>
                {
                    try
                    {
                        await ChooseAsync(player, purchase, i % 2 == 0 ? RefundChoice.Credits : other);
                        return "chosen";
                    }
                    catch (Refusal refused)
                    {
                        return refused.Code;
                    }
                })
        );
        chosen.Count(c => c == "chosen").ShouldBe(1);
        chosen.Count(c => c == "choice_made").ShouldBe(9);
        (await world.BalanceAsync("cash_escrow", lot.Value)).ShouldBe(0);
    }

    [Fact]
    public async Task After_14_days_credits_are_no_longer_to_be_had_even_if_no_job_has_run()
    {
        var (player, purchase, _) = await ExpiredPurchaseAsync();
        world.Clock.Advance(TimeSpan.FromDays(14));
        var refused = await Should.ThrowAsync<Refusal>(() => ChooseAsync(player, purchase, RefundChoice.Credits));
        refused.Code.ShouldBe("choice_over");
        (await world.Get<DefaultChoice>().RunAsync(purchase, default)).ShouldBeTrue();
        (await world.PurchaseAsync(purchase)).RefundChoice.ShouldBe(RefundChoice.Cash);
    }

    [Fact]
    public async Task Reminders_go_out_after_1_7_and_13_days_once_each_and_missed_ones_are_not_made_up()
    {
        var (player, purchase, _) = await ExpiredPurchaseAsync();
        for (var hour = 0; hour < 14 * 24; hour += 12)
        {
            await RemindAsync(purchase);
            await RemindAsync(purchase);
            var due =
                hour / 24 >= 13 ? 3
                : hour / 24 >= 7 ? 2
                : hour / 24 >= 1 ? 1
                : 0;
            (await MailsAsync(player, "refund_reminder")).ShouldBe(due, $"after {hour} hours");
            world.Clock.Advance(TimeSpan.FromHours(12));
        }

        var (other, late, _) = await ExpiredPurchaseAsync();
        world.Clock.Advance(TimeSpan.FromDays(8));
        await RemindAsync(late);
        (await MailsAsync(other, "refund_reminder")).ShouldBe(1);
    }

    [Fact]
    public async Task Others_purchases_and_unknown_ones_are_not_there()
    {
        var (_, purchase, _) = await ExpiredPurchaseAsync();
        var other = await world.Cast.PlayerAsync();
        (await Should.ThrowAsync<Refusal>(() => ChooseAsync(other, purchase, RefundChoice.Cash))).Code.ShouldBe(
            "not_found"
        );
        (
            await Should.ThrowAsync<Refusal>(() => ChooseAsync(other, PurchaseId.New(world.Now), RefundChoice.Cash))
        ).Code.ShouldBe("not_found");
    }

    [Fact]
    public async Task A_suspended_player_still_chooses()
    {
        var (player, purchase, _) = await ExpiredPurchaseAsync();
        await world.Database.RunAsync("update users set status = 'suspended' where id = $1", null, player.Value);
        (await ChooseAsync(player, purchase, RefundChoice.Credits)).Credits.ShouldBe(new Credits(1_500));
    }

    [Fact]
    public async Task An_expired_lot_that_nobody_chose_in_gives_credits_back_after_a_day_and_is_not_extended_then()
    {
        var lot = await world.OpenLotAsync(1_000, TimeSpan.FromHours(2));
        var guest = await world.Cast.PlayerAsync(credits: 500);
        await world.BuyWithCreditsAsync(guest, lot, 5);
        await ExpireAsync(lot);
        world.Clock.Advance(TimeSpan.FromHours(23));
        (await world.Get<ReturnCredits>().RunAsync(lot, default)).ShouldBeFalse();
        (await DueAsync(d => d.ToReturnCreditsAsync(default))).ShouldNotContain(lot.Value);
        world.Clock.Advance(TimeSpan.FromHours(1));
        (await DueAsync(d => d.ToReturnCreditsAsync(default))).ShouldContain(lot.Value);
        (await world.Get<ReturnCredits>().RunAsync(lot, default)).ShouldBeTrue();

        (await world.CreditsAsync(guest)).ShouldBe(500);
        (await world.BalanceAsync("credit_escrow", lot.Value)).ShouldBe(0);
        (await world.BalanceAsync("player_credits", guest.Value)).ShouldBe(500);
        var admin = await world.Cast.AdminAsync();
        var until = world.Now.AddDays(2);
        (
            await Should.ThrowAsync<Refusal>(() =>
                world.Get<ExtendLot>().RunAsync(new(admin, world.Key(), lot, until), default)
            )
        ).Code.ShouldBe("move_not_allowed");
        (await world.Get<CloseLot>().RunAsync(lot, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_frozen_lot_pays_nothing_until_it_is_mended()
    {
        var (player, purchase, lot) = await ExpiredPurchaseAsync();
        await FreezeAsync(lot);
        (await Should.ThrowAsync<Refusal>(() => ChooseAsync(player, purchase, RefundChoice.Cash))).Code.ShouldBe(
            "lot_frozen"
        );
        world.Clock.Advance(TimeSpan.FromDays(15));
        (await world.Get<DefaultChoice>().RunAsync(purchase, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_extension_takes_the_choice_back_and_leaving_gives_everything()
    {
        var (leaver, purchase, lot) = await ExpiredPurchaseAsync();
        await ExtendAsync(lot, TimeSpan.FromDays(10));
        var seen = await world.LotAsync(lot);
        (seen.Status, (await world.PurchaseAsync(purchase)).RefundEligible).ShouldBe((LotStatus.Open, false));
        (await CardAsync(lot, leaver)).ShouldBe(CardStatus.Active);
        (await Should.ThrowAsync<Refusal>(() => ChooseAsync(leaver, purchase, RefundChoice.Cash))).Code.ShouldBe(
            "choice_not_offered"
        );

        var key = world.Key();
        (await LeaveAsync(leaver, purchase, key)).Refund.ShouldBe(Money.Dollars(10));
        (await LeaveAsync(leaver, purchase, key)).Refund.ShouldBe(Money.Dollars(10), "the same command");
        (await Should.ThrowAsync<Refusal>(() => LeaveAsync(leaver, purchase, world.Key()))).Code.ShouldBe(
            "nothing_to_return"
        );
        await world.SendRefundsAsync();

        seen = await world.LotAsync(lot);
        (seen.CurrentFunding, seen.LiveTickets, seen.TotalTickets, seen.TotalParticipants).ShouldBe(
            (Money.Zero, 0, 10, 1)
        );
        (await world.PurchaseAsync(purchase)).Status.ShouldBe(PurchaseStatus.Refunded);
        (await world.BalanceAsync("clearing", lot.Value)).ShouldBe(0);
        // Who leaves may come back, under new numbers, and is still one participant.
        await world.BuyAsync(leaver, lot, 5);
        (await world.EntriesAsync(lot)).Select(e => e.TicketsStart).ShouldBe([1, 11]);
        (await world.LotAsync(lot)).TotalParticipants.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_leaves_a_frozen_lot_or_somebody_elses_purchase()
    {
        var (leaver, purchase, lot) = await ExpiredPurchaseAsync();
        await ExtendAsync(lot, TimeSpan.FromDays(10));
        var other = await world.Cast.PlayerAsync();
        (await Should.ThrowAsync<Refusal>(() => LeaveAsync(other, purchase, world.Key()))).Code.ShouldBe("not_found");
        await FreezeAsync(lot);
        (await Should.ThrowAsync<Refusal>(() => LeaveAsync(leaver, purchase, world.Key()))).Code.ShouldBe("lot_frozen");
    }

    [Fact]
    public async Task A_cancelled_lot_gives_everything_back_also_what_is_paid_afterwards()
    {
        var lot = await world.OpenLotAsync(100);
        var (buyer, guest, payer, idle) = (
            await world.Cast.PlayerAsync(),
            await world.Cast.PlayerAsync(credits: 500),
            await world.Cast.PlayerAsync(),
            await world.Cast.PlayerAsync()
        );
        var bought = await world.BuyAsync(buyer, lot, 20);
        await world.BuyWithCreditsAsync(guest, lot, 5);
        var (paying, waiting) = (await world.HoldAsync(payer, lot, 30), await world.HoldAsync(idle, lot, 40));

        await world
            .Get<CancelLot>()
            .RunAsync(new(await world.Cast.AdminAsync(), world.Key(), lot, "The watch was damaged."), default);
        world.Gateway.Pay(paying.PurchaseId).ShouldBeTrue();

        (await DueAsync(d => d.ToReturnAsync(default))).ShouldContain(bought.Value);
        (await world.Get<ReturnCancelled>().RunAsync(bought, default)).ShouldBeTrue();
        (await world.Get<ReturnCancelled>().RunAsync(bought, default)).ShouldBeFalse();
        (await world.Get<ReturnCredits>().RunAsync(lot, default)).ShouldBeTrue();
        foreach (var hold in (PurchaseId[])[paying.PurchaseId, waiting.PurchaseId])
        {
            (await DueAsync(d => d.HoldsAsync(default))).ShouldContain(hold.Value);
            await world.Get<ResolveHold>().RunAsync(hold, "lot_not_open", default);
        }
        await world.SendRefundsAsync();

        (await StatusesAsync(bought, paying.PurchaseId, waiting.PurchaseId)).ShouldBe([
            PurchaseStatus.Refunded,
            PurchaseStatus.Refunded,
            PurchaseStatus.Failed,
        ]);
        (await world.PurchaseAsync(bought)).RefundedAmount.ShouldBe(Money.Dollars(20));
        (await world.PurchaseAsync(paying.PurchaseId)).RefundedAmount.ShouldBe(Money.Dollars(30));
        (await world.CreditsAsync(guest)).ShouldBe(500);
        foreach (var account in (string[])["cash_escrow", "credit_escrow", "refunds_payable", "clearing"])
            (await world.BalanceAsync(account, lot.Value)).ShouldBe(0, account);
        (await CardAsync(lot, buyer)).ShouldBe(CardStatus.Cancelled);
        (await world.LotAsync(lot)).HeldTickets.ShouldBe(0);
    }

    private async Task<(PlayerId Player, PurchaseId Purchase, LotId Lot)> ExpiredPurchaseAsync()
    {
        var lot = await world.OpenLotAsync(1_000, TimeSpan.FromHours(2));
        var player = await world.Cast.PlayerAsync();
        var purchase = await world.BuyAsync(player, lot, 10);
        await ExpireAsync(lot);
        return (player, purchase, lot);
    }

    private async Task ExpireAsync(LotId lot)
    {
        (await world.Get<ExpireLot>().RunAsync(lot, default)).ShouldBeFalse("its deadline is ahead");
        world.Clock.Advance((await world.LotAsync(lot)).Deadline - world.Now);
        (await DueAsync(d => d.ToExpireAsync(default))).ShouldContain(lot.Value);
        var expired = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => world.Get<ExpireLot>().RunAsync(lot, default))
        );
        expired.Count(e => e).ShouldBe(1);
    }

    private async Task ExtendAsync(LotId lot, TimeSpan by) =>
        await world
            .Get<ExtendLot>()
            .RunAsync(new(await world.Cast.AdminAsync(), world.Key(), lot, world.Now + by), default);

    private async Task RemindAsync(PurchaseId purchase)
    {
        if ((await DueAsync(d => d.ToRemindAsync(default))).Contains(purchase.Value))
            (await world.Get<RemindToChoose>().RunAsync(purchase, default)).ShouldBeTrue();
        (await world.Get<RemindToChoose>().RunAsync(purchase, default)).ShouldBeFalse();
    }

    private Task FreezeAsync(LotId lot) =>
        world.Database.RunAsync(
            "update rooms set frozen_at = $2, frozen_reason = 'test' where id = $1",
            null,
            lot.Value,
            world.Now
        );

    private Task<ChosenRefund> ChooseAsync(PlayerId player, PurchaseId purchase, RefundChoice choice) =>
        world.Get<ChooseRefund>().RunAsync(new(player, world.Key(), purchase, choice), default);

    private Task<LeftLot> LeaveAsync(PlayerId player, PurchaseId purchase, string key) =>
        world.Get<LeaveLot>().RunAsync(new(player, key, purchase), default);

    private Task<IReadOnlyList<Guid>> DueAsync(Func<DueWork, Task<IReadOnlyList<Guid>>> read) =>
        read(world.Get<DueWork>());

    private async Task<List<PurchaseStatus>> StatusesAsync(params PurchaseId[] purchases)
    {
        var statuses = new List<PurchaseStatus>();
        foreach (var purchase in purchases)
            statuses.Add((await world.PurchaseAsync(purchase)).Status);
        return statuses;
    }

    private Task<CardStatus> CardAsync(LotId lot, PlayerId player) =>
        world.ReadAsync(db =>
            db.Cards.Where(c => c.LotId == lot && c.PlayerId == player).Select(c => c.Status).SingleAsync()
        );

    private Task<long> MailsAsync(PlayerId player, string template) =>
        world.Database.AskAsync<long>(
            "select count(*) from outbox where kind in ('mail', 'bulk_mail') and payload->>'template' = $2 and (payload->'player_id'->>'value')::uuid = $1",
            player.Value,
            template
        );
}
