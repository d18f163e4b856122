using System.Text.Json.Serialization;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;

namespace Alot.Web.Pots;

/// <summary>A pot as <c>GET /api/pots</c> and the live hub's <c>subscribe_pots</c> tell it (api.md, pots).</summary>
/// <param name="CreditsCommitted">What is in it.</param>
/// <param name="Value">What is in it when it fills.</param>
/// <param name="FillPercent">Credits committed of those it can take, floored: 99.9 never shows 100.</param>
/// <param name="Selling">Tickets are sold at this moment.</param>
/// <param name="Paused">Joins, timer and settlement stand still.</param>
/// <param name="RevealDueAt">When the winner is told at the earliest; from the lock on.</param>
/// <param name="CommitHash">From the lock on, in beacon mode once the round is there.</param>
/// <param name="Winner">Absent until settled.</param>
public record PotJson(
    PotId Id,
    int Number,
    string Title,
    PotStatus Status,
    Credits EntryCost,
    Credits CreditsCommitted,
    Credits Value,
    int ParticipantCount,
    int FillPercent,
    int TicketsSold,
    int MaxTickets,
    int MaxPerUser,
    bool Selling,
    bool Paused,
    string? PauseReason,
    DateTimeOffset CreatedAt,
    DateTimeOffset ClosesAt,
    DateTimeOffset? LockedAt,
    DateTimeOffset? RevealDueAt,
    DateTimeOffset? SettledAt,
    DateTimeOffset? CancelledAt,
    string? CancelReason,
    DrawMode DrawMode,
    string SeedHash,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? CommitHash,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PotWinnerJson? Winner
)
{
    public static PotJson Of(PotRow pot, DateTimeOffset now) =>
        new(
            pot.Id,
            pot.Number,
            pot.Title,
            pot.Status,
            pot.EntryCost,
            pot.Committed,
            pot.IfFull,
            pot.Participants,
            pot.FillPercent,
            pot.TicketsSold,
            pot.MaxTickets,
            pot.MaxPerUser,
            pot.SellsAt(now) && !pot.Paused,
            pot.Paused,
            pot.PauseReason,
            pot.CreatedAt,
            pot.ClosesAt,
            pot.LockedAt,
            pot.RevealDueAt,
            pot.SettledAt,
            pot.CancelledAt,
            pot.CancelReason,
            pot.Mode,
            pot.SeedHash,
            pot.CommitHash,
            pot.WinnerName is { } name ? new PotWinnerJson(name, pot.Committed, null, null) : null
        );
}

/// <summary>A pot as <c>GET /api/pots/{id}</c> and the live hub's <c>subscribe_pot</c> tell it.</summary>
public sealed record PotRoomJson : PotJson
{
    private PotRoomJson(PotJson pot)
        : base(pot) { }

    public required PotFairnessJson Fairness { get; init; }

    /// <summary>Live entries in the order of joining. Left out of live messages when they are many.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PotEntryJson>? Entries { get; init; }

    /// <summary>What the pot is to the player who asks; absent when nobody is signed in, and in live messages.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MyPotJson? My { get; init; }

    /// <summary>The open pot that follows on this one, once it is locked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PotId? NextPotId { get; init; }

    /// <param name="signedIn">Whether the room was read for a player.</param>
    /// <param name="mostEntries">With more, none are told.</param>
    public static PotRoomJson Of(PotRoom room, DateTimeOffset now, bool signedIn, int mostEntries = int.MaxValue) =>
        new(PotJson.Of(room.Pot, now))
        {
            Winner = room.Winner is { } w ? new PotWinnerJson(w.Name, w.Payout, w.Ticket, w.EntryId) : null,
            Fairness = PotFairnessJson.Of(room),
            Entries = room.Seats.Count > mostEntries ? null : [.. room.Seats.Select(PotEntryJson.Of)],
            My = signedIn
                ? new MyPotJson(
                    room.Pot.OwnTickets,
                    room.Seats.FirstOrDefault(s => s.You)?.Tag,
                    [.. room.Seats.Where(s => s.You).Select(s => s.Id)],
                    room.Winner is { } won ? won.You : null
                )
                : null,
            NextPotId = room.Next,
        };
}

/// <param name="Name">Masked unless the player chose a public name.</param>
/// <param name="Payout">The whole pot.</param>
public sealed record PotWinnerJson(
    string Name,
    Credits Payout,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Ticket,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EntryId? EntryId
);

