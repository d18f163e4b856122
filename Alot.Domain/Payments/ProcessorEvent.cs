using Alot.Domain.Ledger;

namespace Alot.Domain.Payments;

/// <summary>
/// Something the processor told us by webhook, read from the stored payload. Believed only as far as its signature
/// goes: amount, currency, livemode and owner are checked by whoever applies it, which quarantines what doesn't fit
/// (money.md, Webhooks). Events come late, twice and in any order.
/// </summary>
public abstract record ProcessorEvent(EventHead Head)
{
    /// <summary>
    /// Reads a payload. Unknown types give <see cref="UnknownEvent"/> and unknown fields are ignored, but a known field
    /// of the wrong type, an unknown status or a negative amount is refused: better quarantined than guessed.
    /// </summary>
    /// <exception cref="FormatException">The payload can't be read; the message names the field. Nothing else is thrown.</exception>
    public static ProcessorEvent Parse(string payload) =>
        ProcessorJson.Read(
            payload,
            root =>
            {
                var head = ProcessorJson.Head(root);
                var o = ProcessorJson.Object(root);
                return head.Type switch
                {
                    "checkout.session.completed" => new CheckoutCompleted(head, ProcessorJson.Checkout(o)),
                    "checkout.session.async_payment_succeeded" => new CheckoutAsyncSucceeded(
                        head,
                        ProcessorJson.Checkout(o)
                    ),
                    "checkout.session.async_payment_failed" => new CheckoutAsyncFailed(head, ProcessorJson.Checkout(o)),
                    "checkout.session.expired" => new CheckoutExpired(head, ProcessorJson.Checkout(o)),
                    "payment_intent.payment_failed" => new PaymentFailed(head, ProcessorJson.FailedTry(o)),
                    "charge.refunded" => new ChargeRefunded(head, ProcessorJson.Charge(o)),
                    // Accounts on older versions still send the first name.
                    "charge.refund.updated" or "refund.updated" => new RefundUpdated(head, ProcessorJson.Refund(o)),
                    "refund.failed" => new RefundFailed(head, ProcessorJson.Refund(o)),
                    "charge.dispute.created" => new DisputeCreated(head, ProcessorJson.Dispute(o)),
                    "charge.dispute.updated" => new DisputeUpdated(head, ProcessorJson.Dispute(o)),
                    "charge.dispute.closed" => new DisputeClosed(head, ProcessorJson.Dispute(o)),
                    var type when ProcessorJson.IsKept(type) => ProcessorJson.Changed(head, o),
                    _ => (ProcessorEvent)new UnknownEvent(head),
                };
            }
        );
}

/// <summary>What every event has.</summary>
/// <param name="Id"><c>evt_…</c>, unique.</param>
/// <param name="Type">The processor's name for it, e.g. <c>checkout.session.completed</c>.</param>
/// <param name="CreatedAt">When it happened; says nothing about the order of arrival.</param>
/// <param name="LiveMode">False for test keys and the sandbox.</param>
public sealed record EventHead(string Id, string Type, DateTimeOffset CreatedAt, bool LiveMode);

/// <summary>A checkout session changed; the four types below say how.</summary>
/// <param name="Head">What every event has.</param>
/// <param name="Session">The session as it was then, the same record a look-up gives.</param>
public abstract record CheckoutEvent(EventHead Head, CheckoutSession Session) : ProcessorEvent(Head);

/// <summary>The payer finished the page. Tickets only if the session is <see cref="PaymentStatus.Paid"/>.</summary>
public sealed record CheckoutCompleted(EventHead Head, CheckoutSession Session) : CheckoutEvent(Head, Session);

/// <summary>A payment that was still under way at completion has succeeded.</summary>
public sealed record CheckoutAsyncSucceeded(EventHead Head, CheckoutSession Session) : CheckoutEvent(Head, Session);

/// <summary>A payment that was still under way at completion has failed.</summary>
public sealed record CheckoutAsyncFailed(EventHead Head, CheckoutSession Session) : CheckoutEvent(Head, Session);

/// <summary>The session expired unpaid.</summary>
public sealed record CheckoutExpired(EventHead Head, CheckoutSession Session) : CheckoutEvent(Head, Session);

/// <summary>One try to pay failed; the session stays open and the payer may try again.</summary>
public sealed record PaymentFailed(EventHead Head, FailedTry Try) : ProcessorEvent(Head);

