using System.Diagnostics;
using Alot.Data.Auditing;
using Quartz;

namespace Alot.Web.Auditing;

/// <summary>
/// Runs the auditor on one node, and acts on what it finds. It reads whole tables: when they have grown, it runs less often,
/// so that it never takes more than a tenth of the time.
/// </summary>
[DisallowConcurrentExecution]
public sealed class AuditJob(Auditor auditor, ActOnAudit act, AuditPace pace, ILogger<AuditJob> log) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(60);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (!pace.MayStart())
            return;
        var started = Stopwatch.GetTimestamp();
        var report = await auditor.RunAsync(cancellationToken);
        pace.Took(Stopwatch.GetElapsedTime(started));
        foreach (var violation in report.Violations)
            log.LogError(
                "The books don't hold {Invariant} for lot {LotId}: {Violation}",
                violation.Invariant,
                violation.LotId,
                violation.Text
            );
        await act.RunAsync(report, cancellationToken);
    }
}

/// <summary>How long this node's last audit took, and so when the next may start.</summary>
public sealed class AuditPace
{
    private long notBefore;

    public bool MayStart() => Stopwatch.GetTimestamp() >= Interlocked.Read(ref notBefore);

    public void Took(TimeSpan duration) =>
        Interlocked.Exchange(
            ref notBefore,
            Stopwatch.GetTimestamp() + (long)(9 * duration.TotalSeconds * Stopwatch.Frequency)
        );
}
