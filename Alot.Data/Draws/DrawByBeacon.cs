using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>
/// Draws a funded lot in beacon mode with the round that was agreed when its roster was published. The signature was fetched
/// before, outside any transaction; here it is verified once more against the chain fixed at opening and the stored round, so
/// that no caller can feed another. Exactly once, ever, as <see cref="DrawLot"/>.
/// </summary>
public sealed class DrawByBeacon(
    Transactions.Transactions transactions,
    SigningKeys keys,
    Sealer sealer,
    TimeProvider clock
)
{
    /// <param name="signature">96 lower-case hex digits.</param>
    /// <returns>False when there was nothing to draw, not yet, or the signature is not that round's.</returns>
    public Task<bool> RunAsync(LotId id, string signature, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var lot = await db.TryLockLotAsync(id, stop);
                if (lot is not { Status: LotStatus.Funded, FrozenAt: null })
                    return false;
                var now = clock.GetUtcNow();
                var commitment = await db.DrawCommitments.SingleAsync(c => c.LotId == id, stop);
                if (
                    commitment is not { Mode: DrawMode.Beacon, PublishedAt: not null, BeaconChain: { } hash }
                    || commitment.BeaconRound is not { } round
                    || now < commitment.DrawDueAt(lot)
                    || DrandChain.Find(hash)?.Verify(round, signature) != true
                )
                    return false;
                await db.DrawAsync(
                    lot,
                    commitment,
                    new DrawProofBeacon(hash, round, DrandChain.RandomnessOf(signature), signature),
                    keys,
                    sealer,
                    now,
                    stop
                );
                return true;
            },
            stop
        );
}
