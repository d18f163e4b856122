using Alot.Domain.Ledger;

namespace Alot.Domain.Payments;

/// <summary>Why cash goes back. One refund per purchase and reason, by constraint.</summary>
public enum RefundReason
{
    /// <summary>98 %, chosen.</summary>
    ExpiredChoice,

    /// <summary>98 %, no choice within 14 days.</summary>
    ExpiredDefault,

    /// <summary>100 %, the lot was called off.</summary>
    Cancelled,

    /// <summary>100 %, the payment came when the lot no longer sold or its hold was gone.</summary>
    LatePayment,

    /// <summary>100 %, left within 72 h of an extension.</summary>
    Left,

    /// <summary>100 %, a funded lot was voided.</summary>
    Voided,

    /// <summary>100 % of what is left after a dispute, when there is no room for new tickets.</summary>
    Disputed,
}

/// <summary>How far a refund has come.</summary>
public enum RefundStatus
{
    /// <summary>The intent is written; the processor has not taken it yet.</summary>
    Due,

    /// <summary>The processor has it and has not finished.</summary>
    Sent,

    Succeeded,

    /// <summary>The card network refused: staff pay it another way. It never silently becomes credits.</summary>
    Payable,

    /// <summary>Never made: the buyer got the money from the bank.</summary>
    Withdrawn,
}

/// <summary>The intent to send cash back, written before the processor is asked (table <c>refunds</c>).</summary>
public sealed class Refund
{
    private Refund() { }

    public Guid Id { get; private set; }
    public PurchaseId PurchaseId { get; private set; }
    public LotId LotId { get; private set; }
    public PlayerId PlayerId { get; private set; }
    public RefundReason Reason { get; private set; }
    public Money Amount { get; private set; }
    public RefundStatus Status { get; private set; }
    public string? GatewayRefundId { get; private set; }
    public string? FailureReason { get; private set; }

    /// <summary>The processor's ids of tries that the card network refused before staff tried again.</summary>
    public List<string> EarlierGatewayIds { get; private set; } = [];

    /// <summary>How often staff tried again; part of the key, because the processor remembers its first answer.</summary>
    public int Retries { get; private set; }

    /// <summary>How staff paid it by another way, e.g. a bank transfer's number.</summary>
    public string? PaidReference { get; private set; }

    /// <summary>Since when the processor may have been asked with the present key.</summary>
    public DateTimeOffset DueSince { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? SentAt { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>The key under which the processor counts tries of this refund as one.</summary>
    public string IdempotencyKey => Retries == 0 ? $"refund-{Id:N}" : $"refund-{Id:N}-{Retries}";

    internal static Refund Of(Purchase purchase, RefundReason reason, Money amount, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            PurchaseId = purchase.Id,
            LotId = purchase.LotId,
            PlayerId = purchase.PlayerId,
            Reason = reason,
            Amount = amount,
            Status = RefundStatus.Due,
            CreatedAt = now,
            DueSince = now,
        };

    /// <summary>
    /// Takes the processor's word, in whatever order words come: a refusal is final, also after a success; nothing is heard
    /// any more once it is payable, paid by another way, or withdrawn.
    /// </summary>
    public RefundNews Answered(GatewayRefund answer, DateTimeOffset now)
    {
        if (Status is RefundStatus.Payable or RefundStatus.Withdrawn || PaidReference is not null)
            return RefundNews.None;
        var refused = answer.Status is GatewayRefundStatus.Failed or GatewayRefundStatus.Canceled;
        if (Status == RefundStatus.Succeeded && !refused)
            return RefundNews.None;
        GatewayRefundId = answer.Id;
        SentAt ??= now;
        if (refused)
        {
            var bounced = Status == RefundStatus.Succeeded;
            Refused(answer.FailureReason ?? "refused", now);
            return bounced ? RefundNews.Bounced : RefundNews.Refused;
        }
        if (answer.Status != GatewayRefundStatus.Succeeded)
        {
            Status = RefundStatus.Sent;
            return RefundNews.None;
        }
        Status = RefundStatus.Succeeded;
        FinishedAt = now;
        return RefundNews.Paid;
    }

    /// <summary>The card network won't take it: to the payable queue.</summary>
    public void Refused(string why, DateTimeOffset now)
    {
        Status = RefundStatus.Payable;
        FailureReason = why;
        FinishedAt = now;
    }

    /// <summary>Staff send it to the card once more, under a new key.</summary>
    public void Retry(DateTimeOffset now)
    {
        RequirePayable();
        if (GatewayRefundId is { } earlier)
            EarlierGatewayIds = [.. EarlierGatewayIds, earlier];
        GatewayRefundId = null;
        Status = RefundStatus.Due;
        FailureReason = null;
        SentAt = null;
        FinishedAt = null;
        DueSince = now;
        Retries++;
    }

    /// <summary>Staff paid it by another way; the reference says how.</summary>
    public JournalEntry PaidBy(string reference, DateTimeOffset now)
    {
        RequirePayable();
        Status = RefundStatus.Succeeded;
        PaidReference = reference;
        FinishedAt = now;
        return JournalEntry
            .Of("refund_paid_otherwise", Currency.Usd, now, LotId, PurchaseId)
            .Line(AccountKind.RefundsPayable, LotId.Value, -Amount.Cents)
            .Line(AccountKind.PaidOtherwise, LotId.Value, Amount.Cents)
            .Balanced();
    }

    private void RequirePayable()
    {
        if (Status != RefundStatus.Payable)
            throw new Refusal(
                "refund_not_payable",
                "This refund isn't in the payable queue any more. Nothing was changed."
            );
    }

    internal void Withdraw(string why)
    {
        if (Status is not (RefundStatus.Due or RefundStatus.Payable))
            throw new InvalidOperationException($"Refund {Id} is {Status}, it can't be withdrawn.");
        Status = RefundStatus.Withdrawn;
        FailureReason = why;
    }

    /// <summary>The books of a refund that came back after it had succeeded.</summary>
    public JournalEntry CameBack(DateTimeOffset now) =>
        JournalEntry
            .Of("refund_bounced", Currency.Usd, now, LotId, PurchaseId)
            .Line(AccountKind.Clearing, LotId.Value, -Amount.Cents)
            .Line(AccountKind.RefundsPayable, LotId.Value, Amount.Cents)
            .Balanced();

    public JournalEntry PaidOut(DateTimeOffset now) =>
        JournalEntry
            .Of("refund_paid", Currency.Usd, now, LotId, PurchaseId)
            .Line(AccountKind.RefundsPayable, LotId.Value, -Amount.Cents)
            .Line(AccountKind.Clearing, LotId.Value, Amount.Cents)
            .Balanced();

    public static string Text(RefundReason reason) =>
        reason switch
        {
            RefundReason.ExpiredChoice => "expired_choice",
            RefundReason.ExpiredDefault => "expired_default",
            RefundReason.Cancelled => "lot_cancelled",
            RefundReason.LatePayment => "late_payment",
            RefundReason.Left => "left",
            RefundReason.Disputed => "dispute_over",
            _ => "lot_voided",
        };
}

/// <summary>What the processor's word changed.</summary>
public enum RefundNews
{
    None,
    Paid,
    Refused,

    /// <summary>Refused after it had succeeded: the money is with us again.</summary>
    Bounced,
}
