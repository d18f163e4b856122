using Alot.Data.Pots;
using Alot.Domain.Pots;

namespace Alot.Web.Pots;

/// <summary>What a pot's room is about at a moment.</summary>
public enum PotScene
{
    Open,

    /// <summary>Nobody comes or goes any more, and the orchestrator has not locked it yet.</summary>
    Closing,
    Paused,
    CalledOff,
    Locked,
    Settled,
    Cancelled,
}

public static class PotScenes
{
    /// <summary>How long a pot that ended stays in the lobby: nothing vanishes under a finger.</summary>
    public static readonly TimeSpan ShownAfterEnd = TimeSpan.FromSeconds(60);

    public static PotScene Of(PotRow pot, DateTimeOffset now) =>
        pot switch
        {
            { Status: PotStatus.Settled } => PotScene.Settled,
            { Status: PotStatus.Cancelled } => PotScene.Cancelled,
            { CalledOff: true } => PotScene.CalledOff,
            { Paused: true } => PotScene.Paused,
            { Status: PotStatus.Open } => pot.SellsAt(now) ? PotScene.Open : PotScene.Closing,
            _ => PotScene.Locked,
        };

    /// <summary>Open, and half of it or more is taken.</summary>
    public static bool IsFilling(PotRow pot) => pot.Status == PotStatus.Open && pot.FillPercent >= 50;
}
