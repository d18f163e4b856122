using System.Security.Claims;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Web.Accounts;
using Alot.Web.Lots;
using Microsoft.AspNetCore.SignalR;

namespace Alot.Web.Live;

/// <summary>Who watches which lot on this node.</summary>
public sealed class WatchedLots : BackgroundService
{
    public const int MostPerConnection = WatchList<Viewer>.MostPerConnection;

    // With the 2 s that a session's end is remembered: within 5 s (quality.md).
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(2.5);

    private readonly LotReads lots;
    private readonly SignedInCheck signedIn;
    private readonly IHubContext<LiveHub> hub;
    private readonly ILogger<WatchedLots> log;
    private readonly WatchList<Viewer> list;

    private sealed record Viewer(ClaimsPrincipal Who, LotId Lot, string? Key);

    public WatchedLots(
        LiveFeed feed,
        LotReads lots,
        SignedInCheck signedIn,
        IHubContext<LiveHub> hub,
        ILogger<WatchedLots> log
    )
    {
        (this.lots, this.signedIn, this.hub, this.log) = (lots, signedIn, hub, log);
        list = new(
            hub,
            topic => new Watch<LotView>(
                topic,
                feed,
                stop => lots.FindLetInAsync(IdOf(topic), stop),
                (before, now, stop) => TellAsync(topic, before, now, stop),
                log
            )
        );
    }

    /// <returns>False when this connection watches too many.</returns>
    public Task<bool> AddAsync(string connection, LotId id, ClaimsPrincipal who, string? key, CancellationToken stop) =>
        list.AddAsync(connection, Topic.Lot(id), new Viewer(who, id, key), stop);

    public Task RemoveAsync(string connection, LotId id) => list.RemoveAsync(connection, Topic.Lot(id));

    /// <summary>The connection is gone.</summary>
    public void RemoveAll(string connection) => list.RemoveAll(connection);

    /// <summary>Private lots only: who signed out, or whose key is no longer the key, stops being told.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CheckEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                foreach (var (connection, topic, viewer, watch) in list.Viewers())
                    if (IsPrivate(watch) && !await MaySeeAsync(viewer, stoppingToken))
                        await list.RemoveAsync(connection, topic);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogWarning(failure, "Who watches private lots could not be checked");
            }
    }

    private static bool IsPrivate(Watch watch) => watch is Watch<LotView> { State.Visibility: Visibility.Private };

    private async Task<bool> MaySeeAsync(Viewer viewer, CancellationToken stop) =>
        await signedIn.IsLiveAsync(viewer.Who, stop)
        && await lots.FindAsync(viewer.Lot, viewer.Who.RequireActor().Id, viewer.Key, stop) is not null;

    private async Task TellAsync(Topic topic, LotView before, LotView now, CancellationToken stop)
    {
        var state = LotJson.Of(now);
        foreach (var message in LotMessages.Between(before, now))
            await hub.Clients.Group(topic.Name).SendAsync(message, state, stop);
    }

    private static LotId IdOf(Topic topic) => new(Guid.Parse(topic.Name.Split(':')[1]));
}
