using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Web.Kit;
using Alot.Web.Payments.Pages;

namespace Alot.Web.Ledger;

/// <summary>One payment by card in the wallet's list. Little enough to hand a page of them on to a circuit.</summary>
/// <param name="Said">What became of it, in a few words.</param>
public sealed record PaymentLine(
    PurchaseId Id,
    LotId LotId,
    LotStatus LotStatus,
    string LotNumber,
    int Tickets,
    Money Amount,
    DateTimeOffset At,
    string Said
)
{
    public static PaymentLine Of(PurchaseView purchase) =>
        new(
            purchase.Id,
            purchase.LotId,
            purchase.LotStatus,
            purchase.LotNumberText,
            purchase.Tickets,
            purchase.Amount,
            purchase.CompletedAt ?? purchase.CreatedAt,
            PurchaseStory.PhaseOf(purchase) switch
            {
                PurchasePhase.Waiting => "waiting for the payment",
                PurchasePhase.NotPaid => "not paid",
                PurchasePhase.ToChoose => "choose cash or credits",
                PurchasePhase.Lost => "your bank gave it back",
                PurchasePhase.Disputed => "your bank is looking into it",
                PurchasePhase.Returned => Figures.Exact(purchase.RefundOrdered)
                    + (purchase.RefundState == RefundStatus.Succeeded ? " returned" : " going back"),
                PurchasePhase.Converted => "became " + Figures.Of(purchase.CreditsConverted),
                _ => "paid",
            }
        );

    /// <summary>What becomes of it may still change with its lot.</summary>
    public bool IsOpen =>
        LotStatus
            is LotStatus.Open
                or LotStatus.Funded
                or LotStatus.Drawing
                or LotStatus.Expired
                or LotStatus.Refunding;
}
