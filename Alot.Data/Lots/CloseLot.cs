using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Lots;

/// <summary>Closes a refunding lot when nothing is owed any more: every choice made, every refund with its card.</summary>
public sealed class CloseLot(Transactions.Transactions transactions, TimeProvider clock)
{
    public Task<bool> RunAsync(LotId id, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var lot = await db.TryLockLotAsync(id, stop);
                if (lot is not { Status: LotStatus.Refunding, CreditsReturnedAt: not null, FrozenAt: null })
                    return false;
                var open = await db.Purchases.AnyAsync(
                    p => p.LotId == id && p.Status == PurchaseStatus.Succeeded && !p.IsSettledWithBuyer,
                    stop
                );
                if (
                    open
                    || await db.Refunds.AnyAsync(
                        r => r.LotId == id && r.Status != RefundStatus.Succeeded && r.Status != RefundStatus.Withdrawn,
                        stop
                    )
                )
                    return false;
                db.Record(lot.Close(clock.GetUtcNow()));
                return true;
            },
            stop
        );
}
