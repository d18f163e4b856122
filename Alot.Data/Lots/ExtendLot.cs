using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;

namespace Alot.Data.Lots;

public sealed record ExtendLotCommand(PlayerId ActorId, string Key, LotId LotId, DateTimeOffset Deadline)
    : Command(ActorId, Key);

/// <summary>Gives an expired lot more time: once, before the first refund. For 72 h anyone may leave at 100 %.</summary>
public sealed class ExtendLot(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    public Task<MovedLot> RunAsync(ExtendLotCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.CreateLots, stop);
                var lot = await db.LockLotAsync(command.LotId, stop);
                var now = clock.GetUtcNow();
                var before = lot.Deadline;

                db.Record(lot.Extend(command.Deadline, command.ActorId, now));

                await db.RunSqlAsync(
                    "update room_entry_purchases set refund_eligible = false, choose_by = null, reminders_sent = 0 where room_id = $1 and refund_eligible",
                    stop,
                    lot.Id.Value
                );
                await db.RunSqlAsync(
                    "update reveals set status = 'active' where room_id = $1 and status = 'expired'",
                    stop,
                    lot.Id.Value
                );
                await db.WriteToMembersAsync("lot_extended", lot.Id, now, stop);
                db.Audit(command.ActorId, "lot_extended", "lot", lot.Id.Value, new { before, after = lot.Deadline });
                db.Announce(Topic.Queues);
                return new MovedLot(lot.Id, lot.Status, lot.Deadline);
            },
            stop
        );
}
