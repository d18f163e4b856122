using System.Globalization;
using Alot.Data.Auditing;
using Alot.Domain;
using Alot.Tests.World;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Load;

/// <summary>
/// Sales per second, ours beside SQL written by hand, in one run on one server (quality.md, Performance). The short form in
/// the tests only shows that the program works and what it sold adds up; <c>script/load sales</c> measures.
/// </summary>
public sealed class SalesLoad(UseCases world, ITestOutputHelper output) : IClassFixture<UseCases>
{
    private const int Most = 64;
    private const int Tickets = 25; // the least that a lot of this value sells
    private const int Target = 20_000_000;

    internal static readonly TimeSpan While = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("ALOT_LOAD_SECONDS") ?? "0.5", CultureInfo.InvariantCulture)
    );

    [Fact]
    public async Task Sales_of_one_hot_lot()
    {
        var players = await Plenty.PlayersAsync(world, Most);
        await using var source = HandWrittenSale.Source(world.Database, Most);
        var byHand = new HandWrittenSale(source);
        // Each turn has a lot of its own.
        async Task<Func<int, Task>> OursAsync()
        {
            var lot = await world.OpenLotAsync(Target);
            return b => world.BuyWithCreditsAsync(players[b], lot, Tickets);
        }
        async Task<Func<int, Task>> ByHandAsync()
        {
            var lot = await world.OpenLotAsync(Target);
            return b => byHand.SellAsync(players[b], lot, Tickets, world.Now);
        }
        Task<(Crowd ByHand, Crowd Ours)> CompareAsync(int buyers) =>
            Crowd.CompareAsync(buyers, While, ("by hand", ByHandAsync), ("ours", OursAsync));

        // Once for nothing: code is compiled, pools are filled, pages are read.
        await CompareAsync(Most);
        await CompareAsync(1);
        var (lone, some, most) = (await CompareAsync(1), await CompareAsync(16), await CompareAsync(Most));

        output.WriteLine("Sales of one hot lot, for credits, whole purchase recorded");
        Crowd[] baseline = [lone.ByHand, some.ByHand, most.ByHand];
        foreach (var crowd in (Crowd[])[.. baseline, lone.Ours, some.Ours, most.Ours])
            output.WriteLine(crowd.ToString());
        Say("64 buyers: ours ÷ by hand at 64 (≥ 6)", most.Ours.PerSecond / most.ByHand.PerSecond);
        Say("64 buyers: ours ÷ by hand at its best (≥ 3)", most.Ours.PerSecond / baseline.Max(c => c.PerSecond));
        Say("a lone buyer: ours ÷ by hand (≥ 1)", lone.Ours.PerSecond / lone.ByHand.PerSecond);
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sales_spread_over_many_lots()
    {
        var players = await Plenty.PlayersAsync(world, Most);
        await using var source = HandWrittenSale.Source(world.Database, Most);
        var byHand = new HandWrittenSale(source);
        var lots = new List<LotId>();
        for (var i = 0; i < (While > TimeSpan.FromSeconds(1) ? 1_000 : 20); i++)
            lots.Add(await world.OpenLotAsync(1_000_000));
        var random = Seeds.Random();
        LotId Any()
        {
            lock (random)
                return lots[random.Next(lots.Count)];
        }

        Task<(Crowd ByHand, Crowd Ours)> CompareAsync() =>
            Crowd.CompareAsync(
                Most,
                While,
                ("by hand", () => Sale(b => byHand.SellAsync(players[b], Any(), Tickets, world.Now))),
                ("ours", () => Sale(b => world.BuyWithCreditsAsync(players[b], Any(), Tickets)))
            );
        await CompareAsync();
        var (baseline, ours) = await CompareAsync();

        output.WriteLine($"Sales spread over {lots.Count} lots");
        output.WriteLine(baseline.ToString());
        output.WriteLine(ours.ToString());
        Say("ours ÷ by hand (≥ 0.8)", ours.PerSecond / baseline.PerSecond);
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    private static Task<Func<int, Task>> Sale(Func<int, Task> sale) => Task.FromResult(sale);

    private void Say(string what, double ratio) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {ratio:F2}"));
}
