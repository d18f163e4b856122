using Alot.Data.Live;
using Alot.Tests.World;
using Alot.Web.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Alot.Tests.Workers;

public sealed class WorkerTests
{
    [Fact]
    public async Task Works_only_once_the_server_listens()
    {
        var feed = new LiveFeed();
        using var worker = new Counting(feed);
        await worker.StartAsync(default);
        feed.Changed(Topic.Outbox);
        await Task.Delay(200);
        worker.Runs.ShouldBe(0);

        await ((IHostedLifecycleService)worker).StartedAsync(default);

        await Eventually.TrueAsync(() => worker.Runs > 0);
        await worker.StopAsync(default);
    }

    [Fact]
    public async Task Ends_though_the_server_never_listened()
    {
        using var worker = new Counting(new LiveFeed());
        await worker.StartAsync(default);

        await worker.StopAsync(default);

        worker.Runs.ShouldBe(0);
    }

    private sealed class Counting(LiveFeed feed) : Worker(feed, Topic.Outbox, NullLogger.Instance)
    {
        private int runs;

        public int Runs => Volatile.Read(ref runs);

        protected override Task RunDueAsync(CancellationToken stop)
        {
            Interlocked.Increment(ref runs);
            return Task.CompletedTask;
        }
    }
}
