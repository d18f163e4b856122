namespace Alot.Domain;

// Typed ids: a lot's id can't be passed where a player's is asked for. All are UUIDv7, so rows made later sort later.

/// <summary>The id of a lot (table <c>rooms</c>).</summary>
public readonly record struct LotId(Guid Value)
{
    public static LotId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a person with an account (table <c>users</c>): player, host or staff.</summary>
public readonly record struct PlayerId(Guid Value)
{
    public static PlayerId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of one entry, a purchase's range of tickets (table <c>room_entries</c>).</summary>
public readonly record struct EntryId(Guid Value)
{
    public static EntryId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a payment for an entry (table <c>room_entry_purchases</c>).</summary>
public readonly record struct PurchaseId(Guid Value)
{
    public static PurchaseId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a catalogue item (table <c>product_classes</c>).</summary>
public readonly record struct ProductId(Guid Value)
{
    public static ProductId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a card: what a player sees for a lot joined (table <c>reveals</c>).</summary>
public readonly record struct CardId(Guid Value)
{
    public static CardId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a host (table <c>hosts</c>).</summary>
public readonly record struct HostId(Guid Value)
{
    public static HostId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}

/// <summary>The id of a community pot (table <c>pots</c>).</summary>
public readonly record struct PotId(Guid Value)
{
    public static PotId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString("D");
}
