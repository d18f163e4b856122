using Alot.Domain.Ledger;
using Alot.Domain.Lots;

namespace Alot.Domain.Payments;

/// <summary>How far a purchase has come. <c>refunded</c> = returned in cash at 98 or 100 %; a conversion stays <c>succeeded</c>; an
/// expired hold is <c>failed</c> with its reason.</summary>
public enum PurchaseStatus
{
    Pending,
    Succeeded,
    Failed,
    Refunded,
    PartiallyRefunded,
}

/// <summary>What a buyer of an expired lot takes.</summary>
public enum RefundChoice
{
    Cash,
    Credits,
}

/// <summary>A payment for an entry (table <c>room_entry_purchases</c>). While pending it holds capacity.</summary>
public sealed class Purchase
{
    private Purchase() { }

    public PurchaseId Id { get; private set; }
    public LotId LotId { get; private set; }
    public PlayerId PlayerId { get; private set; }
    public Money Amount { get; private set; }
    public int Tickets { get; private set; }
    public string Currency { get; private set; } = "usd";
    public string? StripePaymentIntentId { get; private set; }
    public string? StripeCheckoutSessionId { get; private set; }
    public string? StripeChargeId { get; private set; }
    public string? StripeRefundId { get; private set; }

    /// <summary>Where the buyer pays, while pending. Kept afterwards: who repeats the command gets the first answer.</summary>
    public string? CheckoutUrl { get; private set; }
    public PurchaseStatus Status { get; private set; }

    /// <summary>Why it failed or was returned: a stable code.</summary>
    public string? Reason { get; private set; }
    public DateTimeOffset HoldExpiresAt { get; private set; }

    /// <summary>When its payment page ends, which its hold outlives.</summary>
    public DateTimeOffset CheckoutExpiresAt => HoldExpiresAt - (Lot.HoldLife - Lot.CheckoutLife);

    /// <summary>The lot expired and the buyer may choose.</summary>
    public bool RefundEligible { get; private set; }
    public DateTimeOffset? ChooseBy { get; private set; }
    public RefundChoice? RefundChoice { get; private set; }
    public DateTimeOffset? ChosenAt { get; private set; }
    public Money RefundedAmount { get; private set; }
    public DateTimeOffset? RefundedAt { get; private set; }
    public Credits CreditsConverted { get; private set; }

    /// <summary>Reminders to choose that were sent (after 1, 7 and 13 days).</summary>
    public int RemindersSent { get; private set; }
    public bool Disputed { get; private set; }
    public DateTimeOffset? DisputedAt { get; private set; }

    /// <summary>The processor's word for the dispute that matters most.</summary>
    public string? DisputeStatus { get; private set; }

    /// <summary>In open disputes: the processor has it back for now.</summary>
    public Money DisputedAmount { get; private set; }

    /// <summary>Lost in disputes: the buyer has it back from the bank.</summary>
    public Money LostAmount { get; private set; }

    /// <summary>Its tickets are void and its money is out of the lot's escrow until its disputes are over.</summary>
    public bool HeldInDispute { get; private set; }

    /// <summary>What is still the buyer's: what was paid, less what was lost in disputes and sent back.</summary>
    public Money Left => LostAmount + RefundedAmount >= Amount ? Money.Zero : Amount - LostAmount - RefundedAmount;
    public string Metadata { get; private set; } = "{}";
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? CompletedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The processor's money has been booked, as tickets or as a refund: the same news again changes nothing.</summary>
    public bool IsPaid => CompletedAt is not null;

    /// <summary>Nothing is owed for it any more, or it is on its way: a refund was ordered or credits were given.</summary>
    public bool IsSettledWithBuyer { get; private set; }

    /// <summary>Whether a payment page opened now would live shorter than the processor's shortest.</summary>
    public bool IsTooLateToOpen(DateTimeOffset now) => CheckoutExpiresAt - now < Lot.ShortestCheckout;

    internal static Purchase Pending(
        PurchaseId id,
        LotId lot,
        PlayerId player,
        Money amount,
        DateTimeOffset now,
        DateTimeOffset holdExpires
    ) =>
        new()
        {
            Id = id,
            LotId = lot,
            PlayerId = player,
            Amount = amount,
            Tickets = checked((int)(amount.Cents / 100)),
            Status = PurchaseStatus.Pending,
            HoldExpiresAt = holdExpires,
            CreatedAt = now,
            UpdatedAt = now,
        };

