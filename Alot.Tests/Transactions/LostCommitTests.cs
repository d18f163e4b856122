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
    // script/cuts loses more.
    private static readonly int Cuts = int.TryParse(Environment.GetEnvironmentVariable("ALOT_CUTS"), out var cuts)
        ? cuts
        : 50;

    [Fact]
    public async Task Answers_to_a_commit_are_lost_and_nothing_is_done_twice()
    {
        // Two for each purchase by card, one for each for credits.
        var cards = Cuts / 5;
        var forCredits = Cuts - 2 * cards;
        await using var world = new UseCases(cluster);
        await world.Database.InitializeAsync();
        var direct = new NpgsqlConnectionStringBuilder(world.Database.App);
        await using var line = new LossyLine("127.0.0.1", direct.Port);
        world.Route = app =>
            new NpgsqlConnectionStringBuilder(app) { Port = line.Port, SslMode = SslMode.Disable }.ConnectionString;
        await world.InitializeAsync();
        var lot = await world.OpenLotAsync(Cuts * 20);
        var player = await world.Cast.PlayerAsync(credits: Cuts * 200);

        for (var i = 1; i <= forCredits; i++)
        {
            line.LoseNext();
            var bought = await world.BuyWithCreditsAsync(player, lot, 2);
            (bought.TicketsStart, bought.TicketsEnd).ShouldBe((i * 2 - 1, i * 2));
        }
        foreach (var buyer in await world.Cast.PlayersAsync(cards))
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

        line.Lost.ShouldBe(Cuts);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{line.Lost} answers to a COMMIT were lost, none of it was done twice"
        );
        var seen = await world.LotAsync(lot);
        (seen.TotalTickets, seen.HeldTickets, seen.CurrentFunding).ShouldBe(
            (forCredits * 2 + cards * 3, 0, Money.Dollars(cards * 3))
        );
        (await world.CreditsAsync(player)).ShouldBe(Cuts * 200 - forCredits * 200);
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }
}
