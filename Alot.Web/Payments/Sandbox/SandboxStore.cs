using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;

namespace Alot.Web.Payments.Sandbox;

/// <summary>What the sandbox keeps, in the schema <c>sandbox</c> (Alot.Data/Migrations/Sql/sandbox.sql).</summary>
internal sealed class SandboxStore(NpgsqlDataSource database, TimeProvider clock)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public DateTimeOffset Now => clock.GetUtcNow();

    public static string NewId(string prefix) => prefix + "_" + RandomNumberGenerator.GetString(Letters, 24);

    /// <summary>One call of the API: all of it or nothing, events and their deliveries included.</summary>
    public async Task<T> InTransactionAsync<T>(Func<SandboxTransaction, Task<T>> work, CancellationToken stop)
    {
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var result = await work(new SandboxTransaction(connection, transaction, clock, stop));
        await transaction.CommitAsync(stop);
        return result;
    }

    public async Task<JsonObject?> FindAsync(string kind, string id, CancellationToken stop)
    {
        await using var select = database.CreateCommand("select body from sandbox.objects where id = $1 and kind = $2");
        select.Parameters.Add(new() { Value = id });
        select.Parameters.Add(new() { Value = kind });
        return await select.ExecuteScalarAsync(stop) is string body ? Parse(body) : null;
    }

    /// <summary>A page of one kind, newest first, in Stripe's list shape.</summary>
    public async Task<JsonObject> ListAsync(SandboxList list, string url, CancellationToken stop)
    {
        await using var select = database.CreateCommand(
            """
            select body from sandbox.objects
            where kind = $1
              and ($2::text is null or body ->> 'payment_intent' = $2)
              and ($3::text is null or body ->> 'type' = $3)
              and ($4::text is null or seq < (select seq from sandbox.objects where id = $4 and kind = $1))
              and ($5::timestamptz is null or created >= $5)
              and ($6::timestamptz is null or created < $6)
            order by seq desc
            limit $7
            """
        );
        select.Parameters.Add(new() { Value = list.Kind });
        select.Parameters.Add(Nullable(list.PaymentIntent, NpgsqlDbType.Text));
        select.Parameters.Add(Nullable(list.Type, NpgsqlDbType.Text));
        select.Parameters.Add(Nullable(list.StartingAfter, NpgsqlDbType.Text));
        select.Parameters.Add(Nullable(list.CreatedFrom, NpgsqlDbType.TimestampTz));
        select.Parameters.Add(Nullable(list.CreatedBefore, NpgsqlDbType.TimestampTz));
        select.Parameters.Add(new() { Value = list.Limit + 1 });
        var found = new JsonArray();
        await using var rows = await select.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
            found.Add(Parse(rows.GetString(0)));
        var more = found.Count > list.Limit;
        if (more)
            found.RemoveAt(list.Limit);
        return new JsonObject
        {
            ["object"] = "list",
            ["url"] = url,
            ["has_more"] = more,
            ["data"] = found,
        };
    }

    /// <summary>Open sessions whose time is up, oldest first.</summary>
    public Task<List<string>> FindOverdueSessionsAsync(int limit, CancellationToken stop) =>
        FindDueAsync(
            """
            select id from sandbox.objects
            where kind = 'checkout.session' and body ->> 'status' = 'open' and (body ->> 'expires_at')::bigint <= $1
            order by (body ->> 'expires_at')::bigint
            limit $2
            """,
            limit,
            stop
        );

    /// <summary>Succeeded refunds whose time to fail has come.</summary>
    public Task<List<string>> FindFailingRefundsAsync(int limit, CancellationToken stop) =>
        FindDueAsync(
            """
            select id from sandbox.objects
            where kind = 'refund' and body ->> 'status' = 'succeeded'
              and (body -> '_sandbox' ->> 'fails_at')::bigint <= $1
            limit $2
            """,
            limit,
            stop
        );

    private async Task<List<string>> FindDueAsync(string sql, int limit, CancellationToken stop)
    {
        await using var select = database.CreateCommand(sql);
        select.Parameters.Add(new() { Value = Now.ToUnixTimeSeconds() });
        select.Parameters.Add(new() { Value = limit });
        var found = new List<string>();
        await using var rows = await select.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
            found.Add(rows.GetString(0));
        return found;
    }

    internal static JsonObject Parse(string body) => JsonNode.Parse(body)!.AsObject();

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}

/// <summary>Which page of a list is asked for.</summary>
internal sealed record SandboxList(string Kind)
{
    public string? PaymentIntent { get; init; }

    public string? Type { get; init; }

    public string? StartingAfter { get; init; }

    public DateTimeOffset? CreatedFrom { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public int Limit { get; init; } = 10;
}
