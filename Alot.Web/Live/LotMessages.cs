using Alot.Data.Lots;

namespace Alot.Web.Live;

/// <summary>What viewers are told, from how a lot was and is. Moves that happened in between are all told, in their order.</summary>
internal static class LotMessages
{
    public const string Update = "lot_update";
    public const string Funded = "lot_funded";
    public const string DrawStarted = "draw_started";
    public const string DrawCompleted = "draw_completed";
    public const string Expired = "lot_expired";

    public static IEnumerable<string> Between(LotView before, LotView now)
    {
        yield return Update;
        if (before.FundedAt is null && now.FundedAt is not null)
            yield return Funded;
        if (before.DrawnAt is null && now.DrawnAt is not null)
            yield return DrawStarted;
        if (before.Winner is null && now.Winner is not null)
            yield return DrawCompleted;
        // An extended lot can expire again.
        if (now.ExpiredAt is not null && before.ExpiredAt != now.ExpiredAt)
            yield return Expired;
    }
}
