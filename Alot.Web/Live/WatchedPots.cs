using Alot.Data.Live;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Pots;
using Alot.Web.Pots;
using Microsoft.AspNetCore.SignalR;

namespace Alot.Web.Live;

/// <summary>Who watches which pot on this node, or all that are not over. Pots are public: nobody is asked again who they are.</summary>
public sealed class WatchedPots
{
    /// <summary>A pot can have thousands of entries; who wants them all then asks for them.</summary>
    public const int MostEntriesTold = 100;

    private readonly PotReads pots;
    private readonly IHubContext<LiveHub> hub;
    private readonly TimeProvider clock;
    private readonly WatchList<bool> list;

    public WatchedPots(
        LiveFeed feed,
        PotReads pots,
        IHubContext<LiveHub> hub,
        TimeProvider clock,
        ILogger<WatchedPots> log
    )
    {
        (this.pots, this.hub, this.clock) = (pots, hub, clock);
        list = new(
            hub,
            topic =>
                topic == Topic.Pots
                    ? new Watch<Dictionary<PotId, PotRow>>(topic, feed, LobbyAsync, TellAllAsync, log)
                    : new Watch<PotRoom>(
                        topic,
                        feed,
                        stop => pots.RoomAsync(IdOf(topic), null, stop),
                        (before, now, stop) => TellAsync(topic, before, now, stop),
                        log
                    )
        );
    }

    /// <returns>False when this connection watches too many.</returns>
    public Task<bool> AddAsync(string connection, PotId id, CancellationToken stop) =>
        list.AddAsync(connection, Topic.Pot(id), true, stop);

    public Task RemoveAsync(string connection, PotId id) => list.RemoveAsync(connection, Topic.Pot(id));

    /// <inheritdoc cref="AddAsync"/>
    public Task<bool> AddAllAsync(string connection, CancellationToken stop) =>
        list.AddAsync(connection, Topic.Pots, true, stop);

    public Task RemoveAllPotsAsync(string connection) => list.RemoveAsync(connection, Topic.Pots);

    /// <summary>The connection is gone.</summary>
    public void RemoveAll(string connection) => list.RemoveAll(connection);

    private async Task<Dictionary<PotId, PotRow>?> LobbyAsync(CancellationToken stop) =>
        (await pots.BoardAsync(null, stop)).ToDictionary(p => p.Id);

    private async Task TellAllAsync(
        Dictionary<PotId, PotRow> before,
        Dictionary<PotId, PotRow> now,
        CancellationToken stop
    )
    {
        foreach (var pot in now.Values)
            await TellOneAsync(before.GetValueOrDefault(pot.Id), pot, stop);
        // What is over is in the list no more, and its end must be told all the same.
        foreach (var gone in before.Values.Where(p => !now.ContainsKey(p.Id)))
            if (await pots.RoomAsync(gone.Id, null, stop) is { } room)
                await TellOneAsync(gone, room.Pot, stop);
    }

    private async Task TellOneAsync(PotRow? before, PotRow now, CancellationToken stop)
    {
        if (before == now)
            return;
        var state = PotJson.Of(now, clock.GetUtcNow());
        foreach (var message in PotMessages.Between(before, now))
            await hub.Clients.Group(Topic.Pots.Name).SendAsync(message, state, stop);
    }

    private async Task TellAsync(Topic topic, PotRoom before, PotRoom now, CancellationToken stop)
    {
        var state = PotRoomJson.Of(now, clock.GetUtcNow(), signedIn: false, MostEntriesTold);
        foreach (var message in PotMessages.Between(before.Pot, now.Pot))
            await hub.Clients.Group(topic.Name).SendAsync(message, state, stop);
    }

    private static PotId IdOf(Topic topic) => new(Guid.Parse(topic.Name.Split(':')[1]));
}

/// <summary>What viewers are told, from how a pot was and is. Moves that happened in between are all told, in their order.</summary>
internal static class PotMessages
{
    public const string Update = "pot_update";
    public const string Locked = "pot_locked";
    public const string Settled = "pot_settled";

    /// <param name="before">Null for a pot that is new to the list.</param>
    public static IEnumerable<string> Between(PotRow? before, PotRow now)
    {
        yield return Update;
        if (before?.LockedAt is null && now.LockedAt is not null)
            yield return Locked;
        if (before?.SettledAt is null && now.SettledAt is not null)
            yield return Settled;
    }
}
