using Alot.Data.Pots;
using Alot.Domain.Pots;
using Alot.Web.Kit;

namespace Alot.Web.Pots;

/// <summary>What the room's one status region says: quarters of the way, the last minute, the lock and the outcome, and little else.</summary>
public sealed class PotNews
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(30);
    private static readonly int[] Marks = [25, 50, 75, 90, 100];

    private (PotScene Scene, int Mark, bool Last)? known;
    private DateTimeOffset saidAt;

    /// <returns>Null when there is nothing new to say.</returns>
    public string? Look(PotRoom room, DateTimeOffset now)
    {
        var pot = room.Pot;
        var scene = PotScenes.Of(pot, now);
        var mark = Marks.LastOrDefault(m => m <= pot.FillPercent);
        var last = scene == PotScene.Open && pot.ClosesAt - now <= TimeSpan.FromMinutes(1);
        var before = known;
        known = (scene, mark, last);
        if (before is null || before == known)
            return null;
        if (before.Value.Scene != scene)
            return Say(room, scene, now);
        if (scene != PotScene.Open || now - saidAt < Between)
            return null;
        saidAt = now;
        return last && !before.Value.Last ? "One minute left."
            : mark > before.Value.Mark ? $"{mark} percent of the tickets are taken."
            : null;
    }

    private string? Say(PotRoom room, PotScene scene, DateTimeOffset now)
    {
        saidAt = now;
        return scene switch
        {
            PotScene.Closing or PotScene.Locked => "The pot is locked. The draw is next.",
            PotScene.Paused => "The pot is paused.",
            PotScene.Open => "The pot is open.",
            PotScene.CalledOff or PotScene.Cancelled => "The pot is called off. Every credit goes back.",
            PotScene.Settled when room.Winner is { } won => won.You
                ? $"Ticket {Figures.Of(won.Ticket)} is yours. You won {Figures.Of(won.Payout)}."
                : $"Ticket {Figures.Of(won.Ticket)} won {Figures.Of(won.Payout)}. It belongs to {won.Name}.",
            _ => null,
        };
    }
}
