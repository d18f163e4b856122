using Alot.Data.Auditing;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Auditing;

/// <summary>A dispute held before funding, a debt after one that was lost, a refund paid by hand.</summary>
public sealed class DisputedWorld(TestCluster cluster) : IAsyncLifetime
{
    public UseCases World { get; } = new(cluster);

    public LotId Lot { get; private set; }

    public PlayerId Debtor { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await World.InitializeAsync();
        Lot = await World.OpenLotAsync(100);
        var held = await World.BuyAsync(await World.Cast.PlayerAsync(), Lot, 20);
        await HearAsync(World.Gateway.Dispute(held, "needs_response", Money.Dollars(5)));

        Debtor = await World.Cast.PlayerAsync();
        var expired = await World.OpenLotAsync(100, TimeSpan.FromHours(1));
        var converted = await World.BuyAsync(Debtor, expired, 20);
        World.Clock.Advance(TimeSpan.FromHours(1));
        await World.Get<ExpireLot>().RunAsync(expired, default);
        await World.Get<ChooseRefund>().RunAsync(new(Debtor, World.Key(), converted, RefundChoice.Credits), default);
        await World.BuyWithCreditsAsync(Debtor, Lot, 10);
        await HearAsync(World.Gateway.Dispute(converted, "lost"));
    }

    private Task<string> HearAsync(GatewayDispute dispute) => World.Get<RecordDispute>().RunAsync(dispute, default);

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

public sealed class DisputeAuditTests(DisputedWorld disputed) : IClassFixture<DisputedWorld>
{
    private UseCases World => disputed.World;

