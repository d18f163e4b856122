using Alot.Domain.Accounts;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;

namespace Alot.Domain.Pots;

/// <summary>
/// A pooled game in credits (table <c>pots</c>): players take tickets, and one ticket wins the whole pot. Here is what players
/// and staff do while it is open; <c>PotDrawing.cs</c> has the lock, the reveal and the payout.
/// </summary>
public sealed partial class Pot
{
    private Pot() { }

    public PotId Id { get; private set; }

    /// <summary>What people call it by, given by the database.</summary>
    public int Number { get; private set; }
    public string Title { get; private set; } = "";

    /// <summary>The template it rotates with.</summary>
    public string? Template { get; private set; }
    public PotStatus Status { get; private set; }
    public Credits EntryCost { get; private set; }
    public int MaxTickets { get; private set; }
    public int MaxPerUser { get; private set; }

    /// <summary>When the timer ends, whole seconds; a pause moves it on.</summary>
    public DateTimeOffset ClosesAt { get; private set; }

    /// <summary>Counted by a trigger on entries; never written from here.</summary>
    public int TicketsSold { get; private set; }
    public int Participants { get; private set; }

    /// <summary>The time of the join that took the last ticket. From then on nobody comes or goes.</summary>
    public DateTimeOffset? FilledAt { get; private set; }

    public DrawMode Mode { get; private set; }

    /// <summary>SHA256(ascii(reveal seed)), public from the moment the pot opens.</summary>
    public string SeedHash { get; private set; } = "";

    /// <summary>The tag key, sealed. Never published.</summary>
    public string TagKeyEncrypted { get; private set; } = "";
    public string TagCommitment { get; private set; } = "";
    public string? BeaconChain { get; private set; }

    public bool Paused { get; private set; }
    public string? PauseReason { get; private set; }
    public DateTimeOffset? PausedAt { get; private set; }

