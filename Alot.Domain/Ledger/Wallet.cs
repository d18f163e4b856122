namespace Alot.Domain.Ledger;

/// <summary>A player's Stash Credits (table <c>user_universal_credits</c>); always agrees with the journal.</summary>
public sealed class Wallet
{
    private Wallet() { }

    public PlayerId PlayerId { get; private set; }
    public Credits Balance { get; private set; }
    public Credits TotalEarned { get; private set; }
    public Credits TotalSpent { get; private set; }
    public Credits TotalExpired { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset UpdatedAt { get; private set; }

    public static Wallet Empty(PlayerId player, DateTimeOffset now) =>
        new()
        {
            PlayerId = player,
            CreatedAt = now,
            UpdatedAt = now,
        };

    public void RequireCovers(Credits price)
    {
        if (Balance < price)
            throw new Refusal(
                "insufficient_credits",
                $"That costs {price} and you have {Balance}. Nothing was taken.",
                details: new Dictionary<string, object?> { ["balance"] = Balance.Amount, ["price"] = price.Amount }
            );
    }

    /// <exception cref="Refusal"><c>insufficient_credits</c>.</exception>
    public CreditTransaction Spend(
        Credits amount,
        CreditKind kind,
        string description,
        DateTimeOffset now,
        LotId? lot = null,
        EntryId? entry = null,
        PotId? pot = null
    )
    {
        if (amount <= Credits.Zero)
            throw new ArgumentOutOfRangeException(nameof(amount), "Credits spent are more than none.");
        RequireCovers(amount);
        TotalSpent += amount;
        return Change(-amount, kind, description, now, lot, entry, null, pot);
    }

    public CreditTransaction Receive(
        Credits amount,
        CreditKind kind,
        string description,
        DateTimeOffset now,
        LotId? lot = null,
        EntryId? entry = null,
        PurchaseId? purchase = null,
        PotId? pot = null
    )
    {
        if (amount <= Credits.Zero)
            throw new ArgumentOutOfRangeException(nameof(amount), "Credits received are more than none.");
        TotalEarned += amount;
        return Change(amount, kind, description, now, lot, entry, purchase, pot);
    }

    /// <summary>Staff can't deduct more than there is.</summary>
    /// <param name="by">Above zero grants, below zero deducts.</param>
    /// <exception cref="Refusal"><c>insufficient_credits</c>, in words for staff.</exception>
    public void RequireCanAdjust(Credits by)
    {
        if (Balance < -by)
            throw new Refusal(
                "insufficient_credits",
                $"The player has {Balance}, so {-by} can't be deducted. Nothing was changed.",
                details: new Dictionary<string, object?> { ["balance"] = Balance.Amount, ["price"] = -by.Amount }
            );
    }

    /// <summary>A grant or a deduction by staff.</summary>
    /// <param name="by">Above zero grants, below zero deducts.</param>
    /// <param name="reason">For the player's ledger.</param>
    /// <param name="now">When.</param>
    /// <exception cref="Refusal"><c>insufficient_credits</c>.</exception>
    public CreditTransaction Adjust(Credits by, string reason, DateTimeOffset now)
    {
        RequireCanAdjust(by);
        return by > Credits.Zero
            ? Receive(by, CreditKind.AdminGrant, reason, now)
            : Spend(-by, CreditKind.AdminDeduct, reason, now);
    }

    /// <summary>Takes back what should not have been earned: a dispute. At most the balance.</summary>
    public CreditTransaction TakeBack(
        Credits amount,
        CreditKind kind,
        string description,
        DateTimeOffset now,
        LotId lot,
        PurchaseId purchase
    )
    {
        if (amount <= Credits.Zero || amount > Balance)
            throw new ArgumentOutOfRangeException(nameof(amount), "At least one credit and at most the balance.");
        TotalEarned -= amount;
        return Change(-amount, kind, description, now, lot, null, purchase, null);
    }

    private CreditTransaction Change(
        Credits by,
        CreditKind kind,
        string description,
        DateTimeOffset now,
        LotId? lot,
        EntryId? entry,
        PurchaseId? purchase,
        PotId? pot
    )
    {
        var before = Balance;
        Balance += by;
        UpdatedAt = now;
        return new CreditTransaction(PlayerId, by, before, Balance, kind, lot, entry, purchase, pot, description, now);
    }
}

/// <summary>Why credits moved (money.md, "Credits").</summary>
public enum CreditKind
{
    LotSettlement,
    ExpiredConversion,
    EntryPurchase,
    EntryReturn,
    PotJoin,
    PotReturn,
    PotPayout,
    AdminGrant,
    AdminDeduct,
    Redemption,
    Expiry,

    /// <summary>Taken back because the payment it came from is disputed.</summary>
    DisputeClawback,

    /// <summary>Given back because the dispute was won.</summary>
    DisputeReturn,
}

/// <summary>One line of a player's credit ledger (table <c>credit_transactions</c>). Append-only.</summary>
public sealed class CreditTransaction
{
    private CreditTransaction() { }

    internal CreditTransaction(
        PlayerId player,
        Credits amount,
        Credits before,
        Credits after,
        CreditKind kind,
        LotId? lot,
        EntryId? entry,
        PurchaseId? purchase,
        PotId? pot,
        string description,
        DateTimeOffset now
    )
    {
        Id = Guid.CreateVersion7(now);
        PlayerId = player;
        Amount = amount;
        BalanceBefore = before;
        BalanceAfter = after;
        Kind = kind;
        LotId = lot;
        EntryId = entry;
        PurchaseId = purchase;
        PotId = pot;
        Description = description;
        CreatedAt = now;
    }

    public Guid Id { get; private set; }
    public PlayerId PlayerId { get; private set; }
    public Credits Amount { get; private set; }
    public Credits BalanceBefore { get; private set; }
    public Credits BalanceAfter { get; private set; }
    public CreditKind Kind { get; private set; }
    public LotId? LotId { get; private set; }
    public EntryId? EntryId { get; private set; }
    public PurchaseId? PurchaseId { get; private set; }
    public PotId? PotId { get; private set; }
    public string Description { get; private set; } = "";
    public string Metadata { get; private set; } = "{}";
    public DateTimeOffset CreatedAt { get; private set; }
}
