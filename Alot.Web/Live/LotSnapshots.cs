using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Lots;

namespace Alot.Web.Live;

/// <summary>How a snapshot is read; a delegate so that pages can be shown without a database.</summary>
public delegate Task<SharedLot?> ReadSharedLot(LotId id, CancellationToken stop);

/// <summary>Whether a private lot is there for this viewer.</summary>
public delegate Task<bool> MaySeeLot(LotId id, PlayerId? viewer, string? shareKey, CancellationToken stop);

/// <summary>
/// One snapshot per lot and node: a thousand viewers cost one read per change, and a change is read at most twice a second
/// (lots.md, "Live").
/// </summary>
/// <remarks>
/// Pages watch a lot here and not at the feed itself, so that a snapshot is out of date before anyone is told to look again.
/// </remarks>
public sealed class LotSnapshots(LiveFeed feed, ReadSharedLot read, MaySeeLot maySee, TimeProvider time)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<LotId, Slot> slots = [];
    private long swept;

    /// <summary>Null for a lot that isn't there for this viewer: unknown, a draft, or private without its key.</summary>
    public async Task<SharedLot?> FindAsync(LotId id, PlayerId? viewer, string? shareKey, CancellationToken stop)
    {
        Slot slot;
        lock (gate)
            slot = SlotOf(id);
        var lot = await slot.Read.GetAsync(stop);
        if (lot is null)
            return null;
        return lot.View.Visibility != Visibility.Private || await maySee(id, viewer, shareKey, stop) ? lot : null;
    }

    /// <param name="changed">Called on a pool thread after the lot changed; must not block.</param>
    public IDisposable Watch(LotId id, Action changed)
    {
        lock (gate)
        {
            var slot = SlotOf(id);
            var watcher = new Watcher(this, slot, changed);
            slot.Watchers.Add(watcher);
            return watcher;
        }
    }

    /// <summary>Lots that are kept at the moment.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return slots.Count;
        }
    }

    // Under the gate.
    private Slot SlotOf(LotId id)
    {
        Sweep();
        if (!slots.TryGetValue(id, out var slot))
        {
            slot = new Slot(new SharedRead<SharedLot?>(stop => read(id, stop), time, GoodFor));
            slot.Feed = feed.Subscribe(Topic.Lot(id), () => Changed(slot));
            slots.Add(id, slot);
        }
        slot.Used = time.GetTimestamp();
        return slot;
    }

    private void Changed(Slot slot)
    {
        slot.Read.Outdate();
        Watcher[] watchers;
        lock (gate)
            watchers = [.. slot.Watchers];
        foreach (var watcher in watchers)
            watcher.Call();
    }

    // Lots nobody watches are let go after a while, and with them addresses that were tried at random.
    private void Sweep()
    {
        if (swept != 0 && time.GetElapsedTime(swept) < KeptFor)
            return;
        swept = time.GetTimestamp();
        foreach (var (id, slot) in slots)
            if (slot.Watchers.Count == 0 && time.GetElapsedTime(slot.Used) >= KeptFor)
            {
                slots.Remove(id);
                slot.Feed?.Dispose();
            }
    }

    private void Remove(Watcher watcher, Slot slot)
    {
        lock (gate)
        {
            slot.Watchers.Remove(watcher);
            slot.Used = time.GetTimestamp();
        }
    }

    private sealed class Slot(SharedRead<SharedLot?> read)
    {
        public SharedRead<SharedLot?> Read => read;
        public List<Watcher> Watchers { get; } = [];
        public IDisposable? Feed { get; set; }
        public long Used { get; set; }
    }

    private sealed class Watcher(LotSnapshots owner, Slot slot, Action changed) : IDisposable
    {
        public void Call() => changed();

        public void Dispose() => owner.Remove(this, slot);
    }
}
