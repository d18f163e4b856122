using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Auditing;

public sealed record ClearAlertCommand(PlayerId ActorId, string Key, Guid AlertId) : Command(ActorId, Key);

public sealed record ClearedAlert(Guid AlertId, DateTimeOffset ClearedAt);

/// <summary>
/// Staff say that they have dealt with what an alert told. Nothing else changes by it: a frozen lot stays frozen, and stays
/// in its own queue. The same trouble again raises a new alert.
/// </summary>
public sealed class ClearAlert(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    public Task<ClearedAlert> RunAsync(ClearAlertCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                // The kind says who may clear it, so it is read first; who may not is told that there is no such alert.
                var kind = await db
                    .Alerts.Where(a => a.Id == command.AlertId)
                    .Select(a => a.Kind)
                    .SingleOrDefaultAsync(stop);
                await staff.RequireAsync(db, new Actor(command.ActorId, true), AlertRights.NeededFor(kind), stop);
                if (kind is null)
                    throw Refusal.NotFound("alert");
                var alert = await db
                    .Alerts.FromSql($"select * from alerts where id = {command.AlertId} for update")
                    .SingleAsync(stop);
                if (alert.ClearedAt is not null)
                    throw new Refusal("alert_cleared", "Somebody has cleared this alert already.");
                var now = clock.GetUtcNow();

                alert.ClearedAt = now;
                alert.ClearedBy = command.ActorId;

                if (
                    alert.Kind == "audit_violation"
                    && alert.Subject.Split(':') is [var invariant, var whose]
                    && Guid.TryParse(whose, out var player)
                )
                    await db.LiftFreezeAsync(new PlayerId(player), FreezeReason.Audit, invariant, now, stop);
                db.Audit(
                    command.ActorId,
                    "alert_cleared",
                    "alert",
                    alert.Id,
                    new
                    {
                        alert.Kind,
                        alert.Subject,
                        alert.Text,
                    }
                );
                db.Announce(Topic.Queues);
                return new ClearedAlert(alert.Id, now);
            },
            stop
        );
}

/// <summary>Who may clear which alert; pages ask it to show or hide the button.</summary>
public static class AlertRights
{
    /// <summary>
    /// Those who can do something about it: payments belong to who may refund, pots to who may pause them, the rest to who may
    /// retry draws.
    /// </summary>
    public static Permission NeededFor(string? kind) =>
        kind switch
        {
            "refund_payable" or "webhook_quarantined" or "webhook_stuck" or "dispute" => Permission.Refund,
            Pots.PotAlerts.Late or Pots.PotAlerts.Mismatch or Pots.PotAlerts.Address => Permission.PausePots,
            _ => Permission.RetryDraws,
        };
}
