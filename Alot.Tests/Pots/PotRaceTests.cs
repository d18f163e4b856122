using Alot.Data.Auditing;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Pots;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>
/// Many at once at one pot. <c>ALOT_POT_RACES</c> says how often (short here; <c>script/pots races</c> runs the whole).
/// </summary>
public sealed class PotRaceTests(UseCases world, ITestOutputHelper output) : IClassFixture<UseCases>
{
    private static int Often(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("ALOT_POT_RACES"), out var often) ? often : usual;

    [Fact]
    public async Task Fifty_players_with_three_connections_each_never_get_more_than_there_is_or_than_their_cap()
    {
        var refusals = new Dictionary<string, int>();
        for (var run = 0; run < (Often(10) + 4) / 5; run++)
        {
            var pot = await world.OpenPotAsync(tickets: 10, cap: 3);
            var players = await world.Cast.PlayersAsync(50, 1_000);
            var go = new TaskCompletionSource();
            var joins = (
                from player in players
                from connection in Enumerable.Range(0, 3)
                select Task.Run(async () =>
                {
                    await go.Task;
                    try
                    {
                        // 1 and 2 and 1 tickets: four in all, one above the cap.
                        await world.JoinAsync(player, pot, connection == 1 ? 2 : 1);
                        return "joined";
                    }
                    catch (Refusal refused)
                    {
                        return refused.Code;
                    }
                })
            ).ToList();
            go.SetResult();
            foreach (var code in await Task.WhenAll(joins))
                refusals[code] = refusals.GetValueOrDefault(code) + 1;

            var entries = await world.PotEntriesAsync(pot);
            entries.Sum(e => e.TicketCount).ShouldBe(10);
            entries.GroupBy(e => e.PlayerId).ShouldAllBe(own => own.Sum(e => e.TicketCount) <= 3);
            (await world.PotAsync(pot)).TicketsSold.ShouldBe(10);
            (await world.BalanceAsync("credit_escrow", pot.Value)).ShouldBe(1_000);
        }
        output.WriteLine(string.Join(", ", refusals.OrderBy(r => r.Key).Select(r => $"{r.Key} {r.Value}")));
        refusals.Keys.ShouldBeSubsetOf(["joined", "pot_full", "pot_not_open", "limit_reached"]);
        await AuditedAsync();
    }

    [Fact]
    public async Task A_cancellation_that_races_the_lock_is_either_refunded_and_absent_or_kept_and_drawn()
    {
        var (left, kept) = (0, 0);
        for (var run = 0; run < Often(10); run++)
        {
            var pot = await world.OpenPotAsync(tickets: 10, cap: 3, seconds: 60);
            var players = await world.Cast.PlayersAsync(3, 100);
            var entries = new List<JoinedPot>();
            foreach (var player in players)
                entries.Add(await world.JoinAsync(player, pot, 1));
            // The timer ends while the cancellation is on its way.
            world.Clock.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromTicks(1));
            var go = new TaskCompletionSource();
            var cancel = Task.Run(async () =>
            {
                await go.Task;
                try
                {
                    await world.LeaveAsync(players[0], pot, entries[0].EntryId);
                    return true;
                }
                catch (Refusal refused)
                {
                    refused.Code.ShouldBe("pot_not_open");
                    return false;
                }
            });
            var tick = Task.Run(async () =>
            {
                await go.Task;
                // Now early, now late.
                if (run % 2 == 1)
                    await Task.Delay(run % 10);
                world.Clock.Advance(TimeSpan.FromTicks(1));
                while (!await world.Get<LockPot>().RunAsync(pot, default))
                    await Task.Yield();
            });
            go.SetResult();
            var gone = await cancel;
            await tick;
            world.Clock.Advance(TimeSpan.FromSeconds(8));
            await world.RunPotsAsync();

            var settled = await world.PotAsync(pot);
            settled.Status.ShouldBe(PotStatus.Settled);
            settled.TicketsSold.ShouldBe(gone ? 2 : 3);
            settled.SettlementProof!.Contains(entries[0].EntryId.ToString(), StringComparison.Ordinal).ShouldBe(!gone);
            if (gone)
                (await world.CreditsAsync(players[0])).ShouldBe(100);
            _ = gone ? left++ : kept++;
        }
        output.WriteLine($"{left} left in time, {kept} were kept and drawn");
        await AuditedAsync();
    }

    [Fact]
    public async Task Twenty_reveals_and_payouts_at_once_pay_once()
    {
        var (pot, _) = await world.FullPotAsync(4, 250);
        await world.RunPotsAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(8));
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        await world.Get<RevealPot>().RunAsync(pot, null, default);
                        await world.Get<PayPot>().RunAsync(pot, default);
                    })
                )
        );
        await world.RunPotsAsync();
        var settled = await world.PotAsync(pot);
        settled.Status.ShouldBe(PotStatus.Settled);
        (await world.CreditsAsync(settled.WinnerId!.Value)).ShouldBe(1_000);
        await AuditedAsync();
    }

    private async Task AuditedAsync() => (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
}
