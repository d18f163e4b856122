using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Payments;

namespace Alot.Data.Payments;

/// <summary>No choice within the days of the lot's terms: 98 % cash.</summary>
public sealed class DefaultChoice(Transactions.Transactions transactions, TimeProvider clock)
{
    public Task<bool> RunAsync(PurchaseId id, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var (lot, purchase) = await db.LockWithLotAsync(id, stop);
                var now = clock.GetUtcNow();
                if (!purchase.RefundEligible || purchase.ChooseBy is not { } by || now < by || lot.FrozenAt is not null)
                    return false;
                await db.CarryOutAsync(
                    lot,
                    purchase,
                    purchase.Choose(RefundChoice.Cash, lot.Terms, now, byDefault: true),
                    now,
                    stop
                );
                return true;
            },
            stop
        );
}
