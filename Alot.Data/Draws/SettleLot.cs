using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>
/// Pays out what a drawn lot owes: credits to everyone but the winner, cards, statistics and books, in set-based SQL, exactly
/// once. A step settles some players, marked by their cards, in the order of their ids; the last also books the cash and moves
/// the lot. Killed between steps, the next goes on. The rules repeated in SQL are <see cref="LotTerms.CreditsIfNotWinner"/>
/// and <see cref="Settlement.ProcessorFee"/>; a test compares them.
/// </summary>
public sealed class SettleLot(Transactions.Transactions transactions, TimeProvider clock)
{
    /// <summary>
    /// Players in a step. Until a step is committed its players' wallets are locked, and whoever of them buys waits:
    /// docs/decisions/0011-settlement-in-steps.md has the figures.
    /// </summary>
    public int PlayersAtOnce { get; init; } = 5_000;

    /// <returns>True when a step was made; call again until there is none.</returns>
    public Task<bool> RunAsync(LotId id, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var lot = await db.TryLockLotAsync(id, stop);
                if (lot is not { Status: LotStatus.Drawing, FrozenAt: null })
                    return false;
                var winner = (await db.LotDraws.AsNoTracking().SingleAsync(d => d.LotId == id, stop)).WinnerUserId;
                var now = clock.GetUtcNow();

                var chosen = await ChooseAsync(db, lot, winner, PlayersAtOnce, stop);
                if (chosen > 0)
                {
                    await PayCreditsAsync(db, lot, now, stop);
                    await TurnCardsAsync(db, lot, winner, stop);
                    await CountAsync(db, winner, stop);
                    await WriteToPlayersAsync(db, lot, winner, now, stop);
                }
                if (chosen == PlayersAtOnce)
                {
                    db.Announce(Topic.DueLots);
                    return true;
                }
                await BookAsync(db, lot, now, stop);
                db.Record(lot.Settle(now));
                return true;
            },
            stop
        );

    /// <summary>The next players, with what they put in and are owed, as the table <c>owed</c> of this transaction.</summary>
    private static async Task<int> ChooseAsync(AlotDb db, Lot lot, PlayerId winner, int players, CancellationToken stop)
    {
        await db.RunSqlAsync(
            """
            create temporary table owed
                (user_id uuid primary key, tickets bigint not null, cash numeric not null, credits bigint not null) on commit drop
            """,
            stop
        );
        var chosen = await db.RunSqlAsync(
            """
            insert into owed
            select c.user_id, coalesce(sum(e.ticket_count), 0), coalesce(sum(e.amount_paid), 0),
                case when c.user_id = $2 then 0 else coalesce(sum(e.amount_paid) * $3, 0) end
            from (select user_id from reveals where room_id = $1 and status = 'active' order by user_id limit $4) c
            left join room_entries e on e.user_id = c.user_id and e.room_id = $1 and e.voided_at is null
            group by c.user_id
            """,
            stop,
            lot.Id.Value,
            winner.Value,
            lot.Terms.NonWinnerCreditsPerDollar,
            players
        );
        // A table of this transaction has no statistics, and joins with it are planned by them.
        await db.RunSqlAsync("analyze owed", stop);
        return chosen;
    }

    private static async Task PayCreditsAsync(AlotDb db, Lot lot, DateTimeOffset now, CancellationToken stop)
    {
        // Wallets are locked in the order of their players' ids, as everywhere; those of players who get nothing too, because
        // a wallet's lock is what keeps two settlements with the same players from taking their other rows crosswise.
        await db.RunSqlAsync(
            """
            insert into user_universal_credits (user_id, balance, total_earned, total_spent, total_expired, created_at, updated_at)
            select user_id, 0, 0, 0, 0, $1, $1 from owed order by user_id on conflict do nothing
            """,
            stop,
            now
        );
        await db.RunSqlAsync(
            """
            select count(*) from (
                select 1 from user_universal_credits join owed using (user_id) order by user_id for update of user_universal_credits
            ) locked
            """,
            stop
        );
        await db.RunSqlAsync(
            """
            with paid as (
                update user_universal_credits w
                set balance = w.balance + o.credits, total_earned = w.total_earned + o.credits, updated_at = $1
                from owed o where o.user_id = w.user_id and o.credits > 0
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
            update room_entries e set credits_awarded = (e.amount_paid * $2)::bigint
            from owed o
            where o.user_id = e.user_id and o.credits > 0 and e.room_id = $1 and e.purchase_type = 'cash' and e.voided_at is null
            """,
            stop,
            lot.Id.Value,
            lot.Terms.NonWinnerCreditsPerDollar
        );
        await PostCreditsAsync(db, lot, now, stop);
    }

    private static async Task PostCreditsAsync(AlotDb db, Lot lot, DateTimeOffset now, CancellationToken stop)
    {
        await using var sum = db.Sql("select coalesce(sum(credits), 0)::bigint from owed");
        var total = (long)(await sum.ExecuteScalarAsync(stop))!;
        if (total == 0)
            return;
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
            select 'player_credits', user_id, 'crd' from owed where credits > 0 union all select 'credits_issued', $1, 'crd'
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
    }

    private static Task TurnCardsAsync(AlotDb db, Lot lot, PlayerId winner, CancellationToken stop) =>
        db.RunSqlAsync(
            """
            update reveals r
            set status = case when r.user_id = $2 then 'revealed_won' else 'revealed_lost' end,
                room_entry_id = case when r.user_id = $2 then d.winner_entry_id end
            from owed o, lottery_draws d where r.user_id = o.user_id and r.room_id = $1 and d.room_id = $1
            """,
            stop,
            lot.Id.Value,
            winner.Value
        );

    private static Task CountAsync(AlotDb db, PlayerId winner, CancellationToken stop) =>
        db.RunSqlAsync(
            """
            update users u
            set total_entries = u.total_entries + o.tickets, total_spent = u.total_spent + o.cash,
                total_won = u.total_won + case when u.id = $1 then 1 else 0 end
            from owed o where o.user_id = u.id and o.tickets > 0
            """,
            stop,
            winner.Value
        );

    private static async Task WriteToPlayersAsync(
        AlotDb db,
        Lot lot,
        PlayerId winner,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        await db.WriteToAsync(
            "select user_id from owed where user_id <> $5",
            "lot_lost",
            lot.Id,
            now,
            stop,
            winner.Value
        );
        await using var won = db.Sql("select exists (select from owed where user_id = $1)", winner.Value);
        if (await won.ExecuteScalarAsync(stop) is not true)
            return;
        db.Enqueue(OutboxKinds.Mail, new MailLetter("lot_won", winner, null, lot.Id));
        db.Announce(Topic.Player(winner));
    }

    private static async Task BookAsync(AlotDb db, Lot lot, DateTimeOffset now, CancellationToken stop)
    {
        await using var read = db.Sql(
            """
            select
                (select coalesce(sum((amount * 100 * 29 + 999)::bigint / 1000 + 30), 0)::bigint
                    from room_entry_purchases where room_id = $1 and status = 'succeeded'),
                (select coalesce(sum(credits_awarded), 0)::bigint from room_entries where room_id = $1),
                coalesce((select balance from accounts where kind = 'credit_escrow' and owner_id = $1), 0)
            """,
            lot.Id.Value
        );
        long fees,
            credits,
            spent;
        await using (var row = await read.ExecuteReaderAsync(stop))
        {
            await row.ReadAsync(stop);
            (fees, credits, spent) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
        }
        var settlement = Settlement.Of(
            lot.CurrentFunding,
            lot.AgreedCost,
            new Money(fees),
            new Money(credits),
            lot.Custody == Custody.Host,
            lot.HostId is null ? 0m : lot.HostShare
        );
        db.Post(settlement.Journal(lot.Id, now));
        if (spent > 0)
            db.Post(
                JournalEntry
                    .Of("settlement_spent", Currency.Crd, now, lot.Id)
                    .Line(AccountKind.CreditEscrow, lot.Id.Value, -spent)
                    .Line(AccountKind.CreditsSpent, lot.Id.Value, spent)
            );
    }
}
