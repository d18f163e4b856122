using Alot.Data.Live;

namespace Alot.Web.Workers;

/// <summary>
/// Does what is due whenever it is woken: by a commit that announced its topic, by a job, or by itself after a while. What is
/// due stands in rows; being woken twice, late or by two nodes at once changes nothing. Begins when the server listens: people
/// come first, and mails carry its address.
/// </summary>
public abstract class Worker(LiveFeed feed, Topic topic, ILogger log) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim woken = new(1, 1);
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Other topics whose commits make something due.</summary>
    protected virtual IEnumerable<Topic> AlsoWokenBy => [];

    protected abstract Task RunDueAsync(CancellationToken stop);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await started.Task.WaitAsync(stoppingToken);
        using var subscription = feed.Subscribe(topic, Wake);
        using var moved = feed.Subscribe(Topic.Clock, Wake);
        var others = AlsoWokenBy.Select(other => feed.Subscribe(other, Wake)).ToList();
        try
        {
            await RunWhenWokenAsync(stoppingToken);
        }
        finally
        {
            others.ForEach(o => o.Dispose());
        }
    }

    private async Task RunWhenWokenAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await woken.WaitAsync(Patience, stoppingToken);
                await RunDueAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                log.LogError(failure, "{Worker} failed and tries again", GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
                Wake();
            }
        }
    }

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken)
    {
        started.TrySetResult();
        return Task.CompletedTask;
    }

    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does one item; a failure is logged and the others go on.</summary>
    protected async Task TryAsync<T>(string what, T item, Func<T, CancellationToken, Task> work, CancellationToken stop)
    {
        try
        {
            await work(item, stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            log.LogError(failure, "{What} of {Item} failed", what, item);
        }
    }

    private void Wake()
    {
        try
        {
            if (woken.CurrentCount == 0)
                woken.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else woke it in the meantime.
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        woken.Dispose();
        GC.SuppressFinalize(this);
    }
}
