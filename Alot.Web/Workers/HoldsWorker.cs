using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;

namespace Alot.Web.Workers;

/// <summary>
/// Asks the processor what became of payments that are over. A worker of its own: while the processor doesn't answer, draws
/// and expiries go on.
/// </summary>
public sealed class HoldsWorker(DueWork due, ResolveHold resolveHold, LiveFeed feed, ILogger<HoldsWorker> log)
    : Worker(feed, Topic.DueLots, log)
{
    protected override async Task RunDueAsync(CancellationToken stop) =>
        await Parallel.ForEachAsync(
            await due.HoldsAsync(stop),
            new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stop },
            async (id, inner) =>
                await TryAsync(
                    "Looking up a hold",
                    new PurchaseId(id),
                    (p, s) => resolveHold.RunAsync(p, "hold_expired", s),
                    inner
                )
        );
}
