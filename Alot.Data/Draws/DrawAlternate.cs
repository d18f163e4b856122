using System.Text.Json;
using Alot.Data.Auditing;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>
/// Draws the alternate that a published disqualification waits for, in beacon mode. The round's signature was fetched before,
/// outside any transaction, and is verified here once more against the stored round, as <see cref="DrawByBeacon"/> does.
/// </summary>
public sealed class DrawAlternate(
    Transactions.Transactions transactions,
    SigningKeys keys,
    Sealer sealer,
    TimeProvider clock
)
{
    /// <param name="signature">96 lower-case hex digits.</param>
    /// <returns>False when none is due, or the signature is not that round's.</returns>
    public Task<bool> RunAsync(LotId id, string signature, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var lot = await db.TryLockLotAsync(id, stop);
                if (lot is not { Status: LotStatus.Settled, FrozenAt: null })
                    return false;
                var holder = await db.LotWinners.SingleAsync(w => w.LotId == id, stop);
                if (holder.AwaitedRound is not { } round)
                    return false;
                var why = await db
                    .LotDisqualifications.AsNoTracking()
                    .SingleAsync(d => d.LotId == id && d.Sequence == holder.Sequence + 1, stop);
                var now = clock.GetUtcNow();
                try
                {
                    var drawn = await DrawnLot.ReadAsync(db, sealer, lot, holder, stop);
                    if (
                        drawn.Commitment.Chain() is not { } chain
                        || now < chain.TimeOf(round)
                        || !chain.Verify(round, signature)
                    )
                        return false;
                    await RequireSaidAsync(db, holder, why, round, stop);
                    var beacon = new DrawProofBeacon(chain.Hash, round, DrandChain.RandomnessOf(signature), signature);
                    await db.PassOnAsync(keys, lot, drawn, why, beacon, now, stop);
                }
                catch (DrawMismatchException mismatch)
                {
                    await db.FreezeAsync(lot, mismatch, now, stop);
                    db.Announce(Topic.Lot(id));
                }
                await db.ClearAlertsAsync(LateBeacon.Kind, id.ToString(), now, stop);
                return true;
            },
            stop
        );

    /// <exception cref="DrawMismatchException">The stored round, ticket or time is not what was signed.</exception>
    private static async Task RequireSaidAsync(
        AlotDb db,
        LotWinner holder,
        LotDisqualification why,
        long round,
        CancellationToken stop
    )
    {
        var (lot, ticket) = (why.LotId, holder.WinningTicket);
        var stored = DrawStatements.Disqualification(lot, why.Sequence, ticket, round, why.PublishedAt);
        var said = JsonSerializer.Deserialize<SignedStatement>(why.Statement!)!;
        if (
            said.Kind != stored.Kind
            || !said.Fields.SequenceEqual(stored.Fields)
            || !await SigningKeys.HoldsAsync(db, said, stop)
        )
            throw new DrawMismatchException(
                "disqualification_signature",
                "What is stored about the disqualification is not what was signed."
            );
    }
}
