using Alot.Data.Draws;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Fulfilment;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>The set-based settlement against the rules of the entities.</summary>
public sealed class SettleLotTests(UseCases world) : IClassFixture<UseCases>
{
    [Theory]
    [InlineData(5_000)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Everyone_but_the_winner_gets_what_the_terms_say_and_the_escrow_ends_at_zero(int playersAtOnce)
    {
        var random = Seeds.Random();
        var players = await world.Cast.PlayersAsync(9, credits: 700);
        var lot = await world.OpenLotAsync(300, agreedCost: new Money(110_37));
        var fees = Money.Zero;
        while ((await world.LotAsync(lot)).FreeCashTickets is > 0 and var free)
        {
            var dollars = Math.Min(free, random.Next(1, 30));
            await world.BuyAsync(players[random.Next(8)], lot, dollars);
            fees += Settlement.ProcessorFee(Money.Dollars(dollars));
            if (random.Next(4) == 0 && free > 40)
                await world.BuyWithCreditsAsync(players[random.Next(9)], lot, 1);
        }
        var before = await BalancesAsync(players);
        await DrawAsync(lot);

        await SettleInStepsAsync(lot, playersAtOnce);

        var entries = await world.EntriesAsync(lot);
        var winner = (await world.ReadAsync(db => db.LotDraws.SingleAsync(d => d.LotId == lot))).WinnerUserId;
        var reserve = 0L;
        foreach (var player in players)
        {
            var due =
                player == winner
                    ? 0
                    : entries
                        .Where(e => e.PlayerId == player && e.AmountPaid is not null)
                        .Sum(e => LotTerms.Default.CreditsIfNotWinner(e.AmountPaid!.Value).Amount);
            reserve += due;
            (await world.CreditsAsync(player)).ShouldBe(before[player] + due, $"{player}");
            (await world.BalanceAsync("player_credits", player.Value)).ShouldBe(before[player] + due);
            entries.Where(e => e.PlayerId == player).Sum(e => e.CreditsAwarded.Amount).ShouldBe(due);
        }

        var expected = Settlement.Of(
            Money.Dollars(300),
            new Money(110_37),
            fees,
            new Money(reserve),
            hostCarriesItem: false,
            0m
        );
        (await world.BalanceAsync("cash_escrow", lot.Value)).ShouldBe(0);
        (await world.BalanceAsync("credit_escrow", lot.Value)).ShouldBe(0);
        (await world.BalanceAsync("item_cost", lot.Value)).ShouldBe(expected.ItemCost.Cents);
        (await world.BalanceAsync("processor_fees", lot.Value)).ShouldBe(expected.ProcessorFees.Cents);
        (await world.BalanceAsync("credit_reserve", lot.Value)).ShouldBe(expected.CreditReserve.Cents);
        (await world.BalanceAsync("platform_margin", lot.Value)).ShouldBe(expected.Margin.Cents);
        (await world.BalanceAsync("credits_issued", lot.Value)).ShouldBe(-reserve);
        (await world.BalanceAsync("credits_spent", lot.Value)).ShouldBe(entries.Sum(e => e.CreditsSpent.Amount));
        (await world.LotAsync(lot)).Status.ShouldBe(LotStatus.Settled);
    }

    [Fact]
    public async Task Cards_turn_statistics_count_and_everybody_gets_one_mail()
    {
        var lot = await world.OpenLotAsync(10);
        var players = await world.Cast.PlayersAsync(3, credits: 300);
        await world.BuyAsync(players[0], lot, 4);
        await world.BuyAsync(players[1], lot, 5);
        await world.BuyWithCreditsAsync(players[2], lot, 3);
        await world.BuyAsync(players[0], lot, 1);
        await DrawAsync(lot);
        await world.Get<SettleLot>().RunAsync(lot, default);

        var draw = await world.ReadAsync(db => db.LotDraws.SingleAsync(d => d.LotId == lot));
        foreach (var player in players)
        {
            var won = player == draw.WinnerUserId;
            var card = await world.ReadAsync(db => db.Cards.SingleAsync(c => c.LotId == lot && c.PlayerId == player));
            card.Status.ShouldBe(won ? CardStatus.RevealedWon : CardStatus.RevealedLost);
            card.EntryId.ShouldBe(won ? draw.WinnerEntryId : null);
            (await MailsAsync(player, "lot_won")).ShouldBe(won ? 1 : 0);
            (await MailsAsync(player, "lot_lost")).ShouldBe(won ? 0 : 1);
            var user = await world.ReadAsync(db => db.Users.SingleAsync(u => u.Id == player.Value));
            var entries = (await world.EntriesAsync(lot)).Where(e => e.PlayerId == player).ToList();
            user.TotalEntries.ShouldBe(entries.Sum(e => e.TicketCount));
            user.TotalSpent.Cents.ShouldBe(entries.Sum(e => e.AmountPaid?.Cents ?? 0));
            user.TotalWon.ShouldBe(won ? 1 : 0);
        }
    }

    [Fact]
    public async Task Many_settlements_at_once_pay_once()
    {
        var lot = await world.OpenLotAsync(10);
        var players = await world.Cast.PlayersAsync(2);
        await world.BuyAsync(players[0], lot, 5);
        await world.BuyAsync(players[1], lot, 5);
        await DrawAsync(lot);

        var settled = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => world.Get<SettleLot>().RunAsync(lot, default))
        );

