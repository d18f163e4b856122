using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Data.Live;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Alot.Data.Pots;

/// <summary>
/// The orchestrator ends a pot without a draw: too few players at the timer, or staff called it off. All credits go back in the
/// same transaction, and the log says so in public.
/// </summary>
public sealed class CancelPot(
    OrchestratorTransactions transactions,
    PotPolicy policy,
    SigningKeys keys,
    Sealer sealer,
    DrawPolicy draws,
    TimeProvider clock,
    ILogger<CancelPot> log
)
{
    /// <returns>False when there was nothing to do.</returns>
    public async Task<bool> RunAsync(PotId id, CancellationToken stop)
    {
        var cancelled = await transactions.RunAsync(
            async db =>
            {
                var pot = await db.TryLockPotAsync(id, stop);
                var now = clock.GetUtcNow();
                if (pot?.CancelCause(now) is not { } cause)
                    return false;
                var from = EnumText.Text(pot.Status);
                var entries = await db
                    .PotEntries.AsNoTracking()
                    .Where(e => e.PotId == id && e.CancelledAt == null)
                    .ToListAsync(stop);

                pot.Cancel(now);
                // Wallets by player id, as everywhere.
                foreach (var entry in entries.OrderBy(e => e.PlayerId.Value.ToString("N")).ThenBy(e => e.Id.Value))
                {
                    var wallet = await db.LockWalletAsync(entry.PlayerId, now, stop);
                    var back = pot.ReturnTo(entry, wallet, now);
                    db.Add(back.Received);
                    db.Post(back.Journal);
                    db.Announce(Topic.Player(entry.PlayerId));
                }
                db.Note(id, "cancelled", now, pot.CancelRequestedBy, pot.CancelReason, new { cause, from });
                await db.ClearAlertsAsync(PotAlerts.Late, id.ToString(), now, stop);
                await db.ClearAlertsAsync(PotAlerts.Mismatch, id.ToString(), now, stop);
                var signed = await keys.SignAsync(
                    db,
                    SigningUse.Orchestrator,
                    PotStatements.Cancelled(id, from, cause, now),
                    now,
                    stop
                );
                await db.AppendAsync(signed, id, now, stop);
                await db.SaveChangesAsync(stop);
                if (policy.Templates.FirstOrDefault(t => t.Name == pot.Template) is { } template)
                    await db.OpenNextAsync(template, draws, keys, sealer, now, stop);
                db.Announce(Topic.Pot(id), Topic.Pots);
                return true;
            },
            stop
        );
        if (cancelled)
            log.LogInformation("Event {Event}: pot {PotId}", "pot_cancelled", id);
        return cancelled;
    }
}
