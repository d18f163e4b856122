using System.Globalization;
using System.Text.Json.Serialization;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Web.Art;

namespace Alot.Web.Lots;

/// <summary>A lot as <c>GET /api/lots/{id}</c> and the live hub tell it (api.md, Lots).</summary>
/// <param name="FundingPercent">Floored: 99.9 never shows 100.</param>
/// <param name="AvailableCash">Entries that can be bought for cash now.</param>
/// <param name="AvailableCredits">Entries that can be bought for credits now.</param>
/// <param name="DrawDueAt">Set from funding on; in beacon mode not before the round, once that is agreed.</param>
/// <param name="LeaveUntil">After an extension: until then a purchase can be left at 100 %.</param>
/// <param name="Frozen">Held for review: nothing is sold, drawn or paid.</param>
/// <param name="BeaconChain">Beacon mode, once open: the hash of the drand chain.</param>
/// <param name="BeaconRound">Beacon mode, once the roster is published: the round that decides.</param>
/// <param name="My">What the lot is to the player who asks; absent when nobody is signed in.</param>
/// <param name="Winner">Absent until drawn.</param>
/// <param name="ShareKey">Of a private lot, to its owner and staff only.</param>
public sealed record LotJson(
    LotId Id,
    int Number,
    LotStatus Status,
    LotType LotType,
    Visibility Visibility,
    ProductJson Product,
    HostJson? Host,
    Money FundingTarget,
    Money CurrentFunding,
    int FundingPercent,
    int TotalTickets,
    int LiveTickets,
    int HeldTickets,
    int AvailableCash,
    int AvailableCredits,
    int TotalParticipants,
    int MinimumEntries,
    IReadOnlyList<BundleJson> EntryBundles,
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
    DrawMode DrawMode,
    string? SeedCommitment,
    string? TagCommitment,
    string? RosterRoot,
    DateTimeOffset? RosterPublishedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? BeaconChain,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? BeaconRound,
    TriviaJson Trivia,
    LotTerms Terms,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MyLotJson? My,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WinnerJson? Winner,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ShareKey
)
{
    /// <param name="mine">Null when nobody is signed in.</param>
    public static LotJson Of(LotView lot, MyLot? mine = null, string? shareKey = null) =>
        new(
            lot.Id,
            lot.Number,
            lot.Status,
            lot.LotType,
            lot.Visibility,
            ProductJson.Of(lot.Product),
            lot.HostId is { } host ? new HostJson(host, lot.HostName ?? "") : null,
            lot.Target,
            lot.Funding,
            lot.Percent,
            lot.TotalTickets,
            lot.LiveTickets,
            lot.HeldTickets,
            lot.Status == LotStatus.Open ? Math.Max(lot.FreeCash, 0) : 0,
            lot.Status == LotStatus.Open ? Math.Max(lot.FreeNonCash, 0) : 0,
            lot.Participants,
            lot.MinimumTickets,
            BundleJson.Of(lot.Bundles),
            lot.CreatedAt,
            lot.OpenedAt,
            lot.Deadline,
            lot.FundedAt,
            lot.DrawDueAt,
            lot.DrawnAt,
            lot.SettledAt,
            lot.ExpiredAt,
            lot.ClosedAt,
            lot.CancelledAt,
            lot.CancelReason,
            lot.LeaveUntil,
            lot.Frozen,
            lot.DrawMode,
            lot.SeedCommitment,
            lot.TagCommitment,
            lot.RosterRoot,
            lot.RosterPublishedAt,
            lot.BeaconChain,
            lot.BeaconRound,
            new TriviaJson(lot.TriviaEnabled, lot.Question, mine?.TriviaPassed),
            lot.Terms,
            mine is null ? null : MyLotJson.Of(mine, lot.LiveTickets),
            lot.Winner is { } w ? new WinnerJson(w.Name, w.Ticket, w.Tag, w.DrawnAt) : null,
            shareKey
        );
}

/// <param name="ProductClassId">In the catalogue: another lot of the same item can be made with it.</param>
/// <param name="Images">Paths on this site, or the addresses that came with the item.</param>
public sealed record ProductJson(
    ProductId ProductClassId,
    string Name,
    string Brand,
    Category Category,
    Tier Tier,
    Money RetailValue,
    string Condition,
    string Description,
    OrderedDictionary<string, string> Specifications,
    IReadOnlyList<string> Images
)
{
    public static ProductJson Of(ProductView item) =>
        new(
            item.Id,
            item.Name,
            item.Brand,
            item.Category,
            item.Tier,
            item.RetailValue,
            item.Condition,
            item.Description,
            new(item.Specifications.Select(s => KeyValuePair.Create(s.Label, s.Text))),
            item.Images is { Count: > 0 } given ? given : Drawn(item.Category, item.ArtSeed, item.Tier)
        );

    internal static IReadOnlyList<string> Drawn(Category category, int seed, Tier tier) =>
        [
            .. new[] { ArtView.Front, ArtView.Detail, ArtView.Angle, ArtView.Certificate }.Select(view =>
                ArtUrl.Plate(category, seed.ToString(CultureInfo.InvariantCulture), tier, view)
            ),
        ];
}

