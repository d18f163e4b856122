using static Alot.Domain.Pots.PotStatus;

namespace Alot.Domain.Pots;

/// <summary>
/// The one table of allowed moves (pots.md, "Life cycle"), with who makes them. A trigger in the database holds the same table,
/// and row-level security keeps each move to its login.
/// </summary>
public static class PotLifecycle
{
    public sealed record Move(PotStatus From, PotStatus To, PotService By, string When);

    public static readonly IReadOnlyList<Move> Moves =
    [
        new(Open, Locked, PotService.Orchestrator, "the last ticket was sold, or the timer ended"),
        new(Open, Cancelled, PotService.Orchestrator, "fewer than two players at the end, or called off by staff"),
        new(Locked, Settling, PotService.Settlement, "the reveal was accepted"),
        new(Locked, Cancelled, PotService.Orchestrator, "called off by two staff members"),
        new(Settling, Settled, PotService.Settlement, "the winner was paid"),
    ];

    public static bool Allows(PotStatus from, PotStatus to) => Moves.Any(move => move.From == from && move.To == to);
}

/// <summary>The two parts of the system that move pots. Each signs with a key of its own and has a database login of its own.</summary>
public enum PotService
{
    /// <summary>Opens, locks and cancels.</summary>
    Orchestrator,

    /// <summary>Reveals and pays.</summary>
    Settlement,
}
