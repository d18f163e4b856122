using System.Diagnostics;
using System.Globalization;
using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Load;

/// <summary>
/// Settlement of a lot with very many players, ours beside one hand-written transaction, while some of those players buy
/// elsewhere (quality.md, Performance). <c>script/load settlement</c> measures at full size.
/// </summary>
public sealed class SettlementLoad(UseCases world, ITestOutputHelper output) : IClassFixture<UseCases>
{
    private static readonly int Players = int.Parse(
        Environment.GetEnvironmentVariable("ALOT_LOAD_PLAYERS") ?? "300",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public async Task Settlement_beside_sql_written_by_hand()
    {
        var bulk = new BulkLot(world);
        await bulk.GatherAsync(Players);
        // The first makes everybody's wallet and warms both sides up.
        await OursAsync(await DrawnAsync(bulk));

        var (first, second) = (await DrawnAsync(bulk), await DrawnAsync(bulk));
        var byHand = await TimeAsync(() => ByHandAsync(first));
        var spells = new List<TimeSpan>();
        using var settled = new CancellationTokenSource();
        var buying = BuyElsewhereAsync(spells, settled.Token);
        var ours = await TimeAsync(() => OursAsync(second));
        await settled.CancelAsync();
        await buying;

        var tickets = (await world.LotAsync(second)).TotalTickets;
        Say($"Settlement of a lot with {tickets} tickets and {Players} players");
        Say($"by hand  {byHand.TotalSeconds, 7:F2} s, one transaction");
        Say($"ours     {ours.TotalSeconds, 7:F2} s, {new SettleLot(null!, null!).PlayersAtOnce} players a step");
        Say($"ours ÷ by hand (≤ 1.5): {ours / byHand:F2}");
        spells.Sort();
        if (spells.Count > 0)
            Say(
                $"purchases of its players elsewhere meanwhile: {spells.Count}, p50 {spells[spells.Count / 2].TotalMilliseconds:F0} ms, p95 {spells[(int)(spells.Count * 0.95)].TotalMilliseconds:F0} ms, longest {spells[^1].TotalMilliseconds:F0} ms"
            );
        (await RowsAsync(second)).ShouldBe(await RowsAsync(first));
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    private async Task<LotId> DrawnAsync(BulkLot bulk)
    {
        var lot = await bulk.FundedAsync();
        (await world.Get<FreezeRoster>().RunAsync(lot, default)).ShouldBeTrue();
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        (await world.Get<DrawLot>().RunAsync(lot, default)).ShouldBeTrue();
        return lot;
    }

    private async Task OursAsync(LotId lot)
    {
        while (await world.Get<SettleLot>().RunAsync(lot, default)) { }
        (await world.LotAsync(lot)).Status.ShouldBe(LotStatus.Settled);
    }

    private async Task ByHandAsync(LotId lot)
    {
        var winner = (await world.ReadAsync(db => db.LotDraws.SingleAsync(d => d.LotId == lot))).WinnerUserId;
        await HandWrittenSettlement.RunAsync(world.Database.App, lot, winner, world.Now);
    }

    /// <summary>Some of the players, who have credits by now, one after the other.</summary>
    private async Task BuyElsewhereAsync(List<TimeSpan> spells, CancellationToken settled)
    {
        var lot = await world.OpenLotAsync(2_400);
        var players = await world.ReadAsync(db =>
            db.Wallets.Where(w => w.Balance >= new Domain.Ledger.Credits(100))
                .Take(700)
                .Select(w => w.PlayerId)
                .ToListAsync()
        );
        foreach (var player in players)
        {
            if (settled.IsCancellationRequested)
                return;
            spells.Add(await TimeAsync(() => world.BuyWithCreditsAsync(player, lot, 1)));
            await Task.Delay(10, CancellationToken.None);
        }
    }

    /// <summary>How many rows of which kind it left.</summary>
    private Task<string> RowsAsync(LotId lot) =>
        world.Database.AskAsync<string>(
            """
            select concat_ws(' ',
                (select count(*) from credit_transactions where room_id = $1 and transaction_type = 'lot_settlement'),
                (select count(*) from journal_lines l join journal j on j.id = l.journal_id
                    where j.room_id = $1 and j.kind in ('settlement', 'settlement_credits') and l.account_kind <> 'credits_issued'),
                (select count(*) from reveals where room_id = $1 and status <> 'active'),
                (select count(*) from outbox where payload -> 'lot_id' ->> 'value' = $1::text and payload ->> 'template' in ('lot_won', 'lot_lost')),
                (select sum(credits_awarded) > 0 from room_entries where room_id = $1))
            """,
            lot.Value
        );

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start);
    }

    private void Say(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
