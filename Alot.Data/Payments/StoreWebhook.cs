using Npgsql;

namespace Alot.Data.Payments;

/// <summary>A webhook whose signature was good, as it came.</summary>
/// <param name="EventId">The processor's <c>evt_…</c>: 1 to 255 printable characters.</param>
/// <param name="Type">E.g. <c>checkout.session.completed</c>.</param>
/// <param name="CreatedAt">When it happened at the processor.</param>
/// <param name="LiveMode">False for test keys and the sandbox.</param>
/// <param name="Payload">The body, character for character. Keep it as text: jsonb refuses some valid JSON (\u0000).</param>
public sealed record StoreWebhookCommand(
    string EventId,
    string Type,
    DateTimeOffset CreatedAt,
    bool LiveMode,
    string Payload
);

/// <summary>Keeps a webhook under its unique id; a worker applies it later.</summary>
public sealed class StoreWebhook(NpgsqlDataSource database, TimeProvider clock)
{
    /// <returns>False when it was stored before: the same event came twice.</returns>
    public async Task<bool> RunAsync(StoreWebhookCommand command, CancellationToken stop)
    {
        await using var insert = database.CreateCommand(
            """
            insert into webhook_events (event_id, type, created_at, live_mode, payload, received_at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (event_id) do nothing
            """
        );
        insert.Parameters.Add(new() { Value = command.EventId });
        insert.Parameters.Add(new() { Value = command.Type });
        insert.Parameters.Add(new() { Value = command.CreatedAt });
        insert.Parameters.Add(new() { Value = command.LiveMode });
        insert.Parameters.Add(new() { Value = command.Payload });
        insert.Parameters.Add(new() { Value = clock.GetUtcNow() });
        return await insert.ExecuteNonQueryAsync(stop) == 1;
    }
}
