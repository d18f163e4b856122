using System.Text.Json;
using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Data.Live;
using Alot.Data.Mapping;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Pots;

/// <summary>A reveal that a settlement service hands in from outside.</summary>
/// <param name="Seed">The seed in plain, 64 lower-case hex digits.</param>
/// <param name="Signature">Over <see cref="PotStatements.Reveal"/>, by a key of the settlement service.</param>
public sealed record HandedReveal(string Seed, string Signature);

/// <summary>
/// The settlement service's first step: the seed is opened and checked, the winner follows from it and from what was published
/// at the lock, and the reveal is signed with a key of its own. What doesn't match is refused with an alert; the pot stays locked.
/// </summary>
public sealed class RevealPot(
    SettlementTransactions transactions,
    PotPolicy policy,
    SigningKeys keys,
    Sealer sealer,
    TimeProvider clock
)
{
    /// <param name="handed">From outside; null when the service in this app reveals what rests sealed.</param>
    /// <returns>False when there was nothing to reveal, or not yet.</returns>
    /// <exception cref="Refusal"><c>reveal_mismatch</c>, of what was handed in.</exception>
    public async Task<bool> RunAsync(PotId id, HandedReveal? handed, CancellationToken stop)
    {
        try
        {
            return await transactions.RunAsync(db => RevealAsync(db, id, handed, stop), stop);
        }
        catch (DrawMismatchException mismatch)
        {
            await transactions.RunAsync(
                db =>
                    db.RaiseMismatchAsync(
                        id,
                        $"A reveal was refused: {mismatch.Message} It stays locked; two people of staff may call it off.",
                        clock.GetUtcNow(),
                        stop
                    ),
                stop
            );
            if (handed is null)
                return false;
            throw new Refusal(
                "reveal_mismatch",
                $"This is not the reveal of this pot: {mismatch.Message} The pot stays locked.",
                RefusalKind.Invalid
            );
        }
    }

    private async Task<bool> RevealAsync(AlotDb db, PotId id, HandedReveal? handed, CancellationToken stop)
    {
        var pot = await db.TryLockPotAsync(id, stop);
        var now = clock.GetUtcNow();
        if (pot is null || !pot.RevealIsDue(policy, now))
            return false;
        var locked = await RecordAsync(db, pot.LockRecord!, pot.LockSaid(), stop);
        var opened = await RecordAsync(db, pot.OpeningRecord, pot.Opening(), stop);
        var seed = handed is null
            ? (await db.PotSeals.AsNoTracking().SingleAsync(s => s.PotId == id, stop)).Open(pot.SeedHash, sealer)
            : SeedOf(handed, pot);
        var draw = pot.Draw(seed, await db.ReadPotRosterAsync(pot, sealer, stop));
        var reveal = handed is null
            ? await keys.SignAsync(db, SigningUse.Settlement, PotStatements.Reveal(draw), now, stop)
            : await SignedByAsync(db, PotStatements.Reveal(draw), handed.Signature, stop);
        var winner = await db
            .PotEntries.Where(e => e.Id == draw.Winner.EntryId)
            .Select(e => e.PlayerId)
            .SingleAsync(stop);

        // From here it must succeed.
        var facts = new PotProofFacts(
            pot.Title,
            pot.EntryCost,
            pot.MaxTickets,
            pot.CreatedAt,
            pot.TagCommitment,
            pot.PublishedAt!.Value,
            now
        );
        var proof = PotProof.Of(draw, facts, [opened, locked, reveal], pot.Round());
        pot.Reveal(draw, winner, JsonSerializer.Serialize(proof), policy, now);
        db.Note(id, "revealed", now, metadata: new { draw.WinnerIndex, draw.WinningTicket });
        await db.AppendAsync(reveal, id, now, stop);
        db.Announce(Topic.Pot(id), Topic.Pots, Topic.DuePots);
        return true;
    }

    private static ServerSeed SeedOf(HandedReveal handed, Pot pot)
    {
        try
        {
            var seed = ServerSeed.FromHex(handed.Seed);
            if (seed.Matches(pot.SeedHash))
                return seed;
        }
        catch (FormatException)
        {
            // Not even a seed: told the same way.
        }
        throw new DrawMismatchException("seed", "The seed is not the one that was committed to.");
    }

    /// <summary>A stored record as it was signed by the orchestrator, if it says what the pot's row says.</summary>
    private static async Task<SignedStatement> RecordAsync(
        AlotDb db,
        string record,
        Statement expected,
        CancellationToken stop
    )
    {
        var signed = Json.Read<SignedStatement>(record);
        if (
            signed.Kind != expected.Kind
            || !signed.Fields.SequenceEqual(expected.Fields)
            || !await SigningKeys.HoldsAsync(db, signed, stop, SigningUse.Orchestrator)
        )
            throw new DrawMismatchException(expected.Kind, "What is stored about the pot is not what was signed.");
        return signed;
    }

    /// <summary>The statement with the signature that was handed in, by the settlement key that made it.</summary>
    private static async Task<SignedStatement> SignedByAsync(
        AlotDb db,
        Statement statement,
        string signature,
        CancellationToken stop
    )
    {
        foreach (
            var key in await db.SigningKeys.AsNoTracking().Where(k => k.Use == SigningUse.Settlement).ToListAsync(stop)
        )
            if (StatementSignature.Verify(key.PublicKey, statement.Kind, statement.Fields, signature))
                return new SignedStatement(statement.Kind, key.Id, statement.Fields, signature);
        throw new DrawMismatchException(
            "signature",
            "The signature is not the settlement service's over this pot's reveal."
        );
    }
}
