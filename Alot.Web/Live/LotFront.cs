using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Lots;

namespace Alot.Web.Live;

/// <summary>What discovery shows to everyone who has set no filter.</summary>
/// <param name="Ending">The soonest three.</param>
/// <param name="All">The first page of open lots, ending soonest first.</param>
/// <param name="Count">All open lots.</param>
public sealed record FrontPage(
    IReadOnlyList<LotSummary> Ending,
    IReadOnlyList<LotSummary> NearlyFunded,
    IReadOnlyList<LotSummary> Newest,
    IReadOnlyList<LotDrop> Drops,
    PageOf<LotSummary> All,
    int Count
)
{
    /// <summary>The newest wins of pots, for the ticker.</summary>
    public IReadOnlyList<PotDrop> PotDrops { get; init; } = [];
}

/// <summary>How the front page is read; a delegate so that pages can be shown without a database.</summary>
public delegate Task<FrontPage> ReadFrontPage(CancellationToken stop);

/// <summary>How the state of all lots that still move is read.</summary>
public delegate Task<IReadOnlyDictionary<LotId, LotBeat>> ReadPulse(CancellationToken stop);

/// <summary>The front page and what moves on it, read once per change and node.</summary>
public sealed class LotFront : IDisposable
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    private readonly SharedRead<FrontPage> page;
    private readonly SharedRead<IReadOnlyDictionary<LotId, LotBeat>> pulse;
    private readonly IDisposable subscription;
    private readonly Lock gate = new();
    private readonly List<Watcher> watchers = [];

    public LotFront(LiveFeed feed, ReadFrontPage read, ReadPulse readPulse, TimeProvider time)
    {
        page = new SharedRead<FrontPage>(stop => read(stop), time, GoodFor);
        pulse = new SharedRead<IReadOnlyDictionary<LotId, LotBeat>>(stop => readPulse(stop), time, GoodFor);
        subscription = feed.Subscribe(Topic.Lots, Changed);
    }

    public Task<FrontPage> GetAsync(CancellationToken stop) => page.GetAsync(stop);

    public Task<IReadOnlyDictionary<LotId, LotBeat>> PulseAsync(CancellationToken stop) => pulse.GetAsync(stop);

    /// <param name="changed">Called on a pool thread when any public lot changed; must not block.</param>
    public IDisposable Watch(Action changed)
    {
        var watcher = new Watcher(this, changed);
        lock (gate)
            watchers.Add(watcher);
        return watcher;
    }

    public void Dispose() => subscription.Dispose();

    internal static async Task<FrontPage> ReadAsync(LotDiscovery lots, PotReads pots, CancellationToken stop)
    {
        var all = await lots.FindAsync(new LotFilter(), stop);
        var near = await lots.FindAsync(new LotFilter(Sort: LotSort.NearlyFunded, Limit: 3), stop);
        var newest = await lots.FindAsync(new LotFilter(Sort: LotSort.Newest, Limit: 4), stop);
        return new FrontPage(
            [.. all.Items.Take(3)],
            near.Items,
            newest.Items,
            await lots.DropsAsync(12, stop),
            all,
            await lots.CountAsync(new LotFilter(), stop)
        )
        {
            PotDrops = await pots.DropsAsync(6, stop),
        };
    }

    private void Changed()
    {
        page.Outdate();
        pulse.Outdate();
        Watcher[] now;
        lock (gate)
            now = [.. watchers];
        foreach (var watcher in now)
            watcher.Call();
    }

    private sealed class Watcher(LotFront owner, Action changed) : IDisposable
    {
        public void Call() => changed();

        public void Dispose()
        {
            lock (owner.gate)
                owner.watchers.Remove(this);
        }
    }
}
