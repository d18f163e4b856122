using Alot.Data.Auditing;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Pots;
using Alot.Tests.World;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Auditing;

/// <summary>One pot of each state, with books that agree.</summary>
public sealed class PotsToAudit(TestCluster cluster) : IAsyncLifetime
{
    public UseCases World { get; } = new(cluster);

    public Dictionary<PotStatus, PotId> Pots { get; } = [];

    public async ValueTask InitializeAsync()
    {
        await World.InitializeAsync();
        (Pots[PotStatus.Settled], _) = await World.FullPotAsync(3);
        (Pots[PotStatus.Settling], _) = await World.FullPotAsync(3);
        var alone = Pots[PotStatus.Cancelled] = await World.OpenPotAsync(seconds: 10);
        await World.JoinAsync(await World.Cast.PlayerAsync(300), alone, 2);
        await World.Get<LockPot>().RunAsync(Pots[PotStatus.Settled], default);
        await World.Get<LockPot>().RunAsync(Pots[PotStatus.Settling], default);
        World.Clock.Advance(TimeSpan.FromSeconds(10));
        await World.Get<CancelPot>().RunAsync(alone, default);
        await World.Get<RevealPot>().RunAsync(Pots[PotStatus.Settled], null, default);
        await World.Get<RevealPot>().RunAsync(Pots[PotStatus.Settling], null, default);
        await World.Get<PayPot>().RunAsync(Pots[PotStatus.Settled], default);
        (Pots[PotStatus.Locked], _) = await World.FullPotAsync(3);
        await World.Get<LockPot>().RunAsync(Pots[PotStatus.Locked], default);
        var open = Pots[PotStatus.Open] = await World.OpenPotAsync();
        foreach (var player in await World.Cast.PlayersAsync(2, 300))
            await World.JoinAsync(player, open, 2);
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

/// <summary>Each invariant of pots, broken by hand.</summary>
public sealed class PotAuditTests(PotsToAudit audited) : IClassFixture<PotsToAudit>
{
    [Fact]
    public async Task Books_that_agree_are_found_to_agree()
    {
        foreach (var (status, pot) in audited.Pots)
            (await audited.World.PotAsync(pot)).Status.ShouldBe(status);
        (await audited.World.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(
        "pot_escrow_is_owed",
        PotStatus.Open,
        "update accounts set balance = balance + 1 where owner_id = {pot}"
    )]
    [InlineData("pot_escrow_is_owed", PotStatus.Settled, "update accounts set balance = 1 where owner_id = {pot}")]
    [InlineData("pot_escrow_is_owed", PotStatus.Cancelled, "update accounts set balance = 1 where owner_id = {pot}")]
    [InlineData("pots_count_their_entries", PotStatus.Open, "update pots set tickets_sold = 5 where id = {pot}")]
    [InlineData("pots_count_their_entries", PotStatus.Locked, "update pots set participants = 2 where id = {pot}")]
    [InlineData(
        "pots_keep_to_their_caps",
        PotStatus.Open,
        "update pot_entries set user_id = (select user_id from pot_entries where pot_id = {pot} limit 1) where pot_id = {pot}"
    )]
    [InlineData(
        "pot_tickets_have_no_gap",
        PotStatus.Locked,
        "update pot_entries set tickets_start = tickets_start + 1, tickets_end = tickets_end + 1 where pot_id = {pot} and tickets_start > 1"
    )]
    [InlineData(
        "pot_tickets_have_no_gap",
        PotStatus.Open,
        "update pot_entries set tickets_start = 1, tickets_end = 2 where pot_id = {pot}"
    )]
    [InlineData(
        "pots_pay_once_and_everything",
        PotStatus.Settled,
        "insert into credit_transactions select uuid_v7(now()), user_id, amount, balance_before, balance_after, transaction_type, room_id, room_entry_id, purchase_id, pot_id, description, metadata, created_at from credit_transactions where pot_id = {pot} and transaction_type = 'pot_payout'"
    )]
    [InlineData(
        "pots_pay_once_and_everything",
        PotStatus.Settled,
        "update credit_transactions set amount = amount - 1, balance_after = balance_after - 1 where pot_id = {pot} and transaction_type = 'pot_payout'"
    )]
    [InlineData(
        "pots_pay_once_and_everything",
        PotStatus.Cancelled,
        "delete from credit_transactions where pot_id = {pot} and transaction_type = 'pot_return'"
    )]
    [InlineData(
        "pots_are_won_by_what_was_promised",
        PotStatus.Settled,
        "update pots set winner_user_id = (select user_id from pot_entries e where e.pot_id = {pot} and e.id <> winner_entry_id limit 1) where id = {pot}"
    )]
    [InlineData(
        "pots_are_won_by_what_was_promised",
        PotStatus.Settling,
        "update pots set winner_entry_id = (select id from pot_entries e where e.pot_id = {pot} and e.id <> winner_entry_id limit 1) where id = {pot}"
    )]
    [InlineData(
        "pots_are_won_by_what_was_promised",
        PotStatus.Settled,
        "update pots set reveal_seed = repeat('0', 64) where id = {pot}"
    )]
    [InlineData(
        "pots_are_won_by_what_was_promised",
        PotStatus.Settling,
        "update pots set commit_hash = repeat('0', 64) where id = {pot}"
    )]
    [InlineData(
        "pots_are_in_the_fairness_log",
        PotStatus.Open,
        "update pots set seed_hash = repeat('0', 64) where id = {pot}"
    )]
    [InlineData(
        "pots_are_in_the_fairness_log",
        PotStatus.Locked,
        "update pots set roster_root = repeat('0', 64) where id = {pot}"
    )]
    [InlineData(
        "pots_are_in_the_fairness_log",
        PotStatus.Settled,
        "delete from fairness_log_pots where pot_id = {pot} and kind = 'pot_reveal'"
    )]
    [InlineData(
        "pots_are_in_the_fairness_log",
        PotStatus.Cancelled,
        "delete from fairness_log_pots where pot_id = {pot} and kind = 'pot_cancelled'"
    )]
    [InlineData(
        "locked_pots_were_called_off_by_two",
        PotStatus.Locked,
        "update pots set status = 'cancelled' where id = {pot}"
    )]
    public async Task What_was_changed_by_hand_is_found(string invariant, PotStatus status, string sql)
    {
        await using var open = new NpgsqlConnection(audited.World.Database.Administrator);
        await open.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await open.BeginTransactionAsync(TestContext.Current.CancellationToken);
        var pot = await audited.World.PotAsync(audited.Pots[status]);
        await using var alter = new NpgsqlCommand(
            """
            set local session_replication_role = replica;
            do $$ declare c record; begin
                for c in select conrelid::regclass as place, conname from pg_constraint
                    where contype = 'c' and conrelid in ('pots'::regclass, 'pot_entries'::regclass) loop
                    execute format('alter table %s drop constraint %I', c.place, c.conname);
                end loop;
            end $$;

            """ + sql.Replace("{pot}", $"'{pot.Id}'", StringComparison.Ordinal),
            open,
            transaction
        );
        (await alter.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).ShouldBeGreaterThan(0);

        (await AuditRules.CheckAsync(open, default)).Violations.ShouldContain(v =>
            v.Invariant == invariant && v.Text.Contains(pot.NumberText, StringComparison.Ordinal)
        );
    }
}
