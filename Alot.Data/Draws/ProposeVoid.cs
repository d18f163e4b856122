using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <param name="Reason">1 to 300 characters; when it is approved, players read it.</param>
public sealed record ProposeVoidCommand(PlayerId ActorId, string Key, LotId LotId, string Reason)
    : Command(ActorId, Key);

/// <param name="ApprovalId">What a second person has to decide.</param>
public sealed record AskedOfLot(Guid ApprovalId, LotId LotId, ApprovalKind Kind);

/// <summary>
/// One of staff asks to void a frozen lot: everything back at 100 %. Nothing happens until a second person has approved it
/// (<see cref="DecideApproval"/>).
/// </summary>
public sealed class ProposeVoid(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    /// <exception cref="Refusal"><c>move_not_allowed</c>, <c>lot_not_frozen</c>, <c>settlement_begun</c>, <c>already_asked</c>.</exception>
    public Task<AskedOfLot> RunAsync(ProposeVoidCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(
                    db,
                    new Actor(command.ActorId, true),
                    Approval.NeededFor(ApprovalKind.Void),
                    stop
                );
                var lot = await db.LockLotAsync(command.LotId, stop);
                lot.RequireCanVoid(await db.HasPaidAsync(lot.Id, stop));
                var asked = Approval.OfVoid(lot.Id, command.Reason, command.ActorId, clock.GetUtcNow());
                await db.RequireNotAskedAsync(asked, stop);

                db.Ask(asked);
                return new AskedOfLot(asked.Id, lot.Id, asked.Kind);
            },
            stop
        );
}

internal static class AskingOfLots
{
    /// <summary>Some of the lot's players were settled already.</summary>
    public static Task<bool> HasPaidAsync(this AlotDb db, LotId lot, CancellationToken stop) =>
        db.Cards.AnyAsync(
            c =>
                c.LotId == lot
                && (
                    c.Status == Domain.Fulfilment.CardStatus.RevealedWon
                    || c.Status == Domain.Fulfilment.CardStatus.RevealedLost
                ),
            stop
        );

    /// <summary>The caller holds the lot's lock.</summary>
    /// <exception cref="Refusal"><c>already_asked</c>.</exception>
    public static async Task RequireNotAskedAsync(this AlotDb db, Approval asking, CancellationToken stop)
    {
        if (
            await db.Approvals.AnyAsync(
                a => a.LotId == asking.LotId && a.Kind == asking.Kind && a.Outcome == null,
                stop
            )
        )
            throw new Refusal("already_asked", "Somebody has asked for this already: it waits for a second person.");
    }

    public static void Ask(this AlotDb db, Approval asked)
    {
        db.Add(asked);
        db.Audit(
            asked.RequestedBy,
            "approval_requested",
            "approval",
            asked.Id,
            new
            {
                asked.Kind,
                asked.LotId,
                asked.PlayerId,
                asked.Reason,
            }
        );
        db.Announce(Topic.Queues, Topic.Lot(asked.LotId!.Value));
    }
}
