using Alot.Domain.Ledger;

namespace Alot.Domain.Payments;

/// <summary>How far a dispute has come, in our words.</summary>
public enum DisputeStage
{
    /// <summary>The bank asks (the processor's <c>warning_…</c>): no money was taken.</summary>
    Inquiry,

    /// <summary>The processor has taken the money back until the bank decides.</summary>
    Open,

    /// <summary>The bank sided with us: the money is there again.</summary>
    Won,

    /// <summary>The bank sided with the payer: the money is gone.</summary>
    Lost,

    /// <summary>An inquiry that ended without a dispute.</summary>
    Dismissed,
}

/// <summary>
/// A payer's dispute of one purchase (table <c>disputes</c>; money.md, "Disputes"). News of it comes late, twice and in any
/// order: a stage is only ever left forwards, and a dispute that is heard of when it is over passes through being open.
/// </summary>
public sealed class Dispute
{
    // The later in this list, the later in a dispute's life; what is final comes last.
    internal static readonly string[] Words =
    [
        "warning_needs_response",
        "warning_under_review",
        "needs_response",
        "under_review",
        "warning_closed",
        "won",
        "lost",
    ];

    private Dispute() { }

    public Guid Id { get; private set; }

    /// <summary>The processor's id: the same dispute is never booked twice.</summary>
    public string GatewayDisputeId { get; private set; } = "";
    public PurchaseId PurchaseId { get; private set; }
    public LotId LotId { get; private set; }
    public PlayerId PlayerId { get; private set; }

    /// <summary>What is disputed: all of the purchase, or part of it.</summary>
    public Money Amount { get; private set; }
    public DisputeStage Stage { get; private set; }

    /// <summary>The processor's word for where it stands.</summary>
    public string GatewayStatus { get; private set; } = "";

    /// <summary>The processor's word for why.</summary>
    public string? Reason { get; private set; }

    /// <summary>The money came out of what is held for the purchase, whose tickets are void; else the platform carries it.</summary>
    public bool TookTickets { get; private set; }

    /// <summary>Credits were given for the purchase, or will be: they are clawed back and the account can't spend.</summary>
    public bool ClawsBack { get; private set; }
    public DateTimeOffset? ClawedBackAt { get; private set; }
    public Credits CreditsTaken { get; private set; }

    /// <summary>What should have been clawed back and was spent already: a debt of the account.</summary>
    public Credits CreditsReceivable { get; private set; }

    /// <summary>The journal entries that a win undoes, one by one.</summary>
    public List<Guid> JournalIds { get; private set; } = [];
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? OpenedAt { get; private set; }
    public DateTimeOffset? EndedAt { get; private set; }

    public bool IsOver => Stage is DisputeStage.Won or DisputeStage.Lost or DisputeStage.Dismissed;

    /// <summary>The account can't spend while the bank decides, nor while it owes credits for a dispute that was lost.</summary>
    public bool FreezesSpending =>
        ClawsBack
        && (
            Stage == DisputeStage.Open
            || (Stage == DisputeStage.Lost && (ClawedBackAt is null || CreditsReceivable > Credits.Zero))
        );

    /// <summary>What the processor's word means.</summary>
    /// <exception cref="FormatException">A word that we don't know: better set aside than guessed.</exception>
    public static DisputeStage StageOf(string gatewayStatus) =>
        gatewayStatus switch
        {
            "warning_needs_response" or "warning_under_review" => DisputeStage.Inquiry,
            "warning_closed" => DisputeStage.Dismissed,
            "needs_response" or "under_review" => DisputeStage.Open,
            "won" => DisputeStage.Won,
            "lost" => DisputeStage.Lost,
            _ => throw new FormatException("The processor's field 'status' should be a dispute's status."),
        };

