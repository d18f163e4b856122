using Alot.Data.Draws;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Pots;

namespace Alot.Data.Pots;

/// <summary>
/// Keeps one pot of each template open (<c>Pots:Templates</c>): when one locks, the next opens. Two nodes that try at once make one:
/// the database allows no second.
/// </summary>
public sealed class RotatePots(
    OrchestratorTransactions transactions,
    PotPolicy policy,
    SigningKeys keys,
    Sealer sealer,
    DrawPolicy draws,
    TimeProvider clock
)
{
    /// <returns>How many were opened.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var opened = 0;
        foreach (var template in policy.Templates)
            if (
                await transactions.RunAsync(
                    db => db.OpenNextAsync(template, draws, keys, sealer, clock.GetUtcNow(), stop),
                    stop
                )
            )
                opened++;
        return opened;
    }
}
