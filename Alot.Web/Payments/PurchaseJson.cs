using System.Text.Json.Serialization;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;

namespace Alot.Web.Payments;

/// <param name="Amount">Whole dollars; one entry each.</param>
/// <param name="AcceptTrim">Take fewer entries when fewer are left, instead of 409 <c>trimmed</c>.</param>
public sealed record PurchaseBody(Money Amount, bool AcceptTrim = false);

/// <summary>As <see cref="PurchaseBody"/>, with the lot in the body.</summary>
public sealed record CheckoutBody(LotId LotId, Money Amount, bool AcceptTrim = false);

public sealed record RefundChoiceBody(RefundChoice Choice);

/// <summary>A purchase that was just started. A repeated command gets this again, whatever has become of it since.</summary>
public sealed record StartedPurchaseJson(
    PurchaseId PurchaseId,
    LotId LotId,
    PurchaseStatus Status,
    Money Amount,
    int Tickets,
    DateTimeOffset HoldExpiresAt,
    string CheckoutUrl
);

/// <summary>A purchase as its owner sees it (api.md).</summary>
/// <param name="CheckoutUrl">Where to pay, while pending.</param>
/// <param name="TicketsStart">Absent until the payment succeeded.</param>
/// <param name="RefundEligible">The lot expired and the choice is open until <paramref name="ChooseBy"/>.</param>
/// <param name="RefundedAmount">What has reached the card.</param>
/// <param name="RefundAmount">What was ordered back, and how far that is (<paramref name="RefundStatus"/>).</param>
/// <param name="Reason">Why it failed or was returned; absent otherwise.</param>
public sealed record PurchaseJson(
    PurchaseId Id,
    LotId LotId,
    int LotNumber,
    PurchaseStatus Status,
    Money Amount,
    int Tickets,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? TicketsStart,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? TicketsEnd,
    DateTimeOffset HoldExpiresAt,
    string? CheckoutUrl,
    bool RefundEligible,
    DateTimeOffset? ChooseBy,
    RefundChoice? RefundChoice,
    Money RefundAmount,
    RefundStatus? RefundStatus,
    Money RefundedAmount,
    Credits CreditsConverted,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    string? PaymentReference,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CompletedAt
)
{
    public static PurchaseJson Of(PurchaseView p) =>
        new(
            p.Id,
            p.LotId,
            p.LotNumber,
            p.Status,
            p.Amount,
            p.Tickets,
            p.TicketsStart,
            p.TicketsEnd,
            p.HoldExpiresAt,
            p.CheckoutUrl,
            p.RefundEligible,
            p.ChooseBy,
            p.RefundChoice,
            p.RefundOrdered,
            p.RefundState,
            p.RefundedAmount,
            p.CreditsConverted,
            p.Reason,
            p.PaymentReference,
            p.CreatedAt,
            p.CompletedAt
        );
}

/// <param name="RefundAmount">On its way to the card.</param>
public sealed record LeftLotJson(PurchaseId PurchaseId, Money RefundAmount);

/// <param name="RefundAmount">On its way to the card; 0 when credits were chosen.</param>
/// <param name="CreditsConverted">In the wallet; 0 when cash was chosen.</param>
public sealed record ChosenRefundJson(
    PurchaseId PurchaseId,
    RefundChoice RefundChoice,
    Money RefundAmount,
    Credits CreditsConverted
);
