using System.Globalization;
using System.Security.Cryptography;
using Alot.Data.Lots;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;

namespace Alot.Web.Lots.Staff;

/// <summary>What a form of a lot holds: text as it was typed. Rules are the domain's; here only text becomes values.</summary>
public sealed record StaffLotForm
{
    private const string Typed = "yyyy-MM-dd'T'HH:mm";
    private static readonly string[] Accepted = [Typed, "yyyy-MM-dd'T'HH:mm:ss"];

    public string Name { get; set; } = "";
    public string Brand { get; set; } = "";
    public Category Category { get; set; }

    /// <summary>Dollars: <c>6800</c>, <c>6,800.00</c>.</summary>
    public string RetailValue { get; set; } = "";
    public string Description { get; set; } = "";
    public string Condition { get; set; } = "";
    public string Picture { get; set; } = "";

    /// <summary>On the viewer's clock, as the browser's field has it: <c>2026-12-04T20:00</c>.</summary>
    public string Deadline { get; set; } = "";
    public Visibility Visibility { get; set; }
    public DrawMode DrawMode { get; set; } = DrawMode.Roster;

    /// <summary>Empty for the retail value.</summary>
    public string AgreedCost { get; set; } = "";
    public bool TriviaOn { get; set; }
    public string Question { get; set; } = "";

    /// <summary>One to a line. Kept ones can't be shown: only their hashes are there.</summary>
    public string Answers { get; set; } = "";
    public string Attempts { get; set; } = "3";
    public string CooldownMinutes { get; set; } = "60";

    public static int NextSeed() => RandomNumberGenerator.GetInt32(1, 1_000_000);

    public static StaffLotForm New(int seed, DrawMode mode = DrawMode.Roster) =>
        new() { Picture = Text(seed), DrawMode = mode };

    public static StaffLotForm Of(StaffLotDraft draft, TimeZoneInfo zone) =>
        new()
        {
            Name = draft.Product.Name,
            Brand = draft.Product.Brand,
            Category = draft.Product.Category,
            RetailValue = Text(draft.Product.RetailValue),
            Description = draft.Product.Description,
            Condition = draft.Product.Condition,
            Picture = Text(draft.Product.ArtSeed),
            Deadline = TimeZoneInfo
                .ConvertTime(draft.Plan.Deadline, zone)
                .ToString(Typed, CultureInfo.InvariantCulture),
            Visibility = draft.Plan.Visibility,
            DrawMode = draft.Plan.DrawMode,
            AgreedCost = draft.Plan.AgreedCost is { } cost && cost != draft.Product.RetailValue ? Text(cost) : "",
            TriviaOn = draft.Plan.TriviaEnabled,
            Question = draft.Question ?? "",
            Attempts = Text(draft.Plan.TriviaAttempts),
            CooldownMinutes = Text(draft.Plan.TriviaCooldownMinutes),
        };

    /// <summary>The value as far as it can be read; null while it can't.</summary>
    public Money? Value => Amount(RetailValue);

    public Tier Tier => Tiers.Of(Value ?? Money.Zero);

    public int Seed => int.TryParse(Picture, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : 0;

    /// <summary>The typed answers, one each.</summary>
    public IReadOnlyList<string> AnswerList =>
        Answers.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The instant the typed deadline means; null when it means none.</summary>
    public DateTimeOffset? DeadlineIn(TimeZoneInfo zone) => Instant(Deadline, zone);

    /// <summary>What a browser's date and time mean on this person's clock; an hour that comes twice means its second coming.</summary>
    public static DateTimeOffset? Instant(string typed, TimeZoneInfo zone)
    {
        if (
            !DateTime.TryParseExact(typed, Accepted, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || zone.IsInvalidTime(local)
        )
            return null;
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>Values for a command; null with a sentence per field when some text is no value.</summary>
    /// <param name="kept">The question there is already: its answers are kept when none are typed.</param>
    public StaffLotInput? Read(TimeZoneInfo zone, LotTerms terms, string? kept, IDictionary<string, string> problems)
    {
        if (Value is not { } value)
            problems["retail_value"] = "Write dollars, with at most two decimals: 6800 or 6,800.50.";
        if (DeadlineIn(zone) is not { } deadline)
            problems["deadline"] = "Give a day and a time that exist on your clock.";
        Money? cost = null;
        if (AgreedCost.Trim().Length > 0 && (cost = Amount(AgreedCost)) is null)
            problems["agreed_cost"] = "Write dollars, or leave it empty.";
        if (Seed == 0)
            problems["picture"] = "Write a number from 1 on, or take the next picture.";
        var (attempts, cooldown) = (Whole(Attempts), Whole(CooldownMinutes));
        if (TriviaOn && attempts is null)
            problems["trivia.attempts"] = "Write a whole number.";
        if (TriviaOn && cooldown is null)
            problems["trivia.cooldown"] = "Write whole minutes.";

        var question = Question.Trim();
        var asks = TriviaOn && AnswerList.Count > 0;
        if (TriviaOn && !asks && question.Length > 0 && question != kept)
            problems["trivia.answers"] = kept is null
                ? "Give at least one accepted answer."
                : "Give the answers too: the kept ones belong to the old question.";
        if (problems.Count > 0)
            return null;
        return new StaffLotInput(
            new ProductFacts(Name, Brand, Category, Value!.Value, Description, Condition),
            new LotPlan(
                DeadlineIn(zone)!.Value,
                Visibility: Visibility,
                DrawMode: DrawMode,
                TriviaEnabled: TriviaOn,
                TriviaAttempts: attempts ?? 3,
                TriviaCooldownMinutes: cooldown ?? 60,
                AgreedCost: cost
            )
            {
                Terms = terms,
            },
            asks ? new GateQuestion(question, AnswerList) : null,
            Seed
        );
    }

    /// <summary>Dollars as people type them; null for anything else.</summary>
    public static Money? Amount(string typed)
    {
        var text = typed.Trim().TrimStart('$').Trim();
        const NumberStyles dollars = NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint;
        // Longer than any value allowed; it also keeps the cents within a long.
        if (text.Length > 16 || !decimal.TryParse(text, dollars, CultureInfo.InvariantCulture, out var amount))
            return null;
        return decimal.Round(amount, 2) == amount ? Money.FromDecimal(amount) : null;
    }

    private static int? Whole(string typed) =>
        int.TryParse(typed.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(Money money) =>
        money.ToDecimal().ToString(money.IsWholeDollars ? "0" : "0.00", CultureInfo.InvariantCulture);
}

/// <summary>What the form means, for <see cref="DraftLot"/> and <see cref="EditLot"/>.</summary>
public sealed record StaffLotInput(ProductFacts Facts, LotPlan Plan, GateQuestion? Gate, int Seed);
