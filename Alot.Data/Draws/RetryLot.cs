using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Lots;

namespace Alot.Data.Draws;

/// <summary>What staff may have looked at again.</summary>
public enum LotStep
{
    Draw,
    Settlement,
}

public sealed record RetryLotCommand(PlayerId ActorId, LotId LotId, LotStep Step);

public sealed record RetriedLot(LotId LotId, LotStatus Status);

/// <summary>
/// Staff wake the worker of a draw or settlement that is stuck. It draws nothing itself: what the worker does, it does exactly
/// once, whoever wakes it.
/// </summary>
public sealed class RetryLot(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    /// <exception cref="Refusal"><c>nothing_to_retry</c>, <c>draw_not_due</c>, <c>lot_frozen</c>.</exception>
    public Task<RetriedLot> RunAsync(RetryLotCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.RetryDraws, stop);
                var lot = await db.LockLotAsync(command.LotId, stop);
                var (waiting, action) =
                    command.Step == LotStep.Draw
                        ? (LotStatus.Funded, "draw_retried")
                        : (LotStatus.Drawing, "settlement_retried");
                if (lot.Status != waiting)
                    throw new Refusal(
                        "nothing_to_retry",
                        $"This lot is {LotLifecycle.Word(lot.Status)}: there is nothing to retry."
                    );
                lot.RequireNotFrozen();
                if (command.Step == LotStep.Draw && clock.GetUtcNow() < lot.DrawDueAt)
                    throw new Refusal("draw_not_due", "The draw is not due yet; it will be made by itself.");

                db.Audit(command.ActorId, action, "lot", lot.Id.Value, new { lot.Number });
                db.Announce(Topic.DueLots);
                return new RetriedLot(lot.Id, lot.Status);
            },
            stop
        );
}
