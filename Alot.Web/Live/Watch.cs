using System.Threading.Channels;
using Alot.Data.Live;

namespace Alot.Web.Live;

/// <summary>Something that somebody on this node watches.</summary>
internal abstract class Watch : IDisposable
{
    /// <summary>Counted under the gate of <see cref="WatchList{TViewer}"/>.</summary>
    public int Viewers { get; set; }

    /// <summary>The state that later ones are compared to is known.</summary>
    public abstract Task Loaded { get; }

    public abstract void Dispose();
}

/// <summary>
/// Loads a state once per change, however many watch it, and tells how it was and is. The feed paces changes to two a second
/// and tells of other nodes' commits too.
/// </summary>
/// <param name="read">The state as anyone may see it; null when there is none.</param>
/// <param name="tell">Tells viewers what has changed; not called for the first state.</param>
internal sealed class Watch<T> : Watch
    where T : class
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Topic topic;
    private readonly Func<CancellationToken, Task<T?>> read;
    private readonly Func<T, T, CancellationToken, Task> tell;
    private readonly ILogger log;
    private readonly CancellationTokenSource ended = new();
    private readonly TaskCompletionSource loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private readonly IDisposable subscription;
    private volatile T? state;

    public Watch(
        Topic topic,
        LiveFeed feed,
        Func<CancellationToken, Task<T?>> read,
        Func<T, T, CancellationToken, Task> tell,
        ILogger log
    )
    {
        (this.topic, this.read, this.tell, this.log) = (topic, read, tell, log);
        subscription = feed.Subscribe(topic, () => changes.Writer.TryWrite(true));
        // The first load is asked for by the watch itself.
        changes.Writer.TryWrite(true);
        _ = RunAsync(ended.Token);
    }

    /// <summary>As last told; null before the first load.</summary>
    public T? State => state;

    public override Task Loaded => loaded.Task;

    private async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            try
            {
                await changes.Reader.ReadAsync(stop);
                if (await read(stop) is not { } now)
                    continue;
                if (state is { } before)
                    await tell(before, now, stop);
                state = now;
                loaded.TrySetResult();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                loaded.TrySetCanceled(stop);
            }
            catch (Exception failure)
            {
                log.LogWarning(failure, "{Topic} could not be shown to those who watch it", topic);
                await Task.Delay(Pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                changes.Writer.TryWrite(true);
            }
    }

    public override void Dispose()
    {
        subscription.Dispose();
        ended.Cancel();
        ended.Dispose();
    }
}
