using Alot.Domain.Ledger;

namespace Alot.Domain.Accounts;

/// <summary>What a second person is asked for.</summary>
public enum ApprovalKind
{
    /// <summary>A grant or a deduction of credits above what one person may do.</summary>
    Credits,

    /// <summary>A frozen lot is given back at 100 % instead of drawn or paid out (draws.md, "Rules").</summary>
    Void,

    /// <summary>A winner loses the prize, and an alternate is drawn (draws.md, "Rules").</summary>
    Disqualification,

    /// <summary>A locked pot is given back instead of settled (pots.md).</summary>
    PotCancellation,
}

/// <summary>How a request ended.</summary>
public enum ApprovalOutcome
{
    Approved,
    Declined,

    /// <summary>Taken back by the person who asked.</summary>
    Withdrawn,
}

/// <summary>
/// Something that takes two people of staff (table <c>approvals</c>): one has asked, another approves or declines, once. The
/// effect happens with the decision. The database keeps the same rules.
/// </summary>
public sealed class Approval
{
    private Approval() { }

    public Guid Id { get; private set; }
    public ApprovalKind Kind { get; private set; }

    /// <summary>Whom it is about: a void is about nobody.</summary>
    public PlayerId? PlayerId { get; private set; }

    /// <summary>Which lot, of a void and of a disqualification.</summary>
    public LotId? LotId { get; private set; }

    public PotId? PotId { get; private set; }

    /// <summary>Above zero grants, below zero deducts; of credits only.</summary>
    public Credits? Credits { get; private set; }
    public string Reason { get; private set; } = "";
    public PlayerId RequestedBy { get; private set; }
    public DateTimeOffset RequestedAt { get; private set; }
    public PlayerId? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }
    public ApprovalOutcome? Outcome { get; private set; }

    public static Approval OfCredits(PlayerId player, Credits amount, string reason, PlayerId by, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            Kind = ApprovalKind.Credits,
            PlayerId = player,
            Credits = amount,
            Reason = reason,
            RequestedBy = by,
            RequestedAt = now,
        };

    /// <param name="reason">1 to 300 characters; players read it.</param>
    public static Approval OfVoid(LotId lot, string reason, PlayerId by, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            Kind = ApprovalKind.Void,
            LotId = lot,
            Reason = StaffReason.Require(reason),
            RequestedBy = by,
            RequestedAt = now,
        };

    /// <param name="winner">Who holds the prize at this moment.</param>
    /// <param name="reason">1 to 300 characters, for staff.</param>
    public static Approval OfDisqualification(
        LotId lot,
        PlayerId winner,
        string reason,
        PlayerId by,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            Kind = ApprovalKind.Disqualification,
            LotId = lot,
            PlayerId = winner,
            Reason = StaffReason.Require(reason),
            RequestedBy = by,
            RequestedAt = now,
        };

    /// <param name="reason">1 to 300 characters; players read it.</param>
    public static Approval OfPotCancellation(PotId pot, string reason, PlayerId by, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            Kind = ApprovalKind.PotCancellation,
            PotId = pot,
            Reason = StaffReason.Require(reason),
            RequestedBy = by,
            RequestedAt = now,
        };

    /// <summary>What it takes to decide it.</summary>
    public Permission Needs => NeededFor(Kind);

    public static Permission NeededFor(ApprovalKind kind) =>
        kind switch
        {
            ApprovalKind.Credits => Permission.AdjustCredits,
            ApprovalKind.Void or ApprovalKind.Disqualification => Permission.RetryDraws,
            ApprovalKind.PotCancellation => Permission.PausePots,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    /// <summary>Why this person can't decide it, in a sentence for them; null when they are a second person.</summary>
    public static string? WhyNot(PlayerId requestedBy, PlayerId? about, PlayerId who) =>
        who == requestedBy ? "You asked for this yourself. Another person has to decide it."
        : who == about ? "This is about your own account. Another person has to decide it."
        : null;

    /// <exception cref="Refusal"><c>already_decided</c>, <c>second_person_needed</c>.</exception>
    public void Decide(bool approve, PlayerId by, DateTimeOffset now)
    {
        RequireOpen();
        if (WhyNot(RequestedBy, PlayerId, by) is { } why)
            throw new Refusal("second_person_needed", why, RefusalKind.Forbidden);
        End(approve ? ApprovalOutcome.Approved : ApprovalOutcome.Declined, by, now);
    }

    /// <summary>The person who asked takes it back.</summary>
    /// <exception cref="Refusal"><c>already_decided</c>, <c>not_found</c>.</exception>
    public void Withdraw(PlayerId by, DateTimeOffset now)
    {
        if (by != RequestedBy)
            throw Refusal.NotFound("request of yours");
        RequireOpen();
        End(ApprovalOutcome.Withdrawn, by, now);
    }

    private void RequireOpen()
    {
        if (Outcome is { } before)
            throw new Refusal(
                "already_decided",
                $"This was {before.ToString().ToLowerInvariant()} already. Nothing was changed."
            );
    }

    private void End(ApprovalOutcome outcome, PlayerId by, DateTimeOffset now) =>
        (Outcome, DecidedBy, DecidedAt) = (outcome, by, now);
}
