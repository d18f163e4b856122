using Alot.Data.Lots;
using Alot.Domain.Lots;

namespace Alot.Web.Lots;

/// <summary>What a lot's page shows: its state, told apart further by the clock.</summary>
public enum LotScene
{
    Selling,

    /// <summary>Open by name, but the deadline has passed: payments under way are waited for.</summary>
    Closing,

    /// <summary>Held for review while open.</summary>
    Held,
    Funded,

    /// <summary>Drawn; everyone is being paid.</summary>
    Drawing,
    Settled,

    /// <summary>Not funded: expired, refunding and closed.</summary>
    Ended,
    Cancelled,
}

public static class LotScenes
{
    public static LotScene Of(LotView lot, DateTimeOffset now) =>
        lot.Status switch
        {
            LotStatus.Open when lot.Frozen => LotScene.Held,
            LotStatus.Open => now < lot.Deadline ? LotScene.Selling : LotScene.Closing,
            LotStatus.Funded => LotScene.Funded,
            LotStatus.Drawing => LotScene.Drawing,
            LotStatus.Settled => LotScene.Settled,
            LotStatus.Cancelled => LotScene.Cancelled,
            _ => LotScene.Ended,
        };

    /// <summary>When the page must be looked at again though nothing is announced: deadline, draw, last minutes.</summary>
    public static DateTimeOffset? Next(LotView lot, DateTimeOffset now)
    {
        DateTimeOffset?[] moments =
        [
            lot.Status == LotStatus.Open ? lot.Deadline : null,
            lot.Status == LotStatus.Open ? lot.Deadline.AddMinutes(-10) : null,
            lot.Status == LotStatus.Open ? lot.Deadline.AddMinutes(-1) : null,
            lot.Status == LotStatus.Funded ? lot.DrawDueAt : null,
            lot.LeaveUntil,
        ];
        return moments.Where(m => m > now).Min();
    }
}
