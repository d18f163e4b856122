using System.Security.Cryptography;
using Alot.Data.Pots;
using Alot.Data.Setup;
using Alot.Tests.World;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace Alot.Tests.World;

/// <summary>
/// The server that test databases are made on, one for all tests: the one that <c>ALOT_TEST_DB</c> names (an administrator's
/// connection string), else a private one. Starts when the first test asks, so tests of pure rules don't wait for it.
/// </summary>
public sealed class TestCluster : IAsyncLifetime
{
    private readonly SemaphoreSlim turn = new(1);
    private PrivateCluster? own;
    private Template? template;
    private int clones;
    private bool alone;

    /// <summary>A server that no other test uses, to be killed.</summary>
    internal static TestCluster Alone() => new() { alone = true };

    /// <summary>SIGKILL to every process of the server, as a power cut, and start it again.</summary>
    internal async Task KillAndRestartAsync()
    {
        var server = own ?? throw new InvalidOperationException("Only a server of one's own may be killed.");
        await server.KillAsync();
        await server.RestartAsync();
        // What the pools of this process hold leads nowhere.
        NpgsqlConnection.ClearAllPools();
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A new database with every migration applied and nothing in it.</summary>
    internal async Task<ClonedDatabase> CloneAsync()
    {
        var from = await TemplateAsync();
        var name = $"{from.Logins.Prefix}_{Interlocked.Increment(ref clones)}";
        var owner = from.Database.OneLogin ? "" : $" owner {from.Logins.OwnerName}";
        // Copied as files: a third of the time, and the server's buffers stay free for what tests do.
        await ExecuteAsync(
            from.Administrator,
            $"create database {name} template {from.Name} strategy file_copy{owner}"
        );
        // As setup does; a copy doesn't take it along.
        await ExecuteAsync(from.Administrator, $"alter database {name} set jit = off");
        return new(
            App: WithDatabase(from.Database.App, name),
            Owner: WithDatabase(from.Database.Owner, name),
            Administrator: WithDatabase(from.Administrator, name),
            Pots: new(
                WithDatabase(from.Database.Pots.Orchestrator, name),
                WithDatabase(from.Database.Pots.Settlement, name)
            )
        );
    }

    internal async Task DropAsync(ClonedDatabase clone)
    {
        foreach (var login in (string[])[clone.App, clone.Pots.Orchestrator, clone.Pots.Settlement])
        {
            await using var pooled = new NpgsqlConnection(login);
            NpgsqlConnection.ClearPool(pooled);
        }
        var name = new NpgsqlConnectionStringBuilder(clone.App).Database;
        await ExecuteAsync((await TemplateAsync()).Administrator, $"drop database if exists {name} with (force)");
    }

    public async ValueTask DisposeAsync()
    {
        if (own is not null)
            await own.DisposeAsync();
        else if (template is not null)
            await LeaveAsWasAsync(template);
    }

    private async Task<Template> TemplateAsync()
    {
        await turn.WaitAsync();
        try
        {
            return template ??= await MakeTemplateAsync();
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<Template> MakeTemplateAsync()
    {
        var shared = Environment.GetEnvironmentVariable("ALOT_TEST_DB");
        if (alone || string.IsNullOrEmpty(shared))
            own ??= await PrivateCluster.StartAsync();
        // Logins belong to the whole server: on one that others use they must not be the ones others sign in with.
        var prefix = own is null ? "alot_test_" + RandomNumberGenerator.GetHexString(8, lowercase: true) : "alot";
        var name = $"{prefix}_template";
        var administrator = WithDatabase(own?.Administrator ?? shared!, name);
        var report = new StringWriter();
        var logins = new Logins(Password(), Password(), Password(), Password(), prefix);
        try
        {
            var database = await new DatabaseSetup(administrator, logins, report).RunAsync(default);
            return new(name, WithDatabase(administrator, "postgres"), logins, database);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"The template database could not be made: {e.Message}\n{report}", e);
        }
    }

    private static async Task LeaveAsWasAsync(Template left)
    {
        await ExecuteAsync(left.Administrator, $"drop database if exists {left.Name} with (force)");
        if (left.Database.OneLogin)
            return;
        foreach (
            var login in (string[])
                [left.Logins.OwnerName, left.Logins.AppName, left.Logins.OrchestratorName, left.Logins.SettlementName]
        )
            await ExecuteAsync(left.Administrator, $"drop role if exists {login}");
    }

    private static string Password() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static string WithDatabase(string connection, string name) =>
        new NpgsqlConnectionStringBuilder(connection) { Database = name }.ConnectionString;

    private static async Task ExecuteAsync(string connection, string sql)
    {
        var options = new NpgsqlConnectionStringBuilder(connection) { Pooling = false, CommandTimeout = 120 };
        await using var open = new NpgsqlConnection(options.ConnectionString);
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Template(string Name, string Administrator, Logins Logins, PreparedDatabase Database);
}

/// <summary>Connection strings of one cloned database.</summary>
public sealed record ClonedDatabase(string App, string Owner, string Administrator, PotLogins Pots);