    [Fact]
    public async Task Books_with_disputes_hold() =>
        (await World.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();

    [Theory]
    [InlineData(
        "disputes_receivable_are_the_open_disputes",
        "update accounts set balance = balance + 1 where kind = 'disputes_receivable' and balance > 0"
    )]
    [InlineData("disputes_receivable_are_the_open_disputes", "delete from disputes where stage = 'open'")]
    [InlineData(
        "held_in_dispute_is_owed",
        "update accounts set balance = balance - 1 where kind = 'held_in_dispute' and balance > 0"
    )]
    [InlineData("held_in_dispute_is_owed", "update room_entry_purchases set held_in_dispute = false")]
    [InlineData("purchases_know_their_disputes", "update disputes set stage = 'won' where stage = 'open'")]
    [InlineData(
        "purchases_know_their_disputes",
        "update room_entry_purchases set lost_amount = 1 where lost_amount = 0"
    )]
    [InlineData(
        "purchases_know_their_disputes",
        "update room_entries set voided_at = null where purchase_id is not null"
    )]
    [InlineData(
        "credits_receivable_are_the_disputes",
        "update disputes set credits_receivable = credits_receivable + 1"
    )]
    [InlineData(
        "credits_receivable_are_the_disputes",
        "update accounts set balance = balance + 1 where kind = 'credits_receivable'"
    )]
    [InlineData(
        "claims_are_the_receivables",
        "update accounts set balance = balance - 1 where kind = 'credits_claimed'"
    )]
    [InlineData("who_owes_or_is_disputed_can_not_spend", "update account_freezes set lifted_at = now()")]
    [InlineData("who_owes_or_is_disputed_can_not_spend", "update disputes set claws_back = false")]
    [InlineData(
        "paid_otherwise_has_a_reference",
        "insert into accounts (kind, owner_id, currency, balance) select 'paid_otherwise', id, 'usd', 1 from rooms"
    )]
    [InlineData("clearing_is_paid_less_refunded", "update disputes set stage = 'lost' where stage = 'open'")]
    public async Task What_was_changed_by_hand_is_found(string invariant, string sql)
    {
        await using var open = new NpgsqlConnection(World.Database.Administrator);
        await open.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await open.BeginTransactionAsync(TestContext.Current.CancellationToken);
        // Without triggers, foreign keys and checks, none of which would let it happen.
        await using var alter = new NpgsqlCommand(
            $"""
            set local session_replication_role = replica;
            do $$ declare c record; begin
                for c in select conrelid::regclass as place, conname from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace loop
                    execute format('alter table %s drop constraint %I', c.place, c.conname);
                end loop;
            end $$;
            drop index if exists ux_room_entries_live_purchase;
            {sql}
            """,
            open,
            transaction
        );
        await alter.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        (await AuditRules.CheckAsync(open, default)).Violations.Select(v => v.Invariant).ShouldContain(invariant);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(
        "update sandbox.objects set body = body || '{\"amount\": 1}' where kind = 'dispute'",
        "disputes_booked_are_the_processors"
    )]
    [InlineData(
        "update sandbox.objects set body = body || '{\"status\": \"won\"}' where body ->> 'status' = 'lost'",
        "disputes_booked_are_the_processors"
    )]
    [InlineData("delete from sandbox.objects where kind = 'dispute'", "disputes_booked_are_the_processors")]
    [InlineData(
        "insert into sandbox.objects (id, kind, body, created) values ('dp_x', 'dispute', '{\"status\": \"lost\", \"_sandbox\": {\"changed\": 1}}', now())",
        "disputes_at_the_processor_are_booked"
    )]
    public async Task Disputes_are_compared_with_the_sandboxs_own_list(string change, string? invariant)
    {
        await using var open = new NpgsqlConnection(World.Database.Administrator);
        await open.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await open.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var alter = new NpgsqlCommand(
            $"""
            insert into sandbox.objects (id, kind, body, created)
            select gateway_dispute_id, 'dispute', jsonb_build_object('status', gateway_status, 'amount', (amount * 100)::bigint,
                '_sandbox', jsonb_build_object('changed', 1)), now() from disputes;
            insert into sandbox.objects (id, kind, body, created) values ('cus_x', 'customer', jsonb_build_object(), now());
            {change}
            """,
            open,
            transaction
        );
        await alter.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var broken = (await AuditRules.CheckAsync(open, default))
            .Violations.Select(v => v.Invariant)
            .Where(name => name.StartsWith("disputes_", StringComparison.Ordinal))
            .Distinct();

        if (invariant is null)
            broken.ShouldBeEmpty();
        else
            broken.ShouldContain(invariant);
    }

    [Fact]
    public async Task An_accounts_violation_freezes_it_and_tells_staff_until_the_alert_is_cleared()
    {
        var player = await World.Cast.PlayerAsync(credits: 500);
        var found = new AuditViolation("wallets_agree", null, "wallet of somebody", player);
        var report = new AuditReport([], [], [found]);
        await World.Get<ActOnAudit>().RunAsync(report, default);
        await World.Get<ActOnAudit>().RunAsync(report, default);

        var lot = await World.OpenLotAsync(100);
        (await Should.ThrowAsync<Refusal>(() => World.BuyWithCreditsAsync(player, lot, 1))).Code.ShouldBe(
            "account_frozen"
        );
        var alert = await World.ReadAsync(db =>
            db.Alerts.SingleAsync(a => a.Subject == $"wallets_agree:{player}" && a.ClearedAt == null)
        );

        await World.Get<ClearAlert>().RunAsync(new(await World.Cast.AdminAsync(), World.Key(), alert.Id), default);

        await World.BuyWithCreditsAsync(player, lot, 1);
    }

    [Fact]
    public async Task Whose_wallet_does_not_agree_is_named()
    {
        await using var open = new NpgsqlConnection(World.Database.Administrator);
        await open.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await open.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var alter = new NpgsqlCommand(
            "set local session_replication_role = replica; update user_universal_credits set total_earned = total_earned + 1 where user_id = $1",
            open,
            transaction
        );
        // Two statements take no parameter: the id is ours.
        alter.CommandText = alter.CommandText.Replace("$1", $"'{disputed.Debtor}'", StringComparison.Ordinal);
        await alter.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        (await AuditRules.CheckAsync(open, default)).Violations.ShouldContain(v =>
            v.Invariant == "wallets_agree" && v.PlayerId == disputed.Debtor
        );
    }
}
