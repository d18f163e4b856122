using static Alot.Domain.Lots.LotStatus;

namespace Alot.Domain.Lots;

/// <summary>
/// The one table of allowed moves (lots.md, "Life cycle"). ARCHITECTURE.md's diagram is made from it; a trigger in the
/// database holds the same table, and a test compares the two.
/// </summary>
public static class LotLifecycle
{
    public sealed record Move(LotStatus From, LotStatus To, string When);

    public static readonly IReadOnlyList<Move> Moves =
    [
        new(Created, Open, "opened by staff or host, all checks passed"),
        new(Created, Cancelled, "a draft is dropped"),
        new(Open, Funded, "live cash reached the target"),
        new(Open, Expired, "the deadline passed and no hold is left"),
        new(Open, Cancelled, "called off by staff, everything back at 100 %"),
        new(Funded, Drawing, "the draw was made"),
        new(Funded, Cancelled, "voided by two staff members"),
        new(Drawing, Settled, "everyone was paid"),
        new(Drawing, Cancelled, "voided by two staff members"),
        new(Expired, Refunding, "the first choice or default was carried out"),
        new(Expired, Open, "extended by staff, once, before the first refund"),
        new(Refunding, Closed, "all paid back"),
    ];

    public static bool Allows(LotStatus from, LotStatus to) => Moves.Any(move => move.From == from && move.To == to);

    /// <exception cref="Refusal"><c>move_not_allowed</c> when the table has no such move.</exception>
    public static void Require(LotStatus from, LotStatus to)
    {
        if (!Allows(from, to))
            throw new Refusal("move_not_allowed", $"A lot that is {Word(from)} can't become {Word(to)}.");
    }

    /// <summary>The state as people read it.</summary>
    public static string Word(LotStatus status) => status == Created ? "a draft" : status.ToString().ToLowerInvariant();
}
