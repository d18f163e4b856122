using Alot.Domain;
using Alot.Tests.World;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Ledger;

/// <summary>What the database itself never allows, whoever is connected.</summary>
public sealed class BooksTests(UseCases world) : IClassFixture<UseCases>
{
    [Theory]
    [InlineData(-100, 99)]
    [InlineData(100, 100)]
    public async Task An_entry_that_does_not_balance_is_refused(long one, long other)
    {
        foreach (var login in (string[])[world.Database.App, world.Database.Owner])
            (await RefusedAsync(login, Entry(one, other))).ConstraintName.ShouldBe("journal_balances");
    }

    [Fact]
    public async Task An_entry_without_lines_can_not_be_committed() =>
        (
            await RefusedAsync(
                world.Database.App,
                $"insert into journal (id, kind, currency, created_at) values ('{Id()}', 'test', 'usd', now())"
            )
        ).ConstraintName.ShouldBe("journal_is_whole");

    [Fact]
    public async Task A_second_statement_can_not_unbalance_an_entry()
    {
        var (journal, owner) = (Id(), Id());
        await RunAsync(world.Database.App, Entry(-100, 100, journal, owner));
        (
            await RefusedAsync(
                world.Database.App,
                $"""
                insert into accounts (kind, owner_id, currency) values ('fees_earned', '{owner}', 'usd');
                insert into journal_lines (journal_id, account_kind, owner_id, currency, amount)
                values ('{journal}', 'fees_earned', '{owner}', 'usd', 5)
                """
            )
        ).ConstraintName.ShouldBe("journal_balances");
    }

    [Fact]
    public async Task An_entry_does_not_mix_currencies()
    {
        var (journal, owner) = (Id(), Id());
        (
            await RefusedAsync(
                world.Database.App,
                $"""
                insert into journal (id, kind, currency, created_at) values ('{journal}', 'test', 'usd', now());
                insert into accounts (kind, owner_id, currency) values ('clearing', '{owner}', 'usd'), ('credit_escrow', '{owner}', 'crd');
                insert into journal_lines (journal_id, account_kind, owner_id, currency, amount)
                values ('{journal}', 'clearing', '{owner}', 'usd', -5), ('{journal}', 'credit_escrow', '{owner}', 'crd', 5)
                """
            )
        ).SqlState.ShouldBe(PostgresErrorCodes.ForeignKeyViolation);
    }

    [Fact]
    public async Task Only_clearing_margin_and_issued_credits_go_below_zero()
    {
        var owner = Id();
        (
            await RefusedAsync(world.Database.App, Entry(-100, 100, Id(), owner, "cash_escrow", "fees_earned"))
        ).ConstraintName.ShouldBe("ck_accounts_balance");
        await RunAsync(world.Database.App, Entry(-100, 100, Id(), owner, "platform_margin", "fees_earned"));
    }

