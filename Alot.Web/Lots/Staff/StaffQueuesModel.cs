using Alot.Data.Lots;

namespace Alot.Web.Lots.Staff;

/// <summary>What the page of queues shows; one record, because that is what a page can hand to its circuit.</summary>
/// <param name="Items">Of the queue that is open, or of the one to begin with.</param>
/// <param name="Lot">The lot of the open item.</param>
public sealed record StaffQueuesModel(
    IReadOnlyList<StaffQueue> Queues,
    IReadOnlyList<StaffQueueItem> Items,
    StaffLotRow? Lot
)
{
    public static readonly StaffQueuesModel None = new([], [], null);

    public static async Task<StaffQueuesModel> ReadAsync(
        StaffLotReads lots,
        string? kind,
        string? item,
        CancellationToken stop
    )
    {
        var queues = await lots.QueuesAsync(stop);
        var begin = kind ?? StaffText.First(queues)?.Kind;
        IReadOnlyList<StaffQueueItem> items = begin is null ? [] : await lots.ItemsAsync(begin, stop);
        var open = kind is null ? null : Choose(items, item)?.LotId;
        return new StaffQueuesModel(queues, items, open is { } id ? (await lots.FindAsync(id, stop))?.Row : null);
    }

    /// <summary>The item with this key; the first when none was chosen.</summary>
    public static StaffQueueItem? Choose(IReadOnlyList<StaffQueueItem> items, string? key) =>
        items.FirstOrDefault(i => key is null || i.Key == key);
}
