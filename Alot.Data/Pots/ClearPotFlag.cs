using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Pots;

/// <param name="Reason">1 to 300 characters, for staff.</param>
/// <param name="Remember">What spoke against this player does not count again, in any pot.</param>
public sealed record ClearPotFlagCommand(PlayerId ActorId, string Key, Guid FlagId, string Reason, bool Remember)
    : Command(ActorId, Key);

/// <param name="Remembered">How many reasons will not count again.</param>
public sealed record ClearedPotFlag(Guid FlagId, PotId PotId, PlayerId PlayerId, int Remembered);

/// <summary>Staff looked at a flag and found nothing wrong. It comes back only for a reason that they have not seen.</summary>
public sealed class ClearPotFlag(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    /// <exception cref="Refusal"><c>validation</c>, <c>not_found</c>, <c>flag_cleared</c>.</exception>
    public Task<ClearedPotFlag> RunAsync(ClearPotFlagCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.PausePots, stop);
                var reason = StaffReason.Require(command.Reason);
                var potId = await db
                    .PotFlags.Where(f => f.Id == command.FlagId)
                    .Select(f => (PotId?)f.PotId)
                    .SingleOrDefaultAsync(stop);
                // In the order of all locks; a check that runs at this moment is waited for.
                var pot = await db.LockPotAsync(potId ?? throw Refusal.NotFound("flag"), stop);
                await db.RunSqlAsync("select 1 from pot_flags where id = $1 for update", stop, command.FlagId);
                var flag = await db.PotFlags.SingleAsync(f => f.Id == command.FlagId, stop);
                if (flag.ClearedAt is not null)
                    throw new Refusal("flag_cleared", "Somebody has cleared this flag already.");
                var now = clock.GetUtcNow();

                flag.ClearedAt = now;
                flag.ClearedBy = command.ActorId;
                flag.ClearReason = reason;
                // A pot that is over keeps its entries as they were settled.
                await db.RunSqlAsync(
                    "update pot_entries set flagged = false where pot_id = $1 and user_id = $2 and flagged and cancelled_at is null",
                    stop,
                    pot.Id.Value,
                    flag.PlayerId.Value
                );
                var remembered = command.Remember ? await RememberAsync(db, flag, command.ActorId, reason, now, stop) : 0;
                db.Note(
                    pot.Id,
                    "flag_cleared",
                    now,
                    command.ActorId,
                    reason,
                    new
                    {
                        flag.PlayerId,
                        flag.Score,
                        remembered,
                    }
                );
                db.Audit(
                    command.ActorId,
                    "pot_flag_cleared",
                    "pot",
                    pot.Id.Value,
                    new
                    {
                        FlagId = flag.Id,
                        flag.PlayerId,
                        flag.Score,
                        reason,
                        remembered,
                    }
                );
                db.Announce(Topic.Pot(pot.Id), Topic.Queues);
                return new ClearedPotFlag(flag.Id, pot.Id, flag.PlayerId, remembered);
            },
            stop
        );

    private static async Task<int> RememberAsync(
        AlotDb db,
        PotFlag flag,
        PlayerId by,
        string reason,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var remembered = 0;
        foreach (var seen in Json.Read<FlagReason[]>(flag.Reasons).Where(r => r.Points > 0))
            remembered += await db.RunSqlAsync(
                """
                insert into pot_flag_overrides (user_id, kind, subject, made_by, reason, created_at) values ($1, $2, $3, $4, $5, $6)
                on conflict do nothing
                """,
                stop,
                flag.PlayerId.Value,
                seen.Kind,
                seen.Subject,
                by.Value,
                reason,
                now
            );
        return remembered;
    }
}
