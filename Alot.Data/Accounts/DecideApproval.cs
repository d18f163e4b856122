using Alot.Data.Draws;
using Alot.Data.Ledger;
using Alot.Data.Live;
using Alot.Data.Pots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Accounts;

public sealed record DecideApprovalCommand(PlayerId ActorId, string Key, Guid ApprovalId, bool Approve)
    : Command(ActorId, Key);

/// <param name="PlayerId">Whom it was about; nobody of a void.</param>
/// <param name="Balance">Of that player, afterwards; of credits only.</param>
public sealed record DecidedApproval(
    Guid ApprovalId,
    ApprovalKind Kind,
    ApprovalOutcome Outcome,
    LotId? LotId,
    PotId? PotId,
    PlayerId? PlayerId,
    Credits? Amount,
    Credits? Balance
);

/// <summary>
/// A second person approves or declines what one of staff asked for. What was approved happens in the same transaction.
/// Both must hold the permission at this moment: who lost it can't have something done any more.
/// </summary>
public sealed class DecideApproval(
    Transactions.Transactions transactions,
    StaffAccess staff,
    SigningKeys keys,
    Sealer sealer,
    TimeProvider clock
)
{
    public async Task<DecidedApproval> RunAsync(DecideApprovalCommand command, CancellationToken stop)
    {
        try
        {
            return await DecideAsync(command, stop);
        }
        catch (DrawMismatchException mismatch)
        {
            // The decision is not kept; that the lot is not what was published is.
            await transactions.RunAsync(db => FreezeAsync(db, command.ApprovalId, mismatch, stop), stop);
            throw new Refusal(
                "draw_mismatch",
                $"What is stored does not match what was published: {mismatch.Message} The lot is frozen, and nothing else was changed."
            );
        }
    }

    private Task<DecidedApproval> DecideAsync(DecideApprovalCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                // What it is about says who may decide it; who may not is told that there is no such request.
                var about = await db.AboutApprovalAsync(command.ApprovalId, stop);
                await staff.RequireAsync(
                    db,
                    new Actor(command.ActorId, true),
                    Approval.NeededFor(about?.Kind ?? ApprovalKind.Credits),
                    stop
                );
                // In the order of all locks: lot or pot, approval, wallet.
                var lot = about?.LotId is { } lotId ? await db.LockLotAsync(lotId, stop) : null;
                var pot = about?.PotId is { } potId ? await db.LockPotAsync(potId, stop) : null;
                var asked = await db.LockApprovalAsync(command.ApprovalId, stop);
                var now = clock.GetUtcNow();
                asked.Decide(command.Approve, command.ActorId, now);
                if (command.Approve && !await StaffAccess.MayAsync(db, asked.RequestedBy, asked.Needs, stop))
                    throw new Refusal(
                        "requester_left",
                        "The person who asked may no longer do this themselves. Decline it; somebody who may can ask anew."
                    );
                var wallet = asked is { Kind: ApprovalKind.Credits, PlayerId: { } player }
                    ? await db.LockWalletAsync(player, now, stop)
                    : null;

                if (command.Approve)
                    await CarryOutAsync(db, asked, lot, pot, wallet, now, stop);
                db.AuditDecision(asked, command.ActorId);
                return new DecidedApproval(
                    asked.Id,
                    asked.Kind,
                    asked.Outcome!.Value,
                    asked.LotId,
                    asked.PotId,
                    asked.PlayerId,
                    asked.Credits,
                    wallet?.Balance
                );
            },
            stop
        );

    private async Task<bool> FreezeAsync(
        AlotDb db,
        Guid approval,
        DrawMismatchException mismatch,
        CancellationToken stop
    )
    {
        if ((await db.AboutApprovalAsync(approval, stop))?.LotId is not { } id)
            return false;
        var lot = await db.LockLotAsync(id, stop);
        if (lot.FrozenAt is not null)
            return false;
        await db.FreezeAsync(lot, mismatch, clock.GetUtcNow(), stop);
        db.Announce(Topic.Lot(id));
        return true;
    }

    private async Task CarryOutAsync(
        AlotDb db,
        Approval approved,
        Lot? lot,
        Pot? pot,
        Wallet? wallet,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        switch (approved.Kind)
        {
            case ApprovalKind.Void:
                await db.VoidAsync(keys, lot!, approved, now, stop);
                break;
            case ApprovalKind.Disqualification:
                await db.DisqualifyAsync(keys, sealer, lot!, approved, clock, stop);
                break;
            case ApprovalKind.PotCancellation:
                // The database looks for the decision before it lets a locked pot be called off.
                await db.SaveChangesAsync(stop);
                db.RequestCancel(pot!, approved.Reason, approved.DecidedBy!.Value, agreed: true, now);
                break;
            default:
                var amount = approved.Credits!.Value;
                db.Adjust(wallet!, amount, approved.Reason, now);
                db.Audit(
                    approved.DecidedBy!.Value,
                    "credits_adjusted",
                    "user",
                    wallet!.PlayerId.Value,
                    new
                    {
                        amount.Amount,
                        approved.Reason,
                        ApprovalId = approved.Id,
                        approved.RequestedBy,
                    }
                );
                break;
        }
    }
}

internal sealed record AboutApproval(ApprovalKind Kind, LotId? LotId, PotId? PotId);

internal static class ApprovalRows
{
    /// <summary>What never changes of a request; null when there is none.</summary>
    public static Task<AboutApproval?> AboutApprovalAsync(this AlotDb db, Guid id, CancellationToken stop) =>
        db
            .Approvals.Where(a => a.Id == id)
            .Select(a => new AboutApproval(a.Kind, a.LotId, a.PotId))
            .SingleOrDefaultAsync(stop);

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
                decided.Kind,
                decided.LotId,
                decided.PotId,
                decided.PlayerId,
                decided.Credits?.Amount,
                decided.Reason,
                decided.RequestedBy,
            }
        );
        db.Announce(Topic.Queues);
        if (decided.PlayerId is { } player)
            db.Announce(Topic.Player(player));
        if (decided.LotId is { } lot)
            db.Announce(Topic.Lot(lot));
        if (decided.PotId is { } pot)
            db.Announce(Topic.Pot(pot));
    }
}
