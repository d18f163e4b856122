using Alot.Data.Auditing;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>Refunds that the card network refused, and what the database never lets happen to refunds.</summary>
public sealed class PayableRefundTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task A_refused_refund_is_paid_another_way_once_with_a_reference_and_never_becomes_credits()
    {
        var (purchase, refund, lot) = await RefusedAsync(40);
        var admin = await world.Cast.AdminAsync();
        var pay = world.Get<PayRefundOtherwise>();

        await pay.RunAsync(new(admin, world.Key(), refund.Id, "Wire 2026-11-24/7"), default);

        var after = await world.PurchaseAsync(purchase);
        (after.Status, after.RefundedAmount).ShouldBe((PurchaseStatus.Refunded, Money.Dollars(40)));
        (await world.CreditsAsync(after.PlayerId)).ShouldBe(0);
        (await world.BalanceAsync("paid_otherwise", lot.Value)).ShouldBe(40_00);
        (await world.BalanceAsync("clearing", lot.Value)).ShouldBe(-40_00, "the processor has it still");
        (
            await Should.ThrowAsync<Refusal>(() => pay.RunAsync(new(admin, world.Key(), refund.Id, "Again"), default))
        ).Code.ShouldBe("refund_not_payable");
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Support_pays_back_up_to_its_limit_and_others_not_at_all()
    {
        var (_, small, _) = await RefusedAsync(40);
        var (_, large, _) = await RefusedAsync(101);
        var support = await world.Cast.StaffAsync(StaffRole.Support);
        var retry = world.Get<RetryRefund>();
        await retry.RunAsync(new(support, world.Key(), small.Id), default);
        (
            await Should.ThrowAsync<Refusal>(() => retry.RunAsync(new(support, world.Key(), large.Id), default))
        ).Code.ShouldBe("above_limit");
        var moderator = await world.Cast.StaffAsync(StaffRole.Moderator);
        (
            await Should.ThrowAsync<Refusal>(() => retry.RunAsync(new(moderator, world.Key(), large.Id), default))
        ).Code.ShouldBe("not_found");
    }

    [Fact]
    public async Task Words_about_an_earlier_try_change_nothing_after_a_retry()
    {
        var (purchase, refund, _) = await RefusedAsync(40);
        var first = world.Gateway.Refunds.Single(r => r.PurchaseId == purchase);
        world.Gateway.RefundsBecome = GatewayRefundStatus.Succeeded;
        await world.Get<RetryRefund>().RunAsync(new(await world.Cast.AdminAsync(), world.Key(), refund.Id), default);
        await world.SendRefundsAsync();
        foreach (var status in (GatewayRefundStatus[])[GatewayRefundStatus.Failed, GatewayRefundStatus.Succeeded])
            (await world.Get<RecordRefund>().RunAsync(first with { Status = status }, default)).ShouldBe(
                "an earlier try"
            );
        (await world.PurchaseAsync(purchase)).RefundedAmount.ShouldBe(Money.Dollars(40));
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_database_refuses_refunds_above_what_was_paid()
    {
        var (purchase, _, _) = await RefusedAsync(40);
        var refused = await Should.ThrowAsync<PostgresException>(() =>
            world.Database.RunAsync(
                """
                insert into refunds (id, purchase_id, room_id, user_id, reason, amount, status, created_at, due_since, earlier_gateway_ids, retries)
                select uuid_v7(), id, room_id, user_id, 'left', 0.01, 'due', now(), now(), '{}', 0 from room_entry_purchases where id = $1
                """,
                null,
                purchase.Value
            )
        );
        refused.ConstraintName.ShouldBe("refunds_at_most_paid");
    }

    private async Task<(PurchaseId Purchase, Refund Refund, LotId Lot)> RefusedAsync(int dollars)
    {
        var lot = await world.OpenLotAsync(1_000);
        var purchase = await world.BuyAsync(await world.Cast.PlayerAsync(), lot, dollars);
        await world
            .Get<CancelLot>()
            .RunAsync(new(await world.Cast.AdminAsync(), world.Key(), lot, "Damaged."), default);
        await world.Get<ReturnCancelled>().RunAsync(purchase, default);
        world.Gateway.RefundsBecome = GatewayRefundStatus.Failed;
        await world.SendRefundsAsync();
        world.Gateway.RefundsBecome = GatewayRefundStatus.Succeeded;
        var refund = await world.ReadAsync(db => db.Refunds.AsNoTracking().SingleAsync(r => r.PurchaseId == purchase));
        refund.Status.ShouldBe(RefundStatus.Payable);
        return (purchase, refund, lot);
    }
}
