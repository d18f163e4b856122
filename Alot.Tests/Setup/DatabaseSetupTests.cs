using System.Security.Cryptography;
using Alot.Data.Setup;
using Alot.Tests.World;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Setup;

public sealed class DatabaseSetupTests(TestDatabase server) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    // Databases and logins of this test only: they are dropped again, the server may be one that others use.
    private readonly string name = "setup_" + RandomNumberGenerator.GetHexString(8, lowercase: true);
    private readonly StringWriter report = new();
    private Logins logins = null!;

    public ValueTask InitializeAsync()
    {
        logins = new Logins("owner's pass'word", "app-password", "o-password", "s-password", name);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_empty_server_gets_a_database_logins_and_tables()
    {
        var prepared = await SetUpAsync();

        prepared.OneLogin.ShouldBeFalse();
        var app = new NpgsqlConnectionStringBuilder(prepared.App);
        (app.Username, app.Database, app.MaxPoolSize).ShouldBe(($"{name}_app", name, 20));
        (await AskAsync<long>(prepared.App, "select count(*) from rooms")).ShouldBe(0);
    }

    [Fact]
    public async Task Several_at_once_and_once_more_all_end_well()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SetUpAsync()));
        all.Append(await SetUpAsync()).Distinct().Count().ShouldBe(1);
        report.ToString().Split("Created database").Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_changed_password_is_taken_over()
    {
        await SetUpAsync();
        logins = logins with { App = "another" };
        var prepared = await SetUpAsync();
        (await AskAsync<long>(prepared.App, "select count(*) from rooms")).ShouldBe(0);
    }

    [Fact]
    public async Task The_app_may_add_to_what_is_append_only_and_not_change_it()
    {
        var prepared = await SetUpAsync();
        var guarded = 0;
        foreach (var table in AppRights.AppendOnly)
        {
            if (!await AskAsync<bool>(prepared.App, $"select to_regclass('{table}') is not null"))
                continue;
            guarded++;
            (await RightsAsync(prepared.App, table)).ShouldBe("insert,select", table);
            var refused = await Should.ThrowAsync<PostgresException>(() =>
                AskAsync<object>(prepared.App, $"delete from {table}")
            );
            refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }
        guarded.ShouldBeGreaterThanOrEqualTo(5);
        foreach (var table in AppRights.ReadOnly)
            if (await AskAsync<bool>(prepared.App, $"select to_regclass('\"{table}\"') is not null"))
                (await RightsAsync(prepared.App, $"\"{table}\"")).ShouldBe("select", table);
        (await RightsAsync(prepared.App, "accounts")).ShouldBe("select");
        (await RightsAsync(prepared.App, "approvals")).ShouldBe("insert,select");
        (await RightsAsync(prepared.App, "rooms")).ShouldBe("delete,insert,select,update");
    }

    [Fact]
    public async Task The_app_can_make_tables_only_where_the_scheduler_keeps_its_own()
    {
        var prepared = await SetUpAsync();
        var refused = await Should.ThrowAsync<PostgresException>(() =>
            AskAsync<object>(prepared.App, "create table mine (id int)")
        );
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        await AskAsync<object>(prepared.App + ";Search Path=quartz", "create table mine (id int)");
    }

    [Fact]
    public async Task The_logins_for_pots_can_sign_in_and_see_nothing_yet()
    {
        await SetUpAsync();
        var orchestrator = With(server.Administrator, name, $"{name}_orchestrator", logins.Orchestrator);
        (await AskAsync<bool>(orchestrator, "select has_table_privilege('rooms', 'select')")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_administrator_who_is_not_a_superuser_is_enough()
    {
        await AdministerAsync($"create role {name}_dba login createrole createdb password 'dba'");
        var prepared = await SetUpAsync(With(server.Administrator, name, $"{name}_dba", "dba"));
        prepared.OneLogin.ShouldBeFalse();
        (await AskAsync<long>(prepared.App, "select count(*) from rooms")).ShouldBe(0);
    }

    [Fact]
    public async Task A_login_that_only_owns_the_database_does_everything_itself_and_says_so()
    {
        await AdministerAsync($"create role {name}_only login password 'only'");
        await AdministerAsync($"create database {name} owner {name}_only");

        var prepared = await SetUpAsync(With(server.Administrator, name, $"{name}_only", "only"));

        prepared.OneLogin.ShouldBeTrue();
        report.ToString().ShouldContain("WARNING");
        new NpgsqlConnectionStringBuilder(prepared.App).MaxPoolSize.ShouldBe(20);
        (await AskAsync<long>(prepared.App, "select count(*) from rooms")).ShouldBe(0);
    }

    [Fact]
    public async Task The_command_names_what_is_missing_and_prints_nothing_but_the_connection()
    {
        var output = new StringWriter();
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Alot"] = "Host=127.0.0.1;Port=1;Username=nobody;Timeout=1",
        };
        (await RunCommandAsync(settings, output)).ShouldBe(1);
        report.ToString().ShouldContain("Logins__Owner is missing");

        foreach (var login in (string[])["Owner", "App", "Orchestrator", "Settlement"])
            settings[$"Logins:{login}"] = "secret-word";
        (await RunCommandAsync(settings, output)).ShouldBe(1);
        report.ToString().ShouldContain("could not be set up");
        report.ToString().ShouldNotContain("secret-word");
        output.ToString().ShouldBe("");
    }

    public async ValueTask DisposeAsync()
    {
        await AdministerAsync($"drop database if exists {name} with (force)");
        foreach (var login in (string[])["owner", "app", "orchestrator", "settlement", "only", "dba"])
            await AdministerAsync($"drop role if exists {name}_{login}");
    }

    private Task<PreparedDatabase> SetUpAsync(string? administrator = null) =>
        new DatabaseSetup(
            administrator ?? With(server.Administrator, name),
            logins,
            TextWriter.Synchronized(report)
        ).RunAsync(default);

    private Task<int> RunCommandAsync(Dictionary<string, string?> settings, StringWriter output) =>
        SetupCommand.RunAsync(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), output, report);

    private static Task<string> RightsAsync(string connection, string table) =>
        AskAsync<string>(
            connection,
            $"""
            select string_agg(r, ',' order by r) from unnest(array['select', 'insert', 'update', 'delete', 'truncate']) r
            where has_table_privilege('{table}', r)
            """
        );

    private async Task AdministerAsync(string sql) =>
        await AskAsync<object>(With(server.Administrator, "postgres"), sql);

    private static async Task<T> AskAsync<T>(string connection, string sql)
    {
        var options = new NpgsqlConnectionStringBuilder(connection) { Pooling = false };
        await using var open = new NpgsqlConnection(options.ConnectionString);
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(sql, open);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private static string With(string connection, string database, string? username = null, string? password = null)
    {
        var options = new NpgsqlConnectionStringBuilder(connection) { Database = database };
        if (username is not null)
            (options.Username, options.Password) = (username, password);
        return options.ConnectionString;
    }
}
