using Alot.Data.Draws;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;

namespace Alot.Web.Workers;

/// <summary>Moves lots and purchases on when their time has come. Settlement, which may take long, has a worker of its own.</summary>
public sealed class DueLotsWorker(
    DueWork due,
    ExpireLot expire,
    FreezeRoster freeze,
    DrawLot draw,
    ReturnCredits returnCredits,
    ReturnCancelled returnCancelled,
    DefaultChoice defaultChoice,
    RemindToChoose remind,
    ClawBackDispute clawBack,
    CloseLot close,
    LiveFeed feed,
    ILogger<DueLotsWorker> log
) : Worker(feed, Topic.DueLots, log)
{
    protected override async Task RunDueAsync(CancellationToken stop)
    {
        foreach (var id in await due.ToFreezeAsync(stop))
            await TryAsync("Freezing the roster", new LotId(id), freeze.RunAsync, stop);
        foreach (var id in await due.ToDrawAsync(stop))
            await TryAsync("The draw", new LotId(id), draw.RunAsync, stop);
        foreach (var id in await due.ToClawBackAsync(stop))
            await TryAsync("A clawback", id, clawBack.RunAsync, stop);
        foreach (var id in await due.ToExpireAsync(stop))
            await TryAsync("Expiry", new LotId(id), expire.RunAsync, stop);
        foreach (var id in await due.ToReturnAsync(stop))
            await TryAsync("Returning a cancelled purchase", new PurchaseId(id), returnCancelled.RunAsync, stop);
        foreach (var id in await due.ToDefaultAsync(stop))
            await TryAsync("A default choice", new PurchaseId(id), defaultChoice.RunAsync, stop);
        foreach (var id in await due.ToReturnCreditsAsync(stop))
            await TryAsync("Returning credits", new LotId(id), returnCredits.RunAsync, stop);
        foreach (var id in await due.ToRemindAsync(stop))
            await TryAsync("A reminder", new PurchaseId(id), remind.RunAsync, stop);
        foreach (var id in await due.ToCloseAsync(stop))
            await TryAsync("Closing", new LotId(id), close.RunAsync, stop);
    }
}
