using Alot.Data.Auditing;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain.Ledger;
using Alot.Tests.World;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Transactions;

/// <summary>The worst moment for a connection to break: nobody knows whether the COMMIT has happened. It has.</summary>
public sealed class LostCommitTests(TestCluster cluster)
{
    [Fact]
    public async Task Fifty_answers_to_a_commit_are_lost_and_nothing_is_done_twice()
    {
        await using var world = new UseCases(cluster);
        await world.Database.InitializeAsync();
        var direct = new NpgsqlConnectionStringBuilder(world.Database.App);
        await using var line = new LossyLine("127.0.0.1", direct.Port);
        world.Route = app =>
            new NpgsqlConnectionStringBuilder(app) { Port = line.Port, SslMode = SslMode.Disable }.ConnectionString;
        await world.InitializeAsync();
        var lot = await world.OpenLotAsync(1_000);
        var player = await world.Cast.PlayerAsync(credits: 10_000);

        for (var i = 1; i <= 30; i++)
        {
            line.LoseNext();
            var bought = await world.BuyWithCreditsAsync(player, lot, 2);
            (bought.TicketsStart, bought.TicketsEnd).ShouldBe((i * 2 - 1, i * 2));
        }
        foreach (var buyer in await world.Cast.PlayersAsync(10))
        {
            line.LoseNext();
            var started = await world
                .Get<StartPurchase>()
                .RunAsync(new(buyer, world.Key(), lot, Money.Dollars(3)), default);
            await world.Get<OpenCheckout>().RunAsync(started.PurchaseId, default);
            world.Gateway.Pay(started.PurchaseId);
            // A worker's unit has no key: it fails or not, comes again, and is done once.
            line.LoseNext();
            await Record.ExceptionAsync(() => world.ConfirmAsync(started.PurchaseId));
            await world.ConfirmAsync(started.PurchaseId);
        }

        line.Lost.ShouldBe(50);
        var seen = await world.LotAsync(lot);
        (seen.TotalTickets, seen.HeldTickets, seen.CurrentFunding).ShouldBe((90, 0, Money.Dollars(30)));
        (await world.CreditsAsync(player)).ShouldBe(4_000);
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }
}
