using Alot.Data.Live;
using Quartz;

namespace Alot.Web.Workers;

/// <summary>
/// Wakes the workers of the node it fires on. Nothing depends on it firing once or on time: the workers look at the rows.
/// </summary>
[DisallowConcurrentExecution]
public sealed class WakeJob(LiveFeed feed) : IJob
{
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        feed.Changed(Topic.DueLots);
        feed.Changed(Topic.DuePots);
        feed.Changed(Topic.Webhooks);
        feed.Changed(Topic.Outbox);
        return ValueTask.CompletedTask;
    }
}
