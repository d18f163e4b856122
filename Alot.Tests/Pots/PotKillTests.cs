using System.Diagnostics;
using System.Globalization;
using Alot.Data.Auditing;
using Alot.Domain;
using Alot.Domain.Pots;
using Alot.Tests.World;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>
/// kill -9 of the app between any two steps of a pot: full and not locked, locked and not revealed, revealed and not paid.
/// <c>script/pots kills</c> kills more often.
/// </summary>
public sealed class PotKillTests(TestCluster cluster, ITestOutputHelper output)
{
    private static readonly int Kills = int.TryParse(
        Environment.GetEnvironmentVariable("ALOT_POT_KILLS"),
        NumberStyles.None,
        CultureInfo.InvariantCulture,
        out var kills
    )
        ? kills
        : 3;

    /// <summary>pots.md, "Service levels".</summary>
    private static readonly TimeSpan SettleWithin = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Alot:MasterKey"] = Convert.ToBase64String(UseCases.MasterKey),
        ["Logging:LogLevel:Default"] = "Warning",
        ["Pots:RevealDelaySeconds"] = "2",
    };

    [Fact]
    public async Task Killed_between_lock_reveal_and_payout_a_pot_is_settled_soon_after_the_restart_and_paid_once()
    {
        await using var world = new UseCases(cluster) { Clock = new ManualClock(TimeProvider.System.GetUtcNow()) };
        await world.InitializeAsync();
        var players = await world.Cast.PlayersAsync(2, 100L * Kills);
        var met = new Dictionary<PotStatus, int>();
        var slowest = TimeSpan.Zero;
        var app = await AppProcess.StartAsync(world.Database, Settings);
        try
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                var step = (PotStatus[])[PotStatus.Open, PotStatus.Locked, PotStatus.Settling];
                var (pot, status) = await KillInAsync(world, app, players, step[kill % 3]);
                met[status] = met.GetValueOrDefault(status) + 1;
                await app.DisposeAsync();
                var restarted = Stopwatch.GetTimestamp();
                app = await AppProcess.StartAsync(world.Database, Settings, app.Address.Port);
                while ((await world.PotAsync(pot)).Status != PotStatus.Settled)
                {
                    Stopwatch.GetElapsedTime(restarted).ShouldBeLessThan(SettleWithin, app.Output);
                    await Task.Delay(50);
                }
                var took = Stopwatch.GetElapsedTime(restarted);
                slowest = took > slowest ? took : slowest;
            }
        }
        finally
        {
            await app.DisposeAsync();
        }
        output.WriteLine(
            $"{Kills} kills: {string.Join(", ", met.Select(m => $"{m.Value} {m.Key}"))}; settled at most {slowest.TotalSeconds:0.0} s after the restart began"
        );
        met.Keys.Count.ShouldBeGreaterThan(1);
        (
            await world.Database.AskAsync<long>(
                "select count(*) from credit_transactions where transaction_type = 'pot_payout'"
            )
        ).ShouldBe(Kills, "paid once each");
        (await world.CreditsAsync(players[0]) + await world.CreditsAsync(players[1])).ShouldBe(200L * Kills);
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    /// <summary>Fills a pot and kills the app once it is in that state.</summary>
    /// <returns>The pot, and the state it was found in afterwards.</returns>
    private static async Task<(PotId Pot, PotStatus Status)> KillInAsync(
        UseCases world,
        AppProcess app,
        IReadOnlyList<PlayerId> players,
        PotStatus step
    )
    {
        world.Clock.Advance(TimeProvider.System.GetUtcNow() - world.Now);
        var pot = await world.OpenPotAsync(tickets: 2, cap: 1);
        await world.JoinAsync(players[0], pot, 1);
        await world.JoinAsync(players[1], pot, 1);
        // Whoever wins can't be paid as long as this is held.
        var held = step == PotStatus.Settling ? await HoldWalletsAsync(world, players) : null;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            while (step != PotStatus.Open && (await world.PotAsync(pot)).Status != step)
                await Task.Delay(5, patience.Token);
            await app.KillAsync();
        }
        finally
        {
            if (held is not null)
                await held.DisposeAsync();
        }
        return (pot, (await world.PotAsync(pot)).Status);
    }

    private static async Task<NpgsqlConnection> HoldWalletsAsync(UseCases world, IReadOnlyList<PlayerId> players)
    {
        var open = new NpgsqlConnection(world.Database.Owner);
        await open.OpenAsync();
        // Ends with the connection.
        await open.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand(
            "select 1 from user_universal_credits where user_id = any($1) order by user_id for update",
            open
        );
        hold.Parameters.Add(new NpgsqlParameter { Value = players.Select(p => p.Value).ToArray() });
        await hold.ExecuteNonQueryAsync();
        return open;
    }
}
