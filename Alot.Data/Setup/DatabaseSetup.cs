using Alot.Data.Pots;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Alot.Data.Setup;

/// <summary>What the app is given, and what only migrations are given.</summary>
/// <param name="Pots">What the pot services are given.</param>
/// <param name="OneLogin">The administrator could not make logins: all are the same, and neither append-only tables nor pots are guarded by rights.</param>
public sealed record PreparedDatabase(string App, string Owner, PotLogins Pots, bool OneLogin);

/// <summary>
/// Makes a server ready for the app: database, logins, migrations, rights. Running it again changes nothing but passwords;
/// several at once take turns.
/// </summary>
/// <param name="administrator">Connection string of a login that may create roles and databases, or that owns the database.</param>
/// <param name="report">Told what was done, one sentence a line; never a password.</param>
public sealed class DatabaseSetup(string administrator, Logins logins, TextWriter report)
{
    // "alot" in ASCII: any number that nobody else uses on the server.
    private const long TurnLock = 0x616c6f74;

    /// <summary>A hot row sells a third of it at 200 connections; sales are gathered instead (dependencies.md).</summary>
    private const int AppPoolSize = 20;

    private readonly string database = DatabaseName(administrator);

    /// <exception cref="NpgsqlException">The server can't be reached, or the login may do too little.</exception>
    public async Task<PreparedDatabase> RunAsync(CancellationToken stop)
    {
        await using var server = await OpenServerAsync(stop);
        await ExecuteAsync(server, "select pg_advisory_lock($1)", stop, TurnLock);

        if (
            !await AskAsync(server, "select rolsuper or rolcreaterole from pg_roles where rolname = current_user", stop)
        )
            return await UseOneLoginAsync(stop);

        await MakeLoginsAsync(server, stop);
        await MakeDatabaseAsync(server, stop);
        await MigrateAsync(ConnectionOf(logins.OwnerName, logins.Owner), stop);
        await GrantAsync(stop);
        await report.WriteLineAsync($"Database {database} is ready; logins {logins.OwnerName}, {logins.AppName}.");
        return new(
            WithPool(ConnectionOf(logins.AppName, logins.App)),
            ConnectionOf(logins.OwnerName, logins.Owner),
            new PotLogins(
                WithPool(ConnectionOf(logins.OrchestratorName, logins.Orchestrator)),
                WithPool(ConnectionOf(logins.SettlementName, logins.Settlement))
            ),
            OneLogin: false
        );
    }

    // Advisory locks belong to one database, so everybody has to meet in the same one.
    private async Task<NpgsqlConnection> OpenServerAsync(CancellationToken stop)
    {
        try
        {
            return await OpenAsync(administrator, "postgres", stop);
        }
        catch (PostgresException e)
            when (e.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege)
        {
            return await OpenAsync(administrator, database, stop);
        }
    }

    private async Task MakeLoginsAsync(NpgsqlConnection server, CancellationToken stop)
    {
        foreach (var (name, password) in logins.All)
        {
            if (!await AskAsync(server, "select exists (select from pg_roles where rolname = $1)", stop, name))
                await ExecuteFormattedAsync(server, "create role %I", stop, name);
            await ExecuteFormattedAsync(server, "alter role %I login password %L", stop, name, password);
        }
        // An administrator who is not a superuser may only give away what it is a member of.
        if (!await AskAsync(server, "select pg_has_role(current_user, $1::name, 'member')", stop, logins.OwnerName))
            await ExecuteFormattedAsync(server, "grant %I to current_user", stop, logins.OwnerName);
    }

    private async Task MakeDatabaseAsync(NpgsqlConnection server, CancellationToken stop)
    {
        if (!await AskAsync(server, "select exists (select from pg_database where datname = $1)", stop, database))
        {
            await ExecuteFormattedAsync(server, "create database %I owner %I", stop, database, logins.OwnerName);
            await ExecuteFormattedAsync(server, "revoke all on database %I from public", stop, database);
            // Compiling takes longer than any of our queries: the auditor's, which join much, took twice as long with it.
            await ExecuteFormattedAsync(server, "alter database %I set jit = off", stop, database);
            await report.WriteLineAsync($"Created database {database}.");
        }
        await ExecuteFormattedAsync(
            server,
            "grant connect, create, temporary on database %I to %I",
            stop,
            database,
            logins.OwnerName
        );
        await ExecuteFormattedAsync(
            server,
            // Temporary tables: settlement keeps who is owed what in one.
            "grant connect, temporary on database %I to %I, %I, %I",
            stop,
            database,
            logins.AppName,
            logins.OrchestratorName,
            logins.SettlementName
        );
        await using var inside = await OpenAsync(administrator, database, stop);
        await ExecuteFormattedAsync(inside, "grant usage, create on schema public to %I", stop, logins.OwnerName);
        await ExecuteFormattedAsync(
            inside,
            "grant usage on schema public to %I, %I, %I",
            stop,
            logins.AppName,
            logins.OrchestratorName,
            logins.SettlementName
        );
    }

