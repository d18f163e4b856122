using System.Text.Json;
using Alot.Data.Auditing;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>
/// The draw itself, in the transaction of the use case that found it due: seed, roster and what was published about them are
/// checked, the result is stored with its proof, signed and logged. What doesn't match freezes the lot.
/// </summary>
internal static class Drawing
{
    /// <param name="round">Beacon mode: the agreed round, its signature verified.</param>
    public static async Task DrawAsync(
        this AlotDb db,
        Lot lot,
        DrawCommitment commitment,
        DrawProofBeacon? round,
        SigningKeys keys,
        Sealer sealer,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        try
        {
            await DrawAsync();
        }
        catch (DrawMismatchException mismatch)
        {
            db.ChangeTracker.Clear();
            db.Lots.Attach(lot);
            await db.FreezeAsync(lot, mismatch, now, stop);
        }
        if (round is not null)
            await db.ClearAlertsAsync(LateBeacon.Kind, lot.Id.ToString(), now, stop);
        db.Announce(Topic.Lot(lot.Id), Topic.Lots, Topic.DueLots);

        async Task DrawAsync()
        {
            var seed = commitment.OpenSeed(sealer);
            var published = await db.PublishedRosterAsync(lot, commitment, stop);
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
                    Randomness = round?.Randomness,
                }
            );
            var winner = await db.Entries.SingleAsync(e => e.Id == result.Winner!.Value.EntryId, stop);
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
                    JsonSerializer.Serialize(DrawProof.Of(result, now, [published, drawn], round)),
                    now
                )
            );
            await db.AppendAsync(drawn, lot, commitment.LogSalt, now, stop);
        }
    }

    /// <summary>What was signed when the roster was published. Root, round and time must still be those.</summary>
    /// <exception cref="DrawMismatchException">They aren't: somebody changed the stored commitment.</exception>
    public static async Task<SignedStatement> PublishedRosterAsync(
        this AlotDb db,
        Lot lot,
        DrawCommitment commitment,
        CancellationToken stop
    )
    {
        var statement = DrawStatements.Roster(
            lot.Id,
            commitment.RosterRoot!,
            lot.TotalTickets,
            commitment.PublishedAt!.Value,
            commitment.BeaconRound
        );
        var signed = new SignedStatement(
            statement.Kind,
            commitment.RosterKeyId!,
            statement.Fields,
            commitment.RosterSignature!
        );
        // A round was signed in beacon mode and in no other: who was promised one is not drawn without it.
        if (
            commitment.Mode != lot.DrawMode
            || commitment.Mode == DrawMode.Beacon != commitment.BeaconRound is not null
            || !await SigningKeys.HoldsAsync(db, signed, stop)
        )
            throw new DrawMismatchException(
                "roster_signature",
                "What is stored about the published list of entries is not what was signed."
            );
        return signed;
    }
}
