using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Pots;

namespace Alot.Data.Pots;

/// <param name="Reason">1 to 300 characters; players read it.</param>
public sealed record PausePotCommand(PlayerId ActorId, string Key, PotId PotId, string Reason) : Command(ActorId, Key);

public sealed record PausedPot(PotId PotId, bool Paused, DateTimeOffset ClosesAt);

/// <summary>Stops a pot's joins, timer and settlement.</summary>
public sealed class PausePot(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    /// <exception cref="Refusal">Those of <see cref="Pot.Pause"/>.</exception>
    public Task<PausedPot> RunAsync(PausePotCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.PausePots, stop);
                var pot = await db.LockPotAsync(command.PotId, stop);
                var now = clock.GetUtcNow();
                pot.Pause(command.Reason, now);

                db.Note(pot.Id, "paused", now, command.ActorId, pot.PauseReason);
                db.Audit(command.ActorId, "pot_paused", "pot", pot.Id.Value, new { pot.Number, pot.PauseReason });
                db.Announce(Topic.Pot(pot.Id), Topic.Pots, Topic.Queues);
                return new PausedPot(pot.Id, true, pot.ClosesAt);
            },
            stop
        );
}

/// <param name="Reason">1 to 300 characters, for the pot's log; null where nobody is asked for one.</param>
public sealed record ResumePotCommand(PlayerId ActorId, string Key, PotId PotId, string? Reason = null)
    : Command(ActorId, Key);

/// <summary>Lets a paused pot go on, with as much time left as it had.</summary>
public sealed class ResumePot(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    /// <exception cref="Refusal">Those of <see cref="Pot.Resume"/>.</exception>
    public Task<PausedPot> RunAsync(ResumePotCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.PausePots, stop);
                var pot = await db.LockPotAsync(command.PotId, stop);
                var now = clock.GetUtcNow();
                var reason = command.Reason is { } why ? StaffReason.Require(why) : null;
                pot.Resume(now);

                db.Note(pot.Id, "resumed", now, command.ActorId, reason);
                db.Audit(command.ActorId, "pot_resumed", "pot", pot.Id.Value, new { pot.Number, reason });
                db.Announce(Topic.Pot(pot.Id), Topic.Pots, Topic.DuePots, Topic.Queues);
                return new PausedPot(pot.Id, false, pot.ClosesAt);
            },
            stop
        );
}
