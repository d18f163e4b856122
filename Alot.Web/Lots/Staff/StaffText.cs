using System.Globalization;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Web.Art;

namespace Alot.Web.Lots.Staff;

/// <summary>The words, signs and addresses of the back office's pages.</summary>
internal static class StaffText
{
    private const string Approvals = "/staff/approvals";

    public static string LotUrl(LotId lot) => $"/staff/lots/{lot}";

    /// <summary>Payments, and what takes two, have pages of their own: what can be done about them is more than a retry.</summary>
    public static string QueueUrl(string kind) =>
        kind switch
        {
            "approvals" => Approvals,
            "pots" => "/staff/pots",
            "quarantined" or "refunds_payable" or "disputes" => $"/staff/payments?queue={kind}",
            _ => $"/staff?queue={Uri.EscapeDataString(kind)}",
        };

    public static string ItemUrl(string kind, StaffQueueItem item) =>
        kind switch
        {
            "approvals" => ApprovalUrl(item.Key),
            "pots" => $"{QueueUrl(kind)}?item={Uri.EscapeDataString(item.Key)}",
            _ => $"{QueueUrl(kind)}&item={Uri.EscapeDataString(item.Key)}",
        };

    public static string ApprovalUrl(object approval) => $"{Approvals}?item={approval}";

    /// <summary>Only what is asked for stands in the address.</summary>
    public static string LotsUrl(LotStatus? status = null, string? text = null, string? below = null)
    {
        var parts = new List<string>();
        if (status is { } only)
            parts.Add("status=" + StatusKey(only));
        if (!string.IsNullOrWhiteSpace(text))
            parts.Add("q=" + Uri.EscapeDataString(text.Trim()));
        if (below is not null)
            parts.Add("below=" + Uri.EscapeDataString(below));
        return parts.Count == 0 ? "/staff/lots" : "/staff/lots?" + string.Join('&', parts);
    }

    public static string StatusKey(LotStatus status) =>
        status == LotStatus.Created ? "draft" : status.ToString().ToLowerInvariant();

    public static LotStatus? Status(string? key) =>
        Enum.GetValues<LotStatus>().Cast<LotStatus?>().FirstOrDefault(s => StatusKey(s!.Value) == key);

    public static string Word(LotStatus status) => StatusKey(status);

    public static string Picture(StaffLotRow lot) => Picture(lot.Category, lot.ArtSeed, lot.Tier);

    public static string Picture(Category category, int seed, Tier tier, ArtView view = ArtView.Front) =>
        ArtUrl.Plate(category, seed.ToString(CultureInfo.InvariantCulture), tier, view);

    /// <summary><c>RARE, from $1,000 to under $8,000</c>.</summary>
    public static string TierRange(Tier tier) =>
        tier switch
        {
            Tier.Icon => "ICON, under $1,000",
            Tier.Rare => "RARE, from $1,000 to under $8,000",
            Tier.Grail => "GRAIL, from $8,000 to under $50,000",
            _ => "MYTHIC, from $50,000",
        };

    /// <summary>Funded or drawn, and the next step is late.</summary>
    public static bool IsStuck(StaffLotRow lot, DateTimeOffset now) =>
        !lot.Frozen
        && now
            > (
                lot.Status switch
                {
                    LotStatus.Funded => lot.DrawDueAt,
                    LotStatus.Drawing => lot.DrawnAt,
                    _ => null,
                }
            ) + StaffLotReads.DrawIsStuckAfter;

    /// <summary>The longest wait against its target first; what is clear comes last.</summary>
    public static IEnumerable<StaffQueue> ByUrgency(IReadOnlyList<StaffQueue> queues, DateTimeOffset now) =>
        queues.OrderByDescending(q => q.Oldest is { } oldest ? (now - oldest) / q.Target : -1);

    /// <summary>The queue to begin with: with a late item, the one whose target is shortest; else any that has work.</summary>
    public static StaffQueue? First(IReadOnlyList<StaffQueue> queues) =>
        queues.Where(q => q.Count > 0).OrderByDescending(q => q.Late > 0).ThenBy(q => q.Target).FirstOrDefault();

    public static string QueueIcon(string kind) =>
        kind switch
        {
            "stuck_draws" => "clock-clockwise",
            "frozen" => "lock-simple",
            "quarantined" => "shield-warning",
            "refunds_payable" => "arrow-u-up-left",
            "disputes" => "shield-warning",
            "approvals" => "users",
            "pots" => "flag",
            "expired_unextended" => "hourglass",
            "drafts" => "pencil-simple",
            _ => "bell",
        };

    public static string WhyItWaits(string kind) =>
        kind switch
        {
            "stuck_draws" =>
                "Jobs try again every few seconds by themselves. A retry wakes them now; seed and list of entries stay as they were fixed.",
            "frozen" => "Drawing and paying stopped by themselves.",
            "quarantined" => "The payment is kept as it came. No ticket was given for it.",
            "refunds_payable" => "The cash stays owed to the player. It never turns into credits by itself.",
            "disputes" => "The bank decides. The books follow by themselves.",
            "approvals" => "Above 10,000 cr two people must agree. Nothing has moved; it happens with the approval.",
            "expired_unextended" => "Without an extension the buyers choose between cash and credits.",
            "drafts" => "Open it, or drop it.",
            _ => "",
        };

    public static string EmptyQueue(string kind) =>
        kind switch
        {
            "stuck_draws" => "A draw that is two minutes late comes up here.",
            "frozen" => "A lot whose seed, entries or books do not match stops and comes up here.",
            "quarantined" => "A payment that fits no purchase comes up here.",
            "refunds_payable" => "A refund that a card network refuses comes up here.",
            "disputes" => "A payment that a player’s bank takes back comes up here.",
            "approvals" =>
                "What takes two people comes up here until somebody else has decided it: credits above 10,000 cr, voids, disqualifications, locked pots.",
            "expired_unextended" => "A lot whose deadline passes unfunded comes up here for a day.",
            "pots" => "A pot with flagged players comes up here, and one that is paused, late or called off.",
            "drafts" => "A lot that is written but not open comes up here.",
            _ => "What the system can’t solve alone comes up here.",
        };
}
