using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Auditing;

/// <summary>Each invariant is broken by hand, as only a superuser can, and found. One lot in every state is looked at.</summary>
public sealed class AuditorTests(AuditedWorld audited) : IClassFixture<AuditedWorld>
{
    private readonly UseCases world = audited.World;

    [Fact]
    public async Task Books_that_only_the_app_has_written_are_clean()
    {
        var report = await RunAsync(null);
        report.Violations.ShouldBeEmpty();
        report.Checked.Count.ShouldBeGreaterThan(20);
        long Figure(string name) => report.Figures.Single(f => f.Name == name).Value;
        Figure("lots").ShouldBeGreaterThanOrEqualTo(audited.Lots.Count);
        // Nothing was deducted, redeemed or expired here.
        (
            Figure("credits issued") + Figure("player credits") + Figure("credit escrow") + Figure("credits spent")
        ).ShouldBe(0);
        Figure("clearing").ShouldBe(-world.Gateway.Holds.Cents);
    }

    // {lot} is replaced by a lot in that state.
    [Theory]
    [InlineData(
        "journal_balances",
        "open",
        "update journal_lines set amount = amount + 1 where owner_id = {lot} and account_kind = 'cash_escrow'"
    )]
    [InlineData(
        "journal_balances",
        "open",
        "delete from journal_lines where journal_id in (select id from journal where room_id = {lot})"
    )]
    [InlineData(
        "balances_are_the_journals",
        "open",
        "update accounts set balance = balance + 1 where owner_id = {lot} and kind = 'cash_escrow'"
    )]
    [InlineData(
        "wallets_agree",
        null,
        "update user_universal_credits set balance = balance + 1, total_earned = total_earned + 1 where balance > 0"
    )]
    [InlineData(
        "wallets_agree",
        null,
        "update user_universal_credits set total_spent = total_spent + 1 where balance > 0"
    )]
    [InlineData("wallets_agree", null, "delete from credit_transactions where transaction_type = 'admin_grant'")]
    [InlineData("wallets_agree", null, "delete from user_universal_credits where balance > 0")]
    [InlineData(
        "credits_are_conserved",
        null,
        "update accounts set balance = balance - 1 where kind = 'credits_spent' and balance > 0"
    )]
    [InlineData(
        "cash_escrow_is_owed",
        "open",
        "update accounts set balance = balance + 1 where owner_id = {lot} and kind = 'cash_escrow'"
    )]
    [InlineData(
        "cash_escrow_is_owed",
        "settled",
        "update accounts set balance = balance + 1 where owner_id = {lot} and kind = 'cash_escrow'"
    )]
    [InlineData(
        "cash_escrow_is_owed",
        "refunding",
        "update accounts set balance = balance - 1 where owner_id = {lot} and kind = 'cash_escrow'"
    )]
    [InlineData(
        "credit_escrow_is_owed",
        "open",
        "update accounts set balance = balance + 1 where owner_id = {lot} and kind = 'credit_escrow'"
    )]
    [InlineData(
        "credit_escrow_is_owed",
        "cancelled",
        "update accounts set balance = balance + 1 where owner_id = {lot} and kind = 'credit_escrow'"
    )]
    [InlineData("tickets_have_no_gap", "open", "delete from room_entries where room_id = {lot} and tickets_start = 1")]
    [InlineData(
        "tickets_have_no_gap",
        "open",
        "update room_entries set tickets_start = tickets_start - 1, ticket_count = ticket_count + 1 where room_id = {lot} and tickets_start > 1"
    )]
    [InlineData("counters_are_rows", "open", "update rooms set live_tickets = live_tickets - 1 where id = {lot}")]
    [InlineData("counters_are_rows", "open", "update rooms set held_tickets = held_tickets + 1 where id = {lot}")]
    [InlineData(
        "counters_are_rows",
        "open",
        "update rooms set total_participants = total_participants + 1 where id = {lot}"
    )]
    [InlineData("counters_are_rows", "open", "update rooms set current_funding = current_funding + 1 where id = {lot}")]
    [InlineData("counters_are_rows", "open", "delete from room_members where room_id = {lot}")]
    [InlineData("nothing_is_oversold", "open", "update rooms set funding_target = current_funding where id = {lot}")]
    [InlineData(
        "nothing_is_oversold",
        "settled",
        "update rooms set funding_target = funding_target + 1 where id = {lot}"
    )]
    [InlineData(
        "who_paid_has_tickets_or_the_money_back",
        "open",
        "delete from room_entries where room_id = {lot} and purchase_type = 'cash'"
    )]
    [InlineData(
        "who_paid_has_tickets_or_the_money_back",
        "open",
        "update room_entry_purchases set completed_at = null where room_id = {lot}"
    )]
    [InlineData(
        "who_paid_has_tickets_or_the_money_back",
        "open",
        "update room_entry_purchases set completed_at = now() where room_id = {lot} and status = 'failed'"
    )]
    [InlineData(
        "voided_tickets_were_paid_back",
        "open",
        "update room_entries set voided_at = now() where room_id = {lot} and purchase_type = 'cash'"
    )]
    [InlineData(
        "refunds_are_at_most_what_was_paid",
        "cancelled",
        "update refunds set amount = amount + 1 where room_id = {lot}"
    )]
    [InlineData(
        "refunds_are_at_most_what_was_paid",
        "refunding",
        "update room_entry_purchases set refunded_amount = 0 where room_id = {lot}"
    )]
    [InlineData(
        "refunds_are_at_most_what_was_paid",
        "open",
        "update room_entry_purchases set is_settled_with_buyer = true where room_id = {lot}"
    )]
    [InlineData(
        "refunds_payable_are_the_refunds_not_sent",
        "refunding",
        "update refunds set status = 'due' where room_id = {lot}"
    )]
    [InlineData(
        "clearing_is_paid_less_refunded",
        "open",
        "update room_entry_purchases set amount = amount + 1 where room_id = {lot}"
    )]
    [InlineData(
        "credits_paid_are_those_promised",
        "settled",
        "update room_entries set credits_awarded = credits_awarded + 1 where room_id = {lot}"
    )]
    [InlineData(
        "credits_paid_are_those_promised",
        "refunding",
        "update room_entry_purchases set credits_converted = credits_converted * 2 where room_id = {lot}"
    )]
    [InlineData(
        "settled_by_the_terms",
        "settled",
        "update room_entries set credits_awarded = credits_awarded + 1 where room_id = {lot}"
    )]
    [InlineData("drawn_once_by_what_was_promised", "settled", "delete from lottery_draws where room_id = {lot}")]
    [InlineData(
        "drawn_once_by_what_was_promised",
        "settled",
        "update lottery_draws set server_seed = repeat('0', 64) where room_id = {lot}"
    )]
    [InlineData(
        "drawn_once_by_what_was_promised",
        "settled",
        "update room_entries set is_winner = not is_winner where room_id = {lot}"
    )]
    [InlineData(
        "drawn_once_by_what_was_promised",
        "settled",
        "update lottery_draws set winner_user_id = (select id from users limit 1) where room_id = {lot}"
    )]
    [InlineData(
        "drawn_once_by_what_was_promised",
        "open",
        "update room_entries set is_winner = true where room_id = {lot} and tickets_start = 1"
    )]
    [InlineData(
        "above_the_limit_two_people_agreed",
        null,
        "update credit_transactions set amount = 20000 where transaction_type = 'admin_grant'"
    )]
    [InlineData(
        "above_the_limit_two_people_agreed",
        null,
        """
            insert into approvals (id, kind, user_id, credits, reason, requested_by, requested_at, decided_by, decided_at, outcome)
            select uuid_v7(), 'credits', id, 20000, 'Sorry', id, now(), id, now(), 'approved' from users limit 1
            """
    )]
    [InlineData("moves_lead_to_the_state", "open", "update rooms set status = 'closed' where id = {lot}")]
    [InlineData("fairness_log_is_a_chain", null, "update fairness_log set record = '{}' where sequence = 2")]
    [InlineData("fairness_log_is_a_chain", null, "delete from fairness_log where sequence = 2")]
    [InlineData(
        "fairness_log_is_a_chain",
        null,
        "update fairness_log set created_at = now(), hash = repeat('a', 64) where sequence = 2"
    )]
    [InlineData(
        "fairness_log_is_whole",
        null,
        "delete from fairness_log where sequence = (select max(sequence) from fairness_log)"
    )]
    [InlineData(
        "fairness_log_is_whole",
        null,
        "insert into fairness_log select max(sequence) + 1, 'draw', '{}', 'x', 'y', now() from fairness_log"
    )]
    [InlineData(
        "fairness_log_says_what_was_done",
        "settled",
        "delete from fairness_log_lots where room_id = {lot} and kind = 'draw'"
    )]
    [InlineData(
        "fairness_log_says_what_was_done",
        "funded",
        "update fairness_log set record = replace(record, 'roster', 'Roster') where record like '%roster%' || {lot} || '%'; update draw_commitments set roster_root = repeat('0', 64) where room_id = {lot}"
    )]
    [InlineData(
        "fairness_log_says_what_was_done",
        "open",
        "update draw_commitments set commitment = repeat('0', 64) where room_id = {lot}"
    )]
    [InlineData(
        "fairness_log_says_what_was_done",
        "settled",
        "update lottery_draws set winning_ticket = winning_ticket % 100 + 1 where room_id = {lot}"
    )]
    [InlineData(
        "fairness_log_says_what_was_done",
        "funded",
        "update draw_commitments set mode = 'classic' where room_id = {lot}"
    )]
    [InlineData(
        "fairness_log_says_what_was_done",
        "open",
        "update draw_commitments set tag_commitment = repeat('0', 64) where room_id = {lot}"
    )]
    [InlineData(
        "fairness_log_says_what_was_done",
        "funded",
        "update draw_commitments set beacon_round = 1001 where room_id = {lot}"
    )]
    [InlineData(
        "fairness_log_says_what_was_done",
        "open",
        "update draw_commitments set beacon_chain = repeat('5', 64) where room_id = {lot}"
    )]
    [InlineData(
        "fairness_log_says_what_was_done",
        "drawing",
        "update rooms set total_tickets = total_tickets + 1 where id = {lot}"
    )]
    [InlineData(
        "results_follow_from_the_seed",
        "settled",
        "update lottery_draws set combined_seed = repeat('0', 64) where room_id = {lot}"
    )]
    [InlineData(
        "results_follow_from_the_seed",
        "drawing",
        "update lottery_draws set client_seed = repeat('0', 64) where room_id = {lot}"
    )]
    [InlineData(
        "results_follow_from_the_seed",
        "settled",
        "update lottery_draws set winning_ticket = winning_ticket % 100 + 1 where room_id = {lot}"
    )]
    [InlineData(
        "results_follow_from_the_seed",
        "settled",
        "update rooms set created_at = created_at + interval '1 microsecond' where id = {lot}"
    )]
    [InlineData(
        "nonces_follow_from_what_was_published",
        "settled",
        "update lottery_draws set nonce = nonce + 1 where room_id = {lot}"
    )]
    [InlineData(
        "nonces_follow_from_what_was_published",
        "drawing",
        "update draw_commitments set roster_root = repeat('0', 64) where room_id = {lot}"
    )]
    [InlineData(
        "nonces_follow_from_what_was_published",
        "settled",
        "update draw_commitments set mode = 'classic' where room_id = {lot}"
    )]
    [InlineData(
        "nonces_follow_from_what_was_published",
        "drawing",
        "update lottery_draws set verification_details = jsonb_set(verification_details, '{skips}', verification_details -> 'skips' || '[{}]') where room_id = {lot}"
    )]
    [InlineData(
        "voids_and_alternates_are_told",
        "settled",
        "insert into fairness_log_lots (sequence, room_id, kind) select max(sequence) + 1000, {lot}, 'alternate' from fairness_log"
    )]
    [InlineData("voids_and_alternates_are_told", "settled", "update rooms set status = 'cancelled' where id = {lot}")]
    [InlineData(
        "voids_and_alternates_took_two_people",
        "settled",
        "update rooms set status = 'cancelled' where id = {lot}"
    )]
    [InlineData("concealed_records_open", "open", "update fairness_log_lots set plain = '{}' where room_id = {lot}")]
    [InlineData("signed_heads_stand_in_the_log", null, "update fairness_heads set hash = repeat('b', 64)")]
    [InlineData("signed_heads_stand_in_the_log", null, "update fairness_heads set sequence = sequence + 1")]
    [InlineData("audit_log_is_a_chain", null, "update audit_logs set action = 'nothing' where sequence = 2")]
    [InlineData("audit_log_is_a_chain", null, "delete from audit_logs where sequence = 2")]
    public async Task What_was_changed_by_hand_is_found(string invariant, string? state, string sql)
    {
        var lot = state is null ? (LotId?)null : audited.Lots[Enum.Parse<LotStatus>(state, ignoreCase: true)];
        var report = await RunAsync(sql.Replace("{lot}", $"'{lot}'", StringComparison.Ordinal));
        report.Violations.ShouldContain(v => v.Invariant == invariant && v.LotId == lot);
    }

