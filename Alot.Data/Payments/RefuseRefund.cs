using Alot.Data.Auditing;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

/// <summary>The processor won't send this cash back: it goes to the staff's payable queue and stays owed.</summary>
public sealed class RefuseRefund(Transactions.Transactions transactions, TimeProvider clock)
{
    public Task<bool> RunAsync(Guid refundId, string why, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var refund = await db
                    .Refunds.FromSql($"select * from refunds where id = {refundId} for update")
                    .SingleAsync(stop);
                if (refund.Status is RefundStatus.Succeeded or RefundStatus.Payable or RefundStatus.Withdrawn)
                    return false;
                var now = clock.GetUtcNow();
                refund.Refused(why, now);
                await db.RaiseAsync(
                    "refund_payable",
                    refundId.ToString(),
                    $"{refund.Amount} can't go back to the card: {why}.",
                    now,
                    stop
                );
                db.Announce(Topic.Player(refund.PlayerId));
                return true;
            },
            stop
        );
}
