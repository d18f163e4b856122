using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;

namespace Alot.Data.Pots;

/// <summary>A pot as lists show it.</summary>
/// <param name="OwnTickets">Of the viewer; 0 for others.</param>
/// <param name="RevealDueAt">When the winner is told at the earliest; null until it is locked.</param>
/// <param name="WinnerName">As others see it; null until it is settled.</param>
/// <param name="YouWon">The viewer is its winner.</param>
/// <param name="CalledOff">Staff called it off, and the credits are on their way back.</param>
public sealed record PotRow(
    PotId Id,
    int Number,
    string Title,
    PotStatus Status,
    DrawMode Mode,
    Credits EntryCost,
    int MaxTickets,
    int MaxPerUser,
    int TicketsSold,
    int Participants,
    int OwnTickets,
    bool Paused,
    string? PauseReason,
    DateTimeOffset? PausedAt,
    bool CalledOff,
    DateTimeOffset CreatedAt,
    DateTimeOffset ClosesAt,
    DateTimeOffset? FilledAt,
    DateTimeOffset? LockedAt,
    DateTimeOffset? RevealDueAt,
    DateTimeOffset? SettledAt,
    DateTimeOffset? CancelledAt,
    string? CancelReason,
    string SeedHash,
    string? CommitHash,
    string? WinnerName,
    bool YouWon
)
{
    /// <summary>What is in it.</summary>
    public Credits Committed => new(EntryCost.Amount * TicketsSold);

    /// <summary>What is in it when it fills.</summary>
    public Credits IfFull => new(EntryCost.Amount * MaxTickets);

    /// <summary>Credits committed of those it can take, floored: 99.9 never shows 100.</summary>
    public int FillPercent => (int)(100L * TicketsSold / MaxTickets);

    public int FreeTickets => MaxTickets - TicketsSold;

    /// <summary>Whether tickets are sold, whatever jobs have run.</summary>
    public bool SellsAt(DateTimeOffset now) =>
        Status == PotStatus.Open && !CalledOff && FilledAt is null && (PausedAt ?? now) < ClosesAt;
}

/// <summary>One join as the room shows it.</summary>
/// <param name="Name">As others see it.</param>
/// <param name="TicketsStart">Null until the lock.</param>
/// <param name="Tag">What stands for the player in the published list; null until the lock.</param>
public sealed record PotSeat(
    EntryId Id,
    string Name,
    bool You,
    int TicketCount,
    int? TicketsStart,
    int? TicketsEnd,
    string? Tag,
    DateTimeOffset JoinedAt
);

/// <summary>What is published of a pot's draw at this moment.</summary>
/// <param name="BeaconRoundAt">When the round is due.</param>
public sealed record PotFairness(
    string SeedHash,
    string TagCommitment,
    string? RosterRoot,
    DateTimeOffset? PublishedAt,
    string? BeaconChain,
    long? BeaconRound,
    DateTimeOffset? BeaconRoundAt,
    string? BeaconRandomness,
    string? CommitHash
);

/// <param name="Payout">Everything that was in it.</param>
public sealed record PotWinner(string Name, bool You, EntryId EntryId, int Ticket, Credits Payout, string RevealSeed);

/// <summary>A pot's room: what anyone sees, and what is the viewer's own.</summary>
/// <param name="Seats">Live entries in the order of joining.</param>
/// <param name="Balance">Of the viewer; null for who is not signed in.</param>
/// <param name="Cheers">How often each cheer was given.</param>
/// <param name="Next">An open pot of the same template, once this one is locked.</param>
/// <param name="Earlier">The last three of the same title that were settled.</param>
public sealed record PotRoom(
    PotRow Pot,
    IReadOnlyList<PotSeat> Seats,
    PotFairness Fairness,
    PotWinner? Winner,
    Credits? Balance,
    IReadOnlyDictionary<string, int> Cheers,
    PotId? Next,
    IReadOnlyList<PotRow> Earlier
)
{
    /// <summary>The same room with what is the viewer's own.</summary>
    public PotRoom For(MyPot? mine)
    {
        if (mine is null)
            return this;
        var own = mine.Entries.Select(e => e.Id).ToHashSet();
        var won = Winner is { } winner && own.Contains(winner.EntryId);
        return this with
        {
            Pot = Pot with { OwnTickets = mine.Entries.Sum(e => e.TicketCount), YouWon = won },
            Seats = [.. Seats.Select(s => s with { You = own.Contains(s.Id) })],
            Winner = Winner is null ? null : Winner with { You = won },
            Balance = mine.Balance,
        };
    }
}

/// <summary>What is a player's own in a pot.</summary>
/// <param name="Entries">Live ones, in the order of joining.</param>
/// <param name="WhyNot">Why this player can't take tickets in any pot; null when they can.</param>
public sealed record MyPot(Credits Balance, IReadOnlyList<MyPotEntry> Entries, string? WhyNot);

public sealed record MyPotEntry(EntryId Id, int TicketCount, Credits Spent);

/// <summary>Which pots a list shows.</summary>
/// <param name="Statuses">Empty is all.</param>
/// <param name="MinValue">Of what is in it when it fills.</param>
/// <param name="MaxTicket">A ticket costs no more.</param>
public sealed record PotFilter(
    IReadOnlyList<PotStatus> Statuses,
    Credits? MinValue = null,
    Credits? MaxValue = null,
    Credits? MaxTicket = null
);

/// <param name="Before">Where the next page begins; null on the last.</param>
public sealed record PotPage(IReadOnlyList<PotRow> Pots, int? Before);

/// <summary>A win for the ticker: beside it, among how many.</summary>
public sealed record PotDrop(
    PotId Id,
    int Number,
    string Title,
    string WinnerName,
    Credits Payout,
    int Participants,
    DateTimeOffset At
);
