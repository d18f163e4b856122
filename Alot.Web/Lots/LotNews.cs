using Alot.Data.Lots;
using Alot.Domain.Lots;
using Alot.Web.Kit;

namespace Alot.Web.Lots;

/// <summary>
/// What is read out to those who don't see the numbers tick: funding at 25, 50, 75, 90 and 100 %, 10 and 1 minutes left,
/// and the outcome, at most once in 30 s (ux.md, "Accessibility"). Of several that come within that time the newest is kept.
/// </summary>
public sealed class LotNews
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private static readonly int[] Marks = [25, 50, 75, 90, 100];
    private static readonly int[] Minutes = [10, 1];

    private LotView? seen;
    private DateTimeOffset seenAt;
    private DateTimeOffset? spokenAt;
    private string? waiting;

    /// <summary>When there is something to say later.</summary>
    public DateTimeOffset? DueAt => waiting is null ? null : spokenAt + Pause;

    /// <summary>Takes in what is shown now; the first look says nothing.</summary>
    /// <param name="won">The listener holds the winning ticket.</param>
    /// <returns>A sentence to be read out, or null.</returns>
    public string? Look(LotView lot, DateTimeOffset now, bool won = false)
    {
        if (seen is not null)
            waiting = Since(seen, seenAt, lot, now, won) ?? waiting;
        seen = lot;
        seenAt = now;
        if (waiting is null || spokenAt is { } last && now - last < Pause)
            return null;
        var said = waiting;
        waiting = null;
        spokenAt = now;
        return said;
    }

    private static string? Since(LotView before, DateTimeOffset then, LotView lot, DateTimeOffset now, bool won)
    {
        if (lot.Status != before.Status)
            return lot.Status == LotStatus.Settled && before.Status == LotStatus.Drawing ? null : Outcome(lot, won);
        if (lot.Status != LotStatus.Open)
            return null;
        foreach (var mark in Marks.Reverse())
            if (before.Percent < mark && lot.Percent >= mark)
                return $"Lot {lot.NumberText} is {mark} percent funded.";
        foreach (var minutes in Minutes.Reverse())
        {
            var at = lot.Deadline.AddMinutes(-minutes);
            if (then < at && now >= at && now < lot.Deadline)
                return minutes == 1 ? "1 minute left." : $"{minutes} minutes left.";
        }
        return then < lot.Deadline && now >= lot.Deadline ? "The deadline has passed. Sales are closed." : null;
    }

    private static string? Outcome(LotView lot, bool won) =>
        lot.Status switch
        {
            LotStatus.Funded => $"Lot {lot.NumberText} is funded. Sales are closed and the draw is next.",
            LotStatus.Drawing or LotStatus.Settled when lot.Winner is { } winner =>
                $"Lot {lot.NumberText} is drawn. Ticket {Figures.Of(winner.Ticket)} wins, held by {winner.Name}."
                    + (won ? " It is yours." : ""),
            LotStatus.Expired => $"Lot {lot.NumberText} was not funded. Buyers can choose what comes back.",
            LotStatus.Cancelled => $"Lot {lot.NumberText} is cancelled. Everything goes back at 100 percent.",
            LotStatus.Open => $"Lot {lot.NumberText} has more time.",
            _ => null,
        };
}
