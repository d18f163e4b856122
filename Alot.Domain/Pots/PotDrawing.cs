using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;

namespace Alot.Domain.Pots;

// Lock, reveal and payout: pots.md, "Fair by construction". The orchestrator locks and cancels, the settlement service reveals
// and pays.
public sealed partial class Pot
{
    public string? RosterRoot { get; private set; }

    /// <summary>Beacon mode: the round that decides, fixed and signed with the lock. No other ever takes its place.</summary>
    public long? BeaconRound { get; private set; }

    /// <summary>Beacon mode: the round's signature, verified, 96 hex digits; null while it is waited for.</summary>
    public string? BeaconSignature { get; private set; }

    /// <summary>What the winner follows from. In roster mode known at the lock, in beacon mode with the round.</summary>
    public string? CommitHash { get; private set; }

    /// <summary>When the list closed: the timer's end or the join that took the last ticket, to the second.</summary>
    public DateTimeOffset? LockedAt { get; private set; }

    /// <summary>When the signed lock record was made.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    /// <summary>The signed opening and lock records, JSON.</summary>
    public string OpeningRecord { get; private set; } = "{}";
    public string? LockRecord { get; private set; }

    /// <summary>The seed, once the winner was paid.</summary>
    public string? RevealSeed { get; private set; }
    public PlayerId? WinnerId { get; private set; }
    public EntryId? WinnerEntryId { get; private set; }

    /// <summary>Commit, reveal and the signatures of both, as <c>GET /api/pots/{id}/proof</c> answers it (<see cref="PotProof"/>).</summary>
    public string? SettlementProof { get; private set; }
    public DateTimeOffset? SettledAt { get; private set; }

    /// <summary>The statement made about its opening.</summary>
    public Statement Opening() => PotStatements.Opening(Id, Mode, SeedHash, TagCommitment, CreatedAt, BeaconChain);

    public void Publish(string openingRecord) => OpeningRecord = openingRecord;

    /// <summary>Whether it must be locked, or called off for want of players, at this moment.</summary>
    public bool LockIsDue(DateTimeOffset now) =>
        Status == PotStatus.Open && !Paused && CancelRequestedAt is null && (FilledAt is not null || now >= ClosesAt);

    /// <summary>When the list closed. Ask only when it has.</summary>
    public DateTimeOffset ListClosedAt => WholeSecond(FilledAt ?? ClosesAt);

    /// <summary>The chain that was fixed at opening; null in roster mode.</summary>
    /// <exception cref="DrawMismatchException">Beacon mode, and no chain whose key is known here.</exception>
    public DrandChain? Chain() => DrandChain.Committed(Mode, BeaconChain);

    /// <summary>The lock record, to be signed.</summary>
    public Statement LockStatement(Roster roster, DateTimeOffset now) =>
        PotStatements.Lock(Id, SeedHash, roster.Root, roster.TotalTickets, ListClosedAt, now, RoundFor(now));

    /// <summary>What was signed at the lock, as the row has it now.</summary>
    public Statement LockSaid() =>
        PotStatements.Lock(Id, SeedHash, RosterRoot!, TicketsSold, LockedAt!.Value, PublishedAt!.Value, BeaconRound);

    /// <summary>Closes the list: from here on no entry changes.</summary>
    /// <param name="record">The signed <see cref="LockStatement"/>, JSON.</param>
    public void Lock(Roster roster, string record, DateTimeOffset now)
    {
        Require(LockIsDue(now), "is locked when its tickets are gone or its time is over");
        Require(roster.TotalTickets == TicketsSold, $"sold {TicketsSold} tickets, its list has {roster.TotalTickets}");

        LockedAt = ListClosedAt;
        PublishedAt = now;
        RosterRoot = roster.Root;
        BeaconRound = RoundFor(now);
        LockRecord = record;
        if (Mode == DrawMode.Roster)
            CommitHash = PotFormula.CommitHash(Id, SeedHash, roster.Root, LockedAt.Value, null);
        MoveTo(PotStatus.Locked);
    }

    /// <summary>Takes in the agreed round: the commit hash follows from it.</summary>
    /// <param name="signature">Of that round; refused unless the network made it.</param>
    /// <returns>False when it is not that round's signature.</returns>
    public bool Commit(string signature)
    {
        Require(Status == PotStatus.Locked && CommitHash is null, "waits for a round once, when it is locked");
        if (!Chain()!.Verify(BeaconRound!.Value, signature))
            return false;
        BeaconSignature = signature;
        CommitHash = PotFormula.CommitHash(
            Id,
            SeedHash,
            RosterRoot!,
            LockedAt!.Value,
            DrandChain.RandomnessOf(signature)
        );
        return true;
    }

    /// <summary>The round that was waited for, as the proof has it; null in roster mode.</summary>
    public DrawProofBeacon? Round() =>
        BeaconSignature is { } signature
            ? new DrawProofBeacon(BeaconChain!, BeaconRound!.Value, DrandChain.RandomnessOf(signature), signature)
            : null;

