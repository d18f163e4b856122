namespace Alot.Domain.Ledger;

/// <summary>The two units the journal counts in. One journal entry has one of them.</summary>
public enum Currency
{
    /// <summary>US cents.</summary>
    Usd,

    /// <summary>Stash Credits.</summary>
    Crd,
}

/// <summary>
/// What an account is for. Each account belongs to a lot, a pot or a player (<c>owner_id</c>), so that no row is shared by all
/// sales; a platform-wide figure is the sum over owners.
/// </summary>
public enum AccountKind
{
    // US cents, owner = lot
    /// <summary>Money at the processor: negative by what came in and has not gone out.</summary>
    Clearing,
    CashEscrow,
    RefundsPayable,
    FeesEarned,
    CreditReserve,
    ItemCost,
    ProcessorFees,

    /// <summary>Money of purchases that the processor took back for now: as much as is disputed.</summary>
    DisputesReceivable,

    /// <summary>What is not disputed of purchases whose tickets are void while a dispute lasts.</summary>
    HeldInDispute,

    /// <summary>Refunds that staff paid by another way than the card.</summary>
    PaidOtherwise,
    HostPayable,

    /// <summary>May be negative: a lot may cost more than it brings.</summary>
    PlatformMargin,

    // Stash Credits
    /// <summary>Where credits come from: negative by what was ever issued. Owner = the lot or player they were issued for.</summary>
    CreditsIssued,

    /// <summary>Owner = player.</summary>
    PlayerCredits,

    /// <summary>Owner = lot or pot.</summary>
    CreditEscrow,

    /// <summary>Owner = lot.</summary>
    CreditsSpent,

    /// <summary>Owner = player.</summary>
    CreditsDeducted,

    /// <summary>Owner = player.</summary>
    CreditsExpired,

    /// <summary>Owner = player.</summary>
    CreditsRedeemed,

    /// <summary>Credits that should have been clawed back and were spent already. Owner = player.</summary>
    CreditsReceivable,

    /// <summary>The other side of <see cref="CreditsReceivable"/>: negative by the same. Owner = player.</summary>
    CreditsClaimed,
}

/// <summary>What follows from an account's kind; the table <c>account_kinds</c> is made from it.</summary>
public static class AccountKinds
{
    public static Currency CurrencyOf(AccountKind kind) =>
        kind >= AccountKind.CreditsIssued ? Currency.Crd : Currency.Usd;

    public static bool MayBeNegative(AccountKind kind) =>
        kind
            is AccountKind.Clearing
                or AccountKind.PlatformMargin
                or AccountKind.CreditsIssued
                or AccountKind.CreditsClaimed;
}

/// <summary>One account's part of a movement, in the minor unit; positive adds to the account.</summary>
public sealed record JournalLine(AccountKind Account, Guid Owner, long Amount);

/// <summary>A balanced movement of cash or credits: lines in one currency with sum zero (money.md, "Journal"). Append-only.</summary>
public sealed record JournalEntry
{
    private readonly List<JournalLine> lines = [];

    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    public required Currency Currency { get; init; }
    public LotId? LotId { get; init; }
    public PurchaseId? PurchaseId { get; init; }
    public PotId? PotId { get; init; }
    public required DateTimeOffset At { get; init; }
    public IReadOnlyList<JournalLine> Lines => lines;

    public static JournalEntry Of(
        string kind,
        Currency currency,
        DateTimeOffset now,
        LotId? lot = null,
        PurchaseId? purchase = null,
        PotId? pot = null
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            Kind = kind,
            Currency = currency,
            LotId = lot,
            PurchaseId = purchase,
            PotId = pot,
            At = now,
        };

    /// <summary>Adds a line; nothing for an amount of zero.</summary>
    public JournalEntry Line(AccountKind account, Guid owner, long amount)
    {
        if (AccountKinds.CurrencyOf(account) != Currency)
            throw new InvalidOperationException($"{account} does not count in {Currency}.");
        if (amount != 0)
            lines.Add(new JournalLine(account, owner, amount));
        return this;
    }

    /// <summary>The same lines the other way round: as if the entry had never been.</summary>
    public static JournalEntry Undoing(
        Currency currency,
        LotId? lot,
        PurchaseId? purchase,
        IEnumerable<JournalLine> undone,
        DateTimeOffset now
    )
    {
        var entry = Of("dispute_undone", currency, now, lot, purchase);
        foreach (var line in undone)
            entry.Line(line.Account, line.Owner, -line.Amount);
        return entry.Balanced();
    }

    /// <exception cref="InvalidOperationException">The lines don't sum to zero, or there is none: a bug, never a refusal.</exception>
    public JournalEntry Balanced()
    {
        var sum = lines.Sum(line => line.Amount);
        if (sum != 0 || lines.Count < 2)
            throw new InvalidOperationException(
                $"Journal entry {Kind} does not balance: {sum} over {lines.Count} lines."
            );
        return this;
    }
}
