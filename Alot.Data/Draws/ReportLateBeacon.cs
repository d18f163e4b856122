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
                if (lot is null or { FrozenAt: not null })
                    return false;
                var commitment = await db.DrawCommitments.AsNoTracking().SingleAsync(c => c.LotId == id, stop);
                if (await RoundAsync(db, lot, commitment, stop) is not var (round, due))
                    return false;
                var now = clock.GetUtcNow();
                if (now < due + LateBeacon.After)
                    return false;
                await db.RaiseAsync(
                    LateBeacon.Kind,
                    id.ToString(),
                    $"Lot {lot.NumberText} waits for drand round {round}, and no relay gives it. What it decides is drawn as soon as one does; no other round takes its place.",
                    now,
                    stop
                );
                return true;
            },
            stop
        );

    /// <summary>What the lot, or the alternate of a settled one, waits for.</summary>
    private static async Task<(long Round, DateTimeOffset Due)?> RoundAsync(
        AlotDb db,
        Lot lot,
        DrawCommitment commitment,
        CancellationToken stop
    )
    {
        if (lot.Status == LotStatus.Funded)
            return commitment.BeaconRound is { } agreed && commitment.DrawDueAt(lot) is { } due ? (agreed, due) : null;
        var holder = await db.LotWinners.SingleOrDefaultAsync(w => w.LotId == lot.Id, stop);
        return holder?.AwaitedRound is { } round && commitment.Chain() is { } chain
            ? (round, chain.TimeOf(round))
            : null;
    }
}

internal static class LateBeacon
{
    public const string Kind = "beacon_late";

    /// <summary>After the draw was due. A relay gives a round within a second or two.</summary>
    public static readonly TimeSpan After = TimeSpan.FromMinutes(10);
}
