using Alot.Data.Accounts;
using Alot.Data.Demo;
using Alot.Data.Draws;
using Alot.Data.Fulfilment;
using Alot.Data.Ledger;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Fulfilment;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Demo;

/// <summary>The demo world keeps the books as a real past would have left them, and a newcomer finds all of it.</summary>
public sealed class DemoWorldTests(DemoHost host) : IClassFixture<DemoHost>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nodes_that_start_later_or_at_once_make_nothing_a_second_time()
    {
        var before = await CountsAsync();
        var world = host.Services.GetRequiredService<DemoWorld>();

        var made = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => world.SeedAsync(Stop)));

        made.ShouldAllBe(m => !m);
        (await CountsAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("status = 'open'", 17)]
    [InlineData("status = 'open' and visibility = 'public' and current_funding >= 0.9 * funding_target", 3)]
    [InlineData("status = 'open' and visibility = 'public' and current_funding <= 0.05 * funding_target", 3)]
    [InlineData("status = 'open' and deadline < opened_at + interval '5 days'", 1)]
    [InlineData("status = 'open' and trivia_enabled", 4)]
    [InlineData("status = 'open' and extended_at is not null", 1)]
    [InlineData("status = 'open' and visibility = 'unlisted'", 1)]
    [InlineData("status = 'open' and visibility = 'private' and shareable_link is not null", 1)]
    [InlineData("status in ('funded', 'drawing', 'settled')", 8)]
    [InlineData("status = 'settled' and host_id is not null and custody = 'host'", 1)]
    [InlineData("status = 'settled' and draw_mode = 'classic'", 1)]
    [InlineData("status = 'expired'", 3)]
    [InlineData("status = 'refunding'", 1)]
    [InlineData("status = 'closed'", 1)]
    [InlineData("status = 'cancelled' and cancel_reason <> ''", 1)]
    [InlineData("status = 'created'", 2)]
    public async Task A_newcomer_finds_lots_in(string state, int atLeast) =>
        (await host.Database.AskAsync<long>($"select count(*) from rooms where {state}")).ShouldBeGreaterThanOrEqualTo(
            atLeast
        );

    [Fact]
    public async Task Every_tier_has_every_kind_of_thing_that_costs_as_much()
    {
        await using var db = host.Database.Open();
        var items = await db.Products.ToListAsync(Stop);

        items.Count.ShouldBeGreaterThanOrEqualTo(28);
        items.Select(i => i.Tier).Distinct().Count().ShouldBe(4);
        foreach (var category in Enum.GetValues<Category>())
            items.Where(i => i.Category == category).Select(i => i.Tier).Distinct().Count().ShouldBeGreaterThan(1);
        items.Select(i => (i.Category, i.ArtSeed)).ShouldBeUnique();
        items.ShouldAllBe(i => i.IsComplete && i.Description.Length > 60 && i.Specifications.Count > 0);
    }

    [Theory]
    [InlineData(
        "the counters of a lot are its rows",
        """
            select r.number from rooms r left join (
                select room_id, sum(ticket_count) as total, max(tickets_end) as highest,
                    coalesce(sum(ticket_count) filter (where voided_at is null), 0) as live,
                    coalesce(sum(amount_paid) filter (where voided_at is null), 0) as cash
                from room_entries group by room_id) e on e.room_id = r.id
            where (r.total_tickets, r.total_tickets, r.live_tickets, r.current_funding)
                    is distinct from (coalesce(e.total, 0), coalesce(e.highest, 0), coalesce(e.live, 0), coalesce(e.cash, 0))
                or r.total_participants <> (select count(*) from room_members m where m.room_id = r.id)
                or r.total_participants <> (select count(distinct user_id) from room_entries m where m.room_id = r.id)
                or r.total_participants <> (select count(*) from reveals c where c.room_id = r.id)
                or r.held_tickets <> (select coalesce(sum(tickets), 0) from room_entry_purchases p where p.room_id = r.id and p.status = 'pending')
            """
    )]
    [InlineData(
        "tickets are numbered in the order of time",
        """
            select room_id from (
                select room_id, created_at, lag(created_at) over (partition by room_id order by tickets_start) as before from room_entries) e
            where before > created_at
            """
    )]
    [InlineData(
        "entries lie between opening and deadline",
        """
            select r.number from room_entries e join rooms r on r.id = e.room_id join users u on u.id = e.user_id
            where e.created_at < r.opened_at or e.created_at >= r.deadline or u.created_at > e.created_at
                or e.created_at > coalesce(r.funded_at, r.cancelled_at, 'infinity')
            """
    )]
    [InlineData(
        "escrow is the live cash of a lot that owes it, and nothing afterwards",
        """
            select r.number from rooms r left join accounts a on a.kind = 'cash_escrow' and a.owner_id = r.id
            where coalesce(a.balance, 0) <> case
                when r.status in ('open', 'funded', 'expired') then r.current_funding * 100
                when r.status = 'refunding' then (
                    select coalesce(sum(amount), 0) * 100 from room_entry_purchases p
                    where p.room_id = r.id and p.status = 'succeeded' and not p.is_settled_with_buyer)
                else 0 end
            """
    )]
    [InlineData(
        "credits in escrow are those spent in lots that are not over",
        """
            select r.number from rooms r left join accounts a on a.kind = 'credit_escrow' and a.owner_id = r.id
            where coalesce(a.balance, 0) <> case when r.status in ('open', 'funded', 'expired') then (
                select coalesce(sum(credits_spent), 0) from room_entries e where e.room_id = r.id and voided_at is null) else 0 end
            """
    )]
    [InlineData(
        "wallets, their ledgers and the journal agree",
        """
            select w.user_id from user_universal_credits w
            left join accounts a on a.kind = 'player_credits' and a.owner_id = w.user_id
            left join (select user_id, sum(amount) as sum, sum(greatest(amount, 0)) as earned, -sum(least(amount, 0)) as spent
                from credit_transactions group by user_id) t on t.user_id = w.user_id
            where (w.balance, w.balance, w.total_earned, w.total_spent)
                is distinct from (coalesce(a.balance, 0), coalesce(t.sum, 0)::bigint, coalesce(t.earned, 0)::bigint, coalesce(t.spent, 0)::bigint)
            """
    )]
    [InlineData(
        "a ledger's lines follow one another in time",
        """
            select user_id from (
                select user_id, balance_before, lag(balance_after, 1, 0) over (partition by user_id order by created_at) as last
                from credit_transactions) t
            where balance_before <> last
            """
    )]
    [InlineData(
        "balances are what the journal says, and each entry balances",
        """
            select a.kind from accounts a left join (
                select account_kind, owner_id, sum(amount) as sum from journal_lines group by 1, 2) l
                on l.account_kind = a.kind and l.owner_id = a.owner_id
            where a.balance <> coalesce(l.sum, 0)
            union all select journal_id::text from journal_lines group by journal_id having sum(amount) <> 0
            """
    )]
    [InlineData(
        "one journal entry, one entry of tickets and one charge for each payment",
        """
            select p.id from room_entry_purchases p
            where p.status <> 'failed' and (
                (select count(*) from journal j where j.purchase_id = p.id and j.kind = 'entry_for_cash') <> 1
                or (select count(*) from room_entries e where e.purchase_id = p.id and e.ticket_count = p.amount) <> 1
                or not exists (select from sandbox.objects o where o.id = p.stripe_charge_id and o.kind = 'charge'
                    and (o.body ->> 'amount')::bigint = p.amount * 100 and o.body ->> 'payment_intent' = p.stripe_payment_intent_id
                    and (o.body ->> 'amount_refunded')::bigint = p.refunded_amount * 100)
                or not exists (select from sandbox.objects o where o.id = p.stripe_payment_intent_id and o.kind = 'payment_intent'
                    and o.body ->> 'latest_charge' = p.stripe_charge_id and o.body -> 'metadata' ->> 'purchase_id' = p.id::text)
                or not exists (select from sandbox.objects o where o.id = p.stripe_checkout_session_id and o.kind = 'checkout.session'
                    and o.body ->> 'payment_status' = 'paid' and o.body ->> 'payment_intent' = p.stripe_payment_intent_id))
            """
    )]
    [InlineData(
        "the clearing account is the processor's own sum",
        """
            select 'clearing' where (select -sum(balance) from accounts where kind = 'clearing') <> (
                select sum((body ->> 'amount')::bigint - (body ->> 'amount_refunded')::bigint) from sandbox.objects where kind = 'charge')
            """
    )]
    [InlineData(
        "whoever entered a lot with a question has answered it before",
        """
            select m.user_id from room_members m join rooms r on r.id = m.room_id
            where r.trivia_enabled and not exists (
                select from room_trivia_attempts a
                where a.room_id = m.room_id and a.user_id = m.user_id and a.is_correct and a.created_at < m.joined_at)
            """
    )]
    [InlineData(
        "the fairness log is in the order of time",
        "select sequence from (select sequence, created_at, lag(created_at) over (order by sequence) as before from fairness_log) l where before > created_at"
    )]
    [InlineData(
        "the past has no mail to send and no webhook to deliver",
        """
            select id::text from outbox where done_at is null and kind in ('mail', 'bulk_mail') and created_at < (select max(created_at) from audit_logs where action = 'demo_world_made')
            union all select event_id from sandbox.deliveries where delivered_at is null and due_at < now() - interval '1 hour'
            """
    )]
    [InlineData(
        "no work is overdue: nothing is late in a past that was lived through",
        "select number from rooms where (status = 'open' and deadline < now()) or status = 'drawing' or frozen_at is not null"
    )]
    public async Task The_books_are_right(string rule, string violations)
    {
        await using var open = new NpgsqlConnection(host.Database.Owner);
        await open.OpenAsync(Stop);
        await using var command = new NpgsqlCommand($"select count(*) from ({violations}) v", open);

        ((long)(await command.ExecuteScalarAsync(Stop))!).ShouldBe(0, rule);
    }

    [Fact]
    public async Task The_draws_are_what_the_formula_says_of_the_rows()
    {
        var sealer = host.Services.GetRequiredService<Sealer>();
        await using var db = host.Database.Open();
        var draws = await db.LotDraws.AsNoTracking().ToListAsync(Stop);
        draws.Count.ShouldBeGreaterThanOrEqualTo(7);
        foreach (var draw in draws)
        {
            var lot = await db.Lots.AsNoTracking().SingleAsync(l => l.Id == draw.LotId, Stop);
            var commitment = await db.DrawCommitments.AsNoTracking().SingleAsync(c => c.LotId == draw.LotId, Stop);
            var entries = await db
                .Entries.AsNoTracking()
                .Where(e => e.LotId == draw.LotId)
                .OrderBy(e => e.TicketsStart)
                .ToListAsync(Stop);
            var tags = commitment.OpenTagKey(sealer);
            var roster = new Roster(
                entries.Select(e => new RosterLeaf(e.Id, e.Tickets, tags.TagOf(e.PlayerId), e.VoidedAt is not null))
            );

            var again = DrawFormula.Draw(
                new DrawInputs
                {
                    Mode = lot.DrawMode,
                    LotId = lot.Id,
                    CreatedAt = lot.CreatedAt,
                    Seed = ServerSeed.FromHex(draw.ServerSeed),
                    Commitment = commitment.Commitment,
                    TotalTickets = lot.TotalTickets,
                    EscrowBalance = lot.CurrentFunding,
                    Roster = roster,
                    RosterRoot = commitment.RosterRoot,
                }
            );

            again.WinningTicket.ShouldBe(draw.WinningTicket);
            again.CombinedSeed.ShouldBe(draw.CombinedSeed);
            again.Winner!.Value.EntryId.ShouldBe(draw.WinnerEntryId);
            entries.Single(e => e.IsWinner).PlayerId.ShouldBe(draw.WinnerUserId);
            draw.DrawnAt.ShouldBeGreaterThanOrEqualTo(lot.DrawDueAt!.Value);
            lot.SettledAt!.Value.ShouldBeGreaterThan(draw.DrawnAt);
        }
    }

    [Fact]
    public async Task The_demo_player_has_won_lost_and_may_choose()
    {
        var player = await PlayerAsync(DemoAccounts.Player);

        (await host.Services.GetRequiredService<WalletReads>().FindAsync(player, Stop)).Balance.ShouldBe(
            new Credits(12_480)
        );
        var cards = await host.Services.GetRequiredService<CardReads>().OfPlayerAsync(player, Stop);
        cards.Count(c => c.Status == CardStatus.RevealedWon).ShouldBe(1);
        cards.Count(c => c.Status == CardStatus.RevealedLost).ShouldBeGreaterThanOrEqualTo(4);
        cards.Count(c => c.Status == CardStatus.Active).ShouldBeGreaterThanOrEqualTo(3);
        var toChoose = await host.Services.GetRequiredService<PurchaseReads>().ToChooseAsync(player, Stop);
        toChoose.ShouldHaveSingleItem().Amount.ShouldBe(Money.Dollars(40));
    }

    [Fact]
    public async Task A_payment_of_the_past_can_be_paid_back_by_the_sandbox()
    {
        var player = await PlayerAsync(DemoAccounts.SecondPlayer);
        var reads = host.Services.GetRequiredService<PurchaseReads>();
        var purchase = (await reads.ToChooseAsync(player, Stop)).Single(p => p.LotStatus == LotStatus.Refunding);

        await host
            .Services.GetRequiredService<ChooseRefund>()
            .RunAsync(new(player, "paid-back", purchase.Id, RefundChoice.Cash), Stop);

        for (var tries = 0; purchase.Status != PurchaseStatus.Refunded && tries < 150; tries++)
        {
            await Task.Delay(200, Stop);
            purchase = (await reads.FindAsync(purchase.Id, player, Stop))!;
        }
        purchase.Status.ShouldBe(PurchaseStatus.Refunded);
        purchase.RefundedAmount.ShouldBe(new Money(purchase.Amount.Cents * 98 / 100));
        // The processor's own news of it comes as well, and finds it done.
        var news = "select count(*) from webhook_events where";
        for (var tries = 0; tries < 150; tries++)
        {
            if (await host.Database.AskAsync<long>($"{news} applied_at is not null or quarantined") >= 2)
                break;
            await Task.Delay(200, Stop);
        }
        (await host.Database.AskAsync<long>($"{news} quarantined")).ShouldBe(0);
    }

    [Fact]
    public async Task The_readme_tells_the_answer_to_every_question()
    {
        await using var db = host.Database.Open();
        var questions = await db
            .TriviaQuestions.Where(q => db.Lots.Any(l => l.Id == q.LotId && l.Status == LotStatus.Open))
            .Select(q => q.Question)
            .ToListAsync(Stop);
        var readme = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "README.md"), Stop);

        questions.Count.ShouldBe(4);
        questions.ShouldAllBe(q => readme.Contains(q));
    }

    private async Task<PlayerId> PlayerAsync(string email)
    {
        await using var db = host.Database.Open();
        return new PlayerId(await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync(Stop));
    }

    private Task<string> CountsAsync() =>
        host.Database.AskAsync<string>(
            """
            select concat_ws(' ', (select count(*) from rooms), (select count(*) from users), (select count(*) from room_entries),
                (select count(*) from room_entry_purchases), (select count(*) from credit_transactions), (select count(*) from hosts))
            """
        );
}