    public static Dispute Of(Purchase purchase, GatewayDispute heard, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            GatewayDisputeId = heard.Id,
            PurchaseId = purchase.Id,
            LotId = purchase.LotId,
            PlayerId = purchase.PlayerId,
            Amount = heard.Amount,
            Stage = DisputeStage.Inquiry,
            GatewayStatus = Words[0],
            Reason = heard.Reason,
            CreatedAt = now,
        };

    /// <summary>True when this word tells more than we knew. An older one changes nothing.</summary>
    public bool IsNews(string gatewayStatus) =>
        !IsOver && Array.IndexOf(Words, gatewayStatus) > Array.IndexOf(Words, GatewayStatus);

    /// <summary>The processor contradicts what is final.</summary>
    public bool Contradicts(DisputeStage heard) =>
        IsOver && heard != Stage && heard is DisputeStage.Won or DisputeStage.Lost;

    /// <summary>Keeps the processor's word; what follows from it is done by the verbs below.</summary>
    public void Hear(GatewayDispute heard)
    {
        GatewayStatus = heard.Status;
        Reason ??= heard.Reason;
        // An inquiry took nothing, so what it was about may still grow or shrink.
        if (Stage == DisputeStage.Inquiry)
            Amount = heard.Amount;
    }

    /// <summary>The processor takes the money: out of what is held for the purchase, or from the platform's margin.</summary>
    public JournalEntry Open(bool tookTickets, bool clawsBack, DateTimeOffset now)
    {
        if (Stage != DisputeStage.Inquiry)
            throw new InvalidOperationException($"Dispute {GatewayDisputeId} was opened before.");
        Stage = DisputeStage.Open;
        OpenedAt = now;
        TookTickets = tookTickets;
        ClawsBack = clawsBack;
        return Undoable(
            JournalEntry
                .Of("dispute_opened", Currency.Usd, now, LotId, PurchaseId)
                .Line(tookTickets ? AccountKind.HeldInDispute : AccountKind.PlatformMargin, LotId.Value, -Amount.Cents)
                .Line(AccountKind.DisputesReceivable, LotId.Value, Amount.Cents)
        );
    }

    /// <summary>
    /// Takes the credits back that were given for the disputed part, as far as the balance goes; the rest is a debt of the
    /// account. Rounded down, in the player's favour.
    /// </summary>
    public Clawback ClawBack(Wallet wallet, Credits given, Money paid, string lotNumber, DateTimeOffset now)
    {
        if (!ClawsBack || ClawedBackAt is not null || Stage is not (DisputeStage.Open or DisputeStage.Lost))
            throw new InvalidOperationException($"Dispute {GatewayDisputeId} claws nothing back.");
        var owed = new Credits(given.Amount * Amount.Cents / paid.Cents);
        var taken = owed < wallet.Balance ? owed : wallet.Balance;
        ClawedBackAt = now;
        CreditsTaken = taken;
        CreditsReceivable = owed - taken;
        var journals = new List<JournalEntry>();
        if (taken > Credits.Zero)
        {
            journals.Add(Undoable(CreditsBack("dispute_clawback", taken, now)));
            journals.Add(Undoable(ReserveBack("dispute_clawback", taken, now)));
        }
        if (CreditsReceivable > Credits.Zero)
            journals.Add(Undoable(Claim("dispute_receivable", CreditsReceivable, now)));
        var line =
            taken > Credits.Zero
                ? wallet.TakeBack(
                    taken,
                    CreditKind.DisputeClawback,
                    $"Lot {lotNumber}: your bank disputes the payment these came from",
                    now,
                    LotId,
                    PurchaseId
                )
                : null;
        return new Clawback(line, journals);
    }

    /// <summary>The bank sided with us, or the inquiry came to nothing. The caller undoes <see cref="JournalIds"/>.</summary>
    /// <returns>The credits to give back.</returns>
    public Credits Win(DateTimeOffset now)
    {
        Stage = Stage == DisputeStage.Open ? DisputeStage.Won : DisputeStage.Dismissed;
        EndedAt = now;
        var taken = CreditsTaken;
        (CreditsTaken, CreditsReceivable) = (Credits.Zero, Credits.Zero);
        return taken;
    }

