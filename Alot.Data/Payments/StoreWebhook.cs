using Alot.Data.Live;
using Alot.Data.Transactions;

namespace Alot.Data.Payments;

/// <summary>A webhook whose signature was good, as it came.</summary>
/// <param name="EventId">The processor's <c>evt_…</c>: 1 to 255 printable characters.</param>
/// <param name="Type">E.g. <c>checkout.session.completed</c>.</param>
/// <param name="CreatedAt">When it happened at the processor.</param>
/// <param name="LiveMode">False for test keys and the sandbox.</param>
/// <param name="Payload">The body, character for character: text, because jsonb refuses some valid JSON.</param>
public sealed record StoreWebhookCommand(
    string EventId,
    string Type,
    DateTimeOffset CreatedAt,
    bool LiveMode,
    string Payload
);

/// <summary>Keeps a webhook under its unique id; a worker applies it.</summary>
public sealed class StoreWebhook(Transactions.Transactions transactions, TimeProvider clock)
{
    /// <returns>False when it was stored before: the same event came twice.</returns>
    public Task<bool> RunAsync(StoreWebhookCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                await using var insert = db.Sql(
                    """
                    insert into webhook_events
                        (event_id, type, payload, live_mode, event_created_at, received_at, quarantined, attempts, due_at)
                    values ($1, $2, $3, $4, $5, $6, false, 0, $6) on conflict do nothing
                    """,
                    command.EventId,
                    command.Type,
                    command.Payload,
                    command.LiveMode,
                    command.CreatedAt,
                    clock.GetUtcNow()
                );
                db.Announce(Topic.Webhooks);
                return await insert.ExecuteNonQueryAsync(stop) == 1;
            },
            stop
        );
}
