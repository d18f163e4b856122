using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Fulfilment;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Draws;

/// <summary>The prize passes on: draws.md, "Rules".</summary>
internal static class Alternates
{
    /// <summary>
    /// Carries out a disqualification that two people agreed on, with the lot locked: draws the alternate from the same seed and
    /// list, passing over everybody who was disqualified, stores and publishes it, and moves the prize. No money and no credits
    /// move: the alternate keeps what settlement gave.
    /// </summary>
    /// <exception cref="Refusal">
    /// <c>already_passed_on</c>, <c>prize_claimed</c>, <c>no_alternate</c>, <c>draw_mismatch</c>, <c>beacon_round_needed</c>.
    /// </exception>
    public static async Task PassOnAsync(
        this AlotDb db,
        SigningKeys keys,
        Sealer sealer,
        Lot lot,
        Approval approved,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        lot.RequireCanDisqualify();
        var draw = await db.LotDraws.AsNoTracking().SingleAsync(d => d.LotId == lot.Id, stop);
        var before = await db
            .LotAlternates.AsNoTracking()
            .Where(a => a.LotId == lot.Id)
            .OrderBy(a => a.Sequence)
            .ToListAsync(stop);
        var holder = await db.LotWinners.SingleAsync(w => w.LotId == lot.Id, stop);
        if (holder.WinnerUserId != approved.PlayerId)
            throw new Refusal("already_passed_on", "This player doesn't hold the prize any more.");
        var commitment = await db.DrawCommitments.AsNoTracking().SingleAsync(c => c.LotId == lot.Id, stop);
        RequireRound(commitment.Mode);
        var lastNonce = (int)(before.LastOrDefault()?.Nonce ?? draw.Nonce);
        var (result, disqualified) = await DrawAsync(
            db,
            sealer,
            lot,
            commitment,
            draw,
            before,
            holder,
            lastNonce,
            stop
        );
        var (lostId, wonId) = (holder.WinnerEntryId, result.Winner!.Value.EntryId);
        var entries = await db.Entries.Where(e => e.Id == lostId || e.Id == wonId).ToDictionaryAsync(e => e.Id, stop);
        var (lost, won) = (entries[lostId], entries[wonId]);
        var cards = await db
            .Cards.Where(c => c.LotId == lot.Id && (c.PlayerId == lost.PlayerId || c.PlayerId == won.PlayerId))
            .ToDictionaryAsync(c => c.PlayerId, stop);
        var sequence = before.Count + 1;
        cards[lost.PlayerId].RequireCanLose();
        var signed = await keys.SignAsync(
            db,
            DrawStatements.Alternate(result, sequence, holder.WinningTicket, now),
            now,
            stop
        );

        // From here it must succeed.
        cards[lost.PlayerId].Lose();
        cards[won.PlayerId].WinAsAlternate(won.Id);
        lost.Lose();
        won.Win();
        db.LotAlternates.Add(
            LotAlternate.Make(
                result,
                sequence,
                approved,
                won.PlayerId,
                System.Text.Json.JsonSerializer.Serialize(
                    AlternateProof.Of(result, sequence, disqualified, lastNonce, signed, now)
                ),
                now
            )
        );
        await CountAsync(db, lost.PlayerId, won.PlayerId, stop);
        db.Enqueue(OutboxKinds.Mail, new MailLetter("lot_won", won.PlayerId, null, lot.Id));
        db.Enqueue(OutboxKinds.Mail, new MailLetter("lot_disqualified", lost.PlayerId, null, lot.Id));
        db.Audit(
            approved.DecidedBy!.Value,
            "winner_disqualified",
            "lot",
            lot.Id.Value,
            new
            {
                lot.Number,
                Disqualified = lost.PlayerId,
                Alternate = won.PlayerId,
                approved.Reason,
                ApprovalId = approved.Id,
                approved.RequestedBy,
            }
        );
        await db.AppendAsync(signed, lot, commitment.LogSalt, now, stop);
        db.Announce(Topic.Lot(lot.Id), Topic.Lots, Topic.Player(lost.PlayerId), Topic.Player(won.PlayerId));
    }

    /// <summary>In beacon mode an alternate waits for a round that nobody knew at the disqualification; no other nonce is ever put in its place.</summary>
    private static void RequireRound(DrawMode mode)
    {
        if (DrawFormula.AlternateNonce(mode, 0, new string('0', 64), null) is null)
            throw new Refusal(
                "beacon_round_needed",
                "This lot's alternate needs a new beacon round, which is not fetched yet. Nothing was changed; the request waits."
            );
    }

    private static async Task<(DrawResult Result, IReadOnlyList<UserTag> Disqualified)> DrawAsync(
        AlotDb db,
        Sealer sealer,
        Lot lot,
        DrawCommitment commitment,
        LotDraw draw,
        IReadOnlyList<LotAlternate> before,
        LotWinner holder,
        int lastNonce,
        CancellationToken stop
    )
    {
        try
        {
            var tagKey = commitment.OpenTagKey(sealer);
            var disqualified = before
                .Select(a => a.DisqualifiedUserId)
                .Append(holder.WinnerUserId)
                .Select(tagKey.TagOf)
                .ToList();
            var result = DrawFormula.Draw(
                new DrawInputs
                {
                    Mode = commitment.Mode,
                    LotId = lot.Id,
                    CreatedAt = lot.CreatedAt,
                    Seed = ServerSeed.FromHex(draw.ServerSeed),
                    Commitment = commitment.Commitment,
                    TotalTickets = draw.TotalTickets,
                    EscrowBalance = lot.CurrentFunding,
                    Roster = await db.ReadDrawnRosterAsync(lot, tagKey, stop),
                    RosterRoot = commitment.RosterRoot,
                    AfterNonce = lastNonce,
                    Disqualified = disqualified.ToHashSet(),
                }
            );
            return (result, disqualified);
        }
        catch (DrawMismatchException mismatch)
        {
            throw new Refusal(
                "draw_mismatch",
                $"What is stored does not match what was published: {mismatch.Message} Nothing was changed."
            );
        }
        catch (ArgumentException)
        {
            throw new Refusal("no_alternate", "Nobody else holds a ticket of this lot. Nothing was changed.");
        }
    }

    private static Task CountAsync(AlotDb db, PlayerId lost, PlayerId won, CancellationToken stop) =>
        db.RunSqlAsync(
            """
            update users u set total_won = u.total_won + c.change
            from (select id, case when id = $1 then -1 else 1 end as change from users where id in ($1, $2) order by id for update) c
            where u.id = c.id
            """,
            stop,
            lost.Value,
            won.Value
        );
}
