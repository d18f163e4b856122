using System.Globalization;
using System.Text.Json;
using Alot.Domain;
using Alot.Domain.Ledger;

namespace Alot.Web.Api;

/// <summary>
/// Reads a query strictly: nothing is guessed, and everything that can't be meant is told at once, by name, when
/// <see cref="RefuseWrong"/> is called.
/// </summary>
public sealed class QueryReader(IQueryCollection query)
{
    /// <summary>What any amount in a query may be at most, in dollars.</summary>
    public const long MostDollars = 1_000_000_000;

    private readonly Dictionary<string, string[]> errors = [];

    /// <summary>The one text under a name; null when it isn't there or empty.</summary>
    public string? Text(string name, int most = 200)
    {
        var values = query[name];
        if (values.Count > 1)
            return Wrong<string>(name, $"Give {name} once.");
        return values is [{ Length: > 0 } text] ? Short(name, text, most) : null;
    }

    public T? One<T>(string name)
        where T : struct, Enum => Text(name) is { } text ? Parse<T>(name, text) : null;

    /// <summary>Repeated (<c>tier=icon&amp;tier=rare</c>) or with commas.</summary>
    public IReadOnlyList<T> Many<T>(string name)
        where T : struct, Enum =>
        [
            .. query[name]
                .SelectMany(v => (v ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
                .Take(20)
                .Select(text => Parse<T>(name, text))
                .OfType<T>()
                .Distinct(),
        ];

    public long Whole(string name, long otherwise, long least, long most)
    {
        if (Text(name) is not { } text)
            return otherwise;
        return
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
            ? number
            : Wrong(name, $"{name} is a whole number from {least} to {most}.", otherwise);
    }

    public int Limit(int otherwise, int most) => (int)Whole("limit", otherwise, 1, most);

    public Money? Money(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return
            decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && amount <= MostDollars
            && amount * 100m == decimal.Truncate(amount * 100m)
            ? Domain.Ledger.Money.FromDecimal(amount)
            : Wrong<Money?>(name, $"{name} is an amount in dollars with at most two decimals, like 2500 or 99.50.");
    }

    public Guid? Id(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return Guid.TryParseExact(text, "D", out var id) ? id : Wrong<Guid?>(name, $"{name} is a UUID.");
    }

    /// <summary><c>2026-11-27</c>.</summary>
    public DateOnly? Day(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : Wrong<DateOnly?>(name, $"{name} is a day like 2026-11-27.");
    }

    public bool? YesNo(string name) =>
        Text(name) switch
        {
            null => null,
            "true" => true,
            "false" => false,
            _ => Wrong<bool?>(name, $"{name} is true or false."),
        };

    /// <exception cref="Refusal"><c>validation</c> with a sentence for each name that was wrong.</exception>
    public void RefuseWrong()
    {
        if (errors.Count > 0)
            throw new Refusal(
                "validation",
                string.Join(" ", errors.Values.Select(e => e[0])),
                RefusalKind.Invalid,
                new Dictionary<string, object?> { ["errors"] = errors }
            );
    }

    private T? Parse<T>(string name, string text)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
            if (Name(value) == text)
                return value;
        return Wrong<T?>(name, $"{name} is one of {string.Join(", ", Enum.GetValues<T>().Select(Name))}.");
    }

    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private string? Short(string name, string text, int most) =>
        text.Length <= most ? text : Wrong<string>(name, $"{name} has at most {most} characters.");

    private T? Wrong<T>(string name, string sentence, T? otherwise = default)
    {
        errors.TryAdd(name, [sentence]);
        return otherwise;
    }
}
