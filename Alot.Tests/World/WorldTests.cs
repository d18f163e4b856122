using System.Net;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.World;

/// <summary>The ground the other tests stand on.</summary>
public sealed class WorldTests(AppHost app, Browser browser) : IClassFixture<AppHost>
{
    [Fact]
    public async Task A_browser_reaches_the_app_that_runs_in_this_process()
    {
        await using var visitor = await browser.NewVisitorAsync(app.Address);
        var page = await visitor.NewPageAsync();
        var answer = await page.GotoAsync("/");
        answer!.Status.ShouldBe((int)HttpStatusCode.OK);
        (await page.EvaluateAsync<string>("document.documentElement.lang")).ShouldBe("en");
    }

    [Fact]
    public async Task An_app_that_was_killed_is_ready_again_on_its_port_and_one_that_is_stopped_ends_well()
    {
        int port;
        await using (var first = await AppProcess.StartAsync(app.Database))
        {
            port = first.Address.Port;
            await first.KillAsync();
            first.Running.ShouldBeFalse();
        }
        await using var second = await AppProcess.StartAsync(app.Database, port: port);
        (await second.StopAsync()).ShouldBe(0, second.Output);
    }

    [Fact]
    public async Task A_database_server_that_was_killed_has_what_was_committed()
    {
        await using var cluster = await PrivateCluster.StartAsync();
        await RunAsync(cluster, "create table kept as select 42 as answer");
        await cluster.KillAsync();
        await Should.ThrowAsync<NpgsqlException>(() => RunAsync(cluster, "select 1"));
        await cluster.RestartAsync();
        (await RunAsync(cluster, "select answer from kept")).ShouldBe(42);
        (await RunAsync(cluster, "show fsync")).ShouldBe("on");
    }

    [Fact]
    public async Task Each_class_has_a_database_of_its_own()
    {
        await app.Database.RunAsync("create table only_here (id int)", app.Database.Owner);
        (await app.Database.AskAsync<bool>("select to_regclass('only_here') is not null")).ShouldBeTrue();

        var cluster = new NpgsqlConnectionStringBuilder(app.Database.Administrator);
        cluster.Database = cluster.Database![..cluster.Database!.LastIndexOf('_')] + "_template";
        cluster.Pooling = false;
        await using var template = new NpgsqlConnection(cluster.ConnectionString);
        await template.OpenAsync();
        await using var look = new NpgsqlCommand("select to_regclass('only_here') is null", template);
        (await look.ExecuteScalarAsync()).ShouldBe(true);
    }

    private static async Task<object?> RunAsync(PrivateCluster cluster, string sql)
    {
        var options = new NpgsqlConnectionStringBuilder(cluster.Administrator) { Pooling = false };
        await using var open = new NpgsqlConnection(options.ConnectionString);
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(sql, open);
        return await command.ExecuteScalarAsync();
    }
}
