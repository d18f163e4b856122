using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Alot.Data.Auditing;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Journeys;

/// <summary>
/// kill -9 of the app and of PostgreSQL in the middle of sales, draws and settlements, while people buy over HTTP and send
/// again what got no answer. <c>script/kills</c> kills more often.
/// </summary>
public sealed partial class KillTests
{
    private static readonly int AppKills = Often("ALOT_KILLS", 2);
    private static readonly int ServerKills = Often("ALOT_SERVER_KILLS", 1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly List<string> logs = [];

    [Fact]
    public async Task Whatever_the_app_was_doing_when_it_was_killed_is_whole_or_not_there_and_goes_on_afterwards()
    {
        var random = Seeds.Random();
        await using var cluster = TestCluster.Alone();
        await using var world = new UseCases(cluster) { Clock = new ManualClock(TimeProvider.System.GetUtcNow()) };
        await world.InitializeAsync();
        var shoppers = new List<Shopper>();
        var lots = new Market(world);
        await lots.KeepOpenAsync(2);
        var settings = new Dictionary<string, string>
        {
            ["Alot:MasterKey"] = Convert.ToBase64String(UseCases.MasterKey),
            ["Demo:World"] = "false",
            ["Pots:Rotating"] = "false",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        var app = await AppProcess.StartAsync(world.Database, settings);
        try
        {
            for (var i = 0; i < 10; i++)
                shoppers.Add(
                    await Shopper.SignInAsync(
                        app.Address,
                        await world.Cast.MemberAsync(credits: 3_000),
                        random.Next(),
                        lots
                    )
                );
            using var over = new CancellationTokenSource();
            var shopping = shoppers.Select(s => s.ShopAsync(over.Token)).ToList();

            var (all, slowest) = (AppKills + ServerKills, TimeSpan.Zero);
            for (var kill = 0; kill < all; kill++)
            {
                await lots.KeepOpenAsync(2);
                var moment = await WaitForMomentAsync(world, kill, random);
                // The server's are spread evenly over the app's.
                var server = (kill + 1) * ServerKills / all > kill * ServerKills / all;
                var started = Stopwatch.GetTimestamp();
                if (server)
                {
                    await cluster.KillAndRestartAsync();
                    world.Get<NpgsqlDataSource>().Clear();
                    await app.WaitUntilReadyAsync();
                }
                else
                {
                    await app.KillAsync();
                    logs.Add(app.Output);
                    await app.DisposeAsync();
                    app = await AppProcess.StartAsync(world.Database, settings, app.Address.Port);
                }
                var took = Stopwatch.GetElapsedTime(started);
                slowest = took > slowest ? took : slowest;
                Write(
                    $"{(server ? "PostgreSQL" : "the app")} killed {moment}, ready again in {took.TotalSeconds:0.0} s"
                );
            }
            Write(
                $"{AppKills} kills of the app, {ServerKills} of PostgreSQL; ready again in at most {slowest.TotalSeconds:0.0} s"
            );

            await UntilAsync(
                world,
                "every lot is settled",
                "select not exists (select from rooms where status <> 'settled')"
            );
            await over.CancelAsync();
            await Task.WhenAll(shopping);
            await UntilAsync(
                world,
                "every refund, webhook and hold is done",
                """
                select not exists (select from refunds where status <> 'succeeded')
                    and not exists (select from webhook_events where applied_at is null)
                    and not exists (select from room_entry_purchases where status = 'pending')
                """
            );
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{failure.Message}\n{app.Output}", failure);
        }
        finally
        {
            logs.Add(app.Output);
            await app.DisposeAsync();
        }

        shoppers.SelectMany(s => s.Surprises).Select(Explained).ShouldBeEmpty();
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
        await ShouldHaveWhatWasAnsweredAsync(world, shoppers);
    }

    /// <summary>With what the app said of it.</summary>
    private string Explained(string surprise)
    {
        var reference = CorrelationId().Match(surprise).Value;
        var said = logs.SelectMany(l => l.Split('\n'))
            .Where(l => reference != "" && l.Contains(reference, StringComparison.Ordinal));
        return $"{surprise}\n{string.Join('\n', said)}";
    }

    [GeneratedRegex("[0-9a-f]{32}")]
    private static partial Regex CorrelationId();

    private static int Often(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var often) ? often : otherwise;

    /// <summary>In turn: at any time, with a lot funded and not drawn, with a lot drawn and not settled.</summary>
    private static async Task<string> WaitForMomentAsync(UseCases world, int kill, Random random)
    {
        await Task.Delay(random.Next(200, 1_000));
        if (kill % 3 == 0)
            return "during sales";
        var status = kill % 3 == 1 ? "funded" : "drawing";
        await using var open = new NpgsqlConnection(world.Database.Owner);
        await open.OpenAsync();
        await using var look = new NpgsqlCommand($"select exists (select from rooms where status = '{status}')", open);
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < TimeSpan.FromSeconds(5))
            if (await look.ExecuteScalarAsync() is true)
                return $"with a lot {status}";
        return $"without having met a lot {status}";
    }

    private static async Task UntilAsync(UseCases world, string what, string sql)
    {
        var waited = Stopwatch.StartNew();
        while (!await world.Database.AskAsync<bool>(sql))
        {
            if (waited.Elapsed > Patience)
                throw new TimeoutException($"Not within {Patience}: {what}.");
            await Task.Delay(100);
        }
    }

    /// <summary>Each answer that arrived is true, each command had one effect, and the processor's books are ours.</summary>
    private static async Task ShouldHaveWhatWasAnsweredAsync(UseCases world, List<Shopper> shoppers)
    {
        var bought = shoppers.SelectMany(s => s.CreditEntries).ToList();
        var entries = await world.ReadAsync(db => db.Entries.ToListAsync());
        entries
            .Where(e => e.PurchaseType == EntryKind.Credits)
            .Select(e => e.Id.Value)
            .ShouldBe(bought, ignoreOrder: true);
        var purchases = await world.ReadAsync(db => db.Purchases.ToListAsync());
        purchases.Select(p => p.Id.Value).ShouldBe(shoppers.SelectMany(s => s.Purchases), ignoreOrder: true);
        foreach (var paid in shoppers.SelectMany(s => s.Paid))
            purchases.Single(p => p.Id.Value == paid).IsPaid.ShouldBeTrue();
        Write($"{entries.Count} entries, {purchases.Count} purchases");

        (
            await world.Database.AskAsync<long>(
                """
                select coalesce(sum((body ->> 'amount_received')::bigint) filter (where kind = 'payment_intent'), 0)::bigint
                    - coalesce(sum((body ->> 'amount')::bigint) filter (where kind = 'refund' and body ->> 'status' = 'succeeded'), 0)::bigint
                from sandbox.objects
                """
            )
        ).ShouldBe(
            -await world.Database.AskAsync<long>("select sum(balance)::bigint from accounts where kind = 'clearing'")
        );
    }

    private static void Write(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
