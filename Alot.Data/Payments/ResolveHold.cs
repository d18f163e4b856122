using Alot.Domain;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

/// <summary>
/// Finds out what became of a payment: paid gives tickets, expired frees the hold, and an open session is closed first. Used
/// when a buyer gives up, when a hold is over, and when a lot stops selling.
/// </summary>
public sealed class ResolveHold(
    IDbContextFactory<AlotDb> contexts,
    IPaymentGateway gateway,
    OpenCheckout open,
    ConfirmPayment confirm,
    ReleaseHold release
)
{
    /// <param name="reason">Kept with the purchase when it was not paid.</param>
    public async Task<PurchaseStatus> RunAsync(PurchaseId id, string reason, CancellationToken stop)
    {
        var purchase = await FindAsync(id, stop);
        if (purchase.Status != PurchaseStatus.Pending)
            return purchase.Status;
        if (purchase.StripeCheckoutSessionId is null)
        {
            // We may have asked for a session and not heard the answer: the same key finds it, or makes it to be closed.
            try
            {
                await open.RunAsync(id, stop);
                purchase = await FindAsync(id, stop);
                if (purchase.Status != PurchaseStatus.Pending)
                    return purchase.Status;
            }
            catch (PaymentGatewayException refused) when (!refused.Retryable && !refused.OutcomeUnknown)
            {
                await release.RunAsync(id, "checkout_refused", null, stop);
                return PurchaseStatus.Failed;
            }
        }
        var session = await gateway.ExpireCheckoutAsync(purchase.StripeCheckoutSessionId!, stop);
        if (session.PaymentStatus == PaymentStatus.Paid)
            await confirm.RunAsync(session, stop);
        else if (session.Status == CheckoutStatus.Expired)
            await release.RunAsync(id, reason, session, stop);
        // Complete but unpaid: the money is under way; the processor's next word decides.
        return (await FindAsync(id, stop)).Status;
    }

    private async Task<Purchase> FindAsync(PurchaseId id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        return await db.Purchases.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, stop)
            ?? throw Refusal.NotFound("purchase");
    }
}