/// <param name="Name">Masked unless the player chose a public name.</param>
/// <param name="TicketsStart">Absent until the lock, as are end and tag.</param>
/// <param name="Tag">What the published list names the player by.</param>
public sealed record PotEntryJson(
    EntryId Id,
    string Name,
    int TicketCount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? TicketsStart,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? TicketsEnd,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Tag,
    bool IsMe,
    DateTimeOffset JoinedAt
)
{
    public static PotEntryJson Of(PotSeat seat) =>
        new(
            seat.Id,
            seat.Name,
            seat.TicketCount,
            seat.TicketsStart,
            seat.TicketsEnd,
            seat.Tag,
            seat.You,
            seat.JoinedAt
        );
}

/// <summary>What is published of the pot's draw at this moment; what isn't yet is null.</summary>
/// <param name="RosterRoot">From the lock on.</param>
/// <param name="PublishedAt">Of the signed lock record.</param>
/// <param name="BeaconRoundAt">When the round is due.</param>
/// <param name="RevealSeed">Once settled. The whole proof: <c>GET /api/pots/{id}/proof</c>.</param>
public sealed record PotFairnessJson(
    string SeedHash,
    string TagCommitment,
    string? RosterRoot,
    DateTimeOffset? PublishedAt,
    string? BeaconChain,
    long? BeaconRound,
    DateTimeOffset? BeaconRoundAt,
    string? BeaconRandomness,
    string? CommitHash,
    string? RevealSeed
)
{
    public static PotFairnessJson Of(PotRoom room) =>
        new(
            room.Fairness.SeedHash,
            room.Fairness.TagCommitment,
            room.Fairness.RosterRoot,
            room.Fairness.PublishedAt,
            room.Fairness.BeaconChain,
            room.Fairness.BeaconRound,
            room.Fairness.BeaconRoundAt,
            room.Fairness.BeaconRandomness,
            room.Fairness.CommitHash,
            room.Winner?.RevealSeed
        );
}

/// <param name="Tickets">Own live tickets.</param>
/// <param name="Tag">What the published list names this player by; absent until the lock.</param>
/// <param name="EntryIds">Own live entries.</param>
/// <param name="Won">Null until it is settled.</param>
public sealed record MyPotJson(
    int Tickets,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Tag,
    IReadOnlyList<EntryId> EntryIds,
    bool? Won
);

/// <param name="EntryCost">Credits a ticket costs.</param>
/// <param name="MaxTickets">The pot locks when the last is sold.</param>
/// <param name="MaxPerUser">Fewer than all, so that a full pot has two players at least.</param>
/// <param name="DurationSeconds">How long tickets are sold at most.</param>
public sealed record OpenPotBody(string Title, Credits EntryCost, int MaxTickets, int MaxPerUser, int DurationSeconds)
{
    public PotPlan Plan() => new(Title, EntryCost, MaxTickets, MaxPerUser, TimeSpan.FromSeconds(DurationSeconds));
}

public sealed record JoinPotBody(int TicketCount);

/// <summary>A join that was just made. A repeated command gets this again.</summary>
public sealed record JoinedPotJson(EntryId EntryId, int TicketCount, Credits CreditsSpent, Credits Balance)
{
    public static JoinedPotJson Of(JoinedPot joined) =>
        new(joined.EntryId, joined.TicketCount, joined.CreditsSpent, joined.Balance);
}

/// <param name="CreditsReturned">All that the entry had cost.</param>
public sealed record LeftPotJson(EntryId EntryId, Credits CreditsReturned, Credits Balance);

/// <param name="CreditsReturned">To its player: all that the entry had cost.</param>
public sealed record RemovedPotEntryJson(EntryId EntryId, Credits CreditsReturned);

public sealed record PausedPotJson(PotId Id, bool Paused, DateTimeOffset ClosesAt)
{
    public static PausedPotJson Of(PausedPot pot) => new(pot.PotId, pot.Paused, pot.ClosesAt);
}

/// <param name="ApprovalId">What another person of staff decides: <c>POST /api/admin/approvals/{id}</c>. Absent for a pot that was open.</param>
public sealed record CalledOffPotJson(
    PotId PotId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? ApprovalId
);

/// <param name="RevealSeed">64 lower-case hex digits.</param>
/// <param name="SettlementSignature">Over the <c>pot_reveal</c> statement, by a key of the settlement service.</param>
public sealed record RevealPotBody(string RevealSeed, string SettlementSignature);

public sealed record RetriedHookJson(Guid MessageId);