    /// <summary>Keeps what the processor answered. The same answer again changes nothing.</summary>
    public void CheckoutOpened(string sessionId, string? url, DateTimeOffset now)
    {
        if (StripeCheckoutSessionId is { } known && known != sessionId)
            throw new InvalidOperationException($"Purchase {Id} already has another checkout session.");
        StripeCheckoutSessionId = sessionId;
        CheckoutUrl = url ?? CheckoutUrl;
        UpdatedAt = now;
    }

    /// <summary>Keeps the processor's references to the payment.</summary>
    public void PaidBy(string? paymentIntentId, string? chargeId)
    {
        StripePaymentIntentId ??= paymentIntentId;
        StripeChargeId ??= chargeId;
    }

    internal void Succeed(Entry entry, DateTimeOffset now)
    {
        Status = PurchaseStatus.Succeeded;
        CompletedAt = now;
        UpdatedAt = now;
    }

    internal void Fail(string reason, DateTimeOffset now)
    {
        if (Status != PurchaseStatus.Pending)
            throw new InvalidOperationException($"Purchase {Id} is {Status}, it can't fail.");
        Status = PurchaseStatus.Failed;
        Reason = reason;
        UpdatedAt = now;
    }

    /// <summary>Its lot expired: the buyer may choose until then; afterwards cash is the default.</summary>
    public void OfferChoice(DateTimeOffset chooseBy)
    {
        RefundEligible = true;
        ChooseBy = chooseBy;
    }

    /// <summary>An extension takes the choice back; it was not used, or the lot could not have been extended.</summary>
    public void WithdrawChoice()
    {
        RefundEligible = false;
        ChooseBy = null;
        RemindersSent = 0;
    }

    public void Reminded(int count) => RemindersSent = count;

    /// <summary>98 % cash or 1.5 × credits (money.md, "Expired lots"). Final; two at once count as one.</summary>
    /// <exception cref="Refusal"><c>choice_not_offered</c>, <c>choice_made</c>, <c>choice_over</c>, <c>purchase_disputed</c>.</exception>
    public ChoiceOutcome Choose(RefundChoice choice, LotTerms terms, DateTimeOffset now, bool byDefault = false)
    {
        if (RefundChoice is { } made)
            throw new Refusal(
                "choice_made",
                made == Payments.RefundChoice.Cash
                    ? "You already took cash; the refund is on its way or has arrived. Nothing was changed."
                    : "You already took credits; they are in your wallet. Nothing was changed."
            );
        if (Disputed)
            throw new Refusal(
                "purchase_disputed",
                "Your bank is looking into this payment. You can choose when it is done; nothing goes back before. Nothing was changed."
            );
        if (!RefundEligible || Status != PurchaseStatus.Succeeded || IsSettledWithBuyer)
            throw new Refusal(
                "choice_not_offered",
                "There is nothing to choose for this purchase. Nothing was changed."
            );
        if (!byDefault && now >= ChooseBy)
            throw new Refusal(
                "choice_over",
                "The time to choose is over: your money goes back to your card, less the fee that was stated. Nothing else was changed."
            );
        RefundChoice = choice;
        ChosenAt = now;
        RefundEligible = false;
        IsSettledWithBuyer = true;
        UpdatedAt = now;
        if (choice == Payments.RefundChoice.Credits)
        {
            CreditsConverted = terms.CreditsIfExpired(Left);
            return new ChoiceOutcome(null, CreditsConverted, ConversionJournals(now));
        }
        var (left, fee) = (Left, terms.Fee(Left));
        var refund = Refund.Of(
            this,
            byDefault ? RefundReason.ExpiredDefault : RefundReason.ExpiredChoice,
            left - fee,
            now
        );
        var journal = JournalEntry
            .Of("refund_choice_cash", Ledger.Currency.Usd, now, LotId, Id)
            .Line(AccountKind.CashEscrow, LotId.Value, -left.Cents)
            .Line(AccountKind.RefundsPayable, LotId.Value, (left - fee).Cents)
            .Line(AccountKind.FeesEarned, LotId.Value, fee.Cents)
            .Balanced();
        return new ChoiceOutcome(refund, Credits.Zero, [journal]);
    }

