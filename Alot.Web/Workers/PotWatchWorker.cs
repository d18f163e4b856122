using Alot.Data.Live;
using Alot.Data.Pots;
using Alot.Domain.Pots;

namespace Alot.Web.Workers;

/// <summary>
/// Looks at who plays together, after joins and at the lock, with the app's login. A reveal comes seconds after the lock and this
/// is woken by every join, so flags are there before it; one that has to wait for them waits <see cref="PotPolicy.WatchPatience"/>.
/// </summary>
public sealed class PotWatchWorker(DuePots due, FlagPot flag, LiveFeed feed, ILogger<PotWatchWorker> log)
    : Worker(feed, Topic.DuePots, log)
{
    protected override IEnumerable<Topic> AlsoWokenBy => [Topic.Pots];

    protected override async Task RunDueAsync(CancellationToken stop)
    {
        foreach (var id in await due.ToFlagAsync(stop))
            await TryAsync("Looking at a pot", id, flag.RunAsync, stop);
    }
}
