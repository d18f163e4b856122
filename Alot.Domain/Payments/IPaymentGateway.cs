using Alot.Domain.Ledger;

namespace Alot.Domain.Payments;

/// <summary>
/// The card processor, as far as ALOT! needs it: hosted checkout and refunds. One of the five seams (house.md); the
/// adapter is <c>StripeGateway</c> in Alot.Web, against Stripe or against the Development sandbox, by the same code.
/// </summary>
/// <remarks>
/// Never called inside a database transaction (money.md): write the intent with its idempotency key, commit, call,
/// record the answer. Every call that changes something may be repeated with the same key; after 24 h keys are
/// forgotten by the processor, so look up instead of resending. Every failure is a
/// <see cref="PaymentGatewayException"/>, except the caller's own cancellation.
/// </remarks>
public interface IPaymentGateway
{
    /// <summary>Opens a hosted checkout page for one purchase, cards only.</summary>
    /// <param name="checkout">What is sold, for how much, until when.</param>
    /// <param name="idempotencyKey">1 to 255 characters, the same for every try of this purchase.</param>
    /// <param name="stop">Gives up waiting; what the processor did is then unknown.</param>
    Task<CheckoutSession> CreateCheckoutAsync(NewCheckout checkout, string idempotencyKey, CancellationToken stop);

    /// <summary>The session as the processor has it now; null when it knows no such session.</summary>
    Task<CheckoutSession?> FindCheckoutAsync(string sessionId, CancellationToken stop);

    /// <summary>
    /// Closes an open session so that nobody can pay any more, and returns the state it ended in. A session that is
    /// complete or expired already stays as it is and is returned: look at <see cref="CheckoutSession.Status"/>.
    /// </summary>
    /// <exception cref="PaymentGatewayException">Also with code <c>resource_missing</c> for an unknown session.</exception>
    Task<CheckoutSession> ExpireCheckoutAsync(string sessionId, CancellationToken stop);

    /// <summary>Sends money back to the card. Refused by the processor above what is left of the payment.</summary>
    /// <param name="refund">Whose payment, how much, why.</param>
    /// <param name="idempotencyKey">1 to 255 characters, one per purchase and reason.</param>
    /// <param name="stop">Gives up waiting; what the processor did is then unknown.</param>
    Task<GatewayRefund> RefundAsync(NewRefund refund, string idempotencyKey, CancellationToken stop);

    /// <summary>The refund as the processor has it now; null when it knows no such refund.</summary>
    Task<GatewayRefund?> FindRefundAsync(string refundId, CancellationToken stop);

    /// <summary>All refunds of one payment, newest first; empty when there is none.</summary>
    Task<IReadOnlyList<GatewayRefund>> FindRefundsOfAsync(string paymentIntentId, CancellationToken stop);

    /// <summary>The session that a payment belongs to; null when it is none of ours.</summary>
    Task<CheckoutSession?> FindCheckoutOfAsync(string paymentIntentId, CancellationToken stop);

    /// <summary>All sessions made since then, newest first, as they are now.</summary>
    Task<IReadOnlyList<CheckoutSession>> CheckoutsSinceAsync(DateTimeOffset since, CancellationToken stop);

    /// <summary>All refunds made since then, newest first, whoever made them.</summary>
    Task<IReadOnlyList<GatewayRefund>> RefundsSinceAsync(DateTimeOffset since, CancellationToken stop);

    /// <summary>The dispute as the processor has it now; null when it knows no such dispute.</summary>
    Task<GatewayDispute?> FindDisputeAsync(string disputeId, CancellationToken stop);

    /// <summary>All disputes opened since then, newest first.</summary>
    Task<IReadOnlyList<GatewayDispute>> DisputesSinceAsync(DateTimeOffset since, CancellationToken stop);
}

