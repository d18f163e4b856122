using System.Threading.Channels;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Web.Lots;
using Microsoft.AspNetCore.SignalR;

namespace Alot.Web.Live;

/// <summary>One lot that somebody on this node watches: loaded once per change, and told to its group.</summary>
internal sealed class LotWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly LotId id;
    private readonly string group;
    private readonly LotReads lots;
    private readonly IHubContext<LiveHub> hub;
    private readonly ILogger log;
    private readonly CancellationTokenSource ended = new();
    private readonly TaskCompletionSource loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly IDisposable subscription;
    private volatile bool isPrivate;

    public LotWatch(LotId id, string group, LiveFeed feed, LotReads lots, IHubContext<LiveHub> hub, ILogger log)
    {
        (this.id, this.group, this.lots, this.hub, this.log) = (id, group, lots, hub, log);
        subscription = feed.Subscribe(Topic.Lot(id), () => changes.Writer.TryWrite(true));
        // The first load is asked for by the watch itself.
        changes.Writer.TryWrite(true);
        _ = RunAsync(ended.Token);
    }

    /// <summary>Counted under the gate of <see cref="WatchedLots"/>.</summary>
    public int Viewers { get; set; }

    public bool Private => isPrivate;

    /// <summary>The state that later ones are compared to is known.</summary>
    public Task Loaded => loaded.Task;

    private async Task RunAsync(CancellationToken stop)
    {
        LotView? before = null;
        while (!stop.IsCancellationRequested)
            try
            {
                await changes.Reader.ReadAsync(stop);
                if (await lots.FindLetInAsync(id, stop) is not { } now)
                    continue;
                isPrivate = now.Visibility == Visibility.Private;
                if (before is not null)
                    await TellAsync(before, now, stop);
                before = now;
                loaded.TrySetResult();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                loaded.TrySetCanceled(stop);
            }
            catch (Exception failure)
            {
                log.LogWarning(failure, "Lot {LotId} could not be shown to those who watch it", id);
                await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                changes.Writer.TryWrite(true);
            }
    }

    private async Task TellAsync(LotView before, LotView now, CancellationToken stop)
    {
        var state = LotJson.Of(now);
        foreach (var message in LotMessages.Between(before, now))
            await hub.Clients.Group(group).SendAsync(message, state, stop);
    }

    public void Dispose()
    {
        subscription.Dispose();
        ended.Cancel();
        ended.Dispose();
    }
}

/// <summary>What viewers are told, from how a lot was and is. Moves that happened in between are all told, in their order.</summary>
internal static class LotMessages
{
    public const string Update = "lot_update";
    public const string Funded = "lot_funded";
    public const string DrawStarted = "draw_started";
    public const string DrawCompleted = "draw_completed";
    public const string Expired = "lot_expired";

    public static IEnumerable<string> Between(LotView before, LotView now)
    {
        yield return Update;
        if (before.FundedAt is null && now.FundedAt is not null)
            yield return Funded;
        if (before.DrawnAt is null && now.DrawnAt is not null)
            yield return DrawStarted;
        if (before.Winner is null && now.Winner is not null)
            yield return DrawCompleted;
        // An extended lot can expire again.
        if (now.ExpiredAt is not null && before.ExpiredAt != now.ExpiredAt)
            yield return Expired;
    }
}
