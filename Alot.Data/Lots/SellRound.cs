using Alot.Data.Accounts;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Npgsql;
using NpgsqlTypes;
using static Alot.Data.Transactions.UnitWriting;

namespace Alot.Data.Lots;

/// <summary>
/// Sells many times in one transaction: locks and reads for all in one round trip, the entity's rule for each in turn, and
/// what was sold in another. A refusal concerns its own sale only.
/// </summary>
/// <param name="transactions">On connections that keep their statements prepared: these run for every sale.</param>
public sealed class SellRound(Transactions.Transactions transactions, TimeProvider clock)
{
    /// <returns>One result for each sale, in their order.</returns>
    public Task<IReadOnlyList<SaleResult>> RunAsync(
        LotId lot,
        IReadOnlyList<SaleRequest> sales,
        CancellationToken stop
    ) =>
        transactions.RunRepeatableAsync<IReadOnlyList<SaleResult>>(
            async db =>
            {
                var round = new Round(db, lot, sales);
                await round.LockAndReadAsync(clock, stop);
                var results = sales.Select(round.Sell).ToList();
                round.Write();
                return results;
            },
            stop
        );
}

// Locks in the order of all locks: lot, purchases, wallets; whole sets by id. Each statement sees what was committed when it
// began, so those behind the lot's lock see what every sale before this one left.
internal sealed partial class Round
{
    private readonly List<(NpgsqlBatchCommand Statement, Action<NpgsqlDataReader> Read)> reads = [];

    public async Task LockAndReadAsync(TimeProvider clock, CancellationToken stop)
    {
        var lots = EntityReader<Lot>.Of(db);
        Read(
            Statement(
                $"""
                select {lots.Columns("rooms")},
                    array(select a.kind from accounts a where a.kind in ('clearing', 'cash_escrow', 'credit_escrow') and a.owner_id = rooms.id)
                from rooms where id = $1 for update
                """,
                lotId.Value
            ),
            row =>
            {
                lot = lots.Read(row);
                foreach (var kind in row.GetFieldValue<string[]>(lots.Next))
                    db.KnownAccounts.Add((EnumText.Parse<AccountKind>(kind), lotId.Value));
            }
        );
        if (news.Count > 0)
            ReadPurchases();
        if (commands.Count > 0)
            ReadBuyers();

        await using (var batch = db.Batch([.. reads.Select(r => r.Statement)]))
        await using (var rows = await batch.ExecuteReaderAsync(stop))
            foreach (var (_, read) in reads)
            {
                while (await rows.ReadAsync(stop))
                    read(rows);
                await rows.NextResultAsync(stop);
            }
        // Behind the lock: a sale that waited for it past the deadline is late.
        now = clock.GetUtcNow();
    }

    private void ReadPurchases()
    {
        var paidFor = EntityReader<Purchase>.Of(db);
        var ids = Rows.Of(news, n => n.PurchaseId.Value, NpgsqlDbType.Uuid);
        Read(
            Statement(
                $"select {paidFor.Columns("p")} from room_entry_purchases p where id = any($1) order by id for update",
                ids
            ),
            row =>
            {
                var purchase = paidFor.Read(row);
                purchases[purchase.Id] = purchase;
            }
        );
        Read(
            Statement(
                """
                select m.user_id from room_entry_purchases p join room_members m on m.room_id = $1 and m.user_id = p.user_id
                where p.id = any($2)
                """,
                lotId.Value,
                ids.Clone()
            ),
            row => members.Add(new PlayerId(row.GetGuid(0)))
        );
    }

    private void ReadBuyers()
    {
        var held = EntityReader<Wallet>.Of(db);
        // A round has each player once. The lot is locked: keys of its sales that somebody else carried out are seen by now.
        // The limits keep the planner from reading whole tables, which look small in a young database.
        Read(
            Statement(
                $"""
                select {PlayerGates.Columns}, a.key, c.request_hash, c.result::text,
                    exists (select from room_members m where m.room_id = $1 and m.user_id = u.id),
                    exists (select from room_trivia_attempts t where t.room_id = $1 and t.user_id = u.id and t.is_correct),
                    exists (select from accounts k where k.kind = 'player_credits' and k.owner_id = u.id), {held.Columns(
                    "w"
                )}
                from (select * from unnest($3, $4) a (actor, key) order by actor) a
                left join lateral (
                    select * from user_universal_credits w where w.user_id = a.actor limit 1 for update
                ) w on true
                cross join lateral (select * from users where id = a.actor limit 1) u
                left join lateral (
                    select * from commands c where c.actor_id = a.actor and c.command = $2 and c.key = a.key limit 1
                ) c on true
                """,
                lotId.Value,
                commands[0].Name,
                Rows.Of(commands, c => c.ActorId.Value, NpgsqlDbType.Uuid),
                Rows.Of(commands, c => c.Key, NpgsqlDbType.Text)
            ),
            row =>
            {
                const int at = PlayerGates.Next;
                var buyer = PlayerGates.ReadBuyer(row);
                buyers[buyer.Id] = buyer;
                if (!row.IsDBNull(at + 1))
                    answers[(buyer.Id, row.GetString(at))] = new KnownAnswer(
                        row.GetFieldValue<byte[]>(at + 1),
                        row.GetString(at + 2)
                    );
                if (row.GetBoolean(at + 3))
                    members.Add(buyer.Id);
                if (row.GetBoolean(at + 4))
                    answerers.Add(buyer.Id);
                if (row.GetBoolean(at + 5))
                    db.KnownAccounts.Add((AccountKind.PlayerCredits, buyer.Id.Value));
                if (!row.IsDBNull(at + 6))
                    wallets[buyer.Id] = held.Read(row, at + 6);
            }
        );
    }

    private void Read(NpgsqlBatchCommand statement, Action<NpgsqlDataReader> read) => reads.Add((statement, read));
}