    private IReadOnlyList<JournalEntry> ConversionJournals(DateTimeOffset now)
    {
        // A credit is worth a cent: the reserve grows by more than the cash, the margin pays the difference.
        var reserve = CreditsConverted.Amount;
        var cash = JournalEntry
            .Of("conversion", Ledger.Currency.Usd, now, LotId, Id)
            .Line(AccountKind.CashEscrow, LotId.Value, -Left.Cents)
            .Line(AccountKind.CreditReserve, LotId.Value, reserve)
            .Line(AccountKind.PlatformMargin, LotId.Value, Left.Cents - reserve)
            .Balanced();
        var credits = JournalEntry
            .Of("conversion", Ledger.Currency.Crd, now, LotId, Id)
            .Line(AccountKind.CreditsIssued, LotId.Value, -CreditsConverted.Amount)
            .Line(AccountKind.PlayerCredits, PlayerId.Value, CreditsConverted.Amount)
            .Balanced();
        return [cash, credits];
    }

    /// <summary>Everything that is left back, no fee: a cancelled or left lot. The caller posts the journal.</summary>
    public Refund GiveBackAll(RefundReason reason, DateTimeOffset now)
    {
        if (IsSettledWithBuyer)
            throw new InvalidOperationException($"Purchase {Id} has been given back already.");
        IsSettledWithBuyer = true;
        RefundEligible = false;
        Reason = Refund.Text(reason);
        UpdatedAt = now;
        return Refund.Of(this, reason, Left, now);
    }

    /// <summary>A payment that came too late goes back whole.</summary>
    internal Refund ReturnLatePayment(string why, DateTimeOffset now)
    {
        Reason = why;
        IsSettledWithBuyer = true;
        CompletedAt = now;
        return Refund.Of(this, RefundReason.LatePayment, Amount, now);
    }

    /// <summary>The processor opened, won, lost or dropped a dispute: these are all there are.</summary>
    public void DisputesAre(IReadOnlyCollection<Dispute> disputes, DateTimeOffset now)
    {
        var open = disputes.Where(d => d.Stage == DisputeStage.Open).ToList();
        Disputed = open.Count > 0;
        DisputedAt ??= Disputed ? now : null;
        DisputedAmount = new Money(open.Sum(d => d.Amount.Cents));
        LostAmount = new Money(disputes.Where(d => d.Stage == DisputeStage.Lost).Sum(d => d.Amount.Cents));
        // An open one matters most, then one that was lost.
        DisputeStatus = disputes
            .OrderBy(d =>
                d.Stage == DisputeStage.Open ? 0
                : d.Stage == DisputeStage.Lost ? 1
                : 2
            )
            .ThenBy(d => d.GatewayDisputeId, StringComparer.Ordinal)
            .FirstOrDefault()
            ?.GatewayStatus;
        UpdatedAt = now;
    }

    internal void HoldForDispute(DateTimeOffset now)
    {
        HeldInDispute = true;
        WithdrawChoice();
        UpdatedAt = now;
    }

    internal void ReleaseFromDispute(DateTimeOffset now)
    {
        HeldInDispute = false;
        UpdatedAt = now;
    }

    /// <summary>The buyer has everything back from the bank: nothing is owed any more.</summary>
    public void NothingLeft(DateTimeOffset now)
    {
        IsSettledWithBuyer = true;
        WithdrawChoice();
        Reason = "dispute_lost";
        UpdatedAt = now;
    }

    /// <summary>A refund that will not be made: the buyer got the money from the bank.</summary>
    public Refund? WithdrawRefund(Refund refund, DateTimeOffset now)
    {
        refund.Withdraw("dispute_lost");
        UpdatedAt = now;
        if (Left == Money.Zero)
            return null;
        var rest = refund.Amount < Left ? refund.Amount : Left;
        return Refund.Of(this, RefundReason.Disputed, rest, now);
    }

    /// <summary>The processor has sent the money back.</summary>
    public void CashReturned(Refund refund, DateTimeOffset now)
    {
        Status = PurchaseStatus.Refunded;
        RefundedAmount += refund.Amount;
        RefundedAt = now;
        StripeRefundId = refund.GatewayRefundId;
        UpdatedAt = now;
        if (RefundedAmount > Amount)
            throw new InvalidOperationException($"Purchase {Id} would be refunded above what was paid.");
    }

    /// <summary>A refund that had succeeded came back from the card's bank: it is owed again.</summary>
    public void CashBounced(Refund refund, DateTimeOffset now)
    {
        Status = PurchaseStatus.Succeeded;
        RefundedAmount -= refund.Amount;
        RefundedAt = null;
        StripeRefundId = null;
        UpdatedAt = now;
    }
}

/// <summary>What a choice leads to: a refund to send, or credits to give.</summary>
public sealed record ChoiceOutcome(Refund? Refund, Credits Credits, IReadOnlyList<JournalEntry> Journals);
