using Alot.Data.Accounts;
using Alot.Data.Transactions;
using Alot.Domain;

namespace Alot.Data.Payments;

/// <param name="Reason">3 to 300 characters, for the audit log.</param>
public sealed record DismissWebhookCommand(PlayerId ActorId, string Key, string EventId, string Reason)
    : Command(ActorId, Key);

/// <summary>Staff decide that a webhook that was set aside has no effect. It stays stored, with the reason.</summary>
public sealed class DismissWebhook(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    public Task<HandledWebhook> RunAsync(DismissWebhookCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                var aside = await db.LockAsideAsync(staff, command.ActorId, command.EventId, stop);
                var reason = StaffWords.Require(command.Reason, "reason");
                var (why, now) = (aside.Outcome, clock.GetUtcNow());
                aside.Quarantined = false;
                aside.AppliedAt = now;
                aside.Outcome = $"dismissed: {reason}";
                await db.CloseAsideAsync(
                    command.ActorId,
                    "webhook_dismissed",
                    aside,
                    new
                    {
                        aside.EventId,
                        why,
                        reason,
                    },
                    now,
                    stop
                );
                return new HandledWebhook(aside.EventId);
            },
            stop
        );
}
