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
    public string? DisputeStatus { get; private set; }
    public string Metadata { get; private set; } = "{}";
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? CompletedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The processor's money has been booked, as tickets or as a refund: the same news again changes nothing.</summary>
    public bool IsPaid => CompletedAt is not null;

    /// <summary>Nothing is owed for it any more, or it is on its way: a refund was ordered or credits were given.</summary>
    public bool IsSettledWithBuyer { get; private set; }

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
        if (Disputed)
            throw new Refusal(
                "purchase_disputed",
                "Your bank is looking into this payment. You can choose when it is done."
            );

        RefundChoice = choice;
        ChosenAt = now;
        RefundEligible = false;
        IsSettledWithBuyer = true;
        UpdatedAt = now;
        if (choice == Payments.RefundChoice.Credits)
        {
            CreditsConverted = terms.CreditsIfExpired(Amount);
            return new ChoiceOutcome(null, CreditsConverted, ConversionJournals(now));
        }
        var fee = terms.Fee(Amount);
        var refund = Refund.Of(
            this,
            byDefault ? RefundReason.ExpiredDefault : RefundReason.ExpiredChoice,
            Amount - fee,
            now
        );
        var journal = JournalEntry
            .Of("refund_choice_cash", Ledger.Currency.Usd, now, LotId, Id)
            .Line(AccountKind.CashEscrow, LotId.Value, -Amount.Cents)
            .Line(AccountKind.RefundsPayable, LotId.Value, (Amount - fee).Cents)
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
            .Line(AccountKind.CashEscrow, LotId.Value, -Amount.Cents)
            .Line(AccountKind.CreditReserve, LotId.Value, reserve)
            .Line(AccountKind.PlatformMargin, LotId.Value, Amount.Cents - reserve)
            .Balanced();
        var credits = JournalEntry
            .Of("conversion", Ledger.Currency.Crd, now, LotId, Id)
            .Line(AccountKind.CreditsIssued, LotId.Value, -CreditsConverted.Amount)
            .Line(AccountKind.PlayerCredits, PlayerId.Value, CreditsConverted.Amount)
            .Balanced();
        return [cash, credits];
    }

    /// <summary>Everything back, no fee: a cancelled or left lot. The caller posts the journal.</summary>
    public Refund GiveBackAll(RefundReason reason, DateTimeOffset now)
    {
        if (IsSettledWithBuyer)
            throw new InvalidOperationException($"Purchase {Id} has been given back already.");
        IsSettledWithBuyer = true;
        RefundEligible = false;
        Reason = Refund.Text(reason);
        UpdatedAt = now;
        return Refund.Of(this, reason, Amount, now);
    }

    /// <summary>A payment that came too late goes back whole.</summary>
    internal Refund ReturnLatePayment(string why, DateTimeOffset now)
    {
        Reason = why;
        IsSettledWithBuyer = true;
        CompletedAt = now;
        return Refund.Of(this, RefundReason.LatePayment, Amount, now);
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
}

/// <summary>What a choice leads to: a refund to send, or credits to give.</summary>
public sealed record ChoiceOutcome(Refund? Refund, Credits Credits, IReadOnlyList<JournalEntry> Journals);