public sealed record HostJson(HostId Id, string Name);

/// <summary>A price choice: whole dollars, one ticket per dollar.</summary>
public sealed record BundleJson(Money Amount, int Tickets)
{
    public static IReadOnlyList<BundleJson> Of(IEnumerable<int> bundles) =>
        [.. bundles.Select(b => new BundleJson(Money.Dollars(b), b))];
}

/// <param name="Passed">Null when nobody is signed in.</param>
public sealed record TriviaJson(bool Enabled, string? Question, bool? Passed);

/// <param name="Name">Masked unless the player chose a public name.</param>
/// <param name="Tag">What the proof and the roster name the winner by.</param>
public sealed record WinnerJson(string Name, int Ticket, string Tag, DateTimeOffset DrawnAt);

/// <param name="Tickets">Own live tickets.</param>
/// <param name="Odds">Own live tickets over all live tickets: 0 to 1.</param>
/// <param name="Tag">What the roster names this player by; null without an entry.</param>
/// <param name="Won">Null until the outcome is known.</param>
/// <param name="MayPlay">False with <paramref name="WhyNot"/> when this account can't enter.</param>
public sealed record MyLotJson(
    int Tickets,
    int CashTickets,
    decimal Odds,
    IReadOnlyList<TicketsJson> TicketRanges,
    string? Tag,
    HoldJson? Hold,
    bool? Won,
    Credits CreditsFromLot,
    bool MayPlay,
    string? WhyNot
)
{
    public static MyLotJson Of(MyLot mine, int liveTickets) =>
        new(
            mine.Tickets,
            mine.CashTickets,
            liveTickets == 0 ? 0m : decimal.Round((decimal)mine.Tickets / liveTickets, 8),
            [.. mine.Ranges.Select(r => new TicketsJson(r.First, r.Last))],
            mine.Tag,
            mine.Hold is { } h ? new HoldJson(h.PurchaseId, h.Amount, h.Tickets, h.HoldExpiresAt, h.CheckoutUrl) : null,
            mine.Won,
            mine.CreditsFromLot,
            mine.MayPlay,
            mine.WhyNot
        );
}

public sealed record TicketsJson(int First, int Last);

public sealed record HoldJson(
    PurchaseId PurchaseId,
    Money Amount,
    int Tickets,
    DateTimeOffset HoldExpiresAt,
    string? CheckoutUrl
);

/// <summary>A lot as <c>GET /api/lots</c> lists it.</summary>
public sealed record LotListedJson(
    LotId Id,
    int Number,
    LotStatus Status,
    LotType LotType,
    Visibility Visibility,
    ProductListedJson Product,
    HostJson? Host,
    Money FundingTarget,
    Money CurrentFunding,
    int FundingPercent,
    int TotalTickets,
    int LiveTickets,
    int TotalParticipants,
    IReadOnlyList<BundleJson> EntryBundles,
    DateTimeOffset CreatedAt,
    DateTimeOffset? OpenedAt,
    DateTimeOffset Deadline,
    DateTimeOffset? DrawDueAt,
    DateTimeOffset? EndedAt,
    DrawMode DrawMode,
    TriviaListedJson Trivia,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WinnerListedJson? Winner
)
{
    public static LotListedJson Of(LotSummary lot) =>
        new(
            lot.Id,
            lot.Number,
            lot.Status,
            lot.LotType,
            Visibility.Public,
            new ProductListedJson(
                lot.Name,
                lot.Brand,
                lot.Category,
                lot.Tier,
                lot.RetailValue,
                ProductJson.Drawn(lot.Category, lot.ArtSeed, lot.Tier)
            ),
            lot.HostId is { } host ? new HostJson(host, lot.HostName ?? "") : null,
            lot.Target,
            lot.Funding,
            lot.Percent,
            lot.TotalTickets,
            lot.LiveTickets,
            lot.Participants,
            BundleJson.Of(Tiers.Bundles(lot.Tier)),
            lot.CreatedAt,
            lot.OpenedAt,
            lot.Deadline,
            lot.DrawDueAt,
            lot.EndedAt,
            lot.DrawMode,
            new TriviaListedJson(lot.TriviaEnabled),
            lot is { WinnerName: { } winner, WinningTicket: { } ticket } ? new WinnerListedJson(winner, ticket) : null
        );
}

public sealed record ProductListedJson(
    string Name,
    string Brand,
    Category Category,
    Tier Tier,
    Money RetailValue,
    IReadOnlyList<string> Images
);

public sealed record TriviaListedJson(bool Enabled);

public sealed record WinnerListedJson(string Name, int Ticket);

/// <summary>A line of a leaderboard.</summary>
public sealed record LeaderJson(int Place, string Name, int Tickets, bool IsMe);

/// <summary>A list that goes on after <paramref name="NextCursor"/>; null on its last page.</summary>
public sealed record ListJson<T>(IReadOnlyList<T> Items, string? NextCursor);
