using Alot.Data.Transactions;
using Alot.Domain;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Pots;

/// <summary>Who is told of large wins, by name (<c>Pots:Hooks</c>). Addresses and secrets stay in the configuration.</summary>
public sealed record WinHooks(IReadOnlyList<string> Names);

/// <summary>What the outbox sends to one of them.</summary>
/// <param name="WinId">Of the win: the same to all hooks and at each try.</param>
public sealed record WinHookLetter(Guid WinId, PotId PotId, string Hook);

/// <summary>
/// A large win goes to each web hook in a message of its own, so that one that is down holds up no other, and to the winner
/// by mail. The message that asked for it is done in the same transaction: it is told once, however often it is leased.
/// </summary>
public sealed class TellLargeWin(Transactions.Transactions transactions, WinHooks hooks, TimeProvider clock)
{
    /// <returns>False when it was done before, or somebody else has the lease by now.</returns>
    public Task<bool> RunAsync(LeasedMessage message, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var done = await db.RunSqlAsync(
                    "update outbox set done_at = $3, leased_until = null, last_error = null where id = $1 and fence = $2 and done_at is null",
                    stop,
                    message.Id,
                    message.Fence,
                    clock.GetUtcNow()
                );
                if (done == 0)
                    return false;
                var pot = message.Read<LargeWinLetter>().PotId;
                var winner = await db.Pots.Where(p => p.Id == pot).Select(p => p.WinnerId).SingleAsync(stop);

                foreach (var hook in hooks.Names)
                    db.Enqueue(OutboxKinds.WinHook, new WinHookLetter(message.Id, pot, hook));
                db.Enqueue(OutboxKinds.Mail, new MailLetter("pot_won", winner!.Value, null, null, pot));
                return true;
            },
            stop
        );
}
