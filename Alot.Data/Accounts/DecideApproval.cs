using Alot.Data.Ledger;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Accounts;

public sealed record DecideApprovalCommand(PlayerId ActorId, string Key, Guid ApprovalId, bool Approve)
    : Command(ActorId, Key);

/// <param name="Balance">Of the player it is about, afterwards.</param>
public sealed record DecidedApproval(
    Guid ApprovalId,
    ApprovalOutcome Outcome,
    PlayerId PlayerId,
    Credits Amount,
    Credits Balance
);

/// <summary>
/// A second person approves or declines what one of staff asked for. What was approved happens in the same transaction.
/// Both must hold the permission at this moment: who lost it can't have something done any more.
/// </summary>
public sealed class DecideApproval(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    public Task<DecidedApproval> RunAsync(DecideApprovalCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                // What it is about says who may decide it; who may not is told that there is no such request.
                var kind = await db
                    .Approvals.Where(a => a.Id == command.ApprovalId)
                    .Select(a => (ApprovalKind?)a.Kind)
                    .SingleOrDefaultAsync(stop);
                await staff.RequireAsync(
                    db,
                    new Actor(command.ActorId, true),
                    Approval.NeededFor(kind ?? ApprovalKind.Credits),
                    stop
                );
                var asked = await db.LockApprovalAsync(command.ApprovalId, stop);
                var now = clock.GetUtcNow();
                asked.Decide(command.Approve, command.ActorId, now);
                if (command.Approve && !await StaffAccess.MayAsync(db, asked.RequestedBy, asked.Needs, stop))
                    throw new Refusal(
                        "requester_left",
                        "The person who asked may no longer do this themselves. Decline it; somebody who may can ask anew."
                    );
                var wallet = await db.LockWalletAsync(asked.PlayerId, now, stop);

                if (command.Approve)
                {
                    db.Adjust(wallet, asked.Credits, asked.Reason, now);
                    db.Audit(
                        command.ActorId,
                        "credits_adjusted",
                        "user",
                        asked.PlayerId.Value,
                        new
                        {
                            asked.Credits.Amount,
                            asked.Reason,
                            ApprovalId = asked.Id,
                            asked.RequestedBy,
                        }
                    );
                }
                db.AuditDecision(asked, command.ActorId);
                return new DecidedApproval(
                    asked.Id,
                    asked.Outcome!.Value,
                    asked.PlayerId,
                    asked.Credits,
                    wallet.Balance
                );
            },
            stop
        );
}

internal static class ApprovalRows
{
    public static async Task<Approval> LockApprovalAsync(this AlotDb db, Guid id, CancellationToken stop) =>
        await db.Approvals.FromSql($"select * from approvals where id = {id} for update").SingleOrDefaultAsync(stop)
        ?? throw Refusal.NotFound("request");

    public static void AuditDecision(this AlotDb db, Approval decided, PlayerId by)
    {
        db.Audit(
            by,
            "approval_" + decided.Outcome!.Value.ToString().ToLowerInvariant(),
            "approval",
            decided.Id,
            new
            {
                decided.PlayerId,
                decided.Credits.Amount,
                decided.Reason,
                decided.RequestedBy,
            }
        );
        db.Announce(Topic.Queues, Topic.Player(decided.PlayerId));
    }
}
