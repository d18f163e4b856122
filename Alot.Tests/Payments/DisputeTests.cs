using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>Disputes on real PostgreSQL (money.md): before funding, from funding on, in expired lots; won, lost, in any order.</summary>
public sealed class DisputeTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task Before_funding_a_dispute_voids_the_tickets_and_takes_the_money_out_of_the_lot()
    {
        var (player, lot) = (await world.Cast.PlayerAsync(), await world.OpenLotAsync(100));
        var purchase = await world.BuyAsync(player, lot, 40);
        await world.BuyAsync(await world.Cast.PlayerAsync(), lot, 10);

        await HearAsync(world.Gateway.Dispute(purchase, "needs_response"));

        var after = await world.LotAsync(lot);
        after.CurrentFunding.ShouldBe(Money.Dollars(10));
        after.LiveTickets.ShouldBe(10);
        after.TotalTickets.ShouldBe(50);
        (await world.EntriesAsync(lot))[0].VoidedAt.ShouldNotBeNull();
        (await world.BalanceAsync("disputes_receivable", lot.Value)).ShouldBe(40_00);
        (await world.BalanceAsync("cash_escrow", lot.Value)).ShouldBe(10_00);
        var disputed = await world.PurchaseAsync(purchase);
        disputed.Disputed.ShouldBeTrue();
        disputed.DisputeStatus.ShouldBe("needs_response");
        await BooksHoldAsync();
    }

    [Fact]
    public async Task A_dispute_won_while_the_lot_has_room_brings_new_tickets()
    {
        var (player, lot) = (await world.Cast.PlayerAsync(), await world.OpenLotAsync(100));
        var purchase = await world.BuyAsync(player, lot, 40);
        await world.BuyAsync(await world.Cast.PlayerAsync(), lot, 10);
        var dispute = world.Gateway.Dispute(purchase, "needs_response");
        await HearAsync(dispute);

        await HearAsync(dispute with { Status = "won" });

        var entries = await world.EntriesAsync(lot);
        entries.Count.ShouldBe(3);
        entries[2].Tickets.ShouldBe(new TicketRange(51, 40));
        entries[2].PurchaseId.ShouldBe(purchase);
        (await world.LotAsync(lot)).CurrentFunding.ShouldBe(Money.Dollars(50));
        (await world.PurchaseAsync(purchase)).Disputed.ShouldBeFalse();
        await UndoneAsync(purchase);
        await BooksHoldAsync();
    }

    [Fact]
    public async Task A_dispute_won_without_room_pays_everything_back()
    {
        var (player, lot) = (await world.Cast.PlayerAsync(), await world.OpenLotAsync(100));
        var purchase = await world.BuyAsync(player, lot, 40);
        var dispute = world.Gateway.Dispute(purchase, "needs_response");
        await HearAsync(dispute);
        await world.BuyAsync(await world.Cast.PlayerAsync(), lot, 70);

        await HearAsync(dispute with { Status = "won" });
        world.Gateway.Dispute(purchase, "won", id: dispute.Id);
        await world.SendRefundsAsync();

        var after = await world.PurchaseAsync(purchase);
        after.Status.ShouldBe(PurchaseStatus.Refunded);
        after.RefundedAmount.ShouldBe(Money.Dollars(40));
        (await world.LotAsync(lot)).CurrentFunding.ShouldBe(Money.Dollars(70));
        await UndoneAsync(purchase);
        await BooksHoldAsync();
    }

    [Fact]
    public async Task A_won_dispute_may_give_the_last_tickets_and_fund_the_lot()
    {
        var (player, lot) = (await world.Cast.PlayerAsync(), await world.OpenLotAsync(100));
        var purchase = await world.BuyAsync(player, lot, 40);
        var dispute = world.Gateway.Dispute(purchase, "needs_response");
        await HearAsync(dispute);
        await world.BuyAsync(await world.Cast.PlayerAsync(), lot, 60);

        await HearAsync(dispute with { Status = "won" });

        (await world.LotAsync(lot)).Status.ShouldBe(LotStatus.Funded);
        await BooksHoldAsync();
    }

    [Fact]
    public async Task Before_funding_a_lost_dispute_ends_in_the_books_and_owes_nothing_more()
    {
        var (player, lot) = (await world.Cast.PlayerAsync(), await world.OpenLotAsync(100));
        var purchase = await world.BuyAsync(player, lot, 40);
        var dispute = world.Gateway.Dispute(purchase, "needs_response");
        await HearAsync(dispute);

        await HearAsync(dispute with { Status = "lost" });

        var after = await world.PurchaseAsync(purchase);
        after.LostAmount.ShouldBe(Money.Dollars(40));
        after.IsSettledWithBuyer.ShouldBeTrue();
        (await world.BalanceAsync("clearing", lot.Value)).ShouldBe(0);
        (await world.BalanceAsync("disputes_receivable", lot.Value)).ShouldBe(0);
        await BooksHoldAsync();
    }

    [Fact]
    public async Task Half_a_purchase_lost_leaves_the_other_half_as_new_tickets()
    {
        var (player, lot) = (await world.Cast.PlayerAsync(), await world.OpenLotAsync(100));
        var purchase = await world.BuyAsync(player, lot, 40);
        var dispute = world.Gateway.Dispute(purchase, "needs_response", Money.Dollars(15));
        await HearAsync(dispute);
        (await world.BalanceAsync("held_in_dispute", lot.Value)).ShouldBe(25_00);

        await HearAsync(dispute with { Status = "lost" });

        (await world.EntriesAsync(lot))[1].Tickets.ShouldBe(new TicketRange(41, 25));
        (await world.LotAsync(lot)).CurrentFunding.ShouldBe(Money.Dollars(25));
        await BooksHoldAsync();
    }

    [Fact]
    public async Task What_is_no_whole_dollar_after_a_dispute_goes_back_to_the_cent()
    {
        var (player, lot) = (await world.Cast.PlayerAsync(), await world.OpenLotAsync(100));
        var purchase = await world.BuyAsync(player, lot, 40);
        var dispute = world.Gateway.Dispute(purchase, "needs_response", new Money(15_50));
        await HearAsync(dispute);

        await HearAsync(dispute with { Status = "lost" });

        (await RefundsAsync(purchase)).Single().Amount.ShouldBe(new Money(24_50));
        await BooksHoldAsync();
    }

    [Fact]
    public async Task Two_disputes_of_one_purchase_end_one_after_the_other()
    {
        var (player, lot) = (await world.Cast.PlayerAsync(), await world.OpenLotAsync(100));
        var purchase = await world.BuyAsync(player, lot, 40);
        var first = world.Gateway.Dispute(purchase, "needs_response", Money.Dollars(10));
        var second = world.Gateway.Dispute(purchase, "under_review", Money.Dollars(30));
        await HearAsync(first);
        await HearAsync(second);

        await HearAsync(first with { Status = "won" });
        (await world.PurchaseAsync(purchase)).Disputed.ShouldBeTrue();
        (await world.EntriesAsync(lot)).Count.ShouldBe(1);
        await BooksHoldAsync();
        await HearAsync(second with { Status = "lost" });

        (await world.EntriesAsync(lot))[1].TicketCount.ShouldBe(10);
        await BooksHoldAsync();
    }

    [Fact]
    public async Task More_than_was_paid_can_not_be_disputed()
    {
        var (player, lot) = (await world.Cast.PlayerAsync(), await world.OpenLotAsync(100));
        var purchase = await world.BuyAsync(player, lot, 40);

        await Should.ThrowAsync<PaymentMismatchException>(() =>
            HearAsync(world.Gateway.Dispute(purchase, "needs_response", Money.Dollars(41)))
        );

        await HearAsync(world.Gateway.Dispute(purchase, "needs_response", Money.Dollars(30)));
        await Should.ThrowAsync<PaymentMismatchException>(() =>
            HearAsync(world.Gateway.Dispute(purchase, "needs_response", Money.Dollars(11)))
        );
        (await world.LotAsync(lot)).CurrentFunding.ShouldBe(Money.Zero);
    }

    [Fact]
    public async Task An_inquiry_takes_no_money_and_no_ticket()
    {
        var (player, lot) = (await world.Cast.PlayerAsync(), await world.OpenLotAsync(100));
        var purchase = await world.BuyAsync(player, lot, 40);
        var inquiry = world.Gateway.Dispute(purchase, "warning_needs_response");

        await HearAsync(inquiry);
        await HearAsync(inquiry with { Status = "warning_closed" });
        await HearAsync(inquiry with { Status = "warning_under_review" });

        (await world.LotAsync(lot)).CurrentFunding.ShouldBe(Money.Dollars(40));
        (await world.PurchaseAsync(purchase)).Disputed.ShouldBeFalse();
        (await DisputeAsync(inquiry)).Stage.ShouldBe(DisputeStage.Dismissed);
        await BooksHoldAsync();
    }

    [Fact]
    public async Task News_of_a_dispute_may_come_in_any_order_and_twice_and_before_the_payments_own()
    {
        foreach (var ending in (string[])["won", "lost"])
        {
            string[] words = ["warning_needs_response", "needs_response", "under_review", ending];
            var ends = new HashSet<string>();
            foreach (var order in Orders(words))
            {
                var (player, lot) = (await world.Cast.PlayerAsync(), await world.OpenLotAsync(100));
                var started = await world.HoldAsync(player, lot, 40);
                world.Gateway.Pay(started.PurchaseId);
                var dispute = world.Gateway.Dispute(started.PurchaseId, words[0]);
                foreach (var word in order.Concat(order))
                    await HearAsync(dispute with { Status = word });
                await world.ConfirmAsync(started.PurchaseId);
                var after = await world.LotAsync(lot);
                var purchase = await world.PurchaseAsync(started.PurchaseId);
                ends.Add(
                    $"{after.CurrentFunding} {after.LiveTickets} of {after.TotalTickets}, {purchase.Status} {purchase.DisputeStatus} {purchase.LostAmount} {purchase.IsSettledWithBuyer}, {await world.BalanceAsync("clearing", lot.Value)}"
                );
            }
            ends.Count.ShouldBe(1, string.Join(" / ", ends));
        }
        await BooksHoldAsync();
    }

    [Fact]
    public async Task After_settlement_a_dispute_claws_back_what_is_there_and_freezes_the_account()
    {
        var (lot, loser, purchase) = await SettledAsync(spend: 5);
        var before = await world.CreditsAsync(loser);

        await HearAsync(world.Gateway.Dispute(purchase, "needs_response"));

        // 50 credits a dollar were given for $40; 500 had been spent.
        before.ShouldBe(1_500);
        (await world.CreditsAsync(loser)).ShouldBe(0);
        (await world.BalanceAsync("credits_receivable", loser.Value)).ShouldBe(500);
        (await world.LotAsync(lot)).Status.ShouldBe(LotStatus.Settled);
        (await world.EntriesAsync(lot)).ShouldAllBe(e => e.VoidedAt == null);
        var other = await world.OpenLotAsync(100);
        await world.Cast.GrantAsync(loser, 1_000);
        (await Should.ThrowAsync<Refusal>(() => world.BuyWithCreditsAsync(loser, other, 1))).Code.ShouldBe(
            "account_frozen"
        );
        (await Should.ThrowAsync<Refusal>(() => world.HoldAsync(loser, other, 5))).Code.ShouldBe("account_frozen");
        (await CardHeldAsync(lot, loser)).ShouldBeTrue();
        await BooksHoldAsync();
    }

    [Fact]
    public async Task A_dispute_won_after_settlement_undoes_its_journal_entries_one_by_one()
    {
        var (lot, loser, purchase) = await SettledAsync(spend: 5);
        var wallet = await WalletAsync(loser);
        var dispute = world.Gateway.Dispute(purchase, "needs_response");
        await HearAsync(dispute);

        await HearAsync(dispute with { Status = "won" });

        var now = await WalletAsync(loser);
        (now.Balance, now.TotalEarned, now.TotalSpent).ShouldBe(
            (wallet.Balance, wallet.TotalEarned, wallet.TotalSpent)
        );
        (await CardHeldAsync(lot, loser)).ShouldBeFalse();
        await UndoneAsync(purchase);
        await world.BuyWithCreditsAsync(loser, await world.OpenLotAsync(100), 1);
        await BooksHoldAsync();
    }

    [Fact]
    public async Task A_dispute_lost_after_settlement_leaves_a_debt_that_staff_collect_or_write_off()
    {
        var (lot, loser, purchase) = await SettledAsync(spend: 5);
        var dispute = world.Gateway.Dispute(purchase, "needs_response");
        await HearAsync(dispute);
        await HearAsync(dispute with { Status = "lost" });
        (await world.BalanceAsync("clearing", lot.Value)).ShouldBe(-60_00);
        await world.Cast.GrantAsync(loser, 200);
        var id = (await DisputeAsync(dispute)).Id;
        var admin = await world.Cast.AdminAsync();
        var collect = world.Get<CollectReceivable>();
        await BooksHoldAsync();

        (await collect.RunAsync(new(admin, world.Key(), id, false, "Asked by mail"), default)).StillOwed.ShouldBe(
            new Credits(300)
        );
        (await world.CreditsAsync(loser)).ShouldBe(0);
        await BooksHoldAsync();
        await collect.RunAsync(new(admin, world.Key(), id, true, "Not worth more"), default);

        await world.Cast.GrantAsync(loser, 100);
        await world.BuyWithCreditsAsync(loser, await world.OpenLotAsync(100), 1);
        await BooksHoldAsync();
        (
            await Should.ThrowAsync<Refusal>(async () =>
                await collect.RunAsync(
                    new(await world.Cast.StaffAsync(StaffRole.Support), world.Key(), id, true, "Mine"),
                    default
                )
            )
        ).Code.ShouldBe("not_found");
    }

    [Fact]
    public async Task A_dispute_between_funding_and_settlement_voids_nothing_and_claws_back_after_it()
    {
        var lot = await world.OpenLotAsync(100);
        var (loser, winner) = (await world.Cast.PlayerAsync(), await world.Cast.PlayerAsync());
        var purchase = await world.BuyAsync(loser, lot, 40);
        var other = await world.BuyAsync(winner, lot, 60);
        var dispute = world.Gateway.Dispute(purchase, "needs_response", Money.Dollars(20));
        await HearAsync(dispute);
        await HearAsync(world.Gateway.Dispute(other, "needs_response", Money.Dollars(30)));
        (await world.LotAsync(lot)).CurrentFunding.ShouldBe(Money.Dollars(100));
        await BooksHoldAsync();

        await DrawAndSettleAsync(lot);
        await BooksHoldAsync();
        foreach (var id in await world.Get<DueWork>().ToClawBackAsync(default))
            await world.Get<ClawBackDispute>().RunAsync(id, default);

        // Who did not win got 50 a dollar and keeps the half that is not disputed.
        var won = (await world.ReadAsync(db => db.LotDraws.SingleAsync(d => d.LotId == lot))).WinnerUserId;
        (await world.CreditsAsync(loser)).ShouldBe(won == loser ? 0 : 1_000);
        (await world.CreditsAsync(winner)).ShouldBe(won == winner ? 0 : 1_500);
        (await CardHeldAsync(lot, won)).ShouldBeTrue();
        await BooksHoldAsync();
    }

    [Fact]
    public async Task A_disputed_purchase_of_an_expired_lot_has_no_choice_until_the_dispute_is_over()
    {
        var lot = await world.OpenLotAsync(100, TimeSpan.FromHours(2));
        var player = await world.Cast.PlayerAsync();
        var purchase = await world.BuyAsync(player, lot, 40);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.Get<ExpireLot>().RunAsync(lot, default);
        world.Clock.Advance(TimeSpan.FromDays(10));
        var dispute = world.Gateway.Dispute(purchase, "needs_response", Money.Dollars(10));
        await HearAsync(dispute);
        (await Should.ThrowAsync<Refusal>(() => ChooseAsync(player, purchase, RefundChoice.Cash))).Code.ShouldBe(
            "purchase_disputed"
        );
        world.Clock.Advance(TimeSpan.FromDays(10));
        (await world.Get<DueWork>().ToDefaultAsync(default)).ShouldNotContain(purchase.Value);
        await world.Get<DefaultChoice>().RunAsync(purchase, default);
        await BooksHoldAsync();

        await HearAsync(dispute with { Status = "lost" });

        (await world.PurchaseAsync(purchase)).ChooseBy.ShouldBe(world.Now.AddDays(14));
        var chosen = await ChooseAsync(player, purchase, RefundChoice.Credits);
        chosen.Credits.ShouldBe(new Credits(30 * 150));
        await BooksHoldAsync();
    }

    [Fact]
    public async Task A_choice_after_a_dispute_takes_98_percent_of_what_is_left()
    {
        var lot = await world.OpenLotAsync(100, TimeSpan.FromHours(2));
        var player = await world.Cast.PlayerAsync();
        var purchase = await world.BuyAsync(player, lot, 40);
        var dispute = world.Gateway.Dispute(purchase, "needs_response", Money.Dollars(10));
        await HearAsync(dispute);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.Get<ExpireLot>().RunAsync(lot, default);
        (await world.PurchaseAsync(purchase)).RefundEligible.ShouldBeFalse();
        await HearAsync(dispute with { Status = "lost" });

        (await ChooseAsync(player, purchase, RefundChoice.Cash)).Cash.ShouldBe(new Money(29_40));
        await world.SendRefundsAsync();

        (await world.BalanceAsync("cash_escrow", lot.Value)).ShouldBe(0);
        await BooksHoldAsync();
    }

    [Fact]
    public async Task Credits_of_a_conversion_are_clawed_back_and_come_home_when_the_dispute_is_won()
    {
        var lot = await world.OpenLotAsync(100, TimeSpan.FromHours(2));
        var player = await world.Cast.PlayerAsync();
        var purchase = await world.BuyAsync(player, lot, 40);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.Get<ExpireLot>().RunAsync(lot, default);
        await ChooseAsync(player, purchase, RefundChoice.Credits);
        var dispute = world.Gateway.Dispute(purchase, "needs_response", Money.Dollars(20));

        await HearAsync(dispute);
        (await world.CreditsAsync(player)).ShouldBe(3_000);
        await BooksHoldAsync();
        await HearAsync(dispute with { Status = "won" });

        (await world.CreditsAsync(player)).ShouldBe(6_000);
        await UndoneAsync(purchase);
        await BooksHoldAsync();
    }

    [Fact]
    public async Task A_refund_waits_while_its_payment_is_disputed_and_is_withdrawn_when_the_bank_paid()
    {
        foreach (var ending in (string[])["won", "lost"])
        {
            var lot = await world.OpenLotAsync(100, TimeSpan.FromHours(2));
            var player = await world.Cast.PlayerAsync();
            var purchase = await world.BuyAsync(player, lot, 40);
            world.Clock.Advance(TimeSpan.FromHours(2));
            await world.Get<ExpireLot>().RunAsync(lot, default);
            await ChooseAsync(player, purchase, RefundChoice.Cash);
            var dispute = world.Gateway.Dispute(purchase, "needs_response");
            await HearAsync(dispute);
            await world.SendRefundsAsync();
            (await RefundsAsync(purchase)).Single().Status.ShouldBe(RefundStatus.Due);

            await HearAsync(dispute with { Status = ending });
            await world.SendRefundsAsync();

            (await RefundsAsync(purchase))
                .Single()
                .Status.ShouldBe(ending == "won" ? RefundStatus.Succeeded : RefundStatus.Withdrawn);
            (await world.BalanceAsync("refunds_payable", lot.Value)).ShouldBe(0);
            await BooksHoldAsync();
        }
    }

    [Fact]
    public async Task A_lot_cancelled_meanwhile_pays_back_what_is_left_when_the_dispute_is_over()
    {
        var (player, lot) = (await world.Cast.PlayerAsync(), await world.OpenLotAsync(100));
        var purchase = await world.BuyAsync(player, lot, 40);
        var dispute = world.Gateway.Dispute(purchase, "needs_response", Money.Dollars(10));
        await HearAsync(dispute);
        await world
            .Get<CancelLot>()
            .RunAsync(new(await world.Cast.AdminAsync(), world.Key(), lot, "Damaged."), default);
        (await world.Get<DueWork>().ToReturnAsync(default)).ShouldNotContain(purchase.Value);

        await HearAsync(dispute with { Status = "lost" });
        await world.SendRefundsAsync();

        (await world.PurchaseAsync(purchase)).RefundedAmount.ShouldBe(Money.Dollars(30));
        await BooksHoldAsync();
    }

    [Fact]
    public async Task What_is_final_is_not_contradicted()
    {
        var (player, lot) = (await world.Cast.PlayerAsync(), await world.OpenLotAsync(100));
        var purchase = await world.BuyAsync(player, lot, 40);
        var dispute = world.Gateway.Dispute(purchase, "lost");
        await HearAsync(dispute);

        await Should.ThrowAsync<PaymentMismatchException>(() => HearAsync(dispute with { Status = "won" }));

        (await world.PurchaseAsync(purchase)).LostAmount.ShouldBe(Money.Dollars(40));
        await BooksHoldAsync();
    }

    private Task<string> HearAsync(GatewayDispute dispute) => world.Get<RecordDispute>().RunAsync(dispute, default);

    private Task<ChosenRefund> ChooseAsync(PlayerId player, PurchaseId purchase, RefundChoice choice) =>
        world.Get<ChooseRefund>().RunAsync(new(player, world.Key(), purchase, choice), default);

    /// <summary>A settled lot whose loser paid $40, got 2,000 credits and has spent some entries' worth of them.</summary>
    private async Task<(LotId Lot, PlayerId Loser, PurchaseId Purchase)> SettledAsync(int spend)
    {
        while (true)
        {
            var lot = await world.OpenLotAsync(100);
            var loser = await world.Cast.PlayerAsync();
            var purchase = await world.BuyAsync(loser, lot, 40);
            await world.BuyAsync(await world.Cast.PlayerAsync(), lot, 60);
            await DrawAndSettleAsync(lot);
            if (await world.CreditsAsync(loser) == 0)
                continue;
            if (spend > 0)
                await world.BuyWithCreditsAsync(loser, await world.OpenLotAsync(100), spend);
            return (lot, loser, purchase);
        }
    }

    private async Task DrawAndSettleAsync(LotId lot)
    {
        await world.Get<FreezeRoster>().RunAsync(lot, default);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Get<DrawLot>().RunAsync(lot, default);
        await world.Get<SettleLot>().RunAsync(lot, default);
    }

    private async Task BooksHoldAsync() => (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();

    private Task<Wallet> WalletAsync(PlayerId player) =>
        world.ReadAsync(db => db.Wallets.AsNoTracking().SingleAsync(w => w.PlayerId == player));

    private Task<Dispute> DisputeAsync(GatewayDispute heard) =>
        world.ReadAsync(db => db.Disputes.AsNoTracking().SingleAsync(d => d.GatewayDisputeId == heard.Id));

    private Task<List<Refund>> RefundsAsync(PurchaseId purchase) =>
        world.ReadAsync(db => db.Refunds.AsNoTracking().Where(r => r.PurchaseId == purchase).ToListAsync());

    private Task<bool> CardHeldAsync(LotId lot, PlayerId player) =>
        world.ReadAsync(db =>
            db.Cards.Where(c => c.LotId == lot && c.PlayerId == player)
                .Select(c => c.ShipmentHeldAt != null)
                .SingleAsync()
        );

    /// <summary>For every entry that the dispute made there is one with the same lines the other way round, and no other.</summary>
    private async Task UndoneAsync(PurchaseId purchase)
    {
        var entries = await world.ReadAsync(db =>
            (
                from j in db.Journal
                join l in db.JournalLines on j.Id equals l.JournalId
                where j.PurchaseId == purchase && j.Kind.StartsWith("dispute_") && j.Kind != "dispute_over_returned"
                select new
                {
                    j.Id,
                    j.Kind,
                    l.AccountKind,
                    l.OwnerId,
                    l.Amount,
                }
            ).ToListAsync()
        );
        var byEntry = entries
            .GroupBy(l => (l.Id, l.Kind))
            .Select(g => (g.Key.Kind, Lines: g.Select(l => (l.AccountKind, l.OwnerId, l.Amount)).Order().ToList()))
            .ToList();
        var undoing = byEntry.Where(e => e.Kind is "dispute_undone" or "dispute_over").ToList();
        var made = byEntry.Where(e => e.Kind is not ("dispute_undone" or "dispute_over")).ToList();
        made.ShouldNotBeEmpty();
        static string Text(IEnumerable<(AccountKind, Guid, long)> lines) => string.Join(", ", lines);
        undoing
            .Select(e => Text(e.Lines.Select(l => (l.AccountKind, l.OwnerId, -l.Amount)).Order()))
            .Order(StringComparer.Ordinal)
            .ShouldBe(made.Select(e => Text(e.Lines)).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string[]> Orders(string[] words) =>
        words.Length == 1
            ? [words]
            : words.SelectMany(first =>
                Orders([.. words.Where(w => w != first)]).Select(rest => (string[])[first, .. rest])
            );
}