    private async Task MigrateAsync(string owner, CancellationToken stop)
    {
        await using var db = new AlotDb(new DbContextOptionsBuilder<AlotDb>().UseNpgsql(owner).Options);
        var pending = (await db.Database.GetPendingMigrationsAsync(stop)).ToList();
        await db.Database.MigrateAsync(stop);
        foreach (var migration in pending)
            await report.WriteLineAsync($"Applied migration {migration}.");
    }

    private async Task GrantAsync(CancellationToken stop)
    {
        await using var owner = await OpenAsync(ConnectionOf(logins.OwnerName, logins.Owner), database, stop);
        await ExecuteFormattedAsync(owner, AppRights.Sql, stop, logins.AppName);
        await ExecuteFormattedAsync(
            owner,
            PotRights.Sql,
            stop,
            logins.AppName,
            logins.OrchestratorName,
            logins.SettlementName
        );
    }

    private async Task<PreparedDatabase> UseOneLoginAsync(CancellationToken stop)
    {
        var own = new NpgsqlConnectionStringBuilder(administrator) { Database = database };
        await report.WriteLineAsync(
            $"""
            *** WARNING: {own.Username} may not create logins on this server, so it does everything itself: migrations and the
            *** app's own work. The tables that must never be changed are then guarded by the code only. For anything
            *** but a trial use a login with CREATEROLE.
            """
        );
        await MigrateAsync(
            new NpgsqlConnectionStringBuilder(own.ConnectionString) { Pooling = false }.ConnectionString,
            stop
        );
        await using (var inside = await OpenAsync(administrator, database, stop))
            await ExecuteAsync(inside, "create schema if not exists quartz", stop);
        await report.WriteLineAsync($"Database {database} is ready; login {own.Username}.");
        var one = WithPool(own.ConnectionString);
        return new(one, own.ConnectionString, new PotLogins(one, one), OneLogin: true);
    }

    // "postgres" is where administrators are dropped when they name no database; our tables don't belong in it.
    private static string DatabaseName(string administrator) =>
        new NpgsqlConnectionStringBuilder(administrator).Database is { Length: > 0 } name and not "postgres"
            ? name
            : "alot";

    private string ConnectionOf(string name, string password) =>
        new NpgsqlConnectionStringBuilder(administrator)
        {
            Database = database,
            Username = name,
            Password = password,
            Pooling = false,
        }.ConnectionString;

    private static string WithPool(string connection) =>
        new NpgsqlConnectionStringBuilder(connection) { Pooling = true, MaxPoolSize = AppPoolSize }.ConnectionString;

    // Without a pool nothing stays connected: a template database can be cloned at once.
    private static async Task<NpgsqlConnection> OpenAsync(string connection, string database, CancellationToken stop)
    {
        var options = new NpgsqlConnectionStringBuilder(connection)
        {
            Database = database,
            Pooling = false,
            CommandTimeout = 300,
        };
        var open = new NpgsqlConnection(options.ConnectionString);
        try
        {
            await open.OpenAsync(stop);
            return open;
        }
        catch
        {
            await open.DisposeAsync();
            throw;
        }
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken stop,
        params object[] values
    )
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync(stop);
    }

    private static async Task<bool> AskAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken stop,
        params object[] values
    )
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteScalarAsync(stop) is true;
    }

    // Names and passwords can't be parameters of a CREATE ROLE: the server quotes them (%I names, %L literals).
    private static async Task ExecuteFormattedAsync(
        NpgsqlConnection connection,
        string pattern,
        CancellationToken stop,
        params string[] values
    )
    {
        await using var format = Command(connection, "select format($1, variadic $2::text[])", [pattern, values]);
        var sql = (string)(await format.ExecuteScalarAsync(stop))!;
        await ExecuteAsync(connection, sql, stop);
    }
}
