using Alot.Data.Auditing;
using Alot.Domain;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Alot.Data.Payments;

/// <summary>
/// Asks the processor about payments and refunds it has not spoken of for ten minutes and about disputes still open after a
/// week, and goes through its own lists of sessions, refunds and disputes of the last days: what a lost webhook would have told.
/// Changes nothing there; an open checkout page stays open.
/// </summary>
public sealed class Reconcile(
    IDbContextFactory<AlotDb> contexts,
    Transactions.Transactions transactions,
    IPaymentGateway gateway,
    ConfirmPayment confirm,
    ReleaseHold release,
    RecordRefund recordRefund,
    RecordDispute recordDispute,
    TimeProvider clock,
    ILogger<Reconcile> log
)
{
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);
    private const int Most = 500;

    /// <summary>What is new is found within minutes, so a week covers an outage of ours.</summary>
    public static readonly TimeSpan LookBack = TimeSpan.FromDays(7);

    public async Task RunAsync(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var (before, longAgo) = (now - Silence, now - LookBack);
        List<string> sessions;
        List<string> refunds;
        List<string> disputes;
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
            // A dispute may end months after it was opened, when no list of the last days has it any more.
            disputes = await db
                .Disputes.Where(d => d.EndedAt == null && d.CreatedAt <= longAgo)
                .OrderBy(d => d.CreatedAt)
                .Select(d => d.GatewayDisputeId)
                .Take(Most)
                .ToListAsync(stop);
        }
        foreach (var id in sessions)
            await TryAsync(id, () => LookUpPaymentAsync(id, stop), stop);
        foreach (var id in refunds)
            await TryAsync(id, () => LookUpRefundAsync(id, stop), stop);
        foreach (var id in disputes)
            await TryAsync(id, () => LookUpDisputeAsync(id, stop), stop);
        await TryAsync("The list of sessions", () => GoThroughSessionsAsync(longAgo, stop), stop);
        await TryAsync("The list of refunds", () => GoThroughRefundsAsync(longAgo, stop), stop);
        await TryAsync("The list of disputes", () => GoThroughDisputesAsync(longAgo, stop), stop);
    }

    // Lists show all there is, also what we don't know that we should ask for: a refund made by hand, a payment that came
    // after its hold was gone, a dispute. A list that can't be had keeps nobody from the others.
    private async Task GoThroughSessionsAsync(DateTimeOffset since, CancellationToken stop)
    {
        var paid = (await gateway.CheckoutsSinceAsync(since, stop))
            .Where(s => s is { PaymentStatus: PaymentStatus.Paid, PurchaseId: not null })
            .ToList();
        var ids = paid.Select(s => s.PurchaseId!.Value).ToList();
        await using var db = await contexts.CreateDbContextAsync(stop);
        var unbooked = await db
            .Purchases.Where(p => ids.Contains(p.Id) && p.CompletedAt == null)
            .Select(p => p.Id)
            .ToHashSetAsync(stop);
        foreach (var session in paid.Where(s => unbooked.Contains(s.PurchaseId!.Value)))
            await TryAsync(session.Id, () => confirm.RunAsync(session, stop), stop);
    }

    private async Task GoThroughRefundsAsync(DateTimeOffset since, CancellationToken stop)
    {
        var refunds = await gateway.RefundsSinceAsync(since, stop);
        var ids = refunds.Select(r => r.Id).ToList();
        await using var db = await contexts.CreateDbContextAsync(stop);
        var known = await db
            .Refunds.AsNoTracking()
            .Where(r => ids.Contains(r.GatewayRefundId!))
            .ToDictionaryAsync(r => r.GatewayRefundId!, stop);
        foreach (var refund in refunds.Where(r => IsNews(r, known.GetValueOrDefault(r.Id))))
            await TryAsync(refund.Id, () => recordRefund.RunAsync(refund, stop), stop);
    }

    private async Task GoThroughDisputesAsync(DateTimeOffset since, CancellationToken stop)
    {
        var disputes = await gateway.DisputesSinceAsync(since, stop);
        var ids = disputes.Select(d => d.Id).ToList();
        await using var db = await contexts.CreateDbContextAsync(stop);
        var known = await db
            .Disputes.AsNoTracking()
            .Where(d => ids.Contains(d.GatewayDisputeId))
            .ToDictionaryAsync(d => d.GatewayDisputeId, stop);
        foreach (var dispute in disputes.Where(d => known.GetValueOrDefault(d.Id)?.IsNews(d.Status) ?? true))
            await TryAsync(dispute.Id, () => recordDispute.RunAsync(dispute, stop), stop);
    }

    private bool IsNews(GatewayRefund refund, Refund? known) =>
        known?.Status switch
        {
            RefundStatus.Succeeded => refund.Status is GatewayRefundStatus.Failed or GatewayRefundStatus.Canceled,
            RefundStatus.Payable or RefundStatus.Withdrawn => false,
            // Its word may still be on the way.
            RefundStatus.Sent => known.SentAt <= clock.GetUtcNow() - Silence,
            _ => true,
        };

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

    private async Task LookUpDisputeAsync(string id, CancellationToken stop)
    {
        if (await gateway.FindDisputeAsync(id, stop) is { } dispute)
            await recordDispute.RunAsync(dispute, stop);
    }

    // What a webhook would have set aside, a person has to see as well.
    private Task<bool> TellAsync(string id, string why, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                await db.RaiseAsync("reconcile_mismatch", id, $"{id}: {why}", clock.GetUtcNow(), stop);
                return true;
            },
            stop
        );

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
            if (failure is PaymentMismatchException)
                await TellAsync(id, failure.Message, stop);
        }
    }
}
