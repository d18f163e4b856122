using Alot.Data.Payments;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Web.Kit;

namespace Alot.Web.Payments.Pages;

/// <summary>Where a purchase stands, as its buyer has to know it.</summary>
public enum PurchasePhase
{
    /// <summary>The processor has not said yet whether it was paid.</summary>
    Waiting,

    /// <summary>Not paid, and no money taken.</summary>
    NotPaid,

    /// <summary>Paid: the tickets are in the lot, or the lot is over and owes nothing more.</summary>
    In,

    /// <summary>The lot expired: cash or credits.</summary>
    ToChoose,

    /// <summary>The bank is looking into it.</summary>
    Disputed,

    /// <summary>Cash goes back, or has gone.</summary>
    Returned,

    /// <summary>The bank gave all of it back.</summary>
    Lost,

    /// <summary>Became credits.</summary>
    Converted,
}

/// <summary>What a purchase's page says: which phase, and the sentences about the money.</summary>
public static class PurchaseStory
{
    public static PurchasePhase PhaseOf(PurchaseView purchase) =>
        purchase switch
        {
            { Status: PurchaseStatus.Pending } => PurchasePhase.Waiting,
            { RefundReason: not null, Disputed: false } => PurchasePhase.Returned,
            { Status: PurchaseStatus.Failed } => PurchasePhase.NotPaid,
            { Disputed: true } => PurchasePhase.Disputed,
            { LostAmount.Cents: > 0, Left.Cents: 0 } => PurchasePhase.Lost,
            { CreditsConverted.Amount: > 0 } => PurchasePhase.Converted,
            { RefundEligible: true } => PurchasePhase.ToChoose,
            _ => PurchasePhase.In,
        };

    public static string TitleOf(PurchaseView purchase) =>
        PhaseOf(purchase) switch
        {
            PurchasePhase.Waiting => "Waiting for your payment.",
            PurchasePhase.NotPaid => "Nothing was paid.",
            PurchasePhase.ToChoose => $"You paid {Figures.Exact(purchase.Amount)}. Choose what comes back.",
            PurchasePhase.Disputed => "Your bank is looking into this payment.",
            PurchasePhase.Lost => $"Your bank gave you {Figures.Exact(purchase.LostAmount)} back.",
            PurchasePhase.Returned => purchase.RefundState == RefundStatus.Succeeded
                ? $"{Figures.Exact(purchase.RefundOrdered)} went back."
                : $"{Figures.Exact(purchase.RefundOrdered)} is going back.",
            PurchasePhase.Converted => $"Became {Figures.Of(purchase.CreditsConverted)}.",
            _ => purchase.LotStatus is LotStatus.Open or LotStatus.Funded or LotStatus.Drawing
                ? "You are in."
                : "Your receipt.",
        };

    /// <summary>Why nothing was paid.</summary>
    public static string WhyNotPaid(PurchaseView purchase) =>
        purchase.Reason switch
        {
            "given_up" => "You gave this payment up.",
            "hold_expired" => "The time to pay ran out.",
            "payment_failed" => "Your bank said no.",
            "checkout_refused" => "The payment page could not be opened.",
            "lot_not_open" => "The lot stopped selling first.",
            _ => "The payment was not finished.",
        };

    /// <summary>Why cash goes back, and how much of it.</summary>
    public static string WhyReturned(PurchaseView purchase) =>
        purchase.RefundReason switch
        {
            RefundReason.LatePayment when purchase.Reason == "lot_not_open" =>
                "The lot stopped selling before your payment arrived, so it bought no tickets. All of it goes back, no fee.",
            RefundReason.LatePayment =>
                "Your payment arrived after the time to pay had run out, so it bought no tickets. All of it goes back, no fee.",
            RefundReason.Cancelled => $"Lot {purchase.LotNumberText} was cancelled. All of it goes back, no fee.",
            RefundReason.Voided => $"Lot {purchase.LotNumberText} was voided. All of it goes back, no fee.",
            RefundReason.Left =>
                $"You left lot {purchase.LotNumberText} after its deadline was extended. All of it goes back, no fee.",
            RefundReason.ExpiredDefault =>
                $"Lot {purchase.LotNumberText} did not fund and no choice was made in time, so {purchase.Terms.RefundCashPercent}% goes back in cash. The fee was {Fee(purchase)}.",
            RefundReason.Disputed =>
                $"The dispute is over and lot {purchase.LotNumberText} has no room for your tickets any more. All that is left goes back, no fee.",
            _ =>
                $"Lot {purchase.LotNumberText} did not fund and you took cash: {purchase.Terms.RefundCashPercent}%. The fee was {Fee(purchase)}.",
        };

    /// <summary>What a dispute has done to the money and the tickets, and what comes next.</summary>
    public static string WhileDisputed(PurchaseView purchase) =>
        purchase switch
        {
            { HeldInDispute: true } =>
                $"Your bank has taken {Figures.Exact(purchase.DisputedAmount)} back for now, so your tickets are void. Should the bank decide for us, you get new tickets while lot {purchase.LotNumberText} has room; if it has none, all of it goes back. In an expired lot you then choose, with {purchase.Terms.RefundChoiceDays} fresh days.",
            { RefundReason: not null } =>
                $"Your bank has taken {Figures.Exact(purchase.DisputedAmount)} back for now. The refund of {Figures.Exact(purchase.RefundOrdered)} waits until it has decided: you get the money once, from your bank or from us.",
            _ =>
                $"Your bank has taken {Figures.Exact(purchase.DisputedAmount)} back for now. Lot {purchase.LotNumberText} was decided with your tickets, and they stay. Credits you got for this payment are taken back until the bank has decided, and your account can’t buy or play meanwhile. Nothing is shipped before.",
        };

    /// <summary>How far the refund has come.</summary>
    public static string HowFarReturned(PurchaseView purchase) =>
        purchase.RefundState switch
        {
            RefundStatus.Due => "It is ordered. The payment processor takes it within minutes.",
            RefundStatus.Sent => "The payment processor has it. Banks take 5 to 10 days to show it on your card.",
            RefundStatus.Payable =>
                "Your card's bank would not take it. Our staff pay it another way and write to you. It stays cash; it does not become credits.",
            _ => "It went to the card you paid with. Banks take 5 to 10 days to show it.",
        };

    /// <summary><c>R-0417-014575</c>: the lot and the last ticket, which no other receipt has.</summary>
    public static string? ReceiptNumber(PurchaseView purchase) =>
        purchase.TicketsEnd is { } last
            ? string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"R-{purchase.LotNumberText}-{last:000000}"
            )
            : null;

    private static string Fee(PurchaseView purchase) =>
        Figures.Exact(purchase.Amount - purchase.LostAmount - purchase.RefundOrdered);
}
