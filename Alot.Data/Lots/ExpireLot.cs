using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Lots;

namespace Alot.Data.Lots;

/// <summary>
/// Ends an open lot whose deadline has passed and on which nobody is paying any more: each cash buyer may choose. A job that
/// comes late finds it and does it once.
/// </summary>
public sealed class ExpireLot(Transactions.Transactions transactions, TimeProvider clock)
{
    /// <returns>False when there was nothing to do, or not yet.</returns>
    public Task<bool> RunAsync(LotId id, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var lot = await db.TryLockLotAsync(id, stop);
                var now = clock.GetUtcNow();
                if (lot is not { Status: LotStatus.Open, HeldTickets: 0, FrozenAt: null } || now < lot.Deadline)
                    return false;

                db.Record(lot.Expire(now));

                await db.RunSqlAsync(
                    """
                    update room_entry_purchases set refund_eligible = true, choose_by = $2, reminders_sent = 0, updated_at = $3
                    where room_id = $1 and status = 'succeeded' and not is_settled_with_buyer and not disputed
                    """,
                    stop,
                    id.Value,
                    now.AddDays(lot.Terms.RefundChoiceDays),
                    now
                );
                await db.RunSqlAsync(
                    "update reveals set status = 'expired' where room_id = $1 and status = 'active'",
                    stop,
                    id.Value
                );
                await db.WriteToMembersAsync("refund_choice", id, now, stop);
                return true;
            },
            stop
        );
}
