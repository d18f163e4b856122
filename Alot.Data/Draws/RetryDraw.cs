using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

public sealed record RetryDrawCommand(PlayerId ActorId, string Key, LotId LotId) : Command(ActorId, Key);

/// <summary>
/// Staff wake the job that draws and settles. It uses what was fixed at opening and at funding: nobody can feed it anything
/// else, and it draws a lot once however often it is woken.
/// </summary>
public sealed class RetryDraw(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    /// <exception cref="Refusal"><c>lot_frozen</c>, <c>draw_not_due</c>, <c>draw_not_stuck</c>.</exception>
    public Task<MovedLot> RunAsync(RetryDrawCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.RetryDraws, stop);
                var lot = await db.LockLotAsync(command.LotId, stop);
                var now = clock.GetUtcNow();
                if (lot.Status is not (LotStatus.Funded or LotStatus.Drawing))
                    throw new Refusal(
                        "draw_not_stuck",
                        $"Lot {lot.NumberText} is {LotLifecycle.Word(lot.Status)}: there is nothing to retry."
                    );
                lot.RequireNotFrozen();
                var commitment = await db.DrawCommitments.AsNoTracking().SingleAsync(c => c.LotId == lot.Id, stop);
                if (lot.Status == LotStatus.Funded && now < commitment.DrawDueAt(lot))
                    throw new Refusal("draw_not_due", "The draw is not due yet. It starts by itself.");

                db.Audit(
                    command.ActorId,
                    lot.Status == LotStatus.Funded ? "draw_retried" : "settlement_retried",
                    "lot",
                    lot.Id.Value,
                    new { lot.Number }
                );
                db.Announce(Topic.DueLots, Topic.Queues);
                return new MovedLot(lot.Id, lot.Status, lot.Deadline);
            },
            stop
        );
}
