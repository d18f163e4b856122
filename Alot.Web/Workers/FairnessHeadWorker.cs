using Alot.Data.Draws;
using Alot.Data.Live;

namespace Alot.Web.Workers;

/// <summary>Has the fairness log's head signed once a day. Which day has its head stands in the rows; this only asks in time.</summary>
public sealed class FairnessHeadWorker(
    MakeHead makeHead,
    FairnessReads fairness,
    TimeProvider clock,
    LiveFeed feed,
    ILogger<FairnessHeadWorker> log
) : Worker(feed, Topic.DueLots, log)
{
    // Woken every second: the day is looked up once.
    private DateOnly made;

    protected override async Task RunDueAsync(CancellationToken stop)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (today == made)
            return;
        await makeHead.RunAsync(stop);
        if (await fairness.HeadOfAsync(today, stop) is not null)
            made = today;
    }
}
