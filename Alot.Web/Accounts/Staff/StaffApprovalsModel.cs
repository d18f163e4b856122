using Alot.Data.Accounts;
using Alot.Data.Lots;
using Alot.Domain.Accounts;
using Alot.Web.Lots.Staff;

namespace Alot.Web.Accounts.Staff;

/// <summary>What the page of requests that wait for a second person shows; one record, because that is what a page can hand on.</summary>
/// <param name="Asked">The request about credits that is open.</param>
/// <param name="AskedOfLot">The request about a lot that is open.</param>
public sealed record StaffApprovalsModel(
    IReadOnlyList<StaffQueueItem> Items,
    ApprovalView? Asked,
    AskedOfLotView? AskedOfLot = null
)
{
    public const string Kind = "approvals";

    public static readonly StaffApprovalsModel None = new([], null);

    /// <summary>Names and balances are for those who look after players, lots for those who decide draws.</summary>
    public static bool MayLook(StaffView staff) =>
        StaffUserText.MayLook(staff) || staff.May(Approval.NeededFor(ApprovalKind.Void));

    public static async Task<StaffApprovalsModel> ReadAsync(
        StaffLotReads queues,
        StaffUserReads users,
        StaffView staff,
        string? item,
        CancellationToken stop
    )
    {
        bool Sees(bool ofLot) =>
            ofLot ? staff.May(Approval.NeededFor(ApprovalKind.Void)) : StaffUserText.MayLook(staff);
        var items = (await queues.ItemsAsync(Kind, stop)).Where(i => Sees(i.LotId is not null)).ToList();
        if (!Guid.TryParse(item ?? StaffQueuesModel.Choose(items, null)?.Key, out var id))
            return new(items, null);
        return new(
            items,
            Sees(ofLot: false) ? await users.WaitingAsync(id, stop) : null,
            Sees(ofLot: true) ? await queues.AskedAsync(id, stop) : null
        );
    }
}
