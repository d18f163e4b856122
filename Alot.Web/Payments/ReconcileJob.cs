using Alot.Data.Payments;
using Quartz;

namespace Alot.Web.Payments;

/// <summary>Looks up every few minutes what webhooks should have told by now (money.md, "Payments").</summary>
[DisallowConcurrentExecution]
public sealed class ReconcileJob(Reconcile reconcile, ReconcilePace pace) : IJob
{
    /// <summary>How often the job asks whether ten minutes have passed: Development's clock may have jumped.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (pace.IsDue())
            await reconcile.RunAsync(cancellationToken);
    }
}

/// <summary>Every ten minutes of the app's clock, on whatever node the job fires.</summary>
public sealed class ReconcilePace(TimeProvider clock)
{
    private long nextTicks;

    public bool IsDue()
    {
        var now = clock.GetUtcNow();
        var next = Interlocked.Read(ref nextTicks);
        return now.UtcTicks >= next
            && Interlocked.CompareExchange(ref nextTicks, (now + Reconcile.Silence).UtcTicks, next) == next;
    }
}
