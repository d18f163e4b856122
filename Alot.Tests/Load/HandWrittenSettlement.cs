using Alot.Domain;
using Npgsql;

namespace Alot.Tests.Load;

/// <summary>
/// The baseline: a drawn lot paid out by set-based SQL written by hand in one transaction, the same rows as ours. It checks
/// nothing, and keeps every wallet locked until it is done.
/// </summary>
internal static class HandWrittenSettlement
{
    private static readonly string[] Statements =
    [
        """
            insert into user_universal_credits (user_id, balance, total_earned, total_spent, total_expired, created_at, updated_at)
            select user_id, sum(amount_paid) * 50, sum(amount_paid) * 50, 0, 0, $3, $3 from room_entries
            where room_id = $1 and purchase_type = 'cash' and user_id <> $2 group by user_id
            on conflict (user_id) do update set balance = user_universal_credits.balance + excluded.balance,
                total_earned = user_universal_credits.total_earned + excluded.total_earned, updated_at = $3
            """,
        """
            insert into credit_transactions (id, user_id, amount, balance_before, balance_after, transaction_type, room_id, description,
                metadata, created_at)
            select uuid_v7($3), w.user_id, o.credits, w.balance - o.credits, w.balance, 'lot_settlement', $1, 'Won by somebody else', '{}', $3
            from (select user_id, sum(amount_paid)::bigint * 50 as credits from room_entries
                where room_id = $1 and purchase_type = 'cash' and user_id <> $2 group by user_id) o
            join user_universal_credits w using (user_id)
            """,
        """
            update room_entries set credits_awarded = amount_paid * 50
            where room_id = $1 and purchase_type = 'cash' and user_id <> $2
            """,
        "insert into journal (id, kind, currency, room_id, created_at) values ($4, 'settlement_credits', 'crd', $1, $3)",
        """
            insert into accounts (kind, owner_id, currency)
            select 'player_credits', user_id, 'crd' from room_members where room_id = $1 union all select 'credits_issued', $1, 'crd'
            on conflict do nothing
            """,
        """
            insert into journal_lines (journal_id, account_kind, owner_id, currency, amount)
            select $4, 'player_credits', user_id, 'crd', credits_awarded from (
                select user_id, sum(credits_awarded)::bigint as credits_awarded from room_entries where room_id = $1 group by user_id) o
            where credits_awarded > 0
            union all select $4, 'credits_issued', $1, 'crd', -sum(credits_awarded)::bigint from room_entries where room_id = $1
            """,
        """
            update reveals set status = case when user_id = $2 then 'revealed_won' else 'revealed_lost' end where room_id = $1
            """,
        """
            update users u set total_entries = u.total_entries + e.tickets, total_spent = u.total_spent + e.cash,
                total_won = u.total_won + case when u.id = $2 then 1 else 0 end
            from (select user_id, sum(ticket_count) as tickets, sum(amount_paid) as cash from room_entries where room_id = $1 group by user_id) e
            where e.user_id = u.id
            """,
        """
            insert into outbox (id, kind, payload, created_at, due_at, attempts, fence)
            select uuid_v7($3), 'bulk_mail', jsonb_build_object('template', case when user_id = $2 then 'lot_won' else 'lot_lost' end,
                'player_id', jsonb_build_object('value', user_id), 'purchase_id', null, 'lot_id', jsonb_build_object('value', $1)), $3, $3, 0, 0
            from room_members where room_id = $1
            """,
        "insert into journal (id, kind, currency, room_id, created_at) values ($5, 'settlement', 'usd', $1, $3)",
        """
            insert into accounts (kind, owner_id, currency)
            select kind, $1, 'usd' from unnest(array['item_cost', 'processor_fees', 'credit_reserve', 'platform_margin']) kind on conflict do nothing
            """,
        """
            insert into journal_lines (journal_id, account_kind, owner_id, currency, amount)
            select $5, kind, $1, 'usd', amount from (
                select r.funding_target * 100 as cash, r.agreed_cost * 100 as cost,
                    (select sum((amount * 100 * 29 + 999)::bigint / 1000 + 30) from room_entry_purchases where room_id = $1) as fees,
                    (select sum(credits_awarded) from room_entries where room_id = $1) as reserve
                from rooms r where r.id = $1) x
            cross join lateral (values ('cash_escrow', -cash::bigint), ('item_cost', cost::bigint), ('processor_fees', fees::bigint),
                ('credit_reserve', reserve::bigint), ('platform_margin', (cash - cost - fees - reserve)::bigint)) line (kind, amount)
            """,
        "insert into room_moves (room_id, from_status, to_status, why, moved_at) values ($1, 'drawing', 'settled', 'everyone was paid', $3)",
        "update rooms set status = 'settled', settled_at = $3 where id = $1",
    ];

    public static async Task RunAsync(string database, LotId lot, PlayerId winner, DateTimeOffset now)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        object[] values = [lot.Value, winner.Value, now, Guid.CreateVersion7(now), Guid.CreateVersion7(now)];
        foreach (var sql in Statements)
        {
            await using var statement = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = 600 };
            foreach (var value in values)
                statement.Parameters.Add(new NpgsqlParameter { Value = value });
            await statement.ExecuteNonQueryAsync();
        }
        await transaction.CommitAsync();
    }
}
