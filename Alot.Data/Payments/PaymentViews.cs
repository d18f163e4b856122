using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;

namespace Alot.Data.Payments;

/// <summary>A purchase as its owner sees it, with what its receipt repeats.</summary>
/// <param name="TicketsStart">Null until the payment succeeded.</param>
/// <param name="RefundState">Of the refund that was ordered, if any.</param>
/// <param name="LotPercent">How far the lot is funded, floored.</param>
/// <param name="LogHead">Hash of the fairness log's head when the payment was completed; before that, now.</param>
/// <param name="DisputeStatus">The processor's word for it, also when it is over.</param>
/// <param name="LostAmount">What the buyer got back from the bank.</param>
/// <param name="HeldInDispute">Its money waits for the end of the dispute, outside of the lot.</param>
/// <param name="TicketsVoid">The tickets shown are void.</param>
/// <param name="Disputed">The buyer's bank is looking into the payment; there is no choice meanwhile.</param>
public sealed record PurchaseView(
    PurchaseId Id,
    LotId LotId,
    int LotNumber,
    LotStatus LotStatus,
    string ItemName,
    string Brand,
    Category Category,
    Tier Tier,
    int ArtSeed,
    Money RetailValue,
    int LotPercent,
    PurchaseStatus Status,
    Money Amount,
    int Tickets,
    int? TicketsStart,
    int? TicketsEnd,
    string? CheckoutUrl,
    DateTimeOffset HoldExpiresAt,
    bool RefundEligible,
    DateTimeOffset? ChooseBy,
    RefundChoice? RefundChoice,
    DateTimeOffset? ChosenAt,
    bool Disputed,
    Money RefundedAmount,
    DateTimeOffset? RefundedAt,
    Money RefundOrdered,
    RefundStatus? RefundState,
    RefundReason? RefundReason,
    Credits CreditsConverted,
    string? Reason,
    string? PaymentReference,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CompletedAt,
    LotTerms Terms,
    DateTimeOffset LotDeadline,
    DrawMode DrawMode,
    string? Commitment,
    string? LogHead,
    string? DisputeStatus = null,
    Money DisputedAmount = default,
    Money LostAmount = default,
    bool HeldInDispute = false,
    bool TicketsVoid = false
)
{
    /// <summary>What is still the buyer's: a choice is about this.</summary>
    public Money Left => LostAmount + RefundedAmount >= Amount ? Money.Zero : Amount - LostAmount - RefundedAmount;

    public string LotNumberText => LotNumber.ToString("0000", System.Globalization.CultureInfo.InvariantCulture);
}
