using Alot.Data.Accounts;
using Alot.Data.Auditing;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;

namespace Alot.Data.Payments;

/// <param name="Reference">How it was paid, e.g. the number of a bank transfer: 3 to 300 characters.</param>
public sealed record PayRefundOtherwiseCommand(PlayerId ActorId, string Key, Guid RefundId, string Reference)
    : Command(ActorId, Key);

public sealed record PaidRefund(Guid RefundId, string Reference);

/// <summary>Staff say that they paid a refused refund by another way. It stays cash: it never becomes credits.</summary>
public sealed class PayRefundOtherwise(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    public Task<PaidRefund> RunAsync(PayRefundOtherwiseCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                var reference = StaffWords.Require(command.Reference, "reference");
                var (refund, purchase) = await db.LockPayableAsync(staff, command.ActorId, command.RefundId, stop);
                var now = clock.GetUtcNow();

                db.Post(refund.PaidBy(reference, now));
                purchase.CashReturned(refund, now);

                db.Enqueue(
                    OutboxKinds.Mail,
                    new MailLetter("refunded", purchase.PlayerId, purchase.Id, purchase.LotId)
                );
                db.Audit(
                    command.ActorId,
                    "refund_paid_otherwise",
                    "refund",
                    refund.Id,
                    new { refund.Amount, reference }
                );
                await db.ClearAlertsAsync("refund_payable", refund.Id.ToString(), command.ActorId, now, stop);
                db.Announce(Topic.Queues, Topic.Player(refund.PlayerId), Topic.Lot(refund.LotId), Topic.DueLots);
                return new PaidRefund(refund.Id, reference);
            },
            stop
        );
}
