using System.Collections.Concurrent;
using Alot.Data;
using Alot.Data.Draws;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Alot.Web.Draws;
using Alot.Web.Workers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace Alot.Tests.Draws;

/// <summary>
/// The use cases with two relays on this machine, at a time whose rounds were recorded: a roster published now waits for
/// round <see cref="Round"/>. One per test, because time goes only forward.
/// </summary>
internal sealed class BeaconWorld : IAsyncDisposable
{
    public const long Round = 1001;

    private readonly List<BeaconNode> nodes = [];

    /// <summary>So long before a round that it is the first after a minute and not the one at it.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMilliseconds(61_250);

    private BeaconWorld(TestCluster cluster, LocalRelay first, LocalRelay second, long round)
    {
        UseCases = new UseCases(cluster)
        {
            Clock = new ManualClock(DrandChain.Quicknet.TimeOf(round) - Before),
            Policy = new DrawPolicy(DrandChain.Quicknet, RequiresBeacon: true),
        };
        (First, Second) = (first, second);
    }

    public UseCases UseCases { get; }
    public LocalRelay First { get; }
    public LocalRelay Second { get; }

    public static async Task<BeaconWorld> StartAsync(
        TestCluster cluster,
        RelayMood first = RelayMood.Honest,
        RelayMood second = RelayMood.Honest,
        long round = Round
    )
    {
        var world = new BeaconWorld(
            cluster,
            await LocalRelay.StartAsync(first),
            await LocalRelay.StartAsync(second),
            round
        );
        await world.UseCases.InitializeAsync();
        return world;
    }

    /// <summary>$40 cash of two players, 12 credit tickets of a third.</summary>
    public async Task<LotId> FundedAsync()
    {
        var lot = await UseCases.OpenLotAsync(40, mode: DrawMode.Beacon);
        var (one, two, three) = (
            await UseCases.Cast.PlayerAsync(),
            await UseCases.Cast.PlayerAsync(),
            await UseCases.Cast.PlayerAsync(credits: 1_200)
        );
        await UseCases.BuyAsync(one, lot, 20);
        await UseCases.BuyWithCreditsAsync(three, lot, 12);
        await UseCases.BuyAsync(two, lot, 20);
        (await UseCases.LotAsync(lot)).Status.ShouldBe(LotStatus.Funded);
        return lot;
    }

    /// <summary>Funded, and its roster published with the round.</summary>
    public async Task<LotId> PublishedAsync()
    {
        var lot = await FundedAsync();
        (await UseCases.Get<FreezeRoster>().RunAsync(lot, default)).ShouldBeTrue();
        (await CommitmentAsync(lot)).BeaconRound.ShouldBe(Round);
        return lot;
    }

    public void ToTheRound(long round = Round) =>
        UseCases.Clock.Advance(DrandChain.Quicknet.TimeOf(round) - UseCases.Now);

    /// <summary>To a time at which what is published waits for this round.</summary>
    public void ToBefore(long round) =>
        UseCases.Clock.Advance(DrandChain.Quicknet.TimeOf(round) - Before - UseCases.Now);

    public Task<DrawCommitment> CommitmentAsync(LotId lot) =>
        UseCases.ReadAsync(db => db.DrawCommitments.AsNoTracking().SingleAsync(c => c.LotId == lot));

    public async Task<bool> IsDrawnAsync(LotId lot) =>
        await UseCases.ReadAsync(db => db.LotDraws.AnyAsync(d => d.LotId == lot));

    public Task<List<Data.Auditing.Alert>> AlertsAsync() =>
        UseCases.ReadAsync(db => db.Alerts.AsNoTracking().ToListAsync());

    /// <summary>Another node of the app, as far as draws by beacon go, on the same database and clock.</summary>
    public BeaconNode Node()
    {
        var node = new BeaconNode(this);
        nodes.Add(node);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in nodes)
            await node.DisposeAsync();
        await UseCases.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}

/// <summary>A node with its own connections, relays' client, feed and worker.</summary>
internal sealed class BeaconNode : IAsyncDisposable
{
    private readonly ServiceProvider provider;
    private BeaconWorker? worker;

    public BeaconNode(BeaconWorld world)
    {
        var services = new ServiceCollection();
        services.AddAlotData(world.UseCases.Database.App, clockFollows: false);
        services.AddSingleton(new AppClock(world.UseCases.Clock, follows: false));
        services.AddSingleton(world.UseCases.Sealer);
        services.AddSingleton(Settings(world.First.Address, world.Second.Address));
        services.AddDrandRelays();
        services.AddLogging(log => log.AddProvider(Log));
        provider = services.BuildServiceProvider();
    }

    public HeardLog Log { get; } = new();

    public IRandomnessBeacon Beacon => provider.GetRequiredService<IRandomnessBeacon>();

    public T Get<T>()
        where T : notnull => provider.GetRequiredService<T>();

    public static BeaconSettings Settings(params Uri[] relays) =>
        BeaconSettings.From(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    relays.Select((r, i) => KeyValuePair.Create($"Draws:Beacon:Relays:{i}", (string?)r.ToString()))
                )
                .Build()
        );

    public async Task StartAsync()
    {
        worker = ActivatorUtilities.CreateInstance<BeaconWorker>(provider);
        await worker.StartAsync(default);
        await ((IHostedLifecycleService)worker).StartedAsync(default);
    }

    /// <summary>As the job does every second.</summary>
    public void Wake() => Get<LiveFeed>().Changed(Topic.DueLots);

    public async Task StopAsync()
    {
        if (worker is null)
            return;
        await worker.StopAsync(default);
        worker.Dispose();
        worker = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await provider.DisposeAsync();
    }
}

/// <summary>Keeps what was logged.</summary>
internal sealed class HeardLog : ILoggerProvider
{
    public ConcurrentQueue<(LogLevel Level, string Text)> Lines { get; } = new();

    /// <summary>What was said of relays.</summary>
    public IReadOnlyList<string> OfRelays =>
        [.. Lines.Where(l => l.Text.StartsWith("drand relay", StringComparison.Ordinal)).Select(l => l.Text)];

    public ILogger CreateLogger(string categoryName) => new Listener(this);

    public void Dispose() { }

    private sealed class Listener(HeardLog log) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => log.Lines.Enqueue((logLevel, formatter(state, exception) + exception));
    }
}
