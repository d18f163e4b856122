using Alot.Data.Live;

namespace Alot.Web.Live;

/// <summary>
/// One snapshot per key and node: a thousand viewers cost one read per change, and a change is read at most twice a second
/// (lots.md, "Live").
/// </summary>
/// <remarks>
/// Pages watch here and not at the feed itself, so that a snapshot is out of date before anyone is told to look again.
/// </remarks>
/// <param name="topic">What announces a key's changes.</param>
public sealed class Snapshots<TKey, T>(
    LiveFeed feed,
    Func<TKey, Topic> topic,
    Func<TKey, CancellationToken, Task<T>> read,
    TimeProvider time
)
    where TKey : notnull
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<TKey, Slot> slots = [];
    private long swept;

    public Task<T> GetAsync(TKey key, CancellationToken stop)
    {
        Slot slot;
        lock (gate)
            slot = SlotOf(key);
        return slot.Read.GetAsync(stop);
    }

    /// <param name="changed">Called on a pool thread after it changed; must not block.</param>
    public IDisposable Watch(TKey key, Action changed)
    {
        lock (gate)
        {
            var slot = SlotOf(key);
            var watcher = new Watcher(this, slot, changed);
            slot.Watchers.Add(watcher);
            return watcher;
        }
    }

    /// <summary>Keys that are kept at the moment.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return slots.Count;
        }
    }

    // Under the gate.
    private Slot SlotOf(TKey key)
    {
        Sweep();
        if (!slots.TryGetValue(key, out var slot))
        {
            slot = new Slot(new SharedRead<T>(stop => read(key, stop), time, GoodFor));
            slot.Feed = feed.Subscribe(topic(key), () => Changed(slot));
            slots.Add(key, slot);
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

    // What nobody watches is let go after a while, and with it addresses that were tried at random.
    private void Sweep()
    {
        if (swept != 0 && time.GetElapsedTime(swept) < KeptFor)
            return;
        swept = time.GetTimestamp();
        foreach (var (key, slot) in slots)
            if (slot.Watchers.Count == 0 && time.GetElapsedTime(slot.Used) >= KeptFor)
            {
                slots.Remove(key);
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

    private sealed class Slot(SharedRead<T> read)
    {
        public SharedRead<T> Read => read;
        public List<Watcher> Watchers { get; } = [];
        public IDisposable? Feed { get; set; }
        public long Used { get; set; }
    }

    private sealed class Watcher(Snapshots<TKey, T> owner, Slot slot, Action changed) : IDisposable
    {
        public void Call() => changed();

        public void Dispose() => owner.Remove(this, slot);
    }
}