    [Fact]
    public async Task Every_invariant_is_broken_by_some_test()
    {
        // Of the comparisons with the processor's list, below and in DisputeAuditTests.
        string[] sandboxed =
        [
            "payments_booked_are_the_processors",
            "refunds_booked_are_the_processors",
            "payments_at_the_processor_are_booked",
            "refunds_at_the_processor_are_booked",
            "disputes_booked_are_the_processors",
            "disputes_at_the_processor_are_booked",
        ];
        var broken = new[]
        {
            typeof(AuditorTests),
            typeof(DisputeAuditTests),
            typeof(AlternateAuditTests),
            typeof(PotAuditTests),
        }
            .Select(t => t.GetMethod(nameof(What_was_changed_by_hand_is_found))!)
            .SelectMany(m => m.GetCustomAttributes(typeof(InlineDataAttribute), false))
            .Select(data => (string)((InlineDataAttribute)data).Data[0]!);
        (await RunAsync(null)).Checked.Except(broken).Except(sandboxed).ShouldBeEmpty();
    }

    [Fact]
    public async Task Payments_and_refunds_are_compared_with_the_sandboxs_own_list()
    {
        const string Mirror = """
            insert into sandbox.objects (id, kind, body, created)
            select stripe_payment_intent_id, 'payment_intent', jsonb_build_object('status', 'succeeded', 'amount_received', (amount * 100)::bigint,
                'metadata', jsonb_build_object('purchase_id', id)), now() - interval '2 hours'
            from room_entry_purchases where completed_at is not null;
            insert into sandbox.objects (id, kind, body, created)
            select gateway_refund_id, 'refund', jsonb_build_object('status', 'succeeded', 'amount', (amount * 100)::bigint), now() - interval '2 hours'
            from refunds where status = 'succeeded';
            """;
        (await RunAsync(Mirror)).Violations.ShouldBeEmpty();
        async Task<IEnumerable<string>> BrokenAsync(string sql) =>
            (await RunAsync(Mirror + sql)).Violations.Select(v => v.Invariant).Distinct();

        (
            await BrokenAsync(
                "delete from sandbox.objects where id = (select min(id) from sandbox.objects where kind = 'payment_intent')"
            )
        ).ShouldBe(["payments_booked_are_the_processors"]);
        (
            await BrokenAsync(
                "update sandbox.objects set body = body || '{\"amount_received\": 1}' where kind = 'payment_intent'"
            )
        ).ShouldBe(["payments_booked_are_the_processors"]);
        (
            await BrokenAsync(
                "update sandbox.objects set body = body || '{\"status\": \"failed\"}' where kind = 'refund'"
            )
        ).ShouldBe(["refunds_booked_are_the_processors"]);
        const string Strange = """
            insert into sandbox.objects (id, kind, body, created) values
            ('pi_x', 'payment_intent', '{"status": "succeeded", "amount_received": 500}', now() - interval '1 minute' * {0}),
            ('re_x', 'refund', '{"status": "succeeded", "amount": 500}', now() - interval '1 minute' * {0})
            """;
        (await BrokenAsync(Strange.Replace("{0}", "59", StringComparison.Ordinal))).ShouldBeEmpty(
            "news may be on the way"
        );
        (await BrokenAsync(Strange.Replace("{0}", "61", StringComparison.Ordinal))).ShouldBe([
            "payments_at_the_processor_are_booked",
            "refunds_at_the_processor_are_booked",
        ]);
    }

