using Alot.Domain.Accounts;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;

namespace Alot.Domain.Lots;

/// <summary>
/// A time-bounded offer of one item (table <c>rooms</c>). Verbs check everything first and only then change anything;
/// callers hold the row's lock, so that what a verb sees is what it changes. Rules: lots.md.
/// </summary>
public sealed partial class Lot
{
    private Lot() { }

    public LotId Id { get; private set; }

    /// <summary>The human number, unique; shown with four digits.</summary>
    public int Number { get; private set; }
    public ProductId ProductId { get; private set; }
    public HostId? HostId { get; private set; }
    public LotType LotType { get; private set; }
    public Visibility Visibility { get; private set; }
    public bool MarketplaceListed { get; private set; }

    /// <summary>128-bit share key of a private lot, base64url.</summary>
    public string? ShareableLink { get; private set; }

    /// <summary>Retail value × 2.5, rounded up to a whole dollar; fixed at opening.</summary>
    public Money FundingTarget { get; private set; }
    public DateTimeOffset Deadline { get; private set; }
    public LotStatus Status { get; private set; }

    /// <summary>Live cash only. Whole dollars, so it is also the number of live cash tickets.</summary>
    public Money CurrentFunding { get; private set; }

    /// <summary>Every ticket of every kind ever issued, voided ones included.</summary>
    public int TotalTickets { get; private set; }

    /// <summary>Tickets not voided; odds use these.</summary>
    public int LiveTickets { get; private set; }

    /// <summary>Cash tickets kept for buyers who are paying.</summary>
    public int HeldTickets { get; private set; }
    public int TotalParticipants { get; private set; }

    /// <summary>Price choices in whole dollars.</summary>
    public IReadOnlyList<int> EntryBundles { get; private set; } = [];
    public LotTerms Terms { get; private set; } = LotTerms.Default;
    public DrawMode DrawMode { get; private set; }

    public bool TriviaEnabled { get; private set; }
    public int TriviaAttemptsAllowed { get; private set; }
    public int TriviaCooldownMinutes { get; private set; }

    public ReviewStatus ReviewStatus { get; private set; }
    public string? ReviewerNote { get; private set; }
    public Custody Custody { get; private set; }
    public string? CustodyProof { get; private set; }
    public Money? Deposit { get; private set; }

    /// <summary>What the item costs us when the lot is funded; retail value when nothing else was agreed.</summary>
    public Money AgreedCost { get; private set; }

    /// <summary>The host's part of the margin, in percent.</summary>
    public decimal HostShare { get; private set; }

