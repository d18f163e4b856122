using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Payments;

namespace Alot.Web.Workers;

/// <summary>Applies stored webhooks, oldest first, many at a time: payments of one lot share a round.</summary>
public sealed class WebhookWorker(DueWork due, ApplyWebhook apply, LiveFeed feed, ILogger<WebhookWorker> log)
    : Worker(feed, Topic.Webhooks, log)
{
    protected override async Task RunDueAsync(CancellationToken stop) =>
        await Parallel.ForEachAsync(
            await due.WebhooksAsync(stop),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = stop },
            async (id, inner) => await TryAsync("A webhook", id, apply.RunAsync, inner)
        );
}
