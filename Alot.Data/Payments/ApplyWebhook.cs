using Alot.Data.Auditing;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Alot.Data.Payments;

/// <summary>
/// Applies a stored webhook. Each effect is a use case that is safe to repeat, so an event that was applied and not marked
/// before a crash is simply applied again. What doesn't fit is set aside for staff.
/// </summary>
public sealed class ApplyWebhook(
    IDbContextFactory<AlotDb> contexts,
    Transactions.Transactions transactions,
    ConfirmPayment confirm,
    ReleaseHold release,
    RecordRefund recordRefund,
    RecordDispute recordDispute,
    KeepProcessorObject keep,
    IPaymentGateway gateway,
    PaymentMode mode,
    TimeProvider clock,
    ILogger<ApplyWebhook> log
)
{
    public async Task RunAsync(string eventId, CancellationToken stop)
    {
        string payload;
        await using (var db = await contexts.CreateDbContextAsync(stop))
        {
            var stored = await db.WebhookEvents.AsNoTracking().SingleAsync(e => e.EventId == eventId, stop);
            if (stored.AppliedAt is not null || stored.Quarantined)
                return;
            payload = stored.Payload;
        }
        try
        {
            await MarkAsync(eventId, await ApplyAsync(ProcessorEvent.Parse(payload), stop), stop);
        }
        catch (Exception misfit)
            when (misfit is PaymentMismatchException or FormatException or Refusal { Code: "not_found" })
        {
            log.LogWarning("Webhook {EventId} is set aside: {Reason}", eventId, misfit.Message);
            await QuarantineAsync(eventId, misfit.Message, stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            await PostponeAsync(eventId, failure, stop);
            throw;
        }
    }

    private async Task<string> ApplyAsync(ProcessorEvent happened, CancellationToken stop)
    {
        if (happened is not UnknownEvent && happened.Head.LiveMode != mode.Live)
            throw new PaymentMismatchException(
                mode.Live
                    ? "A test event reached an app that runs with live keys."
                    : "A live event reached an app that runs with test keys."
            );
        switch (happened)
        {
            case CheckoutCompleted { Session.PaymentStatus: PaymentStatus.Paid } or CheckoutAsyncSucceeded:
                var outcome = await confirm.RunAsync(((CheckoutEvent)happened).Session, stop);
                return outcome.ToString();
            case CheckoutCompleted { Session: var underWay }:
                await RequireOursAsync(underWay.PurchaseId, underWay.AmountTotal, underWay.Currency, stop);
                return "the payment is under way";
            case CheckoutExpired or CheckoutAsyncFailed:
                var session = ((CheckoutEvent)happened).Session;
                var id = await RequireOursAsync(session.PurchaseId, session.AmountTotal, session.Currency, stop);
                var reason = happened is CheckoutExpired ? "hold_expired" : "payment_failed";
                return await release.RunAsync(id, reason, session, stop) ? "hold freed" : "no hold any more";
            case RefundEvent { Refund: var refund }:
                return await recordRefund.RunAsync(refund, stop);
            case ChargeRefunded { Charge: var charge }:
                return await RefundsOfAsync(charge, stop);
            case DisputeEvent { Dispute: var dispute }:
                return await recordDispute.RunAsync(dispute, stop);
            case ObjectChanged changed:
                return await keep.RunAsync(changed, stop) ? "kept" : "something newer is known";
            case PaymentFailed { Try: var failed }:
                await RequireOursAsync(failed.PurchaseId, failed.Amount, failed.Currency, stop);
                return "the payer may try again";
            default:
                return "nothing to do";
        }
    }

    // Also of news that move nothing by themselves: what doesn't fit is a sign of trouble that a person should see.
    private async Task<PurchaseId> RequireOursAsync(
        PurchaseId? named,
        Money amount,
        string currency,
        CancellationToken stop
    )
    {
        var id = named ?? throw new PaymentMismatchException("It names no purchase.");
        await using var db = await contexts.CreateDbContextAsync(stop);
        var asked =
            await db
                .Purchases.Where(p => p.Id == id)
                .Select(p => new { p.Amount, p.Currency })
                .SingleOrDefaultAsync(stop)
            ?? throw Refusal.NotFound("purchase");
        if (amount != asked.Amount)
            throw new PaymentMismatchException("The amount isn't the purchase's.");
        if (!string.Equals(currency, asked.Currency, StringComparison.OrdinalIgnoreCase))
            throw new PaymentMismatchException("The currency isn't the purchase's.");
        return id;
    }

    // It says how much went back in all, not by what: the processor's list tells. A refund that was made by hand there is
    // none of ours and is set aside: a person has to say what it was for.
    private async Task<string> RefundsOfAsync(GatewayCharge charge, CancellationToken stop)
    {
        if (charge.PaymentIntentId is not { } payment)
            throw new PaymentMismatchException("A refund of a payment that isn't ours.");
        var refunds = await gateway.FindRefundsOfAsync(payment, stop);
        foreach (var refund in refunds)
            await recordRefund.RunAsync(refund, stop);
        return $"{refunds.Count} refunds looked up";
    }

    private Task<bool> MarkAsync(string eventId, string outcome, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                await using var mark = db.Sql(
                    "update webhook_events set applied_at = $2, outcome = $3 where event_id = $1 and applied_at is null",
                    eventId,
                    clock.GetUtcNow(),
                    outcome
                );
                return await mark.ExecuteNonQueryAsync(stop) == 1;
            },
            stop
        );

    // At growing distance up to an hour, so that events that can't be applied don't keep the others waiting.
    private Task<bool> PostponeAsync(string eventId, Exception failure, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                await using var postpone = db.Sql(
                    """
                    update webhook_events set attempts = attempts + 1, outcome = $3,
                        due_at = $2 + least(3600, power(2, least(attempts + 1, 12))) * interval '1 second'
                    where event_id = $1 and applied_at is null returning attempts
                    """,
                    eventId,
                    clock.GetUtcNow(),
                    failure.Message
                );
                if (await postpone.ExecuteScalarAsync(stop) is int and >= Outbox.LastAttempt)
                    await db.RaiseAsync("webhook_stuck", eventId, failure.Message, clock.GetUtcNow(), stop);
                return true;
            },
            stop
        );

    private Task<bool> QuarantineAsync(string eventId, string why, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                await using var mark = db.Sql(
                    "update webhook_events set quarantined = true, outcome = $2 where event_id = $1",
                    eventId,
                    why
                );
                await db.RaiseAsync("webhook_quarantined", eventId, why, clock.GetUtcNow(), stop);
                return await mark.ExecuteNonQueryAsync(stop) == 1;
            },
            stop
        );
}

/// <summary>Whether the processor's keys are live ones: events of the other kind are never believed.</summary>
public sealed record PaymentMode(bool Live);
