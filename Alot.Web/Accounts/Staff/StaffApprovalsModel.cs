using Alot.Data.Accounts;
using Alot.Data.Lots;
using Alot.Data.Pots;
using Alot.Domain.Accounts;
using Alot.Web.Lots.Staff;

namespace Alot.Web.Accounts.Staff;

/// <summary>What the page of requests that wait for a second person shows; one record, because that is what a page can hand on.</summary>
/// <param name="Asked">The request about credits that is open.</param>
/// <param name="AskedOfLot">The request about a lot that is open.</param>
/// <param name="AskedOfPot">The request about a pot that is open.</param>
public sealed record StaffApprovalsModel(
    IReadOnlyList<StaffQueueItem> Items,
    ApprovalView? Asked,
    AskedOfLotView? AskedOfLot = null,
    AskedOfPotView? AskedOfPot = null
)
{
    public const string Kind = "approvals";

    public static readonly StaffApprovalsModel None = new([], null);

    /// <summary>
    /// Names and balances are for those who look after players, lots for those who decide draws, pots for those who may pause them.
    /// </summary>
    public static bool MayLook(StaffView staff) => SeesCredits(staff) || SeesLots(staff) || SeesPots(staff);

    public static async Task<StaffApprovalsModel> ReadAsync(
        StaffLotReads queues,
        StaffUserReads users,
        StaffPotReads pots,
        StaffView staff,
        string? item,
        CancellationToken stop
    )
    {
        var items = (await queues.ItemsAsync(Kind, stop))
            .Where(i =>
                i.LotId is not null ? SeesLots(staff)
                : i.PotId is not null ? SeesPots(staff)
                : SeesCredits(staff)
            )
            .ToList();
        if (!Guid.TryParse(item ?? StaffQueuesModel.Choose(items, null)?.Key, out var id))
            return new(items, null);
        return new(
            items,
            SeesCredits(staff) ? await users.WaitingAsync(id, stop) : null,
            SeesLots(staff) ? await queues.AskedAsync(id, stop) : null,
            SeesPots(staff) ? await pots.AskedAsync(id, stop) : null
        );
    }

    private static bool SeesCredits(StaffView staff) => StaffUserText.MayLook(staff);

    private static bool SeesLots(StaffView staff) => staff.May(Approval.NeededFor(ApprovalKind.Void));

    private static bool SeesPots(StaffView staff) => staff.May(Approval.NeededFor(ApprovalKind.PotCancellation));
}
