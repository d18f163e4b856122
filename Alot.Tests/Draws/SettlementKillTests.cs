using Alot.Data.Auditing;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Tests.Load;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>kill -9 of the app in the middle of a settlement that takes several steps.</summary>
public sealed class SettlementKillTests(TestCluster cluster)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_settlement_that_was_killed_between_steps_goes_on_and_pays_everybody_once()
    {
        await using var world = new UseCases(cluster) { Clock = new ManualClock(TimeProvider.System.GetUtcNow()) };
        await world.InitializeAsync();
        var bulk = new BulkLot(world);
        await bulk.GatherAsync(16_000);
        var almost = await bulk.AlmostFundedAsync(drawDelay: 1);
        var lot = almost.Lot;
        await world.BuyAsync(almost.Last, lot, almost.Dollars);
        using var enough = new CancellationTokenSource(Patience);

        // One after the other: each is killed as soon as it has settled somebody.
        var settled = 0L;
        var kills = 0;
        while ((await world.LotAsync(lot)).Status != LotStatus.Settled)
        {
            await using var app = await AppProcess.StartAsync(
                world.Database,
                new Dictionary<string, string>
                {
                    ["Alot:MasterKey"] = Convert.ToBase64String(UseCases.MasterKey),
                    ["Logging:LogLevel:Default"] = "Warning",
                }
            );
            while (await SettledAsync(world, lot) == settled && (await world.LotAsync(lot)).Status != LotStatus.Settled)
                await Task.Delay(5, enough.Token);
            await app.KillAsync();
            kills++;
            settled = await SettledAsync(world, lot);
            (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty($"after {settled} players");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"killed {kills} times");
        settled.ShouldBe((await world.LotAsync(lot)).TotalParticipants);
        (
            await world.Database.AskAsync<long>(
                "select count(*) from credit_transactions where room_id = $1 and transaction_type = 'lot_settlement'",
                lot.Value
            )
        ).ShouldBe(settled - 1, "everybody but the winner, once");
    }

    private static Task<long> SettledAsync(UseCases world, LotId lot) =>
        world.Database.AskAsync<long>(
            "select count(*) from reveals where room_id = $1 and status <> 'active'",
            lot.Value
        );
}
