using Alot.Data.Accounts;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Draws;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <param name="Reason">1 to 300 characters, for staff.</param>
public sealed record ProposeDisqualificationCommand(PlayerId ActorId, string Key, LotId LotId, string Reason)
    : Command(ActorId, Key);

/// <summary>
/// One of staff asks that whoever holds a lot's prize loses it: fraud, a lost dispute. Nothing happens until a second person
/// has approved it; then an alternate is drawn, in beacon mode by a round yet to come (<see cref="DecideApproval"/>).
/// </summary>
public sealed class ProposeDisqualification(
    Transactions.Transactions transactions,
    StaffAccess staff,
    TimeProvider clock
)
{
    /// <exception cref="Refusal">
    /// <c>lot_not_settled</c>, <c>lot_frozen</c>, <c>alternate_awaited</c>, <c>prize_claimed</c>, <c>already_asked</c>.
    /// </exception>
    public Task<AskedOfLot> RunAsync(ProposeDisqualificationCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(
                    db,
                    new Actor(command.ActorId, true),
                    Approval.NeededFor(ApprovalKind.Disqualification),
                    stop
                );
                var lot = await db.LockLotAsync(command.LotId, stop);
                lot.RequireCanDisqualify();
                var winner = await db.LotWinners.SingleAsync(w => w.LotId == lot.Id, stop);
                winner.RequireNotAwaited();
                var card = await db.Cards.SingleAsync(
                    c => c.LotId == lot.Id && c.PlayerId == winner.WinnerUserId,
                    stop
                );
                card.RequireCanLose();
                var asked = Approval.OfDisqualification(
                    lot.Id,
                    winner.WinnerUserId,
                    command.Reason,
                    command.ActorId,
                    clock.GetUtcNow()
                );
                await db.RequireNotAskedAsync(asked, stop);

                db.Ask(asked);
                return new AskedOfLot(asked.Id, lot.Id, asked.Kind);
            },
            stop
        );
}
