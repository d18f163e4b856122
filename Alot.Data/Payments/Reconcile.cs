using Alot.Domain;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Alot.Data.Payments;

/// <summary>
/// Asks the processor about payments and refunds it has not spoken of for ten minutes: what a lost webhook would have told.
/// Changes nothing there; an open checkout page stays open.
/// </summary>
public sealed class Reconcile(
    IDbContextFactory<AlotDb> contexts,
    IPaymentGateway gateway,
    ConfirmPayment confirm,
    ReleaseHold release,
    RecordRefund recordRefund,
    TimeProvider clock,
    ILogger<Reconcile> log
)
{
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);
    private const int Most = 500;

    public async Task RunAsync(CancellationToken stop)
    {
        var before = clock.GetUtcNow() - Silence;
        List<string> sessions;
        List<string> refunds;
        await using (var db = await contexts.CreateDbContextAsync(stop))
        {
            sessions = await db
                .Purchases.Where(p =>
                    p.Status == PurchaseStatus.Pending && p.StripeCheckoutSessionId != null && p.CreatedAt <= before
                )
                .OrderBy(p => p.CreatedAt)
                .Select(p => p.StripeCheckoutSessionId!)
                .Take(Most)
                .ToListAsync(stop);
            refunds = await db
                .Refunds.Where(r => r.Status == RefundStatus.Sent && r.GatewayRefundId != null && r.SentAt <= before)
                .OrderBy(r => r.SentAt)
                .Select(r => r.GatewayRefundId!)
                .Take(Most)
                .ToListAsync(stop);
        }
        foreach (var id in sessions)
            await TryAsync(id, () => LookUpPaymentAsync(id, stop), stop);
        foreach (var id in refunds)
            await TryAsync(id, () => LookUpRefundAsync(id, stop), stop);
    }

    private async Task LookUpPaymentAsync(string id, CancellationToken stop)
    {
        if (await gateway.FindCheckoutAsync(id, stop) is not { } session)
            return;
        if (session.PaymentStatus == PaymentStatus.Paid)
            await confirm.RunAsync(session, stop);
        else if (session is { Status: CheckoutStatus.Expired, PurchaseId: { } purchase })
            await release.RunAsync(purchase, "hold_expired", session, stop);
    }

    private async Task LookUpRefundAsync(string id, CancellationToken stop)
    {
        if (await gateway.FindRefundAsync(id, stop) is { } refund)
            await recordRefund.RunAsync(refund, stop);
    }

    // One that fails must not keep the others from being looked up.
    private async Task TryAsync(string id, Func<Task> lookUp, CancellationToken stop)
    {
        try
        {
            await lookUp();
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            log.LogWarning(failure, "{GatewayId} could not be reconciled", id);
        }
    }
}
