using System.Globalization;
using Alot.Data.Pots;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Alot.Web.Kit;

namespace Alot.Web.Pots;

/// <summary>The lobby's tabs.</summary>
public enum PotShow
{
    Active,
    Filling,
    Completed,
}

/// <summary>What is asked for in the lobby, as it stands in the address. What is no answer there counts as not asked for.</summary>
/// <param name="Min">Credits in it when it is full.</param>
/// <param name="Ticket">Credits a ticket costs at most.</param>
/// <param name="Before">Of completed pots those below this number.</param>
public sealed record PotQuery(
    PotShow Show = PotShow.Active,
    long? Min = null,
    long? Max = null,
    long? Ticket = null,
    int? Before = null
)
{
    public const int PageSize = 20;

    public static PotQuery Of(string? show, string? min, string? max, string? ticket, string? before) =>
        new(
            show switch
            {
                "filling" => PotShow.Filling,
                "completed" => PotShow.Completed,
                _ => PotShow.Active,
            },
            Amount(min),
            Amount(max),
            Amount(ticket),
            (int?)Amount(before)
        );

    public bool IsFiltered => Min is not null || Max is not null || Ticket is not null;

    public bool Takes(PotRow pot) =>
        (Min is null || pot.IfFull.Amount >= Min)
        && (Max is null || pot.IfFull.Amount <= Max)
        && (Ticket is null || pot.EntryCost.Amount <= Ticket);

    public PotFilter Filter() =>
        new(
            [PotStatus.Settled, PotStatus.Cancelled],
            Min is { } min ? new Credits(min) : null,
            Max is { } max ? new Credits(max) : null,
            Ticket is { } ticket ? new Credits(ticket) : null
        );

    /// <summary>The address that asks for this.</summary>
    public string Url()
    {
        var parts = new List<string>();
        void Add(string name, object? value)
        {
            if (value is not null)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name}={value}"));
        }
        Add("show", Show == PotShow.Active ? null : Show.ToString().ToLowerInvariant());
        Add("min", Min);
        Add("max", Max);
        Add("ticket", Ticket);
        Add("before", Before);
        return parts.Count == 0 ? "/pots" : "/pots?" + string.Join('&', parts);
    }

    /// <summary>What is asked for, each with the address that takes it away.</summary>
    public IReadOnlyList<(string Name, string Word, string Without)> Chips()
    {
        var all = this with { Before = null };
        var chips = new List<(string, string, string)>();
        if (Min is { } min)
            chips.Add(("Value", "from " + Figures.Of(new Credits(min)), (all with { Min = null }).Url()));
        if (Max is { } max)
            chips.Add(("Value", "up to " + Figures.Of(new Credits(max)), (all with { Max = null }).Url()));
        if (Ticket is { } ticket)
            chips.Add(("Ticket", "up to " + Figures.Of(new Credits(ticket)), (all with { Ticket = null }).Url()));
        return chips;
    }

    private static long? Amount(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var amount)
        && amount is > 0 and <= int.MaxValue
            ? amount
            : null;
}
