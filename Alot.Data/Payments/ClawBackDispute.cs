using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain.Accounts;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

/// <summary>Claws back after settlement what a dispute from before it must not keep; the account could not spend meanwhile.</summary>
public sealed class ClawBackDispute(Transactions.Transactions transactions, TimeProvider clock)
{
    public Task<bool> RunAsync(Guid id, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var found = await db.Disputes.AsNoTracking().SingleAsync(d => d.Id == id, stop);
                var (lot, purchase) = await db.LockWithLotAsync(found.PurchaseId, stop);
                var dispute = await db.Disputes.SingleAsync(d => d.Id == id, stop);
                if (
                    dispute
                        is not { ClawsBack: true, ClawedBackAt: null, Stage: DisputeStage.Open or DisputeStage.Lost }
                    || lot.Status != LotStatus.Settled
                )
                    return false;
                var now = clock.GetUtcNow();
                var entry = await db.Entries.SingleOrDefaultAsync(
                    e => e.PurchaseId == purchase.Id && e.VoidedAt == null,
                    stop
                );
                await db.ClawBackAsync(lot, purchase, dispute, entry, now, stop);
                if (!dispute.FreezesSpending)
                    await db.LiftFreezeAsync(
                        purchase.PlayerId,
                        FreezeReason.Dispute,
                        dispute.GatewayDisputeId,
                        now,
                        stop
                    );
                db.Announce(Topic.Player(purchase.PlayerId), Topic.Queues);
                return true;
            },
            stop
        );
}
