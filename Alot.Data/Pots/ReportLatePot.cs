using Alot.Data.Auditing;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Pots;

/// <summary>Tells staff, once, that a locked pot is not settled. The alert clears itself with the settlement.</summary>
public sealed class ReportLatePot(Transactions.Transactions transactions, PotPolicy policy, TimeProvider clock)
{
    /// <returns>False when there is nothing to tell.</returns>
    public Task<bool> RunAsync(PotId id, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                // Locked, so that the alert is not raised behind the back of a settlement that clears it.
                await db.RunSqlAsync("select 1 from pots where id = $1 for update", stop, id.Value);
                var pot = await db.Pots.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, stop);
                var now = clock.GetUtcNow();
                if (
                    pot is not { Status: PotStatus.Locked or PotStatus.Settling, Paused: false, LockedAt: { } locked }
                    || now < locked + policy.SettleWithin
                )
                    return false;
                var why = pot.CommitHash is null
                    ? $"It waits for drand round {pot.BeaconRound}, and no relay gives it. No other round takes its place."
                    : "Its settlement does not go on: look at the log and the other alerts.";
                await db.RaiseAsync(
                    PotAlerts.Late,
                    id.ToString(),
                    $"Pot {pot.NumberText} has been locked since {locked:HH:mm:ss} UTC and is not settled. {why}",
                    now,
                    stop
                );
                return true;
            },
            stop
        );
}