/// <summary>Some or all of a charge has been refunded, by us or by hand at the processor.</summary>
public sealed record ChargeRefunded(EventHead Head, GatewayCharge Charge) : ProcessorEvent(Head);

/// <summary>A refund moved; the two types below say how.</summary>
/// <param name="Head">What every event has.</param>
/// <param name="Refund">The refund as it was then, the same record a look-up gives.</param>
public abstract record RefundEvent(EventHead Head, GatewayRefund Refund) : ProcessorEvent(Head);

/// <summary>A refund was made or changed its status.</summary>
public sealed record RefundUpdated(EventHead Head, GatewayRefund Refund) : RefundEvent(Head, Refund);

/// <summary>A refund failed: the money is with us again.</summary>
public sealed record RefundFailed(EventHead Head, GatewayRefund Refund) : RefundEvent(Head, Refund);

/// <summary>A payer disputes a charge with their bank; the three types below say what happened to the dispute.</summary>
public abstract record DisputeEvent(EventHead Head, GatewayDispute Dispute) : ProcessorEvent(Head);

/// <summary>A dispute was opened: the processor has taken the money back for now.</summary>
public sealed record DisputeCreated(EventHead Head, GatewayDispute Dispute) : DisputeEvent(Head, Dispute);

/// <summary>Evidence was given or the status moved.</summary>
public sealed record DisputeUpdated(EventHead Head, GatewayDispute Dispute) : DisputeEvent(Head, Dispute);

/// <summary>The dispute is over; its status says <c>won</c>, <c>lost</c> or <c>warning_closed</c>.</summary>
public sealed record DisputeClosed(EventHead Head, GatewayDispute Dispute) : DisputeEvent(Head, Dispute);

/// <summary>A connected account, transfer or payout is as it says now.</summary>
/// <param name="Head">What every event has.</param>
/// <param name="ObjectId"><c>acct_…</c>, <c>tr_…</c>, <c>po_…</c>.</param>
/// <param name="Kind"><c>account</c>, <c>transfer</c> or <c>payout</c>.</param>
/// <param name="State">The object as JSON.</param>
public sealed record ObjectChanged(EventHead Head, string ObjectId, string Kind, string State) : ProcessorEvent(Head);

/// <summary>A type nobody here waits for: stored, marked as applied, nothing else.</summary>
public sealed record UnknownEvent(EventHead Head) : ProcessorEvent(Head);

/// <summary>One payment attempt that failed.</summary>
/// <param name="PaymentIntentId"><c>pi_…</c>.</param>
/// <param name="Amount">In the minor unit of <paramref name="Currency"/>.</param>
/// <param name="Currency">Three lower-case letters.</param>
/// <param name="FailureCode">The processor's word, e.g. <c>card_declined</c>.</param>
/// <param name="PurchaseId">Ours; null when the payment isn't from us.</param>
public sealed record FailedTry(
    string PaymentIntentId,
    Money Amount,
    string Currency,
    string? FailureCode,
    PurchaseId? PurchaseId
);

/// <summary>Money taken from a card.</summary>
/// <param name="Id"><c>ch_…</c>.</param>
/// <param name="PaymentIntentId"><c>pi_…</c>.</param>
/// <param name="Amount">What was charged, in the minor unit of <paramref name="Currency"/>.</param>
/// <param name="AmountRefunded">All its refunds together, up to then.</param>
/// <param name="Currency">Three lower-case letters.</param>
/// <param name="PurchaseId">Ours; null when the payment isn't from us.</param>
public sealed record GatewayCharge(
    string Id,
    string? PaymentIntentId,
    Money Amount,
    Money AmountRefunded,
    string Currency,
    PurchaseId? PurchaseId
);

/// <summary>A dispute.</summary>
/// <param name="Id"><c>dp_…</c> or <c>du_…</c>.</param>
/// <param name="ChargeId"><c>ch_…</c>.</param>
/// <param name="PaymentIntentId"><c>pi_…</c>.</param>
/// <param name="Amount">What is disputed, in the minor unit of <paramref name="Currency"/>.</param>
/// <param name="Currency">Three lower-case letters.</param>
/// <param name="Status">The processor's word: <c>needs_response</c>, <c>under_review</c>, <c>won</c>, <c>lost</c>, <c>warning_…</c>.</param>
/// <param name="Reason">The processor's word, e.g. <c>fraudulent</c>.</param>
public sealed record GatewayDispute(
    string Id,
    string ChargeId,
    string? PaymentIntentId,
    Money Amount,
    string Currency,
    string Status,
    string? Reason
);