    /// <summary>Staff called it off: nobody joins or settles any more, and the orchestrator gives everything back.</summary>
    public DateTimeOffset? CancelRequestedAt { get; private set; }
    public PlayerId? CancelRequestedBy { get; private set; }
    public string? CancelReason { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? CancelledAt { get; private set; }

    public string NumberText => Number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What is in it.</summary>
    public Credits Committed => new(checked(EntryCost.Amount * TicketsSold));

    public int FreeTickets => MaxTickets - TicketsSold;

    /// <param name="plan">Checked.</param>
    /// <param name="chain">Of a beacon pot; null for roster mode.</param>
    public static Pot Open(
        PotId id,
        PotPlan plan,
        DrandChain? chain,
        string seedHash,
        TagKey tagKey,
        Sealer sealer,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = id,
            Title = plan.Title,
            Template = plan.Template,
            Status = PotStatus.Open,
            EntryCost = plan.EntryCost,
            MaxTickets = plan.MaxTickets,
            MaxPerUser = plan.MaxPerUser,
            ClosesAt = WholeSecond(now + plan.Duration),
            Mode = chain is null ? DrawMode.Roster : DrawMode.Beacon,
            BeaconChain = chain?.Hash,
            SeedHash = seedHash,
            TagKeyEncrypted = sealer.Seal(tagKey.Hex, TagKeyPurpose(id)),
            TagCommitment = tagKey.Commitment,
            CreatedAt = now,
        };

    /// <summary>Takes tickets for credits.</summary>
    /// <param name="own">Live tickets that the player has in it, over all their joins.</param>
    /// <exception cref="Refusal">
    /// <c>validation</c>, <c>pot_not_open</c>, <c>pot_paused</c>, <c>pot_full</c> {available}, <c>limit_reached</c> {available},
    /// <c>region_blocked</c>, <c>insufficient_credits</c>, and those of <see cref="Buyer.RequireMayPlay"/>.
    /// </exception>
    public PotJoin Join(
        int tickets,
        EntryId id,
        Buyer buyer,
        int own,
        Wallet wallet,
        PlayedFrom from,
        PotPolicy policy,
        DateTimeOffset now
    )
    {
        buyer.RequireMayPlay();
        if (policy.Blocks(buyer.Country, buyer.Region))
            throw new Refusal(
                "region_blocked",
                "Pots can't be played from where your account is registered. Nothing was taken.",
                RefusalKind.Forbidden
            );
        RequireOpen(now);
        RequireNotPaused();
        if (tickets < 1 || tickets > MaxTickets)
            throw Refusal.Invalid("ticket_count", $"Take 1 to {MaxPerUser} tickets. Nothing was taken.");
        if (tickets > MaxPerUser - own)
            throw new Refusal(
                "limit_reached",
                own == 0
                    ? $"A player may have {MaxPerUser} tickets in this pot. Nothing was taken."
                    : $"A player may have {MaxPerUser} tickets in this pot, and you have {own}. Nothing was taken.",
                details: Available(MaxPerUser - own)
            );
        if (tickets > FreeTickets)
            throw new Refusal(
                "pot_full",
                FreeTickets == 0
                    ? "The last ticket is gone. Nothing was taken."
                    : $"Only {FreeTickets} tickets are left. Nothing was taken.",
                details: Available(FreeTickets)
            );
        var price = new Credits(checked(EntryCost.Amount * tickets));
        wallet.RequireCovers(price);

        // From here it must succeed.
        TicketsSold += tickets;
        if (TicketsSold == MaxTickets)
            FilledAt = now;
        var spent = wallet.Spend(
            price,
            CreditKind.PotJoin,
            $"{Tickets(tickets)} in pot {NumberText}, {Title}",
            now,
            pot: Id
        );
        var journal = JournalEntry
            .Of("pot_join", Currency.Crd, now, pot: Id)
            .Line(AccountKind.PlayerCredits, buyer.Id.Value, -price.Amount)
            .Line(AccountKind.CreditEscrow, Id.Value, price.Amount)
            .Balanced();
        return new PotJoin(PotEntry.Of(id, Id, buyer.Id, tickets, price, from, now), spent, journal);
    }

    /// <summary>Takes an entry out again, all credits back: by its player, or by staff. Only while tickets are sold.</summary>
    /// <exception cref="Refusal"><c>pot_not_open</c>, <c>already_cancelled</c>.</exception>
    public PotReturn TakeOut(PotEntry entry, Wallet wallet, DateTimeOffset now)
    {
        if (entry.CancelledAt is not null)
            throw new Refusal("already_cancelled", "This entry was taken out before, and its credits are back.");
        RequireOpen(now);
        if (FilledAt is not null)
            throw new Refusal("pot_not_open", "The pot is full and locks now: its entries are final.");

        // From here it must succeed.
        TicketsSold -= entry.TicketCount;
        entry.Cancel(now);
        return GiveBack(entry, wallet, now);
    }

    /// <summary>Stops joins, the timer and the settlement, until <see cref="Resume"/>.</summary>
    /// <exception cref="Refusal"><c>validation</c>, <c>pot_over</c>, <c>already_paused</c>.</exception>
    public void Pause(string reason, DateTimeOffset now)
    {
        RequireNotOver();
        if (Paused)
            throw new Refusal("already_paused", "This pot is paused already.");
        PauseReason = StaffReason.Require(reason);
        Paused = true;
        PausedAt = now;
    }

    /// <summary>Goes on; the timer has as much left as before.</summary>
    /// <exception cref="Refusal"><c>pot_over</c>, <c>not_paused</c>.</exception>
    public void Resume(DateTimeOffset now)
    {
        RequireNotOver();
        if (!Paused)
            throw new Refusal("not_paused", "This pot is not paused.");
        if (Status == PotStatus.Open && PausedAt < ClosesAt)
            ClosesAt = WholeSecond(ClosesAt + (now - PausedAt!.Value));
        Paused = false;
        PauseReason = null;
        PausedAt = null;
    }

    /// <summary>Staff call it off; a locked one only after two of them agreed. The orchestrator carries it out.</summary>
    /// <exception cref="Refusal"><c>validation</c>, <c>pot_over</c>, <c>second_person_needed</c>, <c>already_cancelled</c>.</exception>
    public void RequestCancel(string reason, PlayerId by, bool agreed, DateTimeOffset now)
    {
        RequireCanCancel();
        if (Status == PotStatus.Locked && !agreed)
            throw new Refusal(
                "second_person_needed",
                "A locked pot is called off by two people of staff: ask for it, and another decides."
            );
        CancelReason = StaffReason.Require(reason);
        CancelRequestedAt = now;
        CancelRequestedBy = by;
    }

    /// <exception cref="Refusal"><c>pot_over</c>, <c>already_cancelled</c>.</exception>
    public void RequireCanCancel()
    {
        RequireNotOver();
        if (Status == PotStatus.Settling)
            throw new Refusal(
                "pot_over",
                "The winner is known and is being paid: this pot can't be called off any more."
            );
        if (CancelRequestedAt is not null)
            throw new Refusal("already_cancelled", "This pot has been called off already.");
    }

    /// <summary>Whether tickets are sold at this moment, whatever jobs have run.</summary>
    public bool SellsAt(DateTimeOffset now) =>
        Status == PotStatus.Open && FilledAt is null && CancelRequestedAt is null && (PausedAt ?? now) < ClosesAt;

    /// <summary>The tag that stands for the player in this pot's roster.</summary>
    /// <exception cref="DrawMismatchException">The stored key is not the one that was committed to.</exception>
    public TagKey OpenTagKey(Sealer sealer) =>
        SealedSecrets.OpenTagKey(TagKeyEncrypted, TagKeyPurpose(Id), TagCommitment, sealer);

    private void RequireOpen(DateTimeOffset now)
    {
        if (Status != PotStatus.Open || CancelRequestedAt is not null)
            throw new Refusal(
                "pot_not_open",
                Status switch
                {
                    PotStatus.Open or PotStatus.Cancelled => "This pot was called off. Nothing was taken.",
                    PotStatus.Settled => "This pot is over. Nothing was taken.",
                    _ => "This pot is locked: its entries are final. Nothing was taken.",
                }
            );
        // A pause stops the timer where it was.
        if ((PausedAt ?? now) >= ClosesAt)
            throw new Refusal("pot_not_open", "The timer has ended: this pot locks now. Nothing was taken.");
    }

    private void RequireNotPaused()
    {
        if (Paused)
            throw new Refusal("pot_paused", $"This pot is paused: {PauseReason} Nothing was taken.");
    }

    private void RequireNotOver()
    {
        if (Status is PotStatus.Settled or PotStatus.Cancelled)
            throw new Refusal("pot_over", $"This pot is {Status.ToString().ToLowerInvariant()}. Nothing was changed.");
    }

    private PotReturn GiveBack(PotEntry entry, Wallet wallet, DateTimeOffset now)
    {
        var received = wallet.Receive(
            entry.CreditsSpent,
            CreditKind.PotReturn,
            $"{Tickets(entry.TicketCount)} back from pot {NumberText}, {Title}",
            now,
            pot: Id
        );
        var journal = JournalEntry
            .Of("pot_return", Currency.Crd, now, pot: Id)
            .Line(AccountKind.CreditEscrow, Id.Value, -entry.CreditsSpent.Amount)
            .Line(AccountKind.PlayerCredits, entry.PlayerId.Value, entry.CreditsSpent.Amount)
            .Balanced();
        return new PotReturn(received, journal);
    }

    private static Dictionary<string, object?> Available(int tickets) => new() { ["available"] = tickets };

    private static string Tickets(int count) => count == 1 ? "1 ticket" : $"{count} tickets";

    private static DateTimeOffset WholeSecond(DateTimeOffset time) =>
        new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);

    private static string TagKeyPurpose(PotId id) => $"pot-tag-key:{id}";

    internal static string SeedPurpose(PotId id) => $"pot-seed:{id}";
}

/// <summary>Tickets taken: the entry, the player's ledger line and the books.</summary>
public sealed record PotJoin(PotEntry Entry, CreditTransaction Spent, JournalEntry Journal);

/// <summary>Credits given back.</summary>
public sealed record PotReturn(CreditTransaction Received, JournalEntry Journal);