    public bool MysteryRevealed { get; private set; }
    public int MysteryRevealThreshold { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset? OpenedAt { get; private set; }
    public DateTimeOffset? FundedAt { get; private set; }
    public DateTimeOffset? DrawnAt { get; private set; }
    public DateTimeOffset? SettledAt { get; private set; }
    public DateTimeOffset? ExpiredAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
    public DateTimeOffset? CancelledAt { get; private set; }
    public string? CancelReason { get; private set; }

    /// <summary>When credit entries of an expired or cancelled lot were given back.</summary>
    public DateTimeOffset? CreditsReturnedAt { get; private set; }

    /// <summary>When staff last extended the deadline; at most once in a lot's life.</summary>
    public DateTimeOffset? ExtendedAt { get; private set; }

    /// <summary>Set when the seed, the roster or the books don't match: nothing is drawn or paid until staff mend it.</summary>
    public DateTimeOffset? FrozenAt { get; private set; }
    public string? FrozenReason { get; private set; }

    public string NumberText => Number.ToString("0000", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Live tickets that were not bought with cash.</summary>
    public int LiveNonCashTickets => LiveTickets - LiveCashTickets;

    public int LiveCashTickets => checked((int)(CurrentFunding.Cents / 100));

    /// <summary>Cash tickets that can be sold now: target − live cash − held cash.</summary>
    public int FreeCashTickets => TargetTickets - LiveCashTickets - HeldTickets;

    /// <summary>Credit and free tickets that can be issued now: ⌊30 % of target⌋ − live non-cash.</summary>
    public int FreeNonCashTickets => Terms.NonCashCapacity(FundingTarget) - LiveNonCashTickets;

    public int TargetTickets => checked((int)(FundingTarget.Cents / 100));

    public bool Sells(DateTimeOffset now) => Status == LotStatus.Open && now < Deadline && FrozenAt is null;

    /// <summary>The draw is due so long after funding.</summary>
    public DateTimeOffset? DrawDueAt => FundedAt?.AddSeconds(Terms.DrawDelaySeconds);

    /// <summary>For 72 h after an extension anyone may leave at 100 %.</summary>
    public bool MayBeLeft(DateTimeOffset now) =>
        Status == LotStatus.Open && ExtendedAt is { } extended && now < extended.AddHours(LeaveHours);

    public const int LeaveHours = 72;

    /// <summary>After an expiry staff have so long to extend; then credits go home and refunding begins.</summary>
    public const int ExtensionWindowHours = 24;

    public static readonly TimeSpan ShortestRun = TimeSpan.FromHours(1);
    public static readonly TimeSpan LongestRun = TimeSpan.FromDays(90);

    public static Lot Draft(LotId id, int number, Product product, LotPlan plan, HostId? host, DateTimeOffset now)
    {
        var lot = new Lot
        {
            Id = id,
            Number = number,
            HostId = host,
            Status = LotStatus.Created,
            ReviewStatus = host is null ? ReviewStatus.NotNeeded : ReviewStatus.Draft,
            Custody = host is null ? Custody.Platform : Custody.Host,
            MysteryRevealThreshold = 50,
            CreatedAt = now,
        };
        lot.Plan(product, plan);
        return lot;
    }

    /// <summary>Changes a draft. After opening nothing that was promised can change.</summary>
    public void Edit(Product product, LotPlan plan)
    {
        if (Status != LotStatus.Created)
            throw new Refusal(
                "lot_not_draft",
                "Only a draft can be edited. What an open lot promised stays as it was."
            );
        Plan(product, plan);
    }

    private void Plan(Product product, LotPlan plan)
    {
        plan.Require(product);
        ProductId = product.Id;
        LotType = plan.LotType;
        Visibility = plan.Visibility;
        MarketplaceListed = plan.Visibility == Visibility.Public;
        ShareableLink = plan.Visibility == Visibility.Private ? ShareableLink ?? ShareKey.New() : null;
        Deadline = plan.Deadline;
        DrawMode = plan.DrawMode;
        Terms = plan.Terms;
        FundingTarget = Tiers.Target(product.RetailValue);
        EntryBundles = Tiers.Bundles(product.Tier);
        AgreedCost = plan.AgreedCost ?? product.RetailValue;
        TriviaEnabled = plan.TriviaEnabled;
        TriviaAttemptsAllowed = plan.TriviaAttempts;
        TriviaCooldownMinutes = plan.TriviaCooldownMinutes;
    }

    /// <summary>Starts selling: the promises are fixed from here on (lots.md, "Life cycle", created).</summary>
    public LotMove Open(Product product, bool hasGateQuestion, bool hasCommitment, PlayerId by, DateTimeOffset now)
    {
        LotLifecycle.Require(Status, LotStatus.Open);
        if (!product.IsComplete)
            throw Refusal.Invalid("product", "The item needs a name, brand, description, condition and value.");
        if (Deadline < now + ShortestRun || Deadline > now + LongestRun)
            throw Refusal.Invalid("deadline", "The deadline must be from 1 hour to 90 days ahead.");
        if (TriviaEnabled && !hasGateQuestion)
            throw Refusal.Invalid("trivia", "The trivia gate is on but has no question with an accepted answer.");
        if (!hasCommitment)
            throw new Refusal("commitment_missing", "The draw's commitment has not been made.");
        if (ReviewStatus is not (ReviewStatus.NotNeeded or ReviewStatus.Approved))
            throw new Refusal("review_needed", "This lot has not been approved yet.");

        OpenedAt = now;
        return MoveTo(LotStatus.Open, now, by, "opened");
    }

    /// <summary>The deadline passed unfunded. Refused while a hold could still turn into tickets.</summary>
    public LotMove Expire(DateTimeOffset now)
    {
        LotLifecycle.Require(Status, LotStatus.Expired);
        if (now < Deadline)
            throw new Refusal("deadline_not_reached", "The lot's deadline has not passed.");
        if (HeldTickets > 0)
            throw new Refusal("holds_open", "Somebody is still paying.");

        ExpiredAt = now;
        return MoveTo(LotStatus.Expired, now, null, "the deadline passed unfunded");
    }

    /// <summary>Gives an expired lot more time: once, and only before the first refund.</summary>
    public LotMove Extend(DateTimeOffset deadline, PlayerId by, DateTimeOffset now)
    {
        LotLifecycle.Require(Status, LotStatus.Open);
        if (Status != LotStatus.Expired)
            throw new Refusal("lot_not_expired", "Only an expired lot can be extended.");
        if (ExtendedAt is not null)
            throw new Refusal("already_extended", "A lot can be extended once.");
        if (deadline < now + ShortestRun || deadline > now + LongestRun)
            throw Refusal.Invalid("deadline", "The new deadline must be from 1 hour to 90 days ahead.");

        Deadline = deadline;
        ExtendedAt = now;
        ExpiredAt = null;
        return MoveTo(LotStatus.Open, now, by, "extended");
    }

    /// <summary>Calls off a draft or an open lot: everything goes back at 100 %.</summary>
    public LotMove Cancel(string reason, PlayerId by, DateTimeOffset now)
    {
        if (Status is not (LotStatus.Created or LotStatus.Open))
            LotLifecycle.Require(Status, Status == LotStatus.Cancelled ? LotStatus.Open : LotStatus.Cancelled);
        if (Status is LotStatus.Funded or LotStatus.Drawing)
            throw new Refusal("void_needs_two", "A funded lot can only be voided, by two staff members.");
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > 500)
            throw Refusal.Invalid("reason", "Say why, in at most 500 characters: players will read it.");

        CancelledAt = now;
        CancelReason = reason.Trim();
        return MoveTo(LotStatus.Cancelled, now, by, CancelReason);
    }

    public LotMove StartDrawing(DateTimeOffset now)
    {
        LotLifecycle.Require(Status, LotStatus.Drawing);
        RequireNotFrozen();
        if (DrawDueAt is not { } due || now < due)
            throw new Refusal("draw_not_due", "The draw is not due yet.");

        DrawnAt = now;
        return MoveTo(LotStatus.Drawing, now, null, "drawn");
    }

    public LotMove Settle(DateTimeOffset now)
    {
        LotLifecycle.Require(Status, LotStatus.Settled);
        RequireNotFrozen();

        SettledAt = now;
        return MoveTo(LotStatus.Settled, now, null, "everyone was paid");
    }

    public LotMove StartRefunding(DateTimeOffset now)
    {
        LotLifecycle.Require(Status, LotStatus.Refunding);

        return MoveTo(LotStatus.Refunding, now, null, "the first choice or default was carried out");
    }

    /// <summary>Credit entries go home 1 : 1, once: with the first refund, 24 h after an expiry, or at a cancellation.</summary>
    public void ReturnCredits(DateTimeOffset now)
    {
        if (Status is not (LotStatus.Refunding or LotStatus.Cancelled) || CreditsReturnedAt is not null)
            throw new InvalidOperationException($"Credits of lot {NumberText} can't be returned while it is {Status}.");
        CreditsReturnedAt = now;
    }

    public LotMove Close(DateTimeOffset now)
    {
        LotLifecycle.Require(Status, LotStatus.Closed);

        ClosedAt = now;
        return MoveTo(LotStatus.Closed, now, null, "all paid back");
    }

    /// <summary>Stops drawing and paying until staff have looked. Freezing a frozen lot keeps the first reason.</summary>
    public void Freeze(string reason, DateTimeOffset now)
    {
        FrozenAt ??= now;
        FrozenReason ??= reason;
    }

    public void RequireNotFrozen()
    {
        if (FrozenAt is not null)
            throw new Refusal(
                "lot_frozen",
                "This lot is held for review. Nothing is drawn or paid until it is mended."
            );
    }

    private LotMove MoveTo(LotStatus to, DateTimeOffset now, PlayerId? by, string why)
    {
        LotLifecycle.Require(Status, to);
        var move = new LotMove(Id, Status, to, by, why, now);
        Status = to;
        return move;
    }
}

/// <summary>One move of a lot's state: who, when, from, to and why (table <c>room_moves</c>).</summary>
public sealed record LotMove(LotId LotId, LotStatus From, LotStatus To, PlayerId? By, string Why, DateTimeOffset At);

/// <summary>What a draft says about itself besides the item.</summary>
public sealed record LotPlan(
    DateTimeOffset Deadline,
    LotType LotType = LotType.Standard,
    Visibility Visibility = Visibility.Public,
    DrawMode DrawMode = DrawMode.Roster,
    bool TriviaEnabled = false,
    int TriviaAttempts = 3,
    int TriviaCooldownMinutes = 60,
    Money? AgreedCost = null
)
{
    public LotTerms Terms { get; init; } = LotTerms.Default;

    public void Require(Product product)
    {
        if (!Enum.IsDefined(Visibility))
            throw Refusal.Invalid("visibility", "A lot is public, unlisted or private.");
        // What hides a mystery lot everywhere until its reveal comes with its own issue: until then one would show what it
        // promises to hide.
        if (LotType is not LotType.Standard)
            throw Refusal.Invalid("lot_type", "Mystery lots are not offered yet: pick standard.");
        if (!Enum.IsDefined(DrawMode))
            throw Refusal.Invalid("draw_mode", "A draw is by beacon, roster or classic.");
        if (TriviaAttempts is < 1 or > 10)
            throw Refusal.Invalid("trivia", "Allow from 1 to 10 attempts a round.");
        if (TriviaCooldownMinutes is < 1 or > 1_440)
            throw Refusal.Invalid("trivia", "The cooldown is from 1 minute to 24 hours.");
        if (AgreedCost is { } cost && (cost < Money.Zero || cost > Tiers.Target(product.RetailValue)))
            throw Refusal.Invalid("agreed_cost", "The agreed cost must lie between nothing and the target.");
    }
}
