using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>
/// Pays out what a drawn lot owes: credits to everyone but the winner, cards, statistics and books, in set-based SQL and one
/// transaction, exactly once. The rules it repeats in SQL are <see cref="LotTerms.CreditsIfNotWinner"/> and
/// <see cref="Settlement.ProcessorFee"/>; a test compares them.
/// </summary>
public sealed class SettleLot(Transactions.Transactions transactions, TimeProvider clock)
{
    public Task<bool> RunAsync(LotId id, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var lot = await db.TryLockLotAsync(id, stop);
                if (lot is not { Status: LotStatus.Drawing, FrozenAt: null })
                    return false;
                var winner = (await db.LotDraws.AsNoTracking().SingleAsync(d => d.LotId == id, stop)).WinnerUserId;
                var now = clock.GetUtcNow();

                var credits = await PayCreditsAsync(db, lot, winner, now, stop);
                await TurnCardsAsync(db, lot, winner, now, stop);
                await CountAsync(db, lot, winner, stop);
                await BookAsync(db, lot, credits, now, stop);
                await WriteToPlayersAsync(db, lot, winner, now, stop);
                db.Record(lot.Settle(now));
                return true;
            },
            stop
        );

    /// <returns>All credits paid.</returns>
    private static async Task<Credits> PayCreditsAsync(
        AlotDb db,
        Lot lot,
        PlayerId winner,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        // Wallets are locked in the order of their players' ids, as everywhere.
        await db.RunSqlAsync(
            "create temporary table owed (user_id uuid primary key, credits bigint not null) on commit drop",
            stop
        );
        await db.RunSqlAsync(
            """
            insert into owed
            select user_id, sum(amount_paid * $3)::bigint
            from room_entries
            where room_id = $1 and purchase_type = 'cash' and voided_at is null and user_id <> $2
            group by user_id
            """,
            stop,
            lot.Id.Value,
            winner.Value,
            lot.Terms.NonWinnerCreditsPerDollar
        );
        await db.RunSqlAsync(
            """
            insert into user_universal_credits (user_id, balance, total_earned, total_spent, total_expired, created_at, updated_at)
            select user_id, 0, 0, 0, 0, $1, $1 from owed order by user_id on conflict do nothing
            """,
            stop,
            now
        );
        await db.RunSqlAsync(
            "select count(*) from (select 1 from user_universal_credits join owed using (user_id) order by user_id for update of user_universal_credits) locked",
            stop
        );
        await db.RunSqlAsync(
            """
            with paid as (
                update user_universal_credits w
                set balance = w.balance + o.credits, total_earned = w.total_earned + o.credits, updated_at = $1
                from owed o where o.user_id = w.user_id
                returning w.user_id, o.credits, w.balance
            )
            insert into credit_transactions
                (id, user_id, amount, balance_before, balance_after, transaction_type, room_id, description, metadata, created_at)
            select uuid_v7($1), user_id, credits, balance - credits, balance, 'lot_settlement', $2, $3, '{}', $1 from paid
            """,
            stop,
            now,
            lot.Id.Value,
            $"Lot {lot.NumberText} was won by somebody else"
        );
        await db.RunSqlAsync(
            """
            update room_entries set credits_awarded = (amount_paid * $3)::bigint
            where room_id = $1 and purchase_type = 'cash' and voided_at is null and user_id <> $2
            """,
            stop,
            lot.Id.Value,
            winner.Value,
            lot.Terms.NonWinnerCreditsPerDollar
        );
        return await PostCreditsAsync(db, lot, now, stop);
    }

    private static async Task<Credits> PostCreditsAsync(AlotDb db, Lot lot, DateTimeOffset now, CancellationToken stop)
    {
        await using var sum = db.Sql("select coalesce(sum(credits), 0)::bigint from owed where credits > 0");
        var total = (long)(await sum.ExecuteScalarAsync(stop))!;
        if (total == 0)
            return Credits.Zero;
        var journal = Guid.CreateVersion7(now);
        await db.RunSqlAsync(
            "insert into journal (id, kind, currency, room_id, created_at) values ($1, 'settlement_credits', 'crd', $2, $3)",
            stop,
            journal,
            lot.Id.Value,
            now
        );
        await db.RunSqlAsync(
            """
            insert into accounts (kind, owner_id, currency)
            select 'player_credits', user_id, 'crd' from owed union all select 'credits_issued', $1, 'crd'
            on conflict do nothing
            """,
            stop,
            lot.Id.Value
        );
        await db.RunSqlAsync(
            """
            insert into journal_lines (journal_id, account_kind, owner_id, currency, amount)
            select $1, 'player_credits', user_id, 'crd', credits from owed where credits > 0
            union all select $1, 'credits_issued', $2, 'crd', -$3
            """,
            stop,
            journal,
            lot.Id.Value,
            total
        );
        return new Credits(total);
    }

    private static Task TurnCardsAsync(
        AlotDb db,
        Lot lot,
        PlayerId winner,
        DateTimeOffset now,
        CancellationToken stop
    ) =>
        db.RunSqlAsync(
            """
            update reveals r
            set status = case when r.user_id = $2 then 'revealed_won' else 'revealed_lost' end,
                room_entry_id = case when r.user_id = $2 then d.winner_entry_id end
            from lottery_draws d where r.room_id = $1 and d.room_id = $1
            """,
            stop,
            lot.Id.Value,
            winner.Value
        );

    private static Task CountAsync(AlotDb db, Lot lot, PlayerId winner, CancellationToken stop) =>
        db.RunSqlAsync(
            """
            update users u
            set total_entries = u.total_entries + e.tickets, total_spent = u.total_spent + e.cash,
                total_won = u.total_won + case when u.id = $2 then 1 else 0 end
            from (
                select user_id, sum(ticket_count) as tickets, coalesce(sum(amount_paid), 0) as cash
                from room_entries where room_id = $1 and voided_at is null group by user_id
            ) e where e.user_id = u.id
            """,
            stop,
            lot.Id.Value,
            winner.Value
        );

    private static async Task BookAsync(AlotDb db, Lot lot, Credits credits, DateTimeOffset now, CancellationToken stop)
    {
        await using var read = db.Sql(
            """
            select coalesce(sum((amount * 100 * 29 + 999)::bigint / 1000 + 30), 0)::bigint
            from room_entry_purchases where room_id = $1 and status = 'succeeded'
            """,
            lot.Id.Value
        );
        var fees = new Money((long)(await read.ExecuteScalarAsync(stop))!);
        var settlement = Settlement.Of(
            lot.CurrentFunding,
            lot.AgreedCost,
            fees,
            new Money(credits.Amount),
            lot.Custody == Custody.Host,
            lot.HostId is null ? 0m : lot.HostShare
        );
        db.Post(settlement.Journal(lot.Id, now));
        await using var escrow = db.Sql(
            "select coalesce((select balance from accounts where kind = 'credit_escrow' and owner_id = $1), 0)",
            lot.Id.Value
        );
        var spent = (long)(await escrow.ExecuteScalarAsync(stop))!;
        if (spent > 0)
            db.Post(
                JournalEntry
                    .Of("settlement_spent", Currency.Crd, now, lot.Id)
                    .Line(AccountKind.CreditEscrow, lot.Id.Value, -spent)
                    .Line(AccountKind.CreditsSpent, lot.Id.Value, spent)
            );
    }

    private static async Task WriteToPlayersAsync(
        AlotDb db,
        Lot lot,
        PlayerId winner,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        await db.WriteToMembersAsync("lot_lost", lot.Id, now, stop, except: winner);
        db.Enqueue(OutboxKinds.Mail, new MailLetter("lot_won", winner, null, lot.Id));
        db.Announce(Topic.Player(winner));
    }
}
