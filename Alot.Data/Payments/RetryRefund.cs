using Alot.Data.Accounts;
using Alot.Data.Auditing;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

public sealed record RetryRefundCommand(PlayerId ActorId, string Key, Guid RefundId) : Command(ActorId, Key);

public sealed record RetriedRefund(Guid RefundId);

/// <summary>Staff send a refund that the card network refused to the card once more, e.g. after the bank mended the card.</summary>
public sealed class RetryRefund(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    public Task<RetriedRefund> RunAsync(RetryRefundCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                var (refund, _) = await db.LockPayableAsync(staff, command.ActorId, command.RefundId, stop);
                var why = refund.FailureReason;
                refund.Retry(clock.GetUtcNow());
                db.Enqueue(OutboxKinds.Refund, new RefundLetter(refund.Id));
                db.Audit(
                    command.ActorId,
                    "refund_retried",
                    "refund",
                    refund.Id,
                    new
                    {
                        refund.Amount,
                        why,
                        refund.Retries,
                    }
                );
                await db.ClearAlertsAsync(
                    "refund_payable",
                    refund.Id.ToString(),
                    command.ActorId,
                    clock.GetUtcNow(),
                    stop
                );
                db.Announce(Topic.Queues, Topic.Player(refund.PlayerId));
                return new RetriedRefund(refund.Id);
            },
            stop
        );
}

internal static class PayableRefunds
{
    /// <summary>The refund, after the person's right and limit were read; purchase before refund, as always.</summary>
    public static async Task<(Refund Refund, Purchase Purchase)> LockPayableAsync(
        this AlotDb db,
        StaffAccess staff,
        PlayerId actor,
        Guid id,
        CancellationToken stop
    )
    {
        var member = await staff.RequireAsync(db, new Actor(actor, true), Permission.Refund, stop);
        var found =
            await db.Refunds.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, stop)
            ?? throw Refusal.NotFound("refund");
        if (StaffRoles.RefundLimit(member.Role) is { } limit && found.Amount > limit)
            throw new Refusal(
                "above_limit",
                $"Your role pays back up to {limit}. Ask an administrator. Nothing was changed.",
                RefusalKind.Forbidden
            );
        var (_, purchase) = await db.LockWithLotAsync(found.PurchaseId, stop);
        var refund = await db.Refunds.FromSql($"select * from refunds where id = {id} for update").SingleAsync(stop);
        if (purchase.Disputed)
            throw new Refusal(
                "purchase_disputed",
                "The bank is looking into this payment: nothing goes back before it has decided. Nothing was changed."
            );
        return (refund, purchase);
    }
}
