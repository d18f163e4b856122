namespace Alot.Domain.Draws;

/// <summary>Which draws this installation promises (draws.md, "Where the nonce comes from").</summary>
/// <param name="Chain">The drand chain that lots are fixed to when they open in beacon mode; null where no beacon is configured.</param>
/// <param name="RequiresBeacon">Lots that take cash open in beacon mode only: so in Production, unless policy says otherwise.</param>
public sealed record DrawPolicy(DrandChain? Chain, bool RequiresBeacon)
{
    public static DrawPolicy WithoutBeacon { get; } = new(null, RequiresBeacon: false);

    /// <summary>What a draft gets when it asks for nothing.</summary>
    public DrawMode Default => Chain is null ? DrawMode.Roster : DrawMode.Beacon;

    /// <summary>What a draft may ask for, the strongest first.</summary>
    public IReadOnlyList<DrawMode> Offered =>
        (Chain, RequiresBeacon) switch
        {
            (null, _) => [DrawMode.Roster, DrawMode.Classic],
            (_, true) => [DrawMode.Beacon],
            _ => [DrawMode.Beacon, DrawMode.Roster, DrawMode.Classic],
        };

    /// <summary>Refuses a draft whose draw could never be made here.</summary>
    /// <exception cref="Refusal"><c>validation</c>, field <c>draw_mode</c>.</exception>
    public void RequireDraftable(DrawMode mode)
    {
        if (mode == DrawMode.Beacon && Chain is null)
            throw Refusal.Invalid("draw_mode", "No beacon is configured here: pick roster or classic.");
    }

    /// <summary>Refuses to open a lot with a weaker promise than policy asks for, or one that can't be kept.</summary>
    /// <returns>The chain that the lot is fixed to; null in the other modes.</returns>
    /// <exception cref="Refusal"><c>beacon_not_configured</c>, <c>beacon_required</c>.</exception>
    public DrandChain? RequireOpenable(DrawMode mode)
    {
        if (mode != DrawMode.Beacon && RequiresBeacon)
            throw new Refusal(
                "beacon_required",
                Chain is null
                    ? "Lots that take cash are drawn by beacon here, and no beacon is configured. Configure one, then change the draft’s draw to beacon."
                    : "Lots that take cash are drawn by beacon here. Change the draft’s draw to beacon, then open it."
            );
        if (mode != DrawMode.Beacon)
            return null;
        return Chain
            ?? throw new Refusal(
                "beacon_not_configured",
                "No beacon is configured here, so this lot could never be drawn. Change the draft’s draw, or configure one."
            );
    }

    /// <summary>What pots are fixed to: the strongest that is configured, for a job that opens them has nobody to ask.</summary>
    /// <returns>The chain of a beacon pot; null for one in roster mode.</returns>
    /// <exception cref="Refusal"><c>beacon_not_configured</c>: one is required here.</exception>
    public DrandChain? ForPots() =>
        Chain is null && RequiresBeacon
            ? throw new Refusal(
                "beacon_not_configured",
                "Pots are drawn by beacon here, and no beacon is configured: this pot could never be drawn."
            )
            : Chain;
}
