using Alot.Data.Accounts;
using Alot.Data.Auditing;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

public sealed record ReapplyWebhookCommand(PlayerId ActorId, string Key, string EventId) : Command(ActorId, Key);

public sealed record HandledWebhook(string EventId);

/// <summary>
/// Staff send a webhook that was set aside back to the worker, e.g. after the purchase it belongs to was mended. It is
/// checked as the first time; what still doesn't fit comes back.
/// </summary>
public sealed class ReapplyWebhook(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    public Task<HandledWebhook> RunAsync(ReapplyWebhookCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                var aside = await db.LockAsideAsync(staff, command.ActorId, command.EventId, stop);
                var (why, now) = (aside.Outcome, clock.GetUtcNow());
                aside.Quarantined = false;
                aside.DueAt = now;
                aside.Outcome = null;
                await db.CloseAsideAsync(
                    command.ActorId,
                    "webhook_reapplied",
                    aside,
                    new { aside.EventId, why },
                    now,
                    stop
                );
                db.Announce(Topic.Webhooks);
                return new HandledWebhook(aside.EventId);
            },
            stop
        );
}

internal static class WebhooksAside
{
    public static async Task<WebhookEvent> LockAsideAsync(
        this AlotDb db,
        StaffAccess staff,
        PlayerId actor,
        string eventId,
        CancellationToken stop
    )
    {
        await staff.RequireAsync(db, new Actor(actor, true), Permission.Refund, stop);
        var aside =
            await db
                .WebhookEvents.FromSql($"select * from webhook_events where event_id = {eventId} for update")
                .SingleOrDefaultAsync(stop)
            ?? throw Refusal.NotFound("webhook");
        return aside.Quarantined
            ? aside
            : throw new Refusal("webhook_handled", "Somebody has handled this one already. Nothing was changed.");
    }

    /// <summary>Audits what was done with it and clears its alert.</summary>
    public static async Task CloseAsideAsync(
        this AlotDb db,
        PlayerId actor,
        string action,
        WebhookEvent aside,
        object details,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        // The audit log names things by uuid; the processor's ids are none, so it stands in the details.
        db.Audit(actor, action, "webhook", Guid.Empty, details);
        await db.ClearAlertsAsync("webhook_quarantined", aside.EventId, actor, now, stop);
        db.Announce(Topic.Queues);
    }
}
