using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;

namespace Alot.Data.Pots;

public sealed record LeavePotCommand(PlayerId ActorId, string Key, PotId PotId, EntryId EntryId)
    : Command(ActorId, Key);

public sealed record LeftPot(EntryId EntryId, Credits Returned, Credits Balance);

/// <summary>A player takes an entry out of an open pot; all its credits come back.</summary>
public sealed class LeavePot(Transactions.Transactions transactions, TimeProvider clock)
{
    /// <exception cref="Refusal">Those of <see cref="Pot.TakeOut"/>.</exception>
    public Task<LeftPot> RunAsync(LeavePotCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                var (pot, entry) = await db.LockWithPotAsync(
                    command.PotId,
                    command.EntryId,
                    stop,
                    ownedBy: command.ActorId
                );
                return await db.TakeOutAsync(pot, entry, clock.GetUtcNow(), stop);
            },
            stop
        );
}

public sealed record RemovePotEntryCommand(PlayerId ActorId, string Key, PotId PotId, EntryId EntryId, string Reason)
    : Command(ActorId, Key);

/// <summary>Staff take an entry out of an open pot; its player gets all credits back.</summary>
public sealed class RemovePotEntry(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    /// <exception cref="Refusal"><c>validation</c>, and those of <see cref="Pot.TakeOut"/>.</exception>
    public Task<LeftPot> RunAsync(RemovePotEntryCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.PausePots, stop);
                var reason = StaffReason.Require(command.Reason);
                var (pot, entry) = await db.LockWithPotAsync(command.PotId, command.EntryId, stop);
                var now = clock.GetUtcNow();
                var left = await db.TakeOutAsync(pot, entry, now, stop);

                db.Note(
                    pot.Id,
                    "entry_removed",
                    now,
                    command.ActorId,
                    reason,
                    new { EntryId = entry.Id, entry.PlayerId }
                );
                db.Audit(command.ActorId, "pot_entry_removed", "pot", pot.Id.Value, new { EntryId = entry.Id, reason });
                return left;
            },
            stop
        );
}

internal static class PotTakingOut
{
    public static async Task<LeftPot> TakeOutAsync(
        this AlotDb db,
        Pot pot,
        PotEntry entry,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var wallet = await db.LockWalletAsync(entry.PlayerId, now, stop);
        var back = pot.TakeOut(entry, wallet, now);
        db.Add(back.Received);
        db.Post(back.Journal);
        db.Announce(Topic.Pot(pot.Id), Topic.Pots, Topic.Player(entry.PlayerId));
        return new LeftPot(entry.Id, entry.CreditsSpent, wallet.Balance);
    }
}
