using Alot.Domain.Accounts;

namespace Alot.Domain.Draws;

/// <summary>
/// A winner was disqualified by two people of staff. In beacon mode it is published and kept (table
/// <c>draw_disqualifications</c>) until the round that was agreed with it is there: whoever decides does not know who follows
/// (draws.md, "Rules"). In the other modes its alternate is drawn at once. Never changed.
/// </summary>
public sealed class LotDisqualification
{
    private LotDisqualification() { }

    public LotId LotId { get; private set; }

    /// <summary>1 for the lot's first; its alternate has the same.</summary>
    public int Sequence { get; private set; }
    public PlayerId UserId { get; private set; }
    public string Reason { get; private set; } = "";

    /// <summary>The request that two people agreed on.</summary>
    public Guid ApprovalId { get; private set; }
    public PlayerId RequestedBy { get; private set; }
    public PlayerId ApprovedBy { get; private set; }

    /// <summary>Beacon mode: the round that decides, the first at least <see cref="DrawCommitment.RoundAfter"/> later.</summary>
    public long? BeaconRound { get; private set; }
    public DateTimeOffset PublishedAt { get; private set; }

    /// <summary>The signed statement <c>disqualification</c> as JSON. Beacon mode only.</summary>
    public string? Statement { get; private set; }

    public static LotDisqualification Of(Approval approved, int sequence, DateTimeOffset now) =>
        new()
        {
            LotId = approved.LotId!.Value,
            Sequence = sequence,
            UserId = approved.PlayerId!.Value,
            Reason = approved.Reason,
            ApprovalId = approved.Id,
            RequestedBy = approved.RequestedBy,
            ApprovedBy = approved.DecidedBy!.Value,
            PublishedAt = now,
        };

    public void WaitFor(long round, string statement) => (BeaconRound, Statement) = (round, statement);
}
