using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Payments;

namespace Alot.Data.Payments;

/// <summary>
/// Frees a hold whose payment is known not to come. The caller has the processor's word: the session is expired, or there is
/// none and none can come any more.
/// </summary>
public sealed class ReleaseHold(Transactions.Transactions transactions, TimeProvider clock)
{
    /// <param name="session">The session that is over; null when there is none.</param>
    /// <returns>False when the purchase was not pending any more.</returns>
    /// <exception cref="PaymentMismatchException">The session isn't the purchase's: its own may still be paid.</exception>
    public Task<bool> RunAsync(PurchaseId id, string reason, CheckoutSession? session, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var (lot, purchase) = await db.LockWithLotAsync(id, stop);
                if (session is not null && (purchase.StripeCheckoutSessionId ?? session.Id) != session.Id)
                    throw new PaymentMismatchException("The session isn't the purchase's.");
                if (purchase.Status != PurchaseStatus.Pending)
                    return false;
                lot.Release(purchase, reason, clock.GetUtcNow());
                db.Announce(Topic.Lot(lot.Id), Topic.Player(purchase.PlayerId), Topic.DueLots);
                return true;
            },
            stop
        );
}
