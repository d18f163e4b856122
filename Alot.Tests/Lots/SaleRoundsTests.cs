using System.Net;
using System.Net.Sockets;
using Alot.Data;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>Many sales of one lot in one transaction: each with its own result, written as the entity's rule says.</summary>
public sealed class SaleRoundsTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task Sales_that_meet_share_a_transaction_and_are_numbered_in_the_order_of_asking()
    {
        var lot = await world.OpenLotAsync(2_000);
        var players = await world.Cast.PlayersAsync(32, credits: 1_000);
        var before = await TransactionsAsync(lot);
        // The lot's row is taken: all of them wait, one in the first round and the others in the second.
        List<Task<BoughtTickets>> crowd;
        await using (await world.Database.HoldRowAsync("rooms", lot.Value))
        {
            crowd = [.. players.Select((p, i) => world.BuyWithCreditsAsync(p, lot, 1 + i % 3))];
            await Task.Delay(100);
        }
        var bought = await Task.WhenAll(crowd);

        var next = 1;
        foreach (var sale in bought)
        {
            sale.TicketsStart.ShouldBe(next);
            next = sale.TicketsEnd + 1;
        }
        (await TransactionsAsync(lot) - before).ShouldBeInRange(1, 2);
        var after = await world.LotAsync(lot);
        (after.TotalTickets, after.LiveTickets, after.TotalParticipants).ShouldBe((next - 1, next - 1, 32));
    }

    [Fact]
    public async Task Each_sale_of_a_round_is_refused_or_accepted_on_its_own()
    {
        var lot = await world.OpenLotAsync(100); // 30 non-cash tickets
        var rich = await world.Cast.PlayersAsync(3, credits: 5_000);
        var poor = await world.Cast.PlayerAsync(credits: 100);
        var staff = await world.Cast.AdminAsync();
        var nobody = PlayerId.New(world.Now);

        var results = await SellAsync(
            lot,
            Credit(rich[0], lot, 20),
            Credit(poor, lot, 2),
            Credit(staff, lot, 1),
            Credit(nobody, lot, 1),
            Credit(rich[1], lot, 11),
            Credit(rich[2], lot, 10),
            Credit(poor, lot, 1, rich[0].ToString())
        );

        results
            .Select(r => r.Refused is Refusal refusal ? refusal.Code : Range(r.Answer))
            .ShouldBe([
                "1-20",
                "insufficient_credits",
                "staff_cannot_enter",
                "not_found",
                "trimmed",
                "21-30",
                "sold_out",
            ]);
        (await world.CreditsAsync(poor)).ShouldBe(100);
        (await world.CreditsAsync(rich[2])).ShouldBe(4_000);
    }

    [Fact]
    public async Task What_is_written_is_what_the_rule_left_in_the_entities()
    {
        var lot = await world.OpenLotAsync(100);
        var (spender, first, late) = (
            await world.Cast.PlayerAsync(credits: 700),
            await world.Cast.PlayerAsync(),
            await world.Cast.PlayerAsync()
        );
        var paid = (await world.HoldAsync(first, lot, 98)).PurchaseId;
        var given = (await world.HoldAsync(late, lot, 2)).PurchaseId;
        await world.Get<ReleaseHold>().RunAsync(given, "hold_expired", null, default);
        var funding = (await world.HoldAsync(await world.Cast.PlayerAsync(), lot, 2)).PurchaseId;
        foreach (var purchase in (PurchaseId[])[paid, given, funding])
            world.Gateway.Pay(purchase);

        var results = await SellAsync(
            lot,
            Credit(spender, lot, 5),
            Paid(paid),
            Paid(given),
            Paid(funding),
            Credit(await world.Cast.PlayerAsync(credits: 500), lot, 1)
        );

        results[1].Answer.ShouldBe(PaymentOutcome.TicketsGiven);
        results[2].Answer.ShouldBe(PaymentOutcome.ReturnedLate);
        results[3].Answer.ShouldBe(PaymentOutcome.TicketsGiven);
        results[4].Refused.ShouldBeOfType<Refusal>().Code.ShouldBe("lot_not_open");

        // The same steps on entities alone leave the same rows.
        foreach (var id in (PurchaseId[])[paid, given, funding])
        {
            var row = await world.PurchaseAsync(id);
            var session = world.Gateway.SessionOf(id);
            (row.StripeCheckoutSessionId, row.StripePaymentIntentId, row.StripeChargeId).ShouldBe(
                (session.Id, session.PaymentIntentId, session.ChargeId)
            );
            (row.CompletedAt, row.IsPaid).ShouldBe((world.Now, true));
        }
        (await world.PurchaseAsync(paid)).Status.ShouldBe(PurchaseStatus.Succeeded);
        var returned = await world.PurchaseAsync(given);
        (returned.Status, returned.Reason, returned.IsSettledWithBuyer).ShouldBe(
            (PurchaseStatus.Failed, "hold_gone", true)
        );
        var after = await world.LotAsync(lot);
        (after.Status, after.FundedAt, after.HeldTickets, after.TotalTickets, after.TotalParticipants).ShouldBe(
            (LotStatus.Funded, world.Now, 0, 105, 3)
        );
        var entries = await world.EntriesAsync(lot);
        entries
            .Select(e => (e.TicketsStart, e.TicketsEnd, e.PreviousEnd, e.PurchaseType))
            .ShouldBe([(1, 5, null, EntryKind.Credits), (6, 103, 5, EntryKind.Cash), (104, 105, 103, EntryKind.Cash)]);
        (entries[0].CreditsSpent.Amount, entries[1].AmountPaid!.Value.Cents).ShouldBe((500, 9_800));
        (await world.CreditsAsync(spender)).ShouldBe(200);
        (await world.ReadAsync(db => db.Refunds.CountAsync(r => r.PurchaseId == given))).ShouldBe(1);
        (await world.Get<Data.Auditing.Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_database_refuses_does_not_spoil_the_round_for_others()
    {
        var lot = await world.OpenLotAsync(1_000);
        var players = await world.Cast.PlayersAsync(4, credits: 1_000);
        await world.Database.RunAsync(
            """
            create function not_the_third() returns trigger language plpgsql as $$
            begin raise exception 'nothing for %', new.user_id using errcode = 'check_violation'; end $$
            """,
            world.Database.Owner
        );
        await world.Database.RunAsync(
            $"create trigger not_the_third before insert on room_entries for each row when (new.user_id = '{players[2]}') execute function not_the_third()",
            world.Database.Owner
        );
        List<Task<BoughtTickets>> crowd;
        await using (await world.Database.HoldRowAsync("rooms", lot.Value))
        {
            crowd = [.. players.Select(p => world.BuyWithCreditsAsync(p, lot, 1))];
            await Task.Delay(100);
        }
        (await Should.ThrowAsync<PostgresException>(() => crowd[2])).SqlState.ShouldBe(
            PostgresErrorCodes.CheckViolation
        );
        foreach (var good in (int[])[0, 1, 3])
            await crowd[good];
        (await world.LotAsync(lot)).TotalTickets.ShouldBe(3);
    }

    [Fact]
    public async Task When_the_database_is_gone_a_round_asks_for_it_as_often_as_one_sale_would()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        var transactions = new Data.Transactions.Transactions(
            new Elsewhere(
                $"Host=127.0.0.1;Port={port};Username=nobody;Password=none;SSL Mode=Disable;Gss Encryption Mode=Disable;Pooling=false"
            ),
            new AppClock(world.Clock, follows: false),
            new LiveFeed(),
            NullLogger<Data.Transactions.Transactions>.Instance
        );
        var rounds = new SaleRounds(new SellRound(transactions, world.Clock), NullLogger<SaleRounds>.Instance);
        var lot = LotId.New(world.Now);

        var crowd = Enumerable
            .Range(0, 40)
            .Select(_ => Credit(PlayerId.New(world.Now), lot, 1))
            .Select(sale => rounds.SellAsync<BoughtTickets>(lot, sale, default))
            .ToList();
        // Only now: until then the first round waits for an answer, and all others gather behind it.
        var calls = 0;
        var hangUp = Task.Run(async () =>
        {
            while (true)
                using (await nobody.AcceptTcpClientAsync())
                    Interlocked.Increment(ref calls);
        });

        foreach (var sale in crowd)
            await Should.ThrowAsync<InvalidOperationException>(() => sale);
        // The first may have been a round of its own.
        calls.ShouldBeInRange(1, 2 * Data.Transactions.Transactions.Tries);
        nobody.Stop();
        await Should.ThrowAsync<SocketException>(() => hangUp);
    }

    private sealed class Elsewhere(string connection) : IDbContextFactory<AlotDb>
    {
        public AlotDb CreateDbContext() => new(new DbContextOptionsBuilder<AlotDb>().UseNpgsql(connection).Options);
    }

    [Fact]
    public async Task Who_gives_up_while_waiting_buys_nothing()
    {
        var lot = await world.OpenLotAsync(1_000);
        var players = await world.Cast.PlayersAsync(2, credits: 1_000);
        using var patience = new CancellationTokenSource();
        Task<BoughtTickets> first,
            second;
        await using (await world.Database.HoldRowAsync("rooms", lot.Value))
        {
            first = world.BuyWithCreditsAsync(players[0], lot, 1);
            // Its round has begun: beside the holder there is one more who locks the lot.
            await Eventually.TrueAsync(() =>
                world.Database.AskAsync<bool>(
                    """
                    select count(distinct pid) > 1 from pg_locks where relation = 'rooms'::regclass and mode = 'RowShareLock'
                        and database = (select oid from pg_database where datname = current_database())
                    """
                )
            );
            second = world.Get<BuyWithCredits>().RunAsync(new(players[1], world.Key(), lot, 1), patience.Token);
            await patience.CancelAsync();
        }
        await first;
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        (await world.LotAsync(lot)).TotalTickets.ShouldBe(1);
        (await world.CreditsAsync(players[1])).ShouldBe(1_000);
    }

    [Fact]
    public async Task A_key_used_for_another_lot_is_refused_and_the_same_request_answered_again()
    {
        var (one, other) = (await world.OpenLotAsync(1_000), await world.OpenLotAsync(1_000));
        var player = await world.Cast.PlayerAsync(credits: 1_000);
        var key = world.Key();
        var bought = await world.BuyWithCreditsAsync(player, one, 2, key);
        (await Should.ThrowAsync<Refusal>(() => world.BuyWithCreditsAsync(player, other, 2, key))).Code.ShouldBe(
            "idempotency_mismatch"
        );
        (await world.BuyWithCreditsAsync(player, one, 2, key)).ShouldBe(bought);
        (await world.CreditsAsync(player)).ShouldBe(800);
    }

    private Task<IReadOnlyList<SaleResult>> SellAsync(LotId lot, params IReadOnlyList<SaleRequest> sales) =>
        world.Get<SellRound>().RunAsync(lot, sales, default);

    private CreditSaleRequest Credit(PlayerId player, LotId lot, int tickets, string? key = null) =>
        new(new BuyWithCreditsCommand(player, key ?? world.Key(), lot, tickets));

    private PaidSaleRequest Paid(PurchaseId purchase) => new(purchase, world.Gateway.SessionOf(purchase));

    private static string Range(object? answer) =>
        answer is BoughtTickets bought ? $"{bought.TicketsStart}-{bought.TicketsEnd}" : $"{answer}";

    // Rows of one transaction carry its number.
    private Task<long> TransactionsAsync(LotId lot) =>
        world.Database.AskAsync<long>(
            "select count(distinct xmin::text) from room_entries where room_id = $1",
            lot.Value
        );
}
