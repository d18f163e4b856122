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
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? SentAt { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>The key under which the processor counts tries of this refund as one.</summary>
    public string IdempotencyKey => $"refund-{Id:N}";

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
        };

    /// <summary>Takes the processor's word. Later words never undo a success here; a refund that fails after it is issue 3's.</summary>
    /// <returns>True when this word finished it with success.</returns>
    public bool Answered(GatewayRefund answer, DateTimeOffset now)
    {
        if (Status is RefundStatus.Succeeded or RefundStatus.Payable)
            return false;
        GatewayRefundId = answer.Id;
        SentAt ??= now;
        switch (answer.Status)
        {
            case GatewayRefundStatus.Succeeded:
                Status = RefundStatus.Succeeded;
                FinishedAt = now;
                return true;
            case GatewayRefundStatus.Failed or GatewayRefundStatus.Canceled:
                Refused(answer.FailureReason ?? "refused", now);
                return false;
            default:
                Status = RefundStatus.Sent;
                return false;
        }
    }

    /// <summary>The card network won't take it: to the payable queue.</summary>
    public void Refused(string why, DateTimeOffset now)
    {
        Status = RefundStatus.Payable;
        FailureReason = why;
        FinishedAt = now;
    }

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
            _ => "lot_voided",
        };
}
