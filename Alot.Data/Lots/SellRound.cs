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
            Statement($"select {lots.Columns} from rooms where id = $1 for update", lotId.Value),
            row => lot = lots.Read(row)
        );
        if (news.Count > 0)
            ReadPurchases();
        if (commands.Count > 0)
            ReadForCredits();
        ReadMembers();

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
        var paid = EntityReader<Purchase>.Of(db);
        Read(
            Statement(
                $"select {paid.Columns} from room_entry_purchases where id = any($1) order by id for update",
                Rows.Of(news, n => n.PurchaseId.Value, NpgsqlDbType.Uuid)
            ),
            row =>
            {
                var purchase = paid.Read(row);
                purchases[purchase.Id] = purchase;
            }
        );
    }

    private void ReadForCredits()
    {
        var actors = commands.Select(c => c.ActorId).ToList();
        // The lot is locked: keys of its sales that somebody else carried out are seen by now.
        Read(
            KnownAnswers.AnswersOf(commands),
            row =>
            {
                var (of, answer) = KnownAnswers.ReadAnswer(row);
                answers[of] = answer;
            }
        );
        var held = EntityReader<Wallet>.Of(db);
        Read(
            Statement(
                $"select {held.Columns} from user_universal_credits where user_id = any($1) order by user_id for update",
                Rows.Of(actors, a => a.Value, NpgsqlDbType.Uuid)
            ),
            row =>
            {
                var wallet = held.Read(row);
                wallets[wallet.PlayerId] = wallet;
            }
        );
        Read(
            PlayerGates.BuyersOf(actors),
            row =>
            {
                var buyer = PlayerGates.ReadBuyer(row);
                buyers[buyer.Id] = buyer;
            }
        );
        Read(
            Statement(
                """
                select user_id from room_trivia_attempts
                where room_id = $1 and user_id = any($2) and is_correct
                """,
                lotId.Value,
                Rows.Of(actors, a => a.Value, NpgsqlDbType.Uuid)
            ),
            row => answerers.Add(new PlayerId(row.GetGuid(0)))
        );
    }

    private void ReadMembers() =>
        Read(
            Statement(
                """
                select user_id from room_members
                where room_id = $1
                    and user_id = any($2 || array(select p.user_id from room_entry_purchases p where p.id = any($3)))
                """,
                lotId.Value,
                Rows.Of(commands, c => c.ActorId.Value, NpgsqlDbType.Uuid),
                Rows.Of(news, n => n.PurchaseId.Value, NpgsqlDbType.Uuid)
            ),
            row => members.Add(new PlayerId(row.GetGuid(0)))
        );

    private void Read(NpgsqlBatchCommand statement, Action<NpgsqlDataReader> read) => reads.Add((statement, read));
}
