using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;

namespace Alot.Data.Lots;

/// <summary>A lot as a list shows it.</summary>
/// <param name="Percent">Of the target, floored: 99.9 never shows 100.</param>
/// <param name="DrawDueAt">Set from funding on.</param>
/// <param name="WinnerName">Masked unless public; set once drawn.</param>
public sealed record LotSummary(
    LotId Id,
    int Number,
    LotStatus Status,
    LotType LotType,
    string Name,
    string Brand,
    Category Category,
    Tier Tier,
    int ArtSeed,
    Money RetailValue,
    Money Target,
    Money Funding,
    int Percent,
    int TotalTickets,
    int LiveTickets,
    int Participants,
    int LowestEntry,
    DateTimeOffset Deadline,
    DateTimeOffset CreatedAt,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? DrawDueAt,
    DateTimeOffset? EndedAt,
    string? WinnerName,
    int? WinningTicket
)
{
    public DrawMode DrawMode { get; init; }

    public bool TriviaEnabled { get; init; }

    public HostId? HostId { get; init; }

    public string? HostName { get; init; }

    public string NumberText => Number.ToString("0000", System.Globalization.CultureInfo.InvariantCulture);

    public bool Sells(DateTimeOffset now) => Status == LotStatus.Open && now < Deadline;
}

public enum LotSort
{
    EndingSoon,
    NearlyFunded,
    Newest,
    Value,
    LowestEntry,
}

/// <summary>What discovery is asked for; every part of it stands in the address.</summary>
/// <param name="Status">Null: open lots, unless <paramref name="Statuses"/> says which.</param>
/// <param name="Text">Words in name, brand, category or number.</param>
/// <param name="Cursor">From the page before; opaque.</param>
public sealed record LotFilter(
    LotStatus? Status = null,
    IReadOnlyList<Tier>? Tiers = null,
    IReadOnlyList<Category>? Categories = null,
    HostId? Host = null,
    string? Text = null,
    Money? MinValue = null,
    Money? MaxValue = null,
    bool? HasTrivia = null,
    LotSort Sort = LotSort.EndingSoon,
    int Limit = 24,
    string? Cursor = null,
    IReadOnlyList<LotStatus>? Statuses = null
);

/// <param name="NextCursor">Null on the last page.</param>
public sealed record PageOf<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Everything about a lot that its page and the API show to anyone who may see it.</summary>
/// <param name="FreeCash">Cash tickets that can be bought now.</param>
/// <param name="FreeNonCash">Credit tickets that can be bought now.</param>
/// <param name="NonCashCapacity">The most credit and free tickets there can ever be.</param>
/// <param name="Question">The gate question; null without a gate. Never answers.</param>
/// <param name="RosterPublishedAt">From then on root and signature are public.</param>
public sealed record LotView(
    LotId Id,
    int Number,
    LotStatus Status,
    LotType LotType,
    Visibility Visibility,
    ProductView Product,
    HostId? HostId,
    string? HostName,
    Money Target,
    Money Funding,
    int Percent,
    int TotalTickets,
    int LiveTickets,
    int HeldTickets,
    int FreeCash,
    int FreeNonCash,
    int NonCashCapacity,
    int LiveNonCash,
    int Participants,
    IReadOnlyList<int> Bundles,
    int MinimumTickets,
    LotTerms Terms,
    DrawMode DrawMode,
    string? SeedCommitment,
    string? TagCommitment,
    string? RosterRoot,
    DateTimeOffset? RosterPublishedAt,
    bool TriviaEnabled,
    string? Question,
    int TriviaAttempts,
    int TriviaCooldownMinutes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? OpenedAt,
    DateTimeOffset Deadline,
    DateTimeOffset? FundedAt,
    DateTimeOffset? DrawDueAt,
    DateTimeOffset? DrawnAt,
    DateTimeOffset? SettledAt,
    DateTimeOffset? ExpiredAt,
    DateTimeOffset? ClosedAt,
    DateTimeOffset? CancelledAt,
    string? CancelReason,
    DateTimeOffset? LeaveUntil,
    bool Frozen,
    WinnerView? Winner
)
{
    /// <summary>Beacon mode, from opening on: the hash of the drand chain.</summary>
    public string? BeaconChain { get; init; }

    /// <summary>Beacon mode, once the roster is published: the round that decides.</summary>
    public long? BeaconRound { get; init; }

    public string NumberText => Number.ToString("0000", System.Globalization.CultureInfo.InvariantCulture);

    public bool Sells(DateTimeOffset now) => Status == LotStatus.Open && now < Deadline && !Frozen;
}

/// <param name="ShareKey">Of a private lot.</param>
public sealed record ManagedLot(LotView Lot, string? ShareKey);

public sealed record ProductView(
    ProductId Id,
    string Name,
    string Brand,
    Category Category,
    Tier Tier,
    Money RetailValue,
    string Description,
    string Condition,
    IReadOnlyList<Specification> Specifications,
    IReadOnlyList<string> Images,
    int ArtSeed
);

/// <param name="Alternate">0 for the draw's own winner; else how many were disqualified before.</param>
/// <param name="AwaitedRound">This winner was disqualified too, and this drand round says who follows.</param>
public sealed record WinnerView(
    string Name,
    int Ticket,
    DateTimeOffset DrawnAt,
    string Tag,
    int Alternate = 0,
    long? AwaitedRound = null
);

/// <summary>What a lot's page shows to the player who looks at it.</summary>
/// <param name="Odds">Own live tickets over all, as (own, live); 0 own when not in it.</param>
/// <param name="Hold">A payment under way.</param>
/// <param name="Tag">The player's tag in the roster of this lot; what proofs name them by.</param>
/// <param name="Won">Null until drawn.</param>
/// <param name="CreditsFromLot">Given by settlement or conversion.</param>
/// <param name="Concealed">Of a private lot that the player ever entered: what the fairness log conceals from others.</param>
public sealed record MyLot(
    int Tickets,
    int CashTickets,
    IReadOnlyList<TicketRange> Ranges,
    HoldView? Hold,
    IReadOnlyList<PurchaseSummary> Purchases,
    bool TriviaPassed,
    int TriviaAttemptsLeft,
    DateTimeOffset? TriviaCooldownUntil,
    Credits Balance,
    string? Tag,
    bool? Won,
    Credits CreditsFromLot,
    bool MayPlay,
    string? WhyNot,
    Draws.LotRecords? Concealed = null
);

public sealed record HoldView(
    PurchaseId PurchaseId,
    Money Amount,
    int Tickets,
    DateTimeOffset HoldExpiresAt,
    string? CheckoutUrl
);

public sealed record PurchaseSummary(
    PurchaseId Id,
    PurchaseStatus Status,
    Money Amount,
    int Tickets,
    bool RefundEligible,
    RefundChoice? RefundChoice,
    DateTimeOffset? ChooseBy,
    bool MayLeave
);

/// <summary>A line of a lot's feed or leaderboard: masked unless the player chose a public name.</summary>
public sealed record FeedLine(string Name, EntryKind Kind, int Tickets, DateTimeOffset At, bool Voided);

public sealed record LeaderLine(int Place, string Name, int Tickets, bool IsMe);
