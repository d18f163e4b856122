using System.Globalization;
using Alot.Data.Lots;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;

namespace Alot.Web.Lots;

/// <summary>
/// What discovery is asked for, as it stands in the address. What the address says wrongly is left out: an old or mistyped
/// link still shows lots.
/// </summary>
public sealed record LotQuery(
    IReadOnlyList<Tier> Tiers,
    IReadOnlyList<Category> Categories,
    LotShow Show,
    LotSort? Sort,
    string? Text,
    int? Min,
    int? Max,
    bool? Trivia,
    string? Cursor
)
{
    public const int LongestText = 80;
    public const int PageSize = 24;

    public static readonly LotQuery Everything = new([], [], LotShow.Open, null, null, null, null, null, null);

    public static LotQuery Of(
        IEnumerable<string>? tiers,
        IEnumerable<string>? categories,
        string? show,
        string? sort,
        string? text,
        string? min,
        string? max,
        string? trivia,
        string? cursor
    ) =>
        new(
            Many<Tier>(tiers),
            Many<Category>(categories),
            One<LotShow>(show) ?? LotShow.Open,
            One<LotSort>(sort),
            string.IsNullOrWhiteSpace(text) ? null
                : text.Trim() is { Length: > LongestText } longer ? longer[..LongestText]
                : text.Trim(),
            Dollars(min),
            Dollars(max),
            trivia switch
            {
                "yes" => true,
                "no" => false,
                _ => null,
            },
            string.IsNullOrEmpty(cursor) ? null : cursor
        );

    /// <summary>Nothing is asked for beyond the open lots.</summary>
    public bool IsEverything => this with { Sort = null, Cursor = null } is var q && q.Chips().Count == 0;

    public LotSort SortOrDefault => Sort ?? (Show == LotShow.Open ? LotSort.EndingSoon : LotSort.Newest);

    public LotFilter Filter() =>
        new(
            Statuses: Show switch
            {
                LotShow.Drawing => [LotStatus.Funded, LotStatus.Drawing],
                LotShow.Drawn => [LotStatus.Settled],
                LotShow.NotFunded => [LotStatus.Expired, LotStatus.Refunding, LotStatus.Closed],
                LotShow.Cancelled => [LotStatus.Cancelled],
                _ => [LotStatus.Open],
            },
            Tiers: Tiers.Count == 0 ? null : Tiers,
            Categories: Categories.Count == 0 ? null : Categories,
            Text: Text,
            MinValue: Min is { } min ? Money.Dollars(min) : null,
            MaxValue: Max is { } max ? Money.Dollars(max) : null,
            HasTrivia: Trivia,
            Sort: SortOrDefault,
            Limit: PageSize,
            Cursor: Cursor
        );

    /// <summary>The address that asks for this.</summary>
    public string Url()
    {
        var parts = new List<string>();
        void Add(string name, string? value)
        {
            if (value is not null)
                parts.Add(name + "=" + Uri.EscapeDataString(value));
        }
        foreach (var tier in Tiers)
            Add("tier", Name(tier));
        foreach (var category in Categories)
            Add("category", Name(category));
        Add("status", Show == LotShow.Open ? null : Name(Show));
        Add("sort", Sort is { } sort ? Name(sort) : null);
        Add("q", Text);
        Add("min", Min?.ToString(CultureInfo.InvariantCulture));
        Add("max", Max?.ToString(CultureInfo.InvariantCulture));
        Add(
            "trivia",
            Trivia switch
            {
                true => "yes",
                false => "no",
                null => null,
            }
        );
        Add("cursor", Cursor);
        return parts.Count == 0 ? "/" : "/?" + string.Join('&', parts);
    }

    /// <summary>What is asked for, each with the address that takes it away.</summary>
    public IReadOnlyList<(string Word, string Without)> Chips()
    {
        var all = this with { Cursor = null };
        var chips = new List<(string, string)>();
        if (Text is not null)
            chips.Add(($"“{Text}”", (all with { Text = null }).Url()));
        foreach (var tier in Tiers)
            chips.Add((tier.ToString(), (all with { Tiers = [.. Tiers.Where(t => t != tier)] }).Url()));
        foreach (var category in Categories)
            chips.Add(
                (LotText.Plural(category), (all with { Categories = [.. Categories.Where(c => c != category)] }).Url())
            );
        if (Show != LotShow.Open)
            chips.Add((Word(Show), (all with { Show = LotShow.Open }).Url()));
        if (Min is { } min)
            chips.Add(($"From {Money.Dollars(min)}", (all with { Min = null }).Url()));
        if (Max is { } max)
            chips.Add(($"Up to {Money.Dollars(max)}", (all with { Max = null }).Url()));
        if (Trivia is { } trivia)
            chips.Add((trivia ? "With a question" : "No question", (all with { Trivia = null }).Url()));
        return chips;
    }

    /// <summary>snake_case, as the API has it.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static string Word(LotShow show) =>
        show switch
        {
            LotShow.Open => "Open now",
            LotShow.Drawing => "Draw is next",
            LotShow.Drawn => "Drawn",
            LotShow.NotFunded => "Not funded",
            _ => "Cancelled",
        };

    public static string Word(LotSort sort) =>
        sort switch
        {
            LotSort.EndingSoon => "Ending soon",
            LotSort.NearlyFunded => "Most funded",
            LotSort.Newest => "Newest",
            LotSort.Value => "Value",
            _ => "Lowest entry",
        };

    private static IReadOnlyList<T> Many<T>(IEnumerable<string>? names)
        where T : struct, Enum => [.. (names ?? []).Select(One<T>).OfType<T>().Distinct().Order()];

    private static T? One<T>(string? name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (string.Equals(Name(value), name, StringComparison.OrdinalIgnoreCase))
                return value;
        return null;
    }

    private static int? Dollars(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var dollars)
        && dollars is > 0 and <= 10_000_000
            ? dollars
            : null;
}

/// <summary>Which lots discovery shows: states as people ask for them.</summary>
public enum LotShow
{
    Open,
    Drawing,
    Drawn,
    NotFunded,
    Cancelled,
}
