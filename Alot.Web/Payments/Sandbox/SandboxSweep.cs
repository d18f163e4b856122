namespace Alot.Web.Payments.Sandbox;

/// <summary>
/// What happens at the processor without anybody calling: sessions expire, some refunds fail. Every node does it; the
/// row lock makes each of them happen once.
/// </summary>
internal sealed class SandboxSweep(
    SandboxStore store,
    SandboxDelivery delivery,
    IHostApplicationLifetime lifetime,
    ILogger<SandboxSweep> log
) : BackgroundService
{
    private const int AtOnce = 100;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <summary>Completes when the server listens; migrations have run by then.</summary>
    public static async Task StartedAsync(IHostApplicationLifetime lifetime, CancellationToken stop)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStart = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stop);
    }

    /// <summary>Does what is due now; returns how much it was.</summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var overdue = await store.FindOverdueSessionsAsync(AtOnce, stop);
        foreach (var id in overdue)
            await store.InTransactionAsync(tx => SandboxCheckouts.LockCurrentAsync(tx, id), stop);
        var failing = await store.FindFailingRefundsAsync(AtOnce, stop);
        foreach (var id in failing)
            await store.InTransactionAsync(
                async tx =>
                {
                    await SandboxRefunds.FailAsync(tx, id);
                    return true;
                },
                stop
            );
        var done = overdue.Count + failing.Count;
        if (done > 0)
            delivery.Wake();
        return done;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await StartedAsync(lifetime, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await RunAsync(stoppingToken) >= AtOnce) { }
            }
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "The sandbox couldn't do what is due; trying again");
            }
            await Task.Delay(_pause, stoppingToken);
        }
    }
}
