using Alot.Data.Draws;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Domain;

namespace Alot.Web.Workers;

/// <summary>
/// Settles drawn lots, a step of each in turn, so that a small lot doesn't wait for a large one. A worker of its own: while a
/// large lot is paid out, others are drawn and expire.
/// </summary>
public sealed class SettlementWorker(DueWork due, SettleLot settle, LiveFeed feed, ILogger<SettlementWorker> log)
    : Worker(feed, Topic.DueLots, log)
{
    protected override async Task RunDueAsync(CancellationToken stop)
    {
        bool stepped;
        do
        {
            stepped = false;
            foreach (var id in await due.ToSettleAsync(stop))
                await TryAsync(
                    "Settlement",
                    new LotId(id),
                    async (lot, inner) => stepped |= await settle.RunAsync(lot, inner),
                    stop
                );
        } while (stepped);
    }
}
