using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;

namespace Alot.Data.Pots;

/// <summary>A pot as staff see it.</summary>
/// <param name="Late">Locked for longer than the policy allows, and not settled.</param>
/// <param name="Asked">Somebody asked to call it off, and a second person has not decided.</param>
/// <param name="Log">What was done to it, the newest first; checks that found nothing are only counted.</param>
/// <param name="Checks">How often its entries were looked at.</param>
public sealed record StaffPot(
    PotId Id,
    int Number,
    string Title,
    string? Template,
    PotStatus Status,
    DrawMode Mode,
    Credits EntryCost,
    int MaxTickets,
    int MaxPerUser,
    int TicketsSold,
    int Participants,
    DateTimeOffset CreatedAt,
    DateTimeOffset ClosesAt,
    DateTimeOffset? FilledAt,
    DateTimeOffset? LockedAt,
    DateTimeOffset? SettledAt,
    DateTimeOffset? CancelledAt,
    bool Paused,
    string? PauseReason,
    DateTimeOffset? PausedAt,
    DateTimeOffset? CancelRequestedAt,
    string? CancelReason,
    bool Late,
    IReadOnlyList<StaffPotEntry> Entries,
    IReadOnlyList<StaffPotFlag> Flags,
    AskedOfPotView? Asked,
    IReadOnlyList<StaffPotNote> Log,
    int Checks
)
{
    public string NumberText => Number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public Credits Committed => new(EntryCost.Amount * TicketsSold);

    public bool IsOver => Status is PotStatus.Settled or PotStatus.Cancelled;

    /// <summary>Staff may take entries out.</summary>
    public bool TakesOut => Status == PotStatus.Open && FilledAt is null && CancelRequestedAt is null;
}

/// <param name="SharesAddress">How many players of this pot joined from the same address, this one included; 0 when it is not known.</param>
public sealed record StaffPotEntry(
    EntryId Id,
    PlayerId PlayerId,
    string PlayerName,
    int TicketCount,
    int? TicketsStart,
    int? TicketsEnd,
    Credits CreditsSpent,
    DateTimeOffset JoinedAt,
    DateTimeOffset? CancelledAt,
    bool Flagged,
    int SharesAddress
);

/// <param name="Flagged">Its score reaches the threshold, and it is not cleared.</param>
public sealed record StaffPotFlag(
    Guid Id,
    PlayerId PlayerId,
    string PlayerName,
    int Score,
    IReadOnlyList<FlagReason> Reasons,
    DateTimeOffset UpdatedAt,
    bool Flagged,
    DateTimeOffset? ClearedAt,
    string? ClearedByName,
    string? ClearReason
);

/// <param name="By">Null is the system.</param>
public sealed record StaffPotNote(string Action, string? By, string? Reason, DateTimeOffset At);

/// <summary>That a locked pot be called off, with what a second person needs.</summary>
public sealed record AskedOfPotView(
    Guid Id,
    PotId PotId,
    int PotNumber,
    string Title,
    Credits Committed,
    int Participants,
    string Reason,
    PlayerId RequestedBy,
    string RequestedByName,
    DateTimeOffset RequestedAt
)
{
    public string NumberText => PotNumber.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>How pots went in a span of time.</summary>
/// <param name="Fill">How long those took that filled, in steps; the last step has no end.</param>
/// <param name="Peak">Those that began in the busiest quarter of the hours.</param>
/// <param name="Hours">By the hour, the oldest first; hours without anything are left out.</param>
public sealed record PotFigures(
    DateTimeOffset From,
    DateTimeOffset Until,
    PotFillFigures All,
    PotFillFigures Peak,
    IReadOnlyList<PotFillStep> Fill,
    PotRejoins Rejoins,
    IReadOnlyList<PotHour> Hours
);

/// <param name="Pots">Those that are no longer open, but for what staff called off.</param>
/// <param name="Filled">Of those, by the last ticket.</param>
/// <param name="InTime">Of those, within 90 s.</param>
/// <param name="Half">p50 of those that filled; null when none did.</param>
public sealed record PotFillFigures(
    int Pots,
    int Filled,
    int InTime,
    TimeSpan? Half,
    TimeSpan? ThreeQuarters,
    TimeSpan? NineTenths
);

/// <param name="UpTo">Null has no end.</param>
public sealed record PotFillStep(TimeSpan? UpTo, int Pots);

/// <param name="Seats">Players in settled pots, counted once for each pot.</param>
/// <param name="Rejoined">Of those, who joined another within ten minutes after the lock.</param>
public sealed record PotRejoins(int Seats, int Rejoined);

/// <param name="Entries">Live ones.</param>
/// <param name="Flagged">Of those, flagged.</param>
/// <param name="Raised">Flags of players that reached the threshold.</param>
/// <param name="Cleared">Of those, cleared by staff.</param>
public sealed record PotHour(DateTimeOffset Hour, int Pots, int Entries, int Flagged, int Raised, int Cleared);