/// <summary>A checkout to open.</summary>
/// <param name="PurchaseId">Comes back in every session and event that belongs to this purchase.</param>
/// <param name="LotId">Kept with the payment at the processor.</param>
/// <param name="Title">What the payer reads, e.g. "Lot 1042: Meridian Chrono 42"; at most 250 characters are sent.</param>
/// <param name="Amount">Above zero.</param>
/// <param name="Tickets">How many tickets the amount buys; shown to the payer.</param>
/// <param name="ExpiresAt">
/// 30 minutes to 24 hours after the processor gets the call; whole seconds are sent, rounded up. Stripe refuses less, so a
/// first try that starts late needs a later time.
/// </param>
/// <param name="SuccessUrl">Absolute; <c>{CHECKOUT_SESSION_ID}</c> in it is replaced by the session's id.</param>
/// <param name="CancelUrl">Absolute; where "back" leads, the session stays open.</param>
/// <param name="CustomerEmail">Prefilled on the page when known.</param>
public sealed record NewCheckout(
    PurchaseId PurchaseId,
    LotId LotId,
    string Title,
    Money Amount,
    int Tickets,
    DateTimeOffset ExpiresAt,
    string SuccessUrl,
    string CancelUrl,
    string? CustomerEmail = null
);

/// <summary>A hosted checkout as the processor reports it.</summary>
/// <param name="Id">The processor's id, <c>cs_…</c>.</param>
/// <param name="Url">Where the payer goes; null once the session is no longer open.</param>
/// <param name="Status">Whether it can still be paid.</param>
/// <param name="PaymentStatus">Whether the money has been taken: only this allocates tickets.</param>
/// <param name="PaymentIntentId"><c>pi_…</c>, from the first payment attempt on.</param>
/// <param name="ChargeId"><c>ch_…</c>, the latest charge where the processor told it.</param>
/// <param name="AmountTotal">In the minor unit of <paramref name="Currency"/>: compare both before believing either.</param>
/// <param name="Currency">Three lower-case letters; ours is <c>usd</c>.</param>
/// <param name="ExpiresAt">When it stops taking payments.</param>
/// <param name="LiveMode">False for test keys and the sandbox.</param>
/// <param name="PurchaseId">Ours, from client_reference_id or metadata; null when the session isn't from us.</param>
public sealed record CheckoutSession(
    string Id,
    string? Url,
    CheckoutStatus Status,
    PaymentStatus PaymentStatus,
    string? PaymentIntentId,
    string? ChargeId,
    Money AmountTotal,
    string Currency,
    DateTimeOffset ExpiresAt,
    bool LiveMode,
    PurchaseId? PurchaseId
);

/// <summary>Whether a checkout session can still be paid.</summary>
public enum CheckoutStatus
{
    Open,

    /// <summary>The payer has finished; with cards the payment is then <see cref="PaymentStatus.Paid"/>.</summary>
    Complete,

    /// <summary>Never paid, and can't be any more.</summary>
    Expired,
}

/// <summary>Whether a checkout's money has been taken.</summary>
public enum PaymentStatus
{
    Unpaid,
    Paid,
}

/// <summary>A refund to make.</summary>
/// <param name="PaymentIntentId">The payment it comes out of.</param>
/// <param name="Amount">Above zero, at most what is left of the payment.</param>
/// <param name="PurchaseId">Kept with the refund at the processor.</param>
/// <param name="Reason">Our word for why (<c>late_payment</c>, <c>expired_choice</c> …), kept with the refund.</param>
public sealed record NewRefund(string PaymentIntentId, Money Amount, PurchaseId PurchaseId, string Reason);

/// <summary>A refund as the processor reports it.</summary>
/// <param name="Id">The processor's id, <c>re_…</c>.</param>
/// <param name="PaymentIntentId">The payment it comes out of, where the processor told it.</param>
/// <param name="Status">Only <see cref="GatewayRefundStatus.Succeeded"/> means the money left.</param>
/// <param name="Amount">In the minor unit of <paramref name="Currency"/>.</param>
/// <param name="Currency">Three lower-case letters; ours is <c>usd</c>.</param>
/// <param name="FailureReason">The processor's word when it failed, e.g. <c>expired_or_canceled_card</c>.</param>
/// <param name="PurchaseId">Ours, from metadata; null when the refund was made outside of ALOT!.</param>
/// <param name="Reason">Our <see cref="NewRefund.Reason"/>, from metadata.</param>
public sealed record GatewayRefund(
    string Id,
    string? PaymentIntentId,
    GatewayRefundStatus Status,
    Money Amount,
    string Currency,
    string? FailureReason,
    PurchaseId? PurchaseId,
    string? Reason
);

/// <summary>How far a refund has come. A succeeded refund may still fail days later, when the card's bank returns it.</summary>
public enum GatewayRefundStatus
{
    Pending,
    RequiresAction,
    Succeeded,
    Failed,
    Canceled,
}
