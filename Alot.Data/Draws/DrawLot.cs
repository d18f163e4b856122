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
                // A beacon's round has its own waiting rules and comes with its own issue.
                if (commitment.PublishedAt is null || commitment.Mode == DrawMode.Beacon)
                    return false;
                try
                {
                    await DrawAsync(db, lot, commitment, now, stop);
                }
                catch (DrawMismatchException mismatch)
                {
                    db.ChangeTracker.Clear();
                    db.Lots.Attach(lot);
                    await db.FreezeAsync(lot, mismatch, now, stop);
                }
                db.Announce(Topic.Lot(id), Topic.Lots, Topic.DueLots);
                return true;
            },
            stop
        );

    private async Task DrawAsync(
        AlotDb db,
        Lot lot,
        DrawCommitment commitment,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var seed = commitment.OpenSeed(sealer);
        var roster = await db.ReadDrawnRosterAsync(lot, commitment.OpenTagKey(sealer), stop);
        var result = DrawFormula.Draw(
            new DrawInputs
            {
                Mode = commitment.Mode,
                LotId = lot.Id,
                CreatedAt = lot.CreatedAt,
                Seed = seed,
                Commitment = commitment.Commitment,
                TotalTickets = lot.TotalTickets,
                EscrowBalance = lot.CurrentFunding,
                Roster = roster,
                RosterRoot = commitment.RosterRoot,
            }
        );
        var winner = await db.Entries.SingleAsync(e => e.Id == result.Winner!.Value.EntryId, stop);
        var rosterStatement = DrawStatements.Roster(
            lot.Id,
            commitment.RosterRoot!,
            lot.TotalTickets,
            commitment.PublishedAt!.Value
        );
        var published = new SignedStatement(
            rosterStatement.Kind,
            commitment.RosterKeyId!,
            rosterStatement.Fields,
            commitment.RosterSignature!
        );
        var drawn = await keys.SignAsync(db, DrawStatements.Draw(result, now), now, stop);

        // From here it must succeed.
        db.Record(lot.StartDrawing(now));
        winner.Win();
        db.LotDraws.Add(
            LotDraw.Make(
                lot.Id,
                result.ServerSeed,
                result.ClientSeed,
                result.Nonce,
                result.TotalTickets,
                result.CombinedSeed,
                result.WinningTicket,
                winner.PlayerId,
                winner.Id,
                System.Text.Json.JsonSerializer.Serialize(DrawProof.Of(result, now, [published, drawn])),
                now
            )
        );
        await db.AppendAsync(drawn, lot, commitment.LogSalt, now, stop);
    }
}
