using Alot.Data.Payments;
using Quartz;

namespace Alot.Web.Payments;

/// <summary>Looks up every few minutes what webhooks should have told by now (money.md, "Payments").</summary>
[DisallowConcurrentExecution]
public sealed class ReconcileJob(Reconcile reconcile) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromMinutes(2);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await reconcile.RunAsync(cancellationToken);
}
