using Alot.Domain.Ledger;

namespace Alot.Domain.Lots;

/// <summary>One purchase's tickets in a lot (table <c>room_entries</c>). Ranges of a lot neither overlap nor leave gaps: by constraint.</summary>
public sealed class Entry
{
    private Entry() { }

    public EntryId Id { get; private set; }
    public LotId LotId { get; private set; }
    public PlayerId PlayerId { get; private set; }
    public int TicketsStart { get; private set; }
    public int TicketsEnd { get; private set; }

    /// <summary>The end of the range before, null for the first: a foreign key to it is what forbids gaps.</summary>
    public int? PreviousEnd { get; private set; }
    public int TicketCount { get; private set; }
    public EntryKind PurchaseType { get; private set; }
    public Money? AmountPaid { get; private set; }
    public Credits CreditsSpent { get; private set; }
    public PurchaseId? PurchaseId { get; private set; }
    public bool IsWinner { get; private set; }
    public Credits CreditsAwarded { get; private set; }
    public DateTimeOffset? VoidedAt { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    public TicketRange Tickets => new(TicketsStart, TicketCount);

    internal static Entry Issue(
        EntryId id,
        LotId lot,
        PlayerId player,
        TicketRange range,
        EntryKind kind,
        Money? paid,
        Credits spent,
        PurchaseId? purchase,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            LotId = lot,
            PlayerId = player,
            TicketsStart = range.First,
            TicketsEnd = range.Last,
            PreviousEnd = range.First == 1 ? null : range.First - 1,
            TicketCount = range.Count,
            PurchaseType = kind,
            AmountPaid = paid,
            CreditsSpent = spent,
            PurchaseId = purchase,
            CreatedAt = now,
        };

    internal void Void(DateTimeOffset now)
    {
        if (VoidedAt is not null)
            throw new InvalidOperationException($"Entry {Id} is void already.");
        VoidedAt = now;
    }

    public void Win() => IsWinner = true;

    /// <summary>Its holder was disqualified.</summary>
    public void Lose() => IsWinner = false;
}
