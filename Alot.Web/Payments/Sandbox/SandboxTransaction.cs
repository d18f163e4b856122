using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;

namespace Alot.Web.Payments.Sandbox;

/// <summary>One database transaction over the sandbox's objects. Lock a session before its payment, a payment before its charge.</summary>
internal sealed class SandboxTransaction(
    NpgsqlConnection connection,
    NpgsqlTransaction transaction,
    TimeProvider clock,
    CancellationToken stop
)
{
    private static readonly TimeSpan _keysLast = TimeSpan.FromHours(24);

    /// <summary>Read when asked, so after a lock is held it is the time after the wait.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <exception cref="SandboxRefusal">404 when there is no such object.</exception>
    public async Task<JsonObject> LockAsync(string kind, string id)
    {
        await using var select = Command(
            "select body from sandbox.objects where id = $1 and kind = $2 for update",
            id,
            kind
        );
        return await select.ExecuteScalarAsync(stop) is string body
            ? SandboxStore.Parse(body)
            : throw SandboxRefusal.Missing(kind, id);
    }

    /// <exception cref="SandboxRefusal">404 when there is no such object.</exception>
    public async Task<JsonObject> FindAsync(string kind, string id)
    {
        await using var select = Command("select body from sandbox.objects where id = $1 and kind = $2", id, kind);
        return await select.ExecuteScalarAsync(stop) is string body
            ? SandboxStore.Parse(body)
            : throw SandboxRefusal.Missing(kind, id);
    }

    /// <summary>All of one kind that belong to a payment, newest first.</summary>
    public async Task<List<JsonObject>> ListOfAsync(string kind, string paymentIntent)
    {
        await using var select = Command(
            "select body from sandbox.objects where kind = $1 and body ->> 'payment_intent' = $2 order by seq desc",
            kind,
            paymentIntent
        );
        await using var rows = await select.ExecuteReaderAsync(stop);
        var found = new List<JsonObject>();
        while (await rows.ReadAsync(stop))
            found.Add(SandboxStore.Parse(rows.GetString(0)));
        return found;
    }

    public async Task AddAsync(JsonObject body)
    {
        await using var insert = Command(
            "insert into sandbox.objects (id, kind, body, created) values ($1, $2, $3::jsonb, $4)",
            (string)body["id"]!,
            (string)body["object"]!,
            body.ToJsonString(),
            Now
        );
        await insert.ExecuteNonQueryAsync(stop);
    }

    public async Task SaveAsync(JsonObject body)
    {
        await using var update = Command(
            "update sandbox.objects set body = $2::jsonb where id = $1",
            (string)body["id"]!,
            body.ToJsonString()
        );
        await update.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Records an event with the object as it is now, and the webhook that is owed for it. Returns the event's id.</summary>
    public async Task<string> EmitAsync(string type, JsonObject about)
    {
        var id = SandboxStore.NewId("evt");
        var subject = SandboxObjects.Shown(about);
        var body = new JsonObject
        {
            ["id"] = id,
            ["object"] = "event",
            ["api_version"] = StripeGateway.ApiVersion,
            ["created"] = Now.ToUnixTimeSeconds(),
            ["data"] = new JsonObject { ["object"] = subject },
            ["livemode"] = false,
            ["pending_webhooks"] = 1,
            ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null },
            ["type"] = type,
        };
        await AddAsync(body);
        await using var owed = Command(
            "insert into sandbox.deliveries (event_id, body, due_at) values ($1, $2, $3)",
            id,
            body.ToJsonString(),
            Now
        );
        await owed.ExecuteNonQueryAsync(stop);
        return id;
    }

    /// <summary>Owes no webhook for what this transaction did at <see cref="Now"/>: the demo world's past.</summary>
    public async Task ForgetDeliveriesAsync()
    {
        await using var forget = Command(
            "update sandbox.deliveries set delivered_at = due_at where due_at = $1 and delivered_at is null",
            Now
        );
        await forget.ExecuteNonQueryAsync(stop);
    }

    /// <summary>
    /// The answer this key got before, or null when this call is the first. A second call that comes while the first is
    /// still at work waits for it here.
    /// </summary>
    /// <exception cref="SandboxRefusal">The key was used with other parameters.</exception>
    public async Task<JsonObject?> ClaimKeyAsync(string key, string fingerprint)
    {
        await using (
            var forget = Command(
                "delete from sandbox.idempotency where key = $1 and created < $2",
                key,
                Now - _keysLast
            )
        )
            await forget.ExecuteNonQueryAsync(stop);
        await using (
            var claim = Command(
                "insert into sandbox.idempotency (key, fingerprint, created) values ($1, $2, $3) on conflict do nothing",
                key,
                fingerprint,
                Now
            )
        )
            if (await claim.ExecuteNonQueryAsync(stop) == 1)
                return null;
        await using var select = Command("select fingerprint, answer from sandbox.idempotency where key = $1", key);
        await using var row = await select.ExecuteReaderAsync(stop);
        if (!await row.ReadAsync(stop))
            throw new InvalidOperationException("The idempotency key disappeared while it was read.");
        if (row.GetString(0) != fingerprint)
            throw new SandboxRefusal(
                400,
                "idempotency_error",
                "Keys for idempotent requests can only be used with the same parameters they were first used with.",
                "idempotency_error"
            );
        return SandboxStore.Parse(row.GetString(1));
    }

    public async Task KeepAnswerAsync(string key, JsonObject answer)
    {
        await using var update = Command(
            "update sandbox.idempotency set answer = $2::jsonb where key = $1",
            key,
            answer.ToJsonString()
        );
        await update.ExecuteNonQueryAsync(stop);
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var value in values)
            command.Parameters.Add(
                value is DateTimeOffset time
                    ? new() { Value = time.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz }
                    : new() { Value = value }
            );
        return command;
    }
}
