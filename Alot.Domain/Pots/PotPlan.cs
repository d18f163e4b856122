using Alot.Domain.Ledger;

namespace Alot.Domain.Pots;

/// <summary>What a pot is to be: asked for by staff or by a template. Nothing of it changes once it is open.</summary>
/// <param name="Title">1 to 60 characters.</param>
/// <param name="EntryCost">Credits a ticket costs, 1 to <see cref="DearestTicket"/>.</param>
/// <param name="MaxTickets">2 to <see cref="MostTickets"/>; the pot locks when the last is sold.</param>
/// <param name="MaxPerUser">From 1 to fewer than all, so that a full pot has two players at least.</param>
/// <param name="Duration">Whole seconds, <see cref="Shortest"/> to <see cref="Longest"/>.</param>
/// <param name="Template">The template it rotates with; null for a pot of its own.</param>
public sealed record PotPlan(
    string Title,
    Credits EntryCost,
    int MaxTickets,
    int MaxPerUser,
    TimeSpan Duration,
    string? Template = null
)
{
    public const long DearestTicket = 1_000_000;
    public const int MostTickets = 10_000;
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>The same, tidied.</summary>
    /// <exception cref="Refusal"><c>validation</c>, with a sentence for each field that is wrong.</exception>
    public PotPlan Checked()
    {
        var title = Title.Trim();
        var errors = new Dictionary<string, string[]>();
        void Refuse(string field, bool wrong, string why)
        {
            if (wrong)
                errors[field] = [why];
        }
        Refuse("title", title.Length is 0 or > 60, "A title has 1 to 60 characters.");
        Refuse(
            "entry_cost",
            EntryCost < new Credits(1) || EntryCost > new Credits(DearestTicket),
            $"A ticket costs 1 to {new Credits(DearestTicket)}."
        );
        Refuse("max_tickets", MaxTickets is < 2 or > MostTickets, $"A pot has 2 to {MostTickets} tickets.");
        Refuse(
            "max_per_user",
            MaxPerUser < 1 || MaxPerUser >= MaxTickets,
            "A player may take at least one ticket, and fewer than all: a full pot has two players at least."
        );
        Refuse(
            "duration_seconds",
            Duration < Shortest || Duration > Longest || Duration.Ticks % TimeSpan.TicksPerSecond != 0,
            $"A pot is open for {Shortest.TotalSeconds:0} to {Longest.TotalSeconds:0} whole seconds."
        );
        return errors.Count == 0
            ? this with
            {
                Title = title,
            }
            : throw new Refusal(
                "validation",
                errors.Count == 1 ? errors.Values.Single()[0] : "Some fields need another look.",
                RefusalKind.Invalid,
                new Dictionary<string, object?> { ["errors"] = errors }
            );
    }
}
