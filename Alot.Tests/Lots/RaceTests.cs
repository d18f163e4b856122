using Alot.Data.Auditing;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>
/// Everybody wants the last tickets at once, with cards and credits, with news of payments twice and late, holds that end and
/// people who give up. Each run is another interleaving; the seed brings amounts and choices back.
/// </summary>
public sealed class RaceTests(UseCases world) : IClassFixture<UseCases>
{
    private const int Cash = 50;

    // script/races runs more.
    private static readonly int Many = int.TryParse(Environment.GetEnvironmentVariable("ALOT_RACES"), out var runs)
        ? runs
        : 1;

    /// <summary>Run, buyers, non-cash tickets left; 50 are left for cash.</summary>
    public static TheoryData<int, int, int> Runs
    {
        get
        {
            var data = new TheoryData<int, int, int>();
            for (var run = 1; run <= Many; run++)
            {
                data.Add(run, 64, 20);
                data.Add(run, 200, 50);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Buyers_share_the_last_tickets_of_both_kinds(int run, int crowdSize, int nonCash)
    {
        var random = Seeds.Random();
        world.Gateway.Weather = _ => Fault.None;
        var lot = await LotWithLittleLeftAsync(nonCash);
        var buyers = await world.Cast.PlayersAsync(crowdSize, credits: 1_000);
        var before = await world.LotAsync(lot);
        (before.FreeCashTickets, before.FreeNonCashTickets).ShouldBe((Cash, nonCash), $"run {run}");
        // Funding ends the sale for credits too: the first buyer's dollar comes last, so that both can be sold out.
        var last = await world.HoldAsync(buyers[0], lot, 1);

        // All wait for one signal, so that they meet at the lot's row.
        var go = new TaskCompletionSource();
        var crowd = buyers
            .Skip(1)
            .Select((buyer, i) => (buyer, i, seed: random.Next()))
            .Select(async b =>
            {
                await go.Task;
                var own = new Random(b.seed);
                if (b.i % 2 == 0)
                    await BuyWithCardAsync(b.buyer, lot, own);
                else
                    await BuyWithCreditsAsync(b.buyer, lot, own);
            })
            .ToList();
        go.SetResult();
        await Task.WhenAll(crowd);
        await FinishAsync(lot, last.PurchaseId);

        await ShouldAddUpAsync(lot, before, buyers, nonCash);
    }

    [Fact]
    public async Task The_same_key_sent_20_times_at_once_has_one_effect_also_when_others_buy()
    {
        var lot = await world.OpenLotAsync(200);
        var (player, others) = (await world.Cast.PlayerAsync(credits: 1_000), await world.Cast.PlayersAsync(12, 300));
        var key = world.Key();
        var same = Enumerable.Range(0, 20).Select(_ => world.BuyWithCreditsAsync(player, lot, 5, key)).ToList();
        await Task.WhenAll(others.Select(o => world.BuyWithCreditsAsync(o, lot, 2)).Concat<Task>(same));
        (await Task.WhenAll(same)).Distinct().Count().ShouldBe(1);
        (await world.LotAsync(lot)).LiveTickets.ShouldBe(5 + 24);
        (await world.CreditsAsync(player)).ShouldBe(500);
    }

    /// <summary>A lot of which all but 50 cash and so many non-cash tickets are sold.</summary>
    private async Task<LotId> LotWithLittleLeftAsync(int nonCash)
    {
        var lot = await world.OpenLotAsync(200, TimeSpan.FromDays(2));
        await world.BuyAsync(await world.Cast.PlayerAsync(), lot, 200 - Cash);
        await world.BuyWithCreditsAsync(await world.Cast.PlayerAsync(credits: 6_000), lot, 60 - nonCash);
        return lot;
    }

    private async Task BuyWithCardAsync(PlayerId buyer, LotId lot, Random own)
    {
        var amount = own.Next(1, 6);
        StartedPurchase started;
        try
        {
            started = await world.HoldAsync(buyer, lot, amount, acceptTrim: own.Next(2) == 0);
        }
        catch (Refusal refused)
        {
            refused.Code.ShouldBeOneOf("trimmed", "sold_out", "lot_not_open");
            return;
        }
        switch (own.Next(6))
        {
            case 0:
                await world.Get<GiveUpHold>().RunAsync(new(buyer, started.PurchaseId), default);
                return;
            case 1:
                // The hold ends while the payer pays.
                world.Gateway.Pay(started.PurchaseId);
                await world.Get<ReleaseHold>().RunAsync(started.PurchaseId, "hold_expired", null, default);
                break;
            default:
                world.Gateway.Pay(started.PurchaseId).ShouldBeTrue();
                break;
        }
        await Task.WhenAll(Enumerable.Range(0, own.Next(1, 4)).Select(_ => world.ConfirmAsync(started.PurchaseId)));
    }

    private async Task BuyWithCreditsAsync(PlayerId buyer, LotId lot, Random own)
    {
        try
        {
            await world.BuyWithCreditsAsync(buyer, lot, own.Next(1, 4));
        }
        catch (Refusal refused)
        {
            refused.Code.ShouldBeOneOf("trimmed", "sold_out", "lot_not_open");
        }
    }

    /// <summary>What is still free goes to whoever takes it: the capacity must come out exactly.</summary>
    private async Task FinishAsync(LotId lot, PurchaseId last)
    {
        var seen = await world.LotAsync(lot);
        if (seen.Status == LotStatus.Open && seen.FreeNonCashTickets > 0)
            await world.BuyWithCreditsAsync(await world.Cast.PlayerAsync(3_000), lot, seen.FreeNonCashTickets);
        if (seen.Status == LotStatus.Open && seen.FreeCashTickets > 0)
            await world.BuyAsync(await world.Cast.PlayerAsync(), lot, seen.FreeCashTickets);
        world.Gateway.Pay(last).ShouldBeTrue();
        await world.ConfirmAsync(last);
        for (var i = 0; i < 5; i++)
            await world.SendRefundsAsync();
    }

    private async Task ShouldAddUpAsync(LotId lot, Lot before, IReadOnlyList<PlayerId> buyers, int nonCash)
    {
        var after = await world.LotAsync(lot);
        (after.Status, after.HeldTickets, after.FreeCashTickets).ShouldBe((LotStatus.Funded, 0, 0));
        var entries = await world.EntriesAsync(lot);
        var sold = entries.Where(e => e.TicketsStart > before.TotalTickets).ToList();
        sold.Where(e => e.PurchaseType == EntryKind.Cash).Sum(e => e.TicketCount).ShouldBe(Cash);
        sold.Where(e => e.PurchaseType == EntryKind.Credits).Sum(e => e.TicketCount).ShouldBe(nonCash);
        var next = 1;
        foreach (var entry in entries)
        {
            entry.TicketsStart.ShouldBe(next);
            next = entry.TicketsEnd + 1;
        }

        // Nobody was charged without a ticket or a refund, and nobody has both.
        foreach (var purchase in await world.ReadAsync(db => db.Purchases.Where(p => p.LotId == lot).ToListAsync()))
        {
            var session = world.Gateway.SessionOf(purchase.Id);
            var charged = session.PaymentStatus == PaymentStatus.Paid ? session.AmountTotal.Cents : 0;
            var back = world.Gateway.Refunds.Where(r => r.PurchaseId == purchase.Id).Sum(r => r.Amount.Cents);
            var tickets = entries.Where(e => e.PurchaseId == purchase.Id).Sum(e => e.TicketCount);
            (charged - back).ShouldBe(tickets * 100L, $"purchase {purchase.Id}");
        }
        foreach (var buyer in buyers)
        {
            var spent = entries.Where(e => e.PlayerId == buyer).Sum(e => e.CreditsSpent.Amount);
            (await world.CreditsAsync(buyer)).ShouldBe(1_000 - spent);
        }
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }
}