    /// <summary>The bank sided with the payer: what was receivable has left for good.</summary>
    public JournalEntry Lose(DateTimeOffset now)
    {
        if (Stage != DisputeStage.Open)
            throw new InvalidOperationException($"Dispute {GatewayDisputeId} is not open.");
        Stage = DisputeStage.Lost;
        EndedAt = now;
        return JournalEntry
            .Of("dispute_lost", Currency.Usd, now, LotId, PurchaseId)
            .Line(AccountKind.DisputesReceivable, LotId.Value, -Amount.Cents)
            .Line(AccountKind.Clearing, LotId.Value, Amount.Cents)
            .Balanced();
    }

    /// <summary>Takes what the account owes out of its balance, as far as that goes, and may write the rest off.</summary>
    /// <exception cref="Refusal"><c>nothing_receivable</c>, <c>nothing_to_collect</c>.</exception>
    public Clawback Collect(Wallet wallet, bool writeOff, string lotNumber, DateTimeOffset now)
    {
        if (Stage != DisputeStage.Lost || CreditsReceivable == Credits.Zero)
            throw new Refusal("nothing_receivable", "Nothing is owed for this dispute. Nothing was changed.");
        var taken = CreditsReceivable < wallet.Balance ? CreditsReceivable : wallet.Balance;
        if (taken == Credits.Zero && !writeOff)
            throw new Refusal("nothing_to_collect", "The player has no credits to take. Nothing was changed.");
        var settled = writeOff ? CreditsReceivable : taken;
        CreditsTaken += taken;
        CreditsReceivable -= settled;
        var journals = new List<JournalEntry> { Claim("receivable_settled", -settled, now) };
        CreditTransaction? line = null;
        if (taken > Credits.Zero)
        {
            journals.Add(CreditsBack("dispute_clawback", taken, now));
            journals.Add(ReserveBack("dispute_clawback", taken, now));
            line = wallet.TakeBack(
                taken,
                CreditKind.DisputeClawback,
                $"Lot {lotNumber}: owed for a dispute that your bank decided",
                now,
                LotId,
                PurchaseId
            );
        }
        return new Clawback(line, journals);
    }

    private JournalEntry CreditsBack(string kind, Credits amount, DateTimeOffset now) =>
        JournalEntry
            .Of(kind, Currency.Crd, now, LotId, PurchaseId)
            .Line(AccountKind.PlayerCredits, PlayerId.Value, -amount.Amount)
            .Line(AccountKind.CreditsDeducted, PlayerId.Value, amount.Amount)
            .Balanced();

    // A credit is backed by a cent: what nobody holds any more needs no backing and eases the platform's loss.
    private JournalEntry ReserveBack(string kind, Credits amount, DateTimeOffset now) =>
        JournalEntry
            .Of(kind, Currency.Usd, now, LotId, PurchaseId)
            .Line(AccountKind.CreditReserve, LotId.Value, -amount.Amount)
            .Line(AccountKind.PlatformMargin, LotId.Value, amount.Amount)
            .Balanced();

    private JournalEntry Claim(string kind, Credits amount, DateTimeOffset now) =>
        JournalEntry
            .Of(kind, Currency.Crd, now, LotId, PurchaseId)
            .Line(AccountKind.CreditsReceivable, PlayerId.Value, amount.Amount)
            .Line(AccountKind.CreditsClaimed, PlayerId.Value, -amount.Amount)
            .Balanced();

    private JournalEntry Undoable(JournalEntry entry)
    {
        JournalIds = [.. JournalIds, entry.Id];
        return entry.Balanced();
    }
}

/// <summary>Credits taken back: the player's line, if any was there to take, and the books'.</summary>
public sealed record Clawback(CreditTransaction? Line, IReadOnlyList<JournalEntry> Journals);
