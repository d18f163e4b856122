using Alot.Domain.Ledger;

namespace Alot.Domain.Pots;

/// <summary>One join: a player's tickets in a pot (table <c>pot_entries</c>). After the lock nothing of it changes but its flag.</summary>
public sealed class PotEntry
{
    private PotEntry() { }

    public EntryId Id { get; private set; }
    public PotId PotId { get; private set; }
    public PlayerId PlayerId { get; private set; }
    public int TicketCount { get; private set; }

    /// <summary>The first ticket's number, from 1; given at the lock, in the order of joining.</summary>
    public int? TicketsStart { get; private set; }
    public int? TicketsEnd { get; private set; }
    public Credits CreditsSpent { get; private set; }

    /// <summary>Keyed hashes: equal for the same address or device, and good for nothing else.</summary>
    public string? IpHash { get; private set; }
    public string? DeviceHash { get; private set; }

    /// <summary>Its score reached the policy's threshold and staff have not cleared it.</summary>
    public bool Flagged { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? CancelledAt { get; private set; }

    internal static PotEntry Of(
        EntryId id,
        PotId pot,
        PlayerId player,
        int tickets,
        Credits spent,
        PlayedFrom from,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            PotId = pot,
            PlayerId = player,
            TicketCount = tickets,
            CreditsSpent = spent,
            IpHash = from.IpHash,
            DeviceHash = from.DeviceHash,
            CreatedAt = now,
        };

    internal void Cancel(DateTimeOffset now) => CancelledAt = now;
}

/// <summary>From where somebody plays, as keyed hashes; null where it is not known.</summary>
public sealed record PlayedFrom(string? IpHash, string? DeviceHash)
{
    public static PlayedFrom Unknown { get; } = new(null, null);
}
