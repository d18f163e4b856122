using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>
/// Draws a funded lot once it is due: exactly once, ever, however many jobs on however many nodes try. Seed and roster are
/// checked against what was published before anything is drawn.
/// </summary>
public sealed class DrawLot(Transactions.Transactions transactions, SigningKeys keys, Sealer sealer, TimeProvider clock)
{
    /// <returns>False when there was nothing to draw, or not yet.</returns>
    public Task<bool> RunAsync(LotId id, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var lot = await db.TryLockLotAsync(id, stop);
                var now = clock.GetUtcNow();
                if (lot is not { Status: LotStatus.Funded, FrozenAt: null } || now < lot.DrawDueAt)
                    return false;
                var commitment = await db.DrawCommitments.SingleAsync(c => c.LotId == id, stop);
                // A beacon's round is waited for and fetched before: see DrawByBeacon.
                if (commitment.PublishedAt is null || commitment.Mode == DrawMode.Beacon)
                    return false;
                await db.DrawAsync(lot, commitment, null, keys, sealer, now, stop);
                return true;
            },
            stop
        );
}
