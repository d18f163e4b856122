using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;

namespace Alot.Data.Lots;

public sealed record CancelLotCommand(PlayerId ActorId, string Key, LotId LotId, string Reason) : Command(ActorId, Key);

/// <summary>
/// Calls a draft or an open lot off. Everything goes back at 100 %: workers order the refunds, return the credits and close
/// the checkout pages that are still open.
/// </summary>
public sealed class CancelLot(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    public Task<MovedLot> RunAsync(CancelLotCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.CreateLots, stop);
                var lot = await db.LockLotAsync(command.LotId, stop);
                var now = clock.GetUtcNow();

                db.Record(lot.Cancel(command.Reason, command.ActorId, now));

                await db.RunSqlAsync(
                    "update reveals set status = 'cancelled' where room_id = $1 and status = 'active'",
                    stop,
                    lot.Id.Value
                );
                await db.WriteToMembersAsync("lot_cancelled", lot.Id, now, stop);
                db.Audit(command.ActorId, "lot_cancelled", "lot", lot.Id.Value, new { lot.Number, command.Reason });
                db.Announce(Topic.Queues);
                return new MovedLot(lot.Id, lot.Status, lot.Deadline);
            },
            stop
        );
}
