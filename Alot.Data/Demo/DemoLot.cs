using Alot.Data.Lots;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;

namespace Alot.Data.Demo;

/// <summary>How far a demo lot's life has come when the world is made.</summary>
internal enum DemoEnd
{
    Draft,
    Open,
    Funded,
    Settled,
    Expired,
    Refunding,
    Closed,
    Cancelled,
}

/// <summary>What a demo account put into a lot.</summary>
/// <param name="Ago">When, before the world is made.</param>
/// <param name="Tickets">Paid with cash, $1 each, unless <paramref name="Credits"/>.</param>
internal sealed record DemoStake(string Email, TimeSpan Ago, int Tickets, bool Credits = false);

/// <summary>A lot's life in figures. Times are counted from the moment the world is made.</summary>
/// <param name="OpenedAgo">When it opened; a draft has been waiting that long.</param>
/// <param name="DeadlineIn">Negative for a deadline that has passed.</param>
/// <param name="Percent">Of the target, in cash.</param>
internal sealed record DemoLot(DemoItem Item, DemoEnd End, TimeSpan OpenedAgo, TimeSpan DeadlineIn, int Percent)
{
    /// <summary>When it was funded or cancelled.</summary>
    public TimeSpan EndedAgo { get; init; }

    public Visibility Visibility { get; init; }

    public DrawMode Mode { get; init; } = DrawMode.Roster;

    public TimeSpan DrawDelay { get; init; } = TimeSpan.FromSeconds(LotTerms.Default.DrawDelaySeconds);

    public GateQuestion? Gate { get; init; }

    /// <summary>Sold by the demo host, who keeps and ships the item.</summary>
    public bool OfHost { get; init; }

    public Money? AgreedCost { get; init; }

    /// <summary>Dollars of a usual purchase; 0 follows the tier.</summary>
    public int Usual { get; init; }

    public string? CancelReason { get; init; }

    /// <summary>Set for a lot that expired at <see cref="DeadlineIn"/> and was given more time until then.</summary>
    public TimeSpan? ExtendedTo { get; init; }

    /// <summary>The demo account that wins; otherwise somebody who is none.</summary>
    public string? Winner { get; init; }

    public IReadOnlyList<DemoStake> Stakes { get; init; } = [];

    public LotPlan Plan(DateTimeOffset now) =>
        new(
            now + DeadlineIn,
            Visibility: Visibility,
            DrawMode: Mode,
            TriviaEnabled: Gate is not null,
            AgreedCost: AgreedCost
        )
        {
            Terms = LotTerms.Default with { DrawDelaySeconds = (int)DrawDelay.TotalSeconds },
        };
}
