using System.Globalization;
using Alot.Data.Auditing;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>
/// Refunds while the processor loses three answers in ten, or says 500: one each, and its list is the journal's.
/// <c>script/refunds N</c> is the long form (ALOT_REFUNDS).
/// </summary>
public sealed class RefundFaultTests(SandboxedUseCases sandbox, ITestOutputHelper output)
    : IClassFixture<SandboxedUseCases>
{
    private static readonly int Count = int.Parse(
        Environment.GetEnvironmentVariable("ALOT_REFUNDS") ?? "40",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public async Task However_answers_are_lost_each_refund_is_made_once_and_the_processors_list_is_the_journal()
    {
        var world = sandbox.World;
        var seed = Seeds.Random().Next();
        var lot = await world.OpenLotAsync(10_000, TimeSpan.FromHours(20));
        var bought = new List<(PlayerId Player, PurchaseId Id)>();
        foreach (var player in await world.Cast.PlayersAsync(Count))
            bought.Add((player, await sandbox.BuyAsync(player, lot, 20)));
        world.Clock.Advance(TimeSpan.FromHours(20));
        await world.Get<ExpireLot>().RunAsync(lot, default);
        foreach (var (player, id) in bought)
            await world.Get<ChooseRefund>().RunAsync(new(player, world.Key(), id, RefundChoice.Cash), default);
        var before = await sandbox.CountsAsync();
        // Once for certain, and then by chance.
        await sandbox.MisbehaveAsync(
            seed,
            ("error_500", 0.10, 1, 0),
            ("error_500_after", 0.08, 1, 0),
            ("lose_answer", 0.08, 1, 0),
            ("refuse", 0.05, 1, 0),
            ("drop", 0.5, 1, 0)
        );

        // A third of the tries come after a day and more, when the processor has forgotten our keys.
        var tries = 0;
        for (; tries < 60 && await OpenAsync() > 0; tries++)
        {
            await sandbox.SendRefundsAsync();
            world.Clock.Advance(tries % 3 == 2 ? TimeSpan.FromHours(25) : TimeSpan.FromHours(1.1));
            await sandbox.ApplyAsync();
        }

        (await OpenAsync()).ShouldBe(0);
        await sandbox.MisbehaveAsync(seed);
        var refunds = await world.ReadAsync(db => db.Refunds.AsNoTracking().ToListAsync());
        refunds.Count.ShouldBe(Count);
        refunds.ShouldAllBe(r => r.Status == RefundStatus.Succeeded);
        var made = await sandbox.Gateway.RefundsSinceAsync(world.Now.AddDays(-3_000), default);
        made.Count.ShouldBe(Count, "at most one each");
        made.GroupBy(r => r.PaymentIntentId).ShouldAllBe(g => g.Count() == 1);
        made.Sum(r => r.Amount.Cents).ShouldBe(Count * 19_60L);
        (await world.BalanceAsync("clearing", lot.Value)).ShouldBe(-Count * 40L);
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
        var after = await sandbox.CountsAsync();
        var fired = new List<string>();
        foreach (var fault in (string[])["error_500", "error_500_after", "lose_answer", "refuse", "drop"])
        {
            var times = ((long?)after[fault] ?? 0) - ((long?)before[fault] ?? 0);
            times.ShouldBeGreaterThan(0, fault);
            fired.Add($"{times} {fault}");
        }
        var calls = (long)after["calls"]! - ((long?)before["calls"] ?? 0);
        output.WriteLine(
            $"{Count} refunds in {tries} rounds and {calls} calls; fired: {string.Join(", ", fired)}; {made.Count} made, one each; the processor holds {Count * 0.40m:0.00} USD, as the journal says (seed {seed})"
        );
    }

    private Task<int> OpenAsync() =>
        sandbox.World.ReadAsync(db => db.Refunds.CountAsync(r => r.Status != RefundStatus.Succeeded));
}
