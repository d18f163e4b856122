using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Alot.Web.Payments.Sandbox;

/// <summary>How the sandbox can misbehave. The first five happen to calls of its API, the others to webhooks it owes.</summary>
internal enum SandboxFault
{
    /// <summary>Answers 500 and does nothing.</summary>
    Error500,

    /// <summary>Does it, and answers 500.</summary>
    Error500After,

    /// <summary>Does it, and cuts the connection before the answer.</summary>
    LoseAnswer,

    /// <summary>Cuts the connection and does nothing.</summary>
    Refuse,

    /// <summary>Answers late.</summary>
    Slow,

    /// <summary>Sends a webhook later.</summary>
    Delay,

    /// <summary>Never sends it.</summary>
    Drop,

    /// <summary>Sends it twice.</summary>
    Duplicate,

    /// <summary>Lets others go first.</summary>
    Reorder,
}

/// <summary>When one fault fires.</summary>
/// <param name="Probability">0 to 1, of each call or webhook.</param>
/// <param name="Next">The next so many, whatever the probability.</param>
/// <param name="Seconds">For slow, delay and reorder: how long, at most.</param>
internal sealed record SandboxFaultRule(double Probability = 0, int Next = 0, double Seconds = 5);

/// <summary>A fault that fires now.</summary>
internal sealed record FiredFault(SandboxFault Fault, TimeSpan Pause);

/// <summary>
/// What the sandbox was told to do wrong, kept in the database, so that every node does it. Which call is hit follows from the
/// seed and the number of the draw: the same seed and the same calls give the same faults.
/// </summary>
internal sealed class SandboxFaults(NpgsqlDataSource database)
{
    private static readonly SandboxFault[] _ofCalls =
    [
        SandboxFault.Error500,
        SandboxFault.Error500After,
        SandboxFault.LoseAnswer,
        SandboxFault.Refuse,
        SandboxFault.Slow,
    ];

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    public static string Name(SandboxFault fault) =>
        JsonNamingPolicy
            .SnakeCaseLower.ConvertName(fault.ToString())
            .Replace("error500", "error_500", StringComparison.Ordinal);

    public static SandboxFault? Parse(string name) =>
        Enum.GetValues<SandboxFault>().Cast<SandboxFault?>().FirstOrDefault(f => Name(f!.Value) == name);

    public async Task SetAsync(
        long seed,
        IReadOnlyDictionary<SandboxFault, SandboxFaultRule> rules,
        CancellationToken stop
    )
    {
        await using var set = database.CreateCommand(
            """
            insert into sandbox.mood (id, seed, faults) values (1, $1, $2::jsonb)
            on conflict (id) do update set seed = excluded.seed, faults = excluded.faults, draws = 0
            """
        );
        set.Parameters.Add(new() { Value = seed });
        set.Parameters.Add(new() { Value = Text(rules) });
        await set.ExecuteNonQueryAsync(stop);
    }

    public async Task<(long Seed, Dictionary<SandboxFault, SandboxFaultRule> Rules)> ReadAsync(CancellationToken stop)
    {
        await using var read = database.CreateCommand("select seed, faults::text from sandbox.mood where id = 1");
        await using var row = await read.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop) ? (row.GetInt64(0), Rules(row.GetString(1))) : (0, []);
    }

    /// <summary>What happens to the call that is being answered; null is nothing.</summary>
    public Task<FiredFault?> DrawForCallAsync(CancellationToken stop) => DrawAsync(calls: true, stop);

    /// <summary>What happens to the webhook that is about to be sent.</summary>
    public Task<FiredFault?> DrawForWebhookAsync(CancellationToken stop) => DrawAsync(calls: false, stop);

    private async Task<FiredFault?> DrawAsync(bool calls, CancellationToken stop)
    {
        // Nearly always there is nothing to do: one read, no lock.
        if (!(await ReadAsync(stop)).Rules.Keys.Any(f => _ofCalls.Contains(f) == calls))
            return null;
        await using var connection = await database.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        await using var draw = new NpgsqlCommand(
            "update sandbox.mood set draws = draws + 1 where id = 1 returning seed, draws, faults::text",
            connection,
            transaction
        );
        long seed,
            number;
        Dictionary<SandboxFault, SandboxFaultRule> rules;
        await using (var row = await draw.ExecuteReaderAsync(stop))
        {
            if (!await row.ReadAsync(stop))
                return null;
            (seed, number, rules) = (row.GetInt64(0), row.GetInt64(1), Rules(row.GetString(2)));
        }
        var fired = Fire(seed, number, rules, calls);
        if (fired is { } fault && rules[fault].Next > 0)
        {
            rules[fault] = rules[fault] with { Next = rules[fault].Next - 1 };
            await using var save = new NpgsqlCommand(
                "update sandbox.mood set faults = $1::jsonb where id = 1",
                connection,
                transaction
            );
            save.Parameters.Add(new() { Value = Text(rules) });
            await save.ExecuteNonQueryAsync(stop);
        }
        await transaction.CommitAsync(stop);
        return fired is { } hit
            ? new FiredFault(hit, TimeSpan.FromSeconds(rules[hit].Seconds * Chance(seed, number, "pause")))
            : null;
    }

    // At most one at a time; "the next n" come before chances.
    private static SandboxFault? Fire(
        long seed,
        long number,
        Dictionary<SandboxFault, SandboxFaultRule> rules,
        bool calls
    )
    {
        var here = rules.Where(r => _ofCalls.Contains(r.Key) == calls).OrderBy(r => r.Key).ToList();
        foreach (var (fault, rule) in here)
            if (rule.Next > 0)
                return fault;
        foreach (var (fault, rule) in here)
            if (Chance(seed, number, Name(fault)) < rule.Probability)
                return fault;
        return null;
    }

    private static double Chance(long seed, long number, string what)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{seed}:{number}:{what}");
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)))
            / (double)uint.MaxValue;
    }

    private static string Text(IReadOnlyDictionary<SandboxFault, SandboxFaultRule> rules) =>
        JsonSerializer.Serialize(rules.ToDictionary(r => Name(r.Key), r => r.Value), _json);

    private static Dictionary<SandboxFault, SandboxFaultRule> Rules(string json) =>
        JsonSerializer
            .Deserialize<Dictionary<string, SandboxFaultRule>>(json, _json)!
            .Where(r => Parse(r.Key) is not null)
            .ToDictionary(r => Parse(r.Key)!.Value, r => r.Value);
}
