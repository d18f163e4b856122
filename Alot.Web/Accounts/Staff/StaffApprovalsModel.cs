using Alot.Data.Accounts;
using Alot.Data.Lots;
using Alot.Web.Lots.Staff;

namespace Alot.Web.Accounts.Staff;

/// <summary>What the page of requests that wait for a second person shows; one record, because that is what a page can hand on.</summary>
/// <param name="Asked">The request that is open.</param>
public sealed record StaffApprovalsModel(IReadOnlyList<StaffQueueItem> Items, ApprovalView? Asked)
{
    public const string Kind = "approvals";

    public static readonly StaffApprovalsModel None = new([], null);

    public static async Task<StaffApprovalsModel> ReadAsync(
        StaffLotReads queues,
        StaffUserReads users,
        string? item,
        CancellationToken stop
    )
    {
        var items = await queues.ItemsAsync(Kind, stop);
        var key = item ?? StaffQueuesModel.Choose(items, null)?.Key;
        return new(items, Guid.TryParse(key, out var id) ? await users.WaitingAsync(id, stop) : null);
    }
}
