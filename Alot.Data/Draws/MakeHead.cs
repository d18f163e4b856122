using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain.Draws;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>Who is sent each day's signed head, to keep where we can't reach it (<c>Fairness:Witnesses</c>).</summary>
public sealed record Witnesses(IReadOnlyList<string> Addresses);

/// <summary>What the outbox sends to one of them.</summary>
public sealed record WitnessLetter(string Address, DateOnly Date);

/// <summary>
/// Signs the fairness log's head, once a UTC day, and has it sent to the witnesses. A day on which nothing ran has no head:
/// none is made afterwards.
/// </summary>
public sealed class MakeHead(
    Transactions.Transactions transactions,
    SigningKeys keys,
    Witnesses witnesses,
    TimeProvider clock
)
{
    private const long DayLock = 0x616c6f745f646179;

    /// <returns>False when the day has its head already, or the log is empty.</returns>
    public Task<bool> RunAsync(CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                await db.RunSqlAsync("select pg_advisory_xact_lock($1)", stop, DayLock);
                var now = clock.GetUtcNow();
                var date = DateOnly.FromDateTime(now.UtcDateTime);
                if (await db.FairnessHeads.AnyAsync(h => h.Date == date, stop))
                    return false;
                var head = await db
                    .FairnessLog.AsNoTracking()
                    .OrderByDescending(r => r.Sequence)
                    .FirstOrDefaultAsync(stop);
                if (head is null)
                    return false;
                var signed = await keys.SignAsync(
                    db,
                    DrawStatements.Head(head.Sequence, head.Hash, date, now),
                    now,
                    stop
                );

                db.FairnessHeads.Add(
                    new FairnessHead
                    {
                        Date = date,
                        Sequence = head.Sequence,
                        Hash = head.Hash,
                        KeyId = signed.KeyId,
                        Signature = signed.Signature,
                        MadeAt = now,
                    }
                );
                foreach (var address in witnesses.Addresses)
                    db.Enqueue(OutboxKinds.WitnessMail, new WitnessLetter(address, date));
                db.Announce(Topic.Fairness);
                return true;
            },
            stop
        );
}