    [Fact]
    public async Task Lines_move_balances_and_nothing_else_does()
    {
        var owner = Id();
        await RunAsync(world.Database.App, Entry(-100, 100, Id(), owner));
        await RunAsync(world.Database.App, Entry(-50, 50, Id(), owner));
        (await world.BalanceAsync("cash_escrow", owner)).ShouldBe(150);
        (await world.BalanceAsync("clearing", owner)).ShouldBe(-150);

        (
            await RefusedAsync(world.Database.App, $"update accounts set balance = 0 where owner_id = '{owner}'")
        ).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        (
            await RefusedAsync(
                world.Database.App,
                $"insert into accounts (kind, owner_id, currency, balance) values ('item_cost', '{owner}', 'usd', 5)"
            )
        ).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Theory]
    [InlineData("journal", "kind = 'x'")]
    [InlineData("journal_lines", "amount = 1")]
    [InlineData("credit_transactions", "amount = 1")]
    [InlineData("audit_logs", "action = 'x'")]
    [InlineData("fairness_log", "record = 'x'")]
    [InlineData("room_moves", "why = 'x'")]
    [InlineData("lottery_draws", "winning_ticket = 1")]
    public async Task History_is_changed_by_nobody(string table, string change)
    {
        foreach (var login in (string[])[world.Database.App, world.Database.Owner])
        foreach (
            var sql in (string[])[$"update {table} set {change}", $"delete from {table}", $"truncate {table} cascade"]
        )
            (await RefusedAsync(login, sql)).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, sql);
    }

    [Fact]
    public async Task Tickets_never_overlap_and_never_leave_a_gap()
    {
        var lot = await world.OpenLotAsync(1_000);
        var player = await world.Cast.PlayerAsync(credits: 1_000);
        await world.BuyWithCreditsAsync(player, lot, 10);

        // Overlapping, doubled, with a gap, starting over, and lying about the one before.
        foreach (
            var (start, end, previous) in new (int, int, int?)[]
            {
                (10, 12, 9),
                (1, 10, null),
                (12, 13, 11),
                (1, 3, null),
                (12, 13, 10),
                (11, 10, 10),
            }
        )
            (
                await RefusedAsync(world.Database.Owner, EntrySql(lot, player, start, end, previous))
            ).SqlState.ShouldBeOneOf(
                PostgresErrorCodes.UniqueViolation,
                PostgresErrorCodes.ForeignKeyViolation,
                PostgresErrorCodes.CheckViolation
            );
        await RunAsync(world.Database.Owner, EntrySql(lot, player, 11, 13, 10));
        (await RefusedAsync(world.Database.Owner, EntrySql(lot, player, 11, 14, 10))).SqlState.ShouldBe(
            PostgresErrorCodes.UniqueViolation
        );
    }

    [Fact]
    public async Task A_lot_is_never_sold_above_its_target_and_its_promises_stay()
    {
        var lot = await world.OpenLotAsync(100);
        foreach (
            var change in (string[])
                [
                    "held_tickets = 101",
                    "held_tickets = -1",
                    "current_funding = 101, live_tickets = 101, total_tickets = 101",
                    "live_tickets = 5",
                    "funding_target = 50",
                    "terms = jsonb_set(terms, '{refund_cash_percent}', '90')",
                    "entry_bundles = '[1]'",
                    "created_at = now()",
                ]
        )
            (
                await RefusedAsync(world.Database.Owner, $"update rooms set {change} where id = '{lot}'")
            ).SqlState.ShouldBe(PostgresErrorCodes.CheckViolation, change);
    }

    private static string Entry(
        long one,
        long other,
        Guid? id = null,
        Guid? owner = null,
        string from = "clearing",
        string to = "cash_escrow"
    )
    {
        var (journal, who) = (id ?? Id(), owner ?? Id());
        return $"""
            insert into journal (id, kind, currency, created_at) values ('{journal}', 'test', 'usd', now());
            insert into accounts (kind, owner_id, currency) values ('{from}', '{who}', 'usd'), ('{to}', '{who}', 'usd') on conflict do nothing;
            insert into journal_lines (journal_id, account_kind, owner_id, currency, amount)
            values ('{journal}', '{from}', '{who}', 'usd', {one}), ('{journal}', '{to}', '{who}', 'usd', {other})
            """;
    }

    private static string EntrySql(LotId lot, PlayerId player, int start, int end, int? previous) =>
        $"""
            insert into room_entries (id, room_id, user_id, tickets_start, tickets_end, previous_end, ticket_count, purchase_type,
                credits_spent, is_winner, credits_awarded, created_at)
            values ('{Id()}', '{lot}', '{player}', {start}, {end}, {(previous is { } p ? $"{p}" : "null")}, {end
                - start
                + 1}, 'credits',
                {(end - start + 1) * 100}, false, 0, now())
            """;

    private static Guid Id() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    private static Task<PostgresException> RefusedAsync(string login, string sql) =>
        Should.ThrowAsync<PostgresException>(() => RunAsync(login, sql));

    private static async Task RunAsync(string login, string sql)
    {
        await using var open = new NpgsqlConnection(login);
        await open.OpenAsync();
        await using var transaction = await open.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand(sql, open, transaction))
            await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}
