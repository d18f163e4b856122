using Alot.Domain;
using Alot.Tests.World;
using Npgsql;

namespace Alot.Tests.Load;

/// <summary>
/// The baseline: one sale for credits as one transaction of SQL written by hand, the same rows as ours, prepared, in one round
/// trip and a COMMIT. It checks capacity and balance in the statements and nothing else.
/// </summary>
internal sealed class HandWrittenSale(NpgsqlDataSource source)
{
    private static readonly string[] Statements =
    [
        """
            insert into commands (actor_id, command, key, request_hash, created_at)
            values ($1, 'Baseline', $2, '\x00', $3)
            """,
        """
            update rooms set total_tickets = total_tickets + $2, live_tickets = live_tickets + $2
            where id = $1 and status = 'open' and deadline > $3
                and live_tickets - current_funding + $2 <= floor(0.3 * funding_target)
            """,
        """
            with joined as (
                insert into room_members (room_id, user_id, joined_at) values ($1, $2, $3) on conflict do nothing returning room_id
            ), carded as (
                insert into reveals (id, user_id, room_id, status, created_at, issue_reported, issue_resolved)
                select $4, $2, $1, 'active', $3, false, false from joined
            )
            update rooms set total_participants = total_participants + 1 where id in (select room_id from joined)
            """,
        """
            insert into room_entries (id, room_id, user_id, tickets_start, tickets_end, previous_end, ticket_count,
                purchase_type, credits_spent, is_winner, credits_awarded, created_at)
            select $4, $1, $2, total_tickets - $3 + 1, total_tickets, nullif(total_tickets - $3, 0), $3, 'credits', $3 * 100, false, 0, $5
            from rooms where id = $1
            """,
        """
            with spent as (
                update user_universal_credits set balance = balance - $3 * 100, total_spent = total_spent + $3 * 100, updated_at = $5
                where user_id = $2 and balance >= $3 * 100 returning balance
            )
            insert into credit_transactions (id, user_id, amount, balance_before, balance_after, transaction_type, room_id,
                room_entry_id, description, metadata, created_at)
            select $6, $2, -$3 * 100, balance + $3 * 100, balance, 'entry_purchase', $1, $4, 'entries', '{}', $5 from spent
            """,
        "insert into journal (id, kind, currency, room_id, created_at) values ($1, 'entry_for_credits', 'crd', $2, $3)",
        """
            insert into accounts (kind, owner_id, currency) values ('player_credits', $1, 'crd'), ('credit_escrow', $2, 'crd')
            on conflict do nothing
            """,
        """
            insert into journal_lines (journal_id, account_kind, owner_id, currency, amount)
            values ($1, 'player_credits', $2, 'crd', -$4 * 100), ($1, 'credit_escrow', $3, 'crd', $4 * 100)
            """,
        "update commands set result = '{\"entry\": 1}' where actor_id = $1 and command = 'Baseline' and key = $2",
    ];

    /// <summary>Connections as such a program would have them: one a buyer, statements prepared.</summary>
    public static NpgsqlDataSource Source(TestDatabase database, int buyers) =>
        new NpgsqlDataSourceBuilder(
            new NpgsqlConnectionStringBuilder(database.App)
            {
                MaxAutoPrepare = 40,
                AutoPrepareMinUsages = 2,
                MaxPoolSize = buyers,
                NoResetOnClose = true,
            }.ConnectionString
        ).Build();

    public async Task SellAsync(PlayerId player, LotId lot, long tickets, DateTimeOffset now)
    {
        var (entry, journal, key) = (
            Guid.CreateVersion7(now),
            Guid.CreateVersion7(now),
            Guid.CreateVersion7(now).ToString()
        );
        var (who, where, count) = (player.Value, lot.Value, (int)tickets);
        object[][] values =
        [
            [who, key, now],
            [where, count, now],
            [where, who, now, Guid.CreateVersion7(now)],
            [where, who, count, entry, now],
            [where, who, count, entry, now, Guid.CreateVersion7(now)],
            [journal, where, now],
            [who, where],
            [journal, who, where, count],
            [who, key],
        ];
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var (sql, own) in Statements.Zip(values))
        {
            var statement = new NpgsqlBatchCommand(sql);
            foreach (var value in own)
                statement.Parameters.Add(new NpgsqlParameter { Value = value });
            batch.BatchCommands.Add(statement);
        }
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }
}
