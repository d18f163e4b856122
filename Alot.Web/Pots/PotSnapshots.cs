using Alot.Data.Live;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Web.Live;

namespace Alot.Web.Pots;

/// <summary>How a pot's room is read, without anything that is a viewer's own; a delegate so that pages need no database.</summary>
public delegate Task<PotRoom?> ReadPotRoom(PotId id, CancellationToken stop);

/// <summary>How what is a player's own in a pot is read.</summary>
public delegate Task<MyPot> ReadMyPot(PotId id, PlayerId player, CancellationToken stop);

/// <summary>How the lobby is read, without anything that is a viewer's own.</summary>
public delegate Task<IReadOnlyList<PotRow>> ReadPotBoard(CancellationToken stop);

/// <summary>How many tickets a player has in each of some pots.</summary>
public delegate Task<IReadOnlyDictionary<PotId, int>> ReadOwnTickets(
    PlayerId player,
    IReadOnlyCollection<PotId> pots,
    CancellationToken stop
);

/// <summary>
/// One read per change and node, for the lobby and for each room, however many look. Pages watch here and not at the feed itself,
/// so that what is kept is out of date before anyone is told to look again.
/// </summary>
public sealed class PotSnapshots : IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<PotId, Kept<PotRoom?>> rooms = [];
    private readonly Kept<IReadOnlyList<PotRow>> board;
    private readonly LiveFeed feed;
    private readonly ReadPotRoom read;
    private readonly TimeProvider time;
    private long swept;

    public PotSnapshots(LiveFeed feed, ReadPotRoom read, ReadPotBoard readBoard, TimeProvider time)
    {
        (this.feed, this.read, this.time) = (feed, read, time);
        board = new(feed, Topic.Pots, stop => readBoard(stop), time, GoodFor);
    }

    public Task<IReadOnlyList<PotRow>> BoardAsync(CancellationToken stop) => board.GetAsync(stop);

    /// <summary>Null for a pot that isn't there.</summary>
    public Task<PotRoom?> RoomAsync(PotId id, CancellationToken stop)
    {
        lock (gate)
            return RoomOf(id).GetAsync(stop);
    }

    /// <param name="changed">Called on a pool thread; must not block.</param>
    public IDisposable WatchBoard(Action changed) => board.Watch(changed);

    /// <param name="changed">Called on a pool thread; must not block.</param>
    public IDisposable WatchRoom(PotId id, Action changed)
    {
        lock (gate)
            return RoomOf(id).Watch(changed);
    }

    public void Dispose()
    {
        board.Dispose();
        lock (gate)
            foreach (var room in rooms.Values)
                room.Dispose();
    }

    // Under the gate. Rooms nobody watches are let go after a while, and with them addresses that were tried at random.
    private Kept<PotRoom?> RoomOf(PotId id)
    {
        if (swept == 0 || time.GetElapsedTime(swept) >= KeptFor)
        {
            swept = time.GetTimestamp();
            foreach (var (old, room) in rooms)
                if (room.IsIdleFor(KeptFor))
                {
                    rooms.Remove(old);
                    room.Dispose();
                }
        }
        if (!rooms.TryGetValue(id, out var found))
            rooms[id] = found = new(feed, Topic.Pot(id), stop => read(id, stop), time, GoodFor);
        return found;
    }

    private sealed class Kept<T> : IDisposable
    {
        private readonly SharedRead<T> shared;
        private readonly IDisposable subscription;
        private readonly TimeProvider time;
        private readonly Lock gate = new();
        private readonly List<Action> watchers = [];
        private long used;

        public Kept(
            LiveFeed feed,
            Topic topic,
            Func<CancellationToken, Task<T>> read,
            TimeProvider time,
            TimeSpan goodFor
        )
        {
            this.time = time;
            used = time.GetTimestamp();
            shared = new(read, time, goodFor);
            subscription = feed.Subscribe(topic, Changed);
        }

        public Task<T> GetAsync(CancellationToken stop)
        {
            used = time.GetTimestamp();
            return shared.GetAsync(stop);
        }

        public bool IsIdleFor(TimeSpan span)
        {
            lock (gate)
                return watchers.Count == 0 && time.GetElapsedTime(used) >= span;
        }

        public IDisposable Watch(Action changed)
        {
            lock (gate)
                watchers.Add(changed);
            return new Watcher(this, changed);
        }

        public void Dispose() => subscription.Dispose();

        private void Changed()
        {
            shared.Outdate();
            Action[] now;
            lock (gate)
                now = [.. watchers];
            foreach (var watcher in now)
                watcher();
        }

        private sealed class Watcher(Kept<T> owner, Action changed) : IDisposable
        {
            public void Dispose()
            {
                lock (owner.gate)
                {
                    owner.watchers.Remove(changed);
                    owner.used = owner.time.GetTimestamp();
                }
            }
        }
    }
}
