using System.Security.Claims;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Web.Accounts;
using Microsoft.AspNetCore.SignalR;

namespace Alot.Web.Live;

/// <summary>
/// Who watches which lot on this node. Each watched lot is subscribed to once and loaded once per change, however many watch
/// it; the feed paces changes to two a second and tells of other nodes' commits too.
/// </summary>
public sealed class WatchedLots(
    LiveFeed feed,
    LotReads lots,
    SignedInCheck signedIn,
    IHubContext<LiveHub> hub,
    ILogger<WatchedLots> log
) : BackgroundService
{
    public const int MostPerConnection = 100;

    // With the 2 s that a session's end is remembered: within 5 s (quality.md).
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(2.5);

    private readonly Lock gate = new();
    private readonly Dictionary<LotId, LotWatch> watches = [];
    private readonly Dictionary<string, Dictionary<LotId, Viewer>> connections = [];

    private sealed record Viewer(ClaimsPrincipal Who, string? Key);

    /// <returns>False when this connection watches too many.</returns>
    public async Task<bool> AddAsync(
        string connection,
        LotId id,
        ClaimsPrincipal who,
        string? key,
        CancellationToken stop
    )
    {
        LotWatch watch;
        lock (gate)
        {
            var mine = connections.TryGetValue(connection, out var known) ? known : connections[connection] = [];
            if (mine.Count >= MostPerConnection && !mine.ContainsKey(id))
                return false;
            if (!watches.TryGetValue(id, out watch!))
                watches[id] = watch = new LotWatch(id, Group(id), feed, lots, hub, log);
            if (!mine.ContainsKey(id))
                watch.Viewers++;
            mine[id] = new Viewer(who, key);
        }
        try
        {
            await hub.Groups.AddToGroupAsync(connection, Group(id), stop);
            await watch.Loaded.WaitAsync(stop);
            // A connection that ended meanwhile was forgotten before it was added.
            stop.ThrowIfCancellationRequested();
            return true;
        }
        catch
        {
            await RemoveAsync(connection, id);
            throw;
        }
    }

    public async Task RemoveAsync(string connection, LotId id)
    {
        lock (gate)
        {
            if (!connections.TryGetValue(connection, out var mine) || !mine.Remove(id))
                return;
            if (mine.Count == 0)
                connections.Remove(connection);
            Forget(id);
        }
        await hub.Groups.RemoveFromGroupAsync(connection, Group(id));
    }

    /// <summary>The connection is gone, and with it its places in the groups.</summary>
    public Task RemoveAllAsync(string connection)
    {
        lock (gate)
            if (connections.Remove(connection, out var mine))
                foreach (var id in mine.Keys)
                    Forget(id);
        return Task.CompletedTask;
    }

    // The gate is held.
    private void Forget(LotId id)
    {
        if (!watches.TryGetValue(id, out var watch) || --watch.Viewers > 0)
            return;
        watches.Remove(id);
        watch.Dispose();
    }

    /// <summary>Private lots only: who signed out, or whose key is no longer the key, stops being told.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(CheckEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            try
            {
                foreach (var (connection, id, viewer) in PrivateViewers())
                    if (!await MaySeeAsync(id, viewer, stoppingToken))
                        await RemoveAsync(connection, id);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                log.LogWarning(failure, "Who watches private lots could not be checked");
            }
    }

    private async Task<bool> MaySeeAsync(LotId id, Viewer viewer, CancellationToken stop) =>
        await signedIn.IsLiveAsync(viewer.Who, stop)
        && await lots.FindAsync(id, viewer.Who.RequireActor().Id, viewer.Key, stop) is not null;

    private List<(string Connection, LotId Id, Viewer Viewer)> PrivateViewers()
    {
        lock (gate)
            return
            [
                .. connections.SelectMany(c =>
                    c.Value.Where(v => watches.TryGetValue(v.Key, out var watch) && watch.Private)
                        .Select(v => (c.Key, v.Key, v.Value))
                ),
            ];
    }

    private static string Group(LotId id) => $"lot:{id}";
}
