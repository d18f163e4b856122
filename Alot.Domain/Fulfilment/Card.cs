namespace Alot.Domain.Fulfilment;

/// <summary>What a card says (table <c>reveals</c>).</summary>
public enum CardStatus
{
    /// <summary>The lot is not over.</summary>
    Active,
    RevealedWon,
    RevealedLost,
    Expired,
    Cancelled,
    Claimed,
    Shipped,
    Delivered,
}

/// <summary>A player's card for a lot joined: one for each player and lot.</summary>
public sealed class Card
{
    private Card() { }

    public CardId Id { get; private set; }
    public PlayerId PlayerId { get; private set; }
    public LotId LotId { get; private set; }

    /// <summary>The winning entry, once there is one.</summary>
    public EntryId? EntryId { get; private set; }
    public CardStatus Status { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When the player turned the card over.</summary>
    public DateTimeOffset? RevealedAt { get; private set; }
    public DateTimeOffset? ClaimedAt { get; private set; }

    /// <summary>Sealed with the master key.</summary>
    public string? ShippingAddress { get; private set; }
    public string? TrackingNumber { get; private set; }
    public string? Carrier { get; private set; }

    /// <summary>A dispute of this player in this lot keeps the item here.</summary>
    public DateTimeOffset? ShipmentHeldAt { get; private set; }
    public DateTimeOffset? ShippedAt { get; private set; }
    public DateTimeOffset? DeliveredAt { get; private set; }
    public string? DeliveryConfirmedBy { get; private set; }
    public bool IssueReported { get; private set; }
    public string? IssueType { get; private set; }
    public string? IssueDescription { get; private set; }
    public DateTimeOffset? IssueReportedAt { get; private set; }
    public bool IssueResolved { get; private set; }

    public static Card For(PlayerId player, LotId lot, DateTimeOffset now) =>
        new()
        {
            Id = CardId.New(now),
            PlayerId = player,
            LotId = lot,
            Status = CardStatus.Active,
            CreatedAt = now,
        };

    /// <summary>The item isn't sent while the player disputes a payment in this lot.</summary>
    public void HoldShipment(DateTimeOffset now) => ShipmentHeldAt ??= now;

    public void ReleaseShipment() => ShipmentHeldAt = null;

    /// <summary>Nothing can be taken back from who has claimed the prize.</summary>
    /// <exception cref="Refusal"><c>prize_claimed</c>, <c>not_the_winner</c>.</exception>
    public void RequireCanLose()
    {
        if (ClaimedAt is not null || Status is CardStatus.Claimed or CardStatus.Shipped or CardStatus.Delivered)
            throw new Refusal(
                "prize_claimed",
                "The prize was claimed already: its winner can't be disqualified any more."
            );
        if (Status != CardStatus.RevealedWon)
            throw new Refusal("not_the_winner", "This player doesn't hold the prize.");
    }

    /// <summary>The winner was disqualified.</summary>
    /// <inheritdoc cref="RequireCanLose"/>
    public void Lose()
    {
        RequireCanLose();
        Status = CardStatus.RevealedLost;
        EntryId = null;
    }

    /// <summary>The player was drawn as alternate: the card lies face down again, and shows something else when it is turned.</summary>
    public void WinAsAlternate(EntryId entry)
    {
        if (Status != CardStatus.RevealedLost)
            throw new InvalidOperationException($"The card of an alternate is {Status}.");
        Status = CardStatus.RevealedWon;
        EntryId = entry;
        RevealedAt = null;
    }

    /// <summary>The player turns the card. Turning it again keeps the first time.</summary>
    /// <exception cref="Refusal"><c>card_not_ready</c> while the lot is not over.</exception>
    public void Turn(DateTimeOffset now)
    {
        if (Status == CardStatus.Active)
            throw new Refusal("card_not_ready", "This lot isn't over yet: the card turns when it is.");
        RevealedAt ??= now;
    }
}
