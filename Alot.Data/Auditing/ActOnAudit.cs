using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Lots;

namespace Alot.Data.Auditing;

/// <summary>
/// What follows from a violation: the lot concerned is frozen, so that nothing more is sold, drawn or paid from books that
/// don't agree, and staff are told.
/// </summary>
public sealed class ActOnAudit(Transactions.Transactions transactions, TimeProvider clock)
{
    /// <returns>How many lots were frozen.</returns>
    public async Task<int> RunAsync(AuditReport report, CancellationToken stop)
    {
        var frozen = 0;
        foreach (var violation in report.Violations)
            if (await ActAsync(violation, stop))
                frozen++;
        return frozen;
    }

    private Task<bool> ActAsync(AuditViolation violation, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var lot = violation.LotId is { } id ? await db.LockLotAsync(id, stop) : null;
                var now = clock.GetUtcNow();
                // Nothing more happens to a lot that is over.
                var freezes = lot is { FrozenAt: null, Status: not (LotStatus.Settled or LotStatus.Closed) };
                if (freezes)
                {
                    lot!.Freeze($"audit: {violation.Invariant}", now);
                    db.Announce(Topic.Lot(lot.Id), Topic.Lots);
                }
                await db.RaiseAsync(
                    "audit_violation",
                    lot is null ? violation.Invariant : $"{violation.Invariant}:{lot.Id}",
                    violation.Text,
                    now,
                    stop
                );
                return freezes;
            },
            stop
        );
}
