using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Lots;

namespace Alot.Web.Live;

/// <summary>How a snapshot is read; a delegate so that pages can be shown without a database.</summary>
public delegate Task<SharedLot?> ReadSharedLot(LotId id, CancellationToken stop);

/// <summary>Whether a private lot is there for this viewer.</summary>
public delegate Task<bool> MaySeeLot(LotId id, PlayerId? viewer, string? shareKey, CancellationToken stop);

/// <summary>What everybody who looks at a lot shares.</summary>
public sealed class LotSnapshots(LiveFeed feed, ReadSharedLot read, MaySeeLot maySee, TimeProvider time)
{
    private readonly Snapshots<LotId, SharedLot?> lots = new(feed, Topic.Lot, (id, stop) => read(id, stop), time);

    /// <summary>Null for a lot that isn't there for this viewer: unknown, a draft, or private without its key.</summary>
    public async Task<SharedLot?> FindAsync(LotId id, PlayerId? viewer, string? shareKey, CancellationToken stop)
    {
        var lot = await lots.GetAsync(id, stop);
        if (lot is null)
            return null;
        return lot.View.Visibility != Visibility.Private || await maySee(id, viewer, shareKey, stop) ? lot : null;
    }

    /// <inheritdoc cref="Snapshots{TKey, T}.Watch"/>
    public IDisposable Watch(LotId id, Action changed) => lots.Watch(id, changed);

    /// <summary>Lots that are kept at the moment.</summary>
    public int Count => lots.Count;
}
