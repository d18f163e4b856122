using Npgsql;

namespace Alot.Web.Payments.Sandbox;

/// <summary>What the sandbox did: calls it answered, webhooks it sent, what it was told to do, and every fault that fired.</summary>
internal sealed class SandboxLog(NpgsqlDataSource database, TimeProvider clock)
{
    public async Task AddAsync(string kind, string what, string? about, string outcome, SandboxFault? fault = null)
    {
        await using var add = database.CreateCommand(
            "insert into sandbox.log (at, kind, what, about, outcome, fault) values ($1, $2, $3, $4, $5, $6)"
        );
        add.Parameters.Add(new() { Value = clock.GetUtcNow() });
        add.Parameters.Add(new() { Value = kind });
        add.Parameters.Add(new() { Value = what });
        add.Parameters.Add(new() { Value = (object?)about ?? DBNull.Value });
        add.Parameters.Add(new() { Value = outcome });
        add.Parameters.Add(new() { Value = fault is { } fired ? SandboxFaults.Name(fired) : DBNull.Value });
        // What happened is kept, also when whoever asked has left.
        await add.ExecuteNonQueryAsync(CancellationToken.None);
    }

    /// <summary>How often each fault has fired, and how many calls and webhooks there were.</summary>
    public async Task<Dictionary<string, long>> CountAsync(CancellationToken stop)
    {
        await using var count = database.CreateCommand(
            """
            select fault, count(*) from sandbox.log where fault is not null group by fault
            union all select kind || 's', count(*) from sandbox.log group by kind
            """
        );
        var counts = new Dictionary<string, long>();
        await using var rows = await count.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
            counts[rows.GetString(0) == "deliverys" ? "deliveries" : rows.GetString(0)] = rows.GetInt64(1);
        return counts;
    }

    public async Task<IReadOnlyList<SandboxLogLine>> LastAsync(int most, CancellationToken stop)
    {
        await using var read = database.CreateCommand(
            "select at, kind, what, about, outcome, fault from sandbox.log order by seq desc limit $1"
        );
        read.Parameters.Add(new() { Value = most });
        var lines = new List<SandboxLogLine>();
        await using var rows = await read.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
            lines.Add(
                new(
                    rows.GetFieldValue<DateTimeOffset>(0),
                    rows.GetString(1),
                    rows.GetString(2),
                    rows.IsDBNull(3) ? null : rows.GetString(3),
                    rows.GetString(4),
                    rows.IsDBNull(5) ? null : rows.GetString(5)
                )
            );
        return lines;
    }

    public async Task ClearAsync(CancellationToken stop)
    {
        await using var clear = database.CreateCommand("delete from sandbox.log");
        await clear.ExecuteNonQueryAsync(stop);
    }
}

internal sealed record SandboxLogLine(
    DateTimeOffset At,
    string Kind,
    string What,
    string? About,
    string Outcome,
    string? Fault
);
