using System.Text.Json;
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
    /// Carries out a disqualification that two people agreed on, with the lot locked. Its alternate is drawn at once from the same
    /// seed and list; in beacon mode the disqualification is published with the round that will decide, and
    /// <see cref="DrawAlternate"/> does the rest. No money and no credits move: the alternate keeps what settlement gave.
    /// </summary>
    /// <exception cref="Refusal">
    /// <c>lot_not_settled</c>, <c>lot_frozen</c>, <c>already_passed_on</c>, <c>alternate_awaited</c>, <c>prize_claimed</c>,
    /// <c>no_alternate</c>.
    /// </exception>
    /// <exception cref="DrawMismatchException">What is stored is not what was published: the lot must be frozen.</exception>
    public static async Task DisqualifyAsync(
        this AlotDb db,
        SigningKeys keys,
        Sealer sealer,
        Lot lot,
        Approval approved,
        TimeProvider clock,
        CancellationToken stop
    )
    {
        lot.RequireCanDisqualify();
        var holder = await db.LotWinners.SingleAsync(w => w.LotId == lot.Id, stop);
        holder.RequireNotAwaited();
        if (holder.WinnerUserId != approved.PlayerId)
            throw new Refusal("already_passed_on", "This player doesn't hold the prize any more.");
        var card = await db.Cards.SingleAsync(c => c.LotId == lot.Id && c.PlayerId == holder.WinnerUserId, stop);
        card.RequireCanLose();
        var drawn = await DrawnLot.ReadAsync(db, sealer, lot, holder, stop);
        drawn.RequireOthers();
        // Many entries take a while to read. A beacon's round is counted from here, so that it is still unknown when everybody can
        // see which it is.
        var now = clock.GetUtcNow();
        var why = LotDisqualification.Of(approved, holder.Sequence + 1, now);
        if (drawn.Commitment.RoundFor(now) is { } round)
            await PublishAsync(db, keys, lot, drawn, why, round, stop);
        else
            await db.PassOnAsync(keys, lot, drawn, why, null, now, stop);
    }

    private static async Task PublishAsync(
        AlotDb db,
        SigningKeys keys,
        Lot lot,
        DrawnLot drawn,
        LotDisqualification why,
        long round,
        CancellationToken stop
    )
    {
        var now = why.PublishedAt;
        var statement = DrawStatements.Disqualification(lot.Id, why.Sequence, drawn.Holder.WinningTicket, round, now);
        var signed = await keys.SignAsync(db, statement, now, stop);
        why.WaitFor(round, JsonSerializer.Serialize(signed));
        db.LotDisqualifications.Add(why);
        db.Audit(
            why.ApprovedBy,
            "winner_disqualified",
            "lot",
            lot.Id.Value,
            new
            {
                lot.Number,
                Disqualified = why.UserId,
                AwaitedRound = round,
                why.Reason,
                why.ApprovalId,
                why.RequestedBy,
            }
        );
        await db.AppendAsync(signed, lot, drawn.Commitment.LogSalt, now, stop);
        db.Announce(Topic.Lot(lot.Id), Topic.Player(why.UserId), Topic.DueLots);
    }

    /// <summary>Draws the alternate, stores and publishes it, and moves the prize.</summary>
    /// <param name="round">Beacon mode: the round that was waited for, its signature verified.</param>
    /// <exception cref="DrawMismatchException">The stored seed or list is not what was published.</exception>
    public static async Task PassOnAsync(
        this AlotDb db,
        SigningKeys keys,
        Lot lot,
        DrawnLot drawn,
        LotDisqualification why,
        DrawProofBeacon? round,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var result = drawn.DrawAlternate(round?.Randomness);
        var holder = drawn.Holder;
        var (lostId, wonId) = (holder.WinnerEntryId, result.Winner!.Value.EntryId);
        var entries = await db.Entries.Where(e => e.Id == lostId || e.Id == wonId).ToDictionaryAsync(e => e.Id, stop);
        var (lost, won) = (entries[lostId], entries[wonId]);
        var cards = await db
            .Cards.Where(c => c.LotId == lot.Id && (c.PlayerId == lost.PlayerId || c.PlayerId == won.PlayerId))
            .ToDictionaryAsync(c => c.PlayerId, stop);
        cards[lost.PlayerId].RequireCanLose();
        var statement = DrawStatements.Alternate(result, why.Sequence, holder.WinningTicket, now);
        var signed = await keys.SignAsync(db, statement, now, stop);

        // From here it must succeed.
        cards[lost.PlayerId].Lose();
        cards[won.PlayerId].WinAsAlternate(won.Id);
        lost.Lose();
        won.Win();
        SignedStatement[] said = why.Statement is { } announced
            ? [JsonSerializer.Deserialize<SignedStatement>(announced)!, signed]
            : [signed];
        var proof = AlternateProof.Of(result, why.Sequence, drawn.Disqualified, drawn.LastNonce, round, said, now);
        db.LotAlternates.Add(LotAlternate.Make(result, why, won.PlayerId, JsonSerializer.Serialize(proof), now));
        await CountAsync(db, lost.PlayerId, won.PlayerId, stop);
        db.Enqueue(OutboxKinds.Mail, new MailLetter("lot_won", won.PlayerId, null, lot.Id));
        db.Enqueue(OutboxKinds.Mail, new MailLetter("lot_disqualified", lost.PlayerId, null, lot.Id));
        db.Audit(
            why.ApprovedBy,
            "alternate_drawn",
            "lot",
            lot.Id.Value,
            new
            {
                lot.Number,
                Disqualified = lost.PlayerId,
                Alternate = won.PlayerId,
                why.Reason,
                why.ApprovalId,
                why.RequestedBy,
            }
        );
        await db.AppendAsync(signed, lot, drawn.Commitment.LogSalt, now, stop);
        db.Announce(Topic.Lot(lot.Id), Topic.Lots, Topic.Player(lost.PlayerId), Topic.Player(won.PlayerId));
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
