using Alot.Data.Accounts;
using Alot.Data.Auditing;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;

namespace Alot.Data.Pots;

/// <param name="MessageId">The subject of the alert.</param>
public sealed record RetryHookCommand(PlayerId ActorId, string Key, Guid MessageId) : Command(ActorId, Key);

public sealed record RetriedHook(Guid MessageId);

/// <summary>Staff have a web hook that was given up tried again, from the first try on.</summary>
public sealed class RetryHook(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    /// <exception cref="Refusal"><c>not_found</c>, <c>hook_not_dead</c>.</exception>
    public Task<RetriedHook> RunAsync(RetryHookCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.PausePots, stop);
                await using (
                    var find = db.Sql(
                        "select done_at is null and due_at = 'infinity' from outbox where id = $1 and kind = $2 for update",
                        command.MessageId,
                        OutboxKinds.WinHook
                    )
                )
                    switch (await find.ExecuteScalarAsync(stop))
                    {
                        case null:
                            throw Refusal.NotFound("message");
                        case false:
                            throw new Refusal(
                                "hook_not_dead",
                                "This message was delivered, or is still being tried. Nothing was changed."
                            );
                    }
                var now = clock.GetUtcNow();

                await db.RunSqlAsync(
                    "update outbox set due_at = $2, attempts = 0 where id = $1",
                    stop,
                    command.MessageId,
                    now
                );
                await db.ClearAlertsAsync(PotAlerts.DeadHook, command.MessageId.ToString(), command.ActorId, now, stop);
                db.Audit(command.ActorId, "hook_retried", "message", command.MessageId);
                db.Announce(Topic.Outbox);
                return new RetriedHook(command.MessageId);
            },
            stop
        );
}
