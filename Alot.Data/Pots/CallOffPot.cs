using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Pots;

/// <param name="Reason">1 to 300 characters; players read it.</param>
public sealed record CallOffPotCommand(PlayerId ActorId, string Key, PotId PotId, string Reason)
    : Command(ActorId, Key);

/// <param name="ApprovalId">What a second person has to decide; null for an open pot, which one may call off.</param>
public sealed record CalledOffPot(PotId PotId, Guid? ApprovalId);

/// <summary>
/// Staff call a pot off: an open one at once, a locked one once a second person has agreed. The orchestrator then gives
/// everything back (<see cref="CancelPot"/>).
/// </summary>
public sealed class CallOffPot(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    /// <exception cref="Refusal">Those of <see cref="Pot.RequestCancel"/>, and <c>already_asked</c>.</exception>
    public Task<CalledOffPot> RunAsync(CallOffPotCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.PausePots, stop);
                var pot = await db.LockPotAsync(command.PotId, stop);
                var now = clock.GetUtcNow();
                if (pot.Status == PotStatus.Open)
                {
                    db.RequestCancel(pot, command.Reason, command.ActorId, agreed: false, now);
                    return new CalledOffPot(pot.Id, null);
                }
                pot.RequireCanCancel();
                var asked = Approval.OfPotCancellation(pot.Id, command.Reason, command.ActorId, now);
                if (await db.Approvals.AnyAsync(a => a.PotId == pot.Id && a.Outcome == null, stop))
                    throw new Refusal(
                        "already_asked",
                        "Somebody has asked for this already: it waits for a second person."
                    );
                db.Add(asked);
                db.Note(pot.Id, "cancel_asked", now, command.ActorId, asked.Reason);
                db.Audit(
                    command.ActorId,
                    "approval_requested",
                    "approval",
                    asked.Id,
                    new
                    {
                        asked.Kind,
                        asked.PotId,
                        asked.Reason,
                    }
                );
                db.Announce(Topic.Queues, Topic.Pot(pot.Id));
                return new CalledOffPot(pot.Id, asked.Id);
            },
            stop
        );
}

internal static class PotCallingOff
{
    /// <param name="agreed">A second person has approved it.</param>
    public static void RequestCancel(
        this AlotDb db,
        Pot pot,
        string reason,
        PlayerId by,
        bool agreed,
        DateTimeOffset now
    )
    {
        pot.RequestCancel(reason, by, agreed, now);
        db.Note(pot.Id, "called_off", now, by, pot.CancelReason);
        db.Audit(by, "pot_called_off", "pot", pot.Id.Value, new { pot.Number, pot.CancelReason });
        db.Announce(Topic.Pot(pot.Id), Topic.Pots, Topic.DuePots, Topic.Queues);
    }
}
