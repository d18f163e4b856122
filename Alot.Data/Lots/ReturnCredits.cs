using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Lots;

namespace Alot.Data.Lots;

/// <summary>
/// Gives credit entries of an expired or cancelled lot back 1 : 1, no fee, never as cash; once, set-based. An expired lot
/// that nobody has chosen in keeps them for 24 h, while staff may still extend it.
/// </summary>
public sealed class ReturnCredits(Transactions.Transactions transactions, TimeProvider clock)
{
    public Task<bool> RunAsync(LotId id, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var lot = await db.TryLockLotAsync(id, stop);
                var now = clock.GetUtcNow();
                if (lot is null || lot.CreditsReturnedAt is not null || lot.FrozenAt is not null)
                    return false;
                if (lot.Status == LotStatus.Expired && now >= lot.ExpiredAt!.Value.AddHours(Lot.ExtensionWindowHours))
                    db.Record(lot.StartRefunding(now));
                if (lot.Status is not (LotStatus.Refunding or LotStatus.Cancelled))
                    return false;

                lot.ReturnCredits(now);

                await PayBackAsync(db, lot, now, stop);
                db.Announce(Topic.Lot(id), Topic.DueLots);
                return true;
            },
            stop
        );

    private static async Task PayBackAsync(AlotDb db, Lot lot, DateTimeOffset now, CancellationToken stop)
    {
        await db.RunSqlAsync(
            "create temporary table home (user_id uuid primary key, credits bigint not null) on commit drop",
            stop
        );
        await db.RunSqlAsync(
            """
            insert into home select user_id, sum(credits_spent)::bigint from room_entries
            where room_id = $1 and purchase_type = 'credits' and voided_at is null group by user_id
            """,
            stop,
            lot.Id.Value
        );
        await db.RunSqlAsync(
            "select count(*) from (select 1 from user_universal_credits w join home using (user_id) order by user_id for update of w) locked",
            stop
        );
        await db.RunSqlAsync(
            """
            with paid as (
                update user_universal_credits w
                set balance = w.balance + h.credits, total_earned = w.total_earned + h.credits, updated_at = $1
                from home h where h.user_id = w.user_id returning w.user_id, h.credits, w.balance
            )
            insert into credit_transactions
                (id, user_id, amount, balance_before, balance_after, transaction_type, room_id, description, metadata, created_at)
            select uuid_v7($1), user_id, credits, balance - credits, balance, 'entry_return', $2, $3, '{}', $1 from paid
            """,
            stop,
            now,
            lot.Id.Value,
            $"Entries in lot {lot.NumberText}, given back"
        );
        var journal = Guid.CreateVersion7(now);
        await db.RunSqlAsync(
            """
            insert into journal (id, kind, currency, room_id, created_at)
            select $1, 'entries_returned', 'crd', $2, $3 where exists (select from home)
            """,
            stop,
            journal,
            lot.Id.Value,
            now
        );
        await db.RunSqlAsync(
            """
            insert into journal_lines (journal_id, account_kind, owner_id, currency, amount)
            select $1, 'player_credits', user_id, 'crd', credits from home
            union all select $1, 'credit_escrow', $2, 'crd', -sum(credits)::bigint from home having count(*) > 0
            """,
            stop,
            journal,
            lot.Id.Value
        );
        await using var players = db.Sql("select user_id from home");
        await using var rows = await players.ExecuteReaderAsync(stop);
        while (await rows.ReadAsync(stop))
            db.Announce(Topic.Player(new PlayerId(rows.GetGuid(0))));
    }
}
