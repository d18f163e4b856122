using Alot.Data;
using Alot.Data.Pots;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace Alot.Tests.World;

/// <summary>
/// A migrated, empty database of its own for one test class (<c>IClassFixture</c>) or collection, used as the app uses it:
/// with the app's login and pool.
/// </summary>
public sealed class TestDatabase(TestCluster cluster) : IAsyncLifetime
{
    private ClonedDatabase? clone;

    /// <summary>What production gives the app.</summary>
    public string App => Clone.App;

    /// <summary>What production gives the pot services.</summary>
    public PotLogins Pots => Clone.Pots;

    /// <summary>The owner of the tables: for arranging and looking at what the app itself may not.</summary>
    public string Owner => Clone.Owner;

    /// <summary>Stands in for the server's administrator.</summary>
    public string Administrator => Clone.Administrator;

    private ClonedDatabase Clone =>
        clone ?? throw new InvalidOperationException("The database is there after InitializeAsync.");

    public async ValueTask InitializeAsync() => clone ??= await cluster.CloneAsync();

    /// <summary>A fresh context as the app.</summary>
    public AlotDb Open() => new(new DbContextOptionsBuilder<AlotDb>().UseNpgsql(App).Options);

    /// <summary>One value, as the owner.</summary>
    public async Task<T> AskAsync<T>(string sql, params object[] values)
    {
        await using var open = await OpenAsync(Owner);
        await using var command = Command(open, sql, values);
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException($"No row: {sql}"));
    }

    /// <summary>Rows touched, as the app unless <paramref name="login"/> says who.</summary>
    public async Task<int> RunAsync(string sql, string? login = null, params object[] values)
    {
        await using var open = await OpenAsync(login ?? App);
        await using var command = Command(open, sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Keeps a row locked until it is disposed of.</summary>
    public async Task<IAsyncDisposable> HoldRowAsync(string table, Guid id)
    {
        var open = await OpenAsync(Owner);
        var transaction = await open.BeginTransactionAsync();
        await using var hold = Command(open, $"select 1 from {table} where id = $1 for update", [id]);
        hold.Transaction = transaction;
        await hold.ExecuteNonQueryAsync();
        return open; // ends its transaction with it
    }

    /// <summary>Keeps everybody from reading a table until it is disposed of.</summary>
    public async Task<IAsyncDisposable> HoldTableAsync(string table)
    {
        var open = await OpenAsync(Owner);
        var transaction = await open.BeginTransactionAsync();
        await using var hold = Command(open, $"lock table {table} in access exclusive mode", []);
        hold.Transaction = transaction;
        await hold.ExecuteNonQueryAsync();
        return open; // ends its transaction with it
    }

    /// <summary>Until somebody waits for a lock. As the administrator: what other logins wait for is hidden from the rest.</summary>
    public async Task SomebodyWaitsAsync()
    {
        await using var open = await OpenAsync(Administrator);
        for (var tries = 0; ; tries++)
        {
            await using var waiting = Command(
                open,
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
                []
            );
            if ((long)(await waiting.ExecuteScalarAsync())! > 0)
                return;
            if (tries == 1_200)
                throw new TimeoutException("Nobody waits for a lock.");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (clone is not null)
            await cluster.DropAsync(clone);
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connection)
    {
        var open = new NpgsqlConnection(connection);
        await open.OpenAsync();
        return open;
    }

    private static NpgsqlCommand Command(NpgsqlConnection open, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, open);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
