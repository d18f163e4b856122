using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>What an alternate is drawn from: everything the lot's own draw had, and whoever was disqualified since.</summary>
/// <param name="Disqualified">In order; the last one holds the prize until it passes on.</param>
/// <param name="LastNonce">Used by the draw, or by the alternate before.</param>
internal sealed record DrawnLot(
    Lot Lot,
    DrawCommitment Commitment,
    LotDraw Draw,
    LotWinner Holder,
    IReadOnlyList<UserTag> Disqualified,
    int LastNonce,
    Roster Roster
)
{
    /// <exception cref="DrawMismatchException">What is stored can't be opened, or is not what was signed.</exception>
    public static async Task<DrawnLot> ReadAsync(
        AlotDb db,
        Sealer sealer,
        Lot lot,
        LotWinner holder,
        CancellationToken stop
    )
    {
        var commitment = await db.DrawCommitments.AsNoTracking().SingleAsync(c => c.LotId == lot.Id, stop);
        await db.PublishedRosterAsync(lot, commitment, stop);
        var draw = await db.LotDraws.AsNoTracking().SingleAsync(d => d.LotId == lot.Id, stop);
        var before = await db
            .LotAlternates.AsNoTracking()
            .Where(a => a.LotId == lot.Id)
            .OrderBy(a => a.Sequence)
            .ToListAsync(stop);
        var tagKey = commitment.OpenTagKey(sealer);
        var roster = await db.ReadDrawnRosterAsync(lot, tagKey, stop);
        // Before anybody asks it who else there is.
        if (!string.Equals(roster.Root, commitment.RosterRoot, StringComparison.Ordinal))
            throw new DrawMismatchException("roster_root", "The stored roster is not the one that was published.");
        return new DrawnLot(
            lot,
            commitment,
            draw,
            holder,
            [.. before.Select(a => a.DisqualifiedUserId).Append(holder.WinnerUserId).Select(tagKey.TagOf)],
            (int)(before.LastOrDefault()?.Nonce ?? draw.Nonce),
            roster
        );
    }

    /// <exception cref="Refusal"><c>no_alternate</c>.</exception>
    public void RequireOthers()
    {
        if (!Roster.Leaves.Any(leaf => !leaf.IsVoid && !Disqualified.Contains(leaf.Tag)))
            throw new Refusal("no_alternate", "Nobody else holds a ticket of this lot. Nothing was changed.");
    }

    /// <param name="randomness">Of the new round; beacon mode only.</param>
    /// <exception cref="DrawMismatchException">The stored seed or list is not what was published.</exception>
    public DrawResult DrawAlternate(string? randomness) =>
        DrawFormula.Draw(
            new DrawInputs
            {
                Mode = Commitment.Mode,
                LotId = Lot.Id,
                CreatedAt = Lot.CreatedAt,
                Seed = ServerSeed.FromHex(Draw.ServerSeed),
                Commitment = Commitment.Commitment,
                TotalTickets = Draw.TotalTickets,
                EscrowBalance = Lot.CurrentFunding,
                Roster = Roster,
                RosterRoot = Commitment.RosterRoot,
                Randomness = randomness,
                AfterNonce = LastNonce,
                Disqualified = Disqualified.ToHashSet(),
            }
        );
}
