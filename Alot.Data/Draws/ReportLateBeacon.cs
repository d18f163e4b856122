using Alot.Data.Auditing;
using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>
/// Tells staff, once, that a lot waits for a round that no relay gives. The lot draws by itself when one does, and the alert
/// clears itself with the draw.
/// </summary>
public sealed class ReportLateBeacon(Transactions.Transactions transactions, TimeProvider clock)
{
    /// <returns>False when there is nothing to tell.</returns>
    public Task<bool> RunAsync(LotId id, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var lot = await db.TryLockLotAsync(id, stop);
                if (lot is not { Status: LotStatus.Funded, FrozenAt: null })
                    return false;
                var commitment = await db.DrawCommitments.AsNoTracking().SingleAsync(c => c.LotId == id, stop);
                var now = clock.GetUtcNow();
                if (commitment.BeaconRound is not { } round || !(now >= commitment.DrawDueAt(lot) + LateBeacon.After))
                    return false;
                await db.RaiseAsync(
                    LateBeacon.Kind,
                    id.ToString(),
                    $"Lot {lot.NumberText} waits for drand round {round}, and no relay gives it. It is drawn as soon as one does; no other round takes its place.",
                    now,
                    stop
                );
                return true;
            },
            stop
        );
}

internal static class LateBeacon
{
    public const string Kind = "beacon_late";

    /// <summary>After the draw was due. A relay gives a round within a second or two.</summary>
    public static readonly TimeSpan After = TimeSpan.FromMinutes(10);
}
