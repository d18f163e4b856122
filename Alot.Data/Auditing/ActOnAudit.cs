using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Lots;

namespace Alot.Data.Auditing;

/// <summary>
/// What follows from a violation: the lot or account concerned is frozen, so that nothing more is sold, drawn, spent or paid
/// from books that don't agree, and staff are told.
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

    /// <summary>The account before the lot: clearing the alert lifts the account's freeze.</summary>
    internal static string SubjectOf(AuditViolation violation) =>
        violation switch
        {
            { PlayerId: { } player } => $"{violation.Invariant}:{player}",
            { LotId: { } lot } => $"{violation.Invariant}:{lot}",
            _ => violation.Invariant,
        };

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
                if (violation.PlayerId is { } player)
                    await db.FreezeAccountAsync(player, FreezeReason.Audit, violation.Invariant, now, stop);
                await db.RaiseAsync("audit_violation", SubjectOf(violation), violation.Text, now, stop);
                return freezes;
            },
            stop
        );
}