        settled.Count(s => s).ShouldBe(1);
        (await world.CreditsAsync(players[0]) + await world.CreditsAsync(players[1])).ShouldBe(250);
    }

    [Fact]
    public async Task Lots_with_the_same_players_settle_side_by_side()
    {
        var players = await world.Cast.PlayersAsync(6);
        var lots = new List<LotId>();
        for (var i = 0; i < 4; i++)
        {
            var lot = await world.OpenLotAsync(12);
            lots.Add(lot);
            // Each in another order, so that locks taken as rows come would cross.
            foreach (var player in i % 2 == 0 ? players : players.Reverse())
                await world.BuyAsync(player, lot, 2);
        }
        foreach (var lot in lots)
            await world.Get<FreezeRoster>().RunAsync(lot, default);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var lot in lots)
            await world.Get<DrawLot>().RunAsync(lot, default);

        await Task.WhenAll(lots.Select(lot => world.Get<SettleLot>().RunAsync(lot, default)));

        var held = 0L;
        foreach (var player in players)
            held += await world.CreditsAsync(player);
        held.ShouldBe(4 * 5 * 2 * 50);
    }

    [Fact]
    public async Task Nodes_that_settle_lots_with_the_same_players_in_steps_at_once_pay_once()
    {
        var random = Seeds.Random();
        // Some only spend credits: nothing is owed to them, but they are counted, and their cards turn.
        var players = await world.Cast.PlayersAsync(12, credits: 1_000);
        var lots = new List<LotId>();
        for (var i = 0; i < 3; i++)
        {
            var lot = await world.OpenLotAsync(60);
            lots.Add(lot);
            foreach (var player in players.Skip(6).OrderBy(_ => random.Next()))
                await world.BuyWithCreditsAsync(player, lot, random.Next(1, 4));
            foreach (var player in players.Take(6).OrderBy(_ => random.Next()))
                await world.BuyAsync(player, lot, 10);
        }
        foreach (var lot in lots)
            await world.Get<FreezeRoster>().RunAsync(lot, default);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var lot in lots)
            (await world.Get<DrawLot>().RunAsync(lot, default)).ShouldBeTrue();
        var before = await BalancesAsync(players);

        await Task.WhenAll(lots.Concat(lots).Select(SettleAsync));

        foreach (var player in players)
        {
            var due = 0L;
            foreach (var lot in lots)
            {
                var winner = (await world.ReadAsync(db => db.LotDraws.SingleAsync(d => d.LotId == lot))).WinnerUserId;
                var paid = (await world.EntriesAsync(lot)).Where(e => e.PlayerId == player && e.AmountPaid is not null);
                due +=
                    player == winner
                        ? 0
                        : paid.Sum(e => LotTerms.Default.CreditsIfNotWinner(e.AmountPaid!.Value).Amount);
            }
            (await world.CreditsAsync(player)).ShouldBe(before[player] + due, $"{player}");
            var user = await world.ReadAsync(db => db.Users.SingleAsync(u => u.Id == player.Value));
            var entries = await world.ReadAsync(db => db.Entries.Where(e => e.PlayerId == player).ToListAsync());
            user.TotalEntries.ShouldBe(entries.Sum(e => e.TicketCount));
        }
        (await world.Get<Data.Auditing.Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();

        async Task SettleAsync(LotId lot)
        {
            // False also while the other node has the lot.
            while (await StepAsync(lot, 2) || (await world.LotAsync(lot)).Status != LotStatus.Settled)
                await Task.Yield();
        }
    }

    [Fact]
    public async Task A_winner_who_entered_for_credits_only_leaves_credits_to_all_who_paid_cash()
    {
        // Some lot will be won by the credit player: 3 of 13 tickets.
        for (var i = 0; i < 60; i++)
        {
            var lot = await world.OpenLotAsync(10);
            var (cash, credit) = (await world.Cast.PlayerAsync(), await world.Cast.PlayerAsync(credits: 300));
            await world.BuyWithCreditsAsync(credit, lot, 3);
            await world.BuyAsync(cash, lot, 10);
            await DrawAsync(lot);
            await world.Get<SettleLot>().RunAsync(lot, default);
            var winner = (await world.ReadAsync(db => db.LotDraws.SingleAsync(d => d.LotId == lot))).WinnerUserId;
            (await world.CreditsAsync(cash)).ShouldBe(winner == cash ? 0 : 500);
            (await world.CreditsAsync(credit)).ShouldBe(0);
            (await world.BalanceAsync("cash_escrow", lot.Value)).ShouldBe(0);
            if (winner == credit)
                return;
        }
        Assert.Fail("Not once in 60 draws: that has a chance of one in ten million.");
    }

    /// <summary>Each step by somebody else, as after a kill; the books are right after each.</summary>
    private async Task SettleInStepsAsync(LotId lot, int playersAtOnce)
    {
        var joined = (await world.LotAsync(lot)).TotalParticipants;
        for (var settled = 0; settled <= joined; settled += playersAtOnce)
        {
            (await world.LotAsync(lot)).Status.ShouldBe(LotStatus.Drawing);
            (await StepAsync(lot, playersAtOnce)).ShouldBeTrue();
            (
                await world.Database.AskAsync<long>(
                    "select count(*) from reveals where room_id = $1 and status <> 'active'",
                    lot.Value
                )
            ).ShouldBe(Math.Min(settled + playersAtOnce, joined));
            (await world.Get<Data.Auditing.Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
        }
        (await StepAsync(lot, playersAtOnce)).ShouldBeFalse("once");
    }

    private Task<bool> StepAsync(LotId lot, int playersAtOnce) =>
        new SettleLot(world.Get<Data.Transactions.Transactions>(), world.Clock)
        {
            PlayersAtOnce = playersAtOnce,
        }.RunAsync(lot, default);

    private async Task DrawAsync(LotId lot)
    {
        await world.Get<FreezeRoster>().RunAsync(lot, default);
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        (await world.Get<DrawLot>().RunAsync(lot, default)).ShouldBeTrue();
    }

    private async Task<Dictionary<PlayerId, long>> BalancesAsync(IEnumerable<PlayerId> players)
    {
        var balances = new Dictionary<PlayerId, long>();
        foreach (var player in players)
            balances[player] = await world.CreditsAsync(player);
        return balances;
    }

    private Task<long> MailsAsync(PlayerId player, string template) =>
        world.Database.AskAsync<long>(
            "select count(*) from outbox where kind in ('mail', 'bulk_mail') and payload->>'template' = $2 and (payload->'player_id'->>'value')::uuid = $1",
            player.Value,
            template
        );
}
