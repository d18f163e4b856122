using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;

namespace Alot.Data.Payments;

/// <summary>A purchase as its owner sees it, with what its receipt repeats.</summary>
/// <param name="TicketsStart">Null until the payment succeeded.</param>
/// <param name="RefundState">Of the refund that was ordered, if any.</param>
/// <param name="LogHead">Hash of the fairness log's head now.</param>
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
    Money RefundedAmount,
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
    string? LogHead
)
{
    public string LotNumberText => LotNumber.ToString("0000", System.Globalization.CultureInfo.InvariantCulture);
}