    /// <summary>When the reveal is due at the earliest; null until the commitment is there.</summary>
    public DateTimeOffset? RevealDueAt(PotPolicy policy) =>
        CommitHash is null ? null : LockedAt!.Value + policy.RevealDelay;

    /// <summary>Whether its winner may be told at this moment.</summary>
    public bool RevealIsDue(PotPolicy policy, DateTimeOffset now) =>
        Status == PotStatus.Locked && !Paused && CancelRequestedAt is null && now >= RevealDueAt(policy);

    /// <summary>Finds the winner from the seed and what was published at the lock.</summary>
    /// <exception cref="DrawMismatchException">Seed, list or commitment is not what was published.</exception>
    public PotDrawResult Draw(ServerSeed seed, Roster roster)
    {
        var result = PotFormula.Draw(
            new PotDrawInputs
            {
                Mode = Mode,
                PotId = Id,
                Seed = seed,
                SeedHash = SeedHash,
                Roster = roster,
                RosterRoot = RosterRoot!,
                TotalTickets = TicketsSold,
                LockedAt = LockedAt!.Value,
                Randomness = Round()?.Randomness,
            }
        );
        return string.Equals(result.CommitHash, CommitHash, StringComparison.Ordinal)
            ? result
            : throw new DrawMismatchException("commit_hash", "The stored commit hash is not the one that follows.");
    }

    /// <summary>Accepts the reveal: the winner is known from here on.</summary>
    public void Reveal(PotDrawResult draw, PlayerId winner, string proof, PotPolicy policy, DateTimeOffset now)
    {
        Require(RevealIsDue(policy, now), "is revealed once, when it is due");
        WinnerId = winner;
        WinnerEntryId = draw.Winner.EntryId;
        SettlementProof = proof;
        MoveTo(PotStatus.Settling);
    }

    /// <summary>The whole pot to the winner.</summary>
    /// <param name="seed">As it stands in the proof.</param>
    public PotReturn Pay(Wallet winner, string seed, DateTimeOffset now)
    {
        Require(Status == PotStatus.Settling && !Paused, "is paid once, after its reveal");
        Require(winner.PlayerId == WinnerId, "is paid to its winner");
        RevealSeed = seed;
        SettledAt = now;
        MoveTo(PotStatus.Settled);
        var won = Committed;
        var received = winner.Receive(won, CreditKind.PotPayout, $"Pot {NumberText} won, {Title}", now, pot: Id);
        var journal = JournalEntry
            .Of("pot_payout", Currency.Crd, now, pot: Id)
            .Line(AccountKind.CreditEscrow, Id.Value, -won.Amount)
            .Line(AccountKind.PlayerCredits, winner.PlayerId.Value, won.Amount)
            .Balanced();
        return new PotReturn(received, journal);
    }

    /// <summary>Whether it ends without a draw at this moment, and why, in one word; null when it doesn't.</summary>
    public string? CancelCause(DateTimeOffset now)
    {
        if ((Status is PotStatus.Open or PotStatus.Locked) && CancelRequestedAt is not null)
            return "staff";
        return LockIsDue(now) && Participants < 2 ? "too_few_players" : null;
    }

    /// <summary>Ends it without a draw; <see cref="GiveBack"/> follows for each live entry.</summary>
    public void Cancel(DateTimeOffset now)
    {
        Require(CancelCause(now) is not null, "is not called off by itself");
        CancelReason ??= "Fewer than two players.";
        CancelledAt = now;
        MoveTo(PotStatus.Cancelled);
    }

    /// <summary>The credits of one live entry of a cancelled pot.</summary>
    public PotReturn ReturnTo(PotEntry entry, Wallet wallet, DateTimeOffset now)
    {
        Require(
            Status == PotStatus.Cancelled && entry.CancelledAt is null,
            "gives back what is in it when it is cancelled"
        );
        return GiveBack(entry, wallet, now);
    }

    private long? RoundFor(DateTimeOffset now) =>
        Chain() is { } chain ? PotFormula.RoundFor(chain, ListClosedAt, now) : null;

    private void MoveTo(PotStatus status)
    {
        Require(PotLifecycle.Allows(Status, status), $"can't become {status}");
        Status = status;
    }

    // Whoever calls has looked: otherwise it is a bug, never a refusal.
    private void Require(bool holds, string rule)
    {
        if (!holds)
            throw new InvalidOperationException($"Pot {NumberText} ({Status}) {rule}.");
    }
}

/// <summary>The seed of a pot, sealed. Only the settlement service's database login can read it.</summary>
public sealed class PotSeal
{
    private PotSeal() { }

    public PotId PotId { get; private set; }
    public string RevealSeedEncrypted { get; private set; } = "";

    public static PotSeal Of(PotId pot, ServerSeed seed, Sealer sealer) =>
        new() { PotId = pot, RevealSeedEncrypted = sealer.Seal(seed.Hex, Pot.SeedPurpose(pot)) };

    /// <exception cref="DrawMismatchException">It was changed, or can't be opened.</exception>
    public ServerSeed Open(string seedHash, Sealer sealer) =>
        SealedSecrets.OpenSeed(RevealSeedEncrypted, Pot.SeedPurpose(PotId), seedHash, sealer);
}