    [Fact]
    public async Task A_violation_freezes_the_lot_and_tells_staff_once()
    {
        var lot = await world.OpenLotAsync(100);
        var report = new AuditReport(
            [],
            [],
            [
                new("counters_are_rows", lot, "Lot counts wrong."),
                new("counters_are_rows", audited.Lots[LotStatus.Settled], "A lot that is over."),
                new("credits_are_conserved", null, "Credits came from nowhere."),
            ]
        );
        (await world.Get<ActOnAudit>().RunAsync(report, default)).ShouldBe(1);
        (await world.Get<ActOnAudit>().RunAsync(report, default)).ShouldBe(0);

        (await world.LotAsync(lot)).FrozenReason.ShouldBe("audit: counters_are_rows");
        var player = await world.Cast.PlayerAsync(credits: 100);
        (await Should.ThrowAsync<Refusal>(() => world.BuyWithCreditsAsync(player, lot, 1))).Code.ShouldBe(
            "lot_not_open"
        );
        (
            await world.Database.AskAsync<long>(
                "select count(*) from alerts where kind = 'audit_violation' and cleared_at is null"
            )
        ).ShouldBe(3);
    }

    [Fact]
    public async Task The_command_prints_figures_and_says_by_its_exit_code_whether_all_holds()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?> { ["ConnectionStrings:AlotApp"] = world.Database.App }
            )
            .Build();
        var output = new StringWriter();
        (await AuditCommand.RunAsync(configuration, output, TextWriter.Null)).ShouldBe(0, output.ToString());
        output.ToString().ShouldContain("invariants checked, 0 violations");
        output.ToString().ShouldContain("cash escrow");

        var nowhere = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?> { ["ConnectionStrings:AlotApp"] = "Host=127.0.0.1;Port=1" }
            )
            .Build();
        var error = new StringWriter();
        (await AuditCommand.RunAsync(nowhere, TextWriter.Null, error)).ShouldBe(2);
        error.ToString().ShouldContain("could not be read");
    }

    /// <summary>Looks at the books as they would be after the change, which is rolled back.</summary>
    private async Task<AuditReport> RunAsync(string? change)
    {
        if (change is null)
            return await world.Get<Auditor>().RunAsync(default);
        await using var open = new NpgsqlConnection(world.Database.Administrator);
        await open.OpenAsync();
        await using var transaction = await open.BeginTransactionAsync();
        // What the database itself would never let happen: without its triggers, foreign keys and checks.
        await using var alter = new NpgsqlCommand(
            """
            set local session_replication_role = replica;
            do $$ declare c record; begin
                for c in select conrelid::regclass as place, conname from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace loop
                    execute format('alter table %s drop constraint %I', c.place, c.conname);
                end loop;
            end $$;

            """ + change,
            open,
            transaction
        );
        await alter.ExecuteNonQueryAsync();
        return await AuditRules.CheckAsync(open, default);
    }
}
