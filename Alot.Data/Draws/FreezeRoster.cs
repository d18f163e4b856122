using Alot.Data.Auditing;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>
/// Right after funding: opens the stored seed, checks it against the commitment, and publishes the signed root of the roster.
/// No entry changes after the funding commit. What doesn't match freezes the lot and alerts staff.
/// </summary>
public sealed class FreezeRoster(
    Transactions.Transactions transactions,
    SigningKeys keys,
    Sealer sealer,
    TimeProvider clock
)
{
    /// <returns>False when there was nothing to do.</returns>
    public Task<bool> RunAsync(LotId id, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var lot = await db.TryLockLotAsync(id, stop);
                if (lot is not { Status: LotStatus.Funded, FrozenAt: null })
                    return false;
                var commitment = await db.DrawCommitments.SingleAsync(c => c.LotId == id, stop);
                if (commitment.PublishedAt is not null)
                    return false;
                var now = clock.GetUtcNow();
                try
                {
                    commitment.OpenSeed(sealer);
                    var roster = await db.ReadDrawnRosterAsync(lot, commitment.OpenTagKey(sealer), stop);
                    // Many entries take a while to read. A beacon's round is counted from here, so that it is still unknown
                    // when everybody can see which it is.
                    now = clock.GetUtcNow();
                    var statement = DrawStatements.Roster(
                        id,
                        roster.Root,
                        roster.TotalTickets,
                        now,
                        commitment.RoundFor(now)
                    );
                    var signed = await keys.SignAsync(db, statement, now, stop);
                    commitment.Publish(roster.Root, signed.Signature, signed.KeyId, now);
                    await db.AppendAsync(signed, lot, commitment.LogSalt, now, stop);
                }
                catch (DrawMismatchException mismatch)
                {
                    await db.FreezeAsync(lot, mismatch, now, stop);
                }
                db.Announce(Topic.Lot(id), Topic.DueLots);
                return true;
            },
            stop
        );
}

internal static class Freezing
{
    public static async Task FreezeAsync(
        this AlotDb db,
        Lot lot,
        DrawMismatchException mismatch,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        lot.Freeze(mismatch.What, now);
        await db.RaiseAsync(
            "lot_frozen",
            lot.Id.ToString(),
            $"Lot {lot.NumberText} is frozen: {mismatch.Message} Nothing is drawn or paid until it is mended or voided.",
            now,
            stop
        );
    }
}
