using System.Text.Json;
using Alot.Data.Lots;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Web.Accounts;
using Alot.Web.Lots;
using Alot.Web.Pots;
using Microsoft.AspNetCore.SignalR;

namespace Alot.Web.Live;

/// <summary>The live connection of programs (api.md, Realtime). Pages have their circuit.</summary>
public sealed class LiveHub(
    WatchedLots watched,
    LotReads lots,
    WatchedPots watchedPots,
    PotReads pots,
    TimeProvider clock
) : Hub
{
    public const string Path = "/hubs/live";

    /// <summary>The lot's updates from now on.</summary>
    /// <param name="lot">The lot's id, or <c>{id, key}</c> for a private one.</param>
    /// <returns>The lot as it is now.</returns>
    [HubMethodName("subscribe_lot")]
    public async Task<LotJson> SubscribeLotAsync(JsonElement lot)
    {
        var (id, key) = Asked(lot);
        var stop = Context.ConnectionAborted;
        var viewer = (Context.User ?? new()).RequireActor().Id;
        if (await lots.FindAsync(id, viewer, key, stop) is null)
            throw NotThere();
        // Subscribed before it is loaded: what changes in between comes as an update.
        if (!await watched.AddAsync(Context.ConnectionId, id, Context.User!, key, stop))
            throw new HubException($"One connection watches at most {WatchedLots.MostPerConnection} lots.");
        return LotJson.Of(await lots.FindAsync(id, viewer, key, stop) ?? throw NotThere());
    }

    [HubMethodName("unsubscribe_lot")]
    public Task UnsubscribeLotAsync(JsonElement lot) => watched.RemoveAsync(Context.ConnectionId, Asked(lot).Id);

    /// <summary>Updates of all pots from now on, each with the one pot it is about.</summary>
    /// <returns>The pots that are not over.</returns>
    [HubMethodName("subscribe_pots")]
    public async Task<ListJson<PotJson>> SubscribePotsAsync()
    {
        var stop = Context.ConnectionAborted;
        if (!await watchedPots.AddAllAsync(Context.ConnectionId, stop))
            throw TooManyPots();
        var now = clock.GetUtcNow();
        return new([.. (await pots.BoardAsync(null, stop)).Select(p => PotJson.Of(p, now))], null);
    }

    [HubMethodName("unsubscribe_pots")]
    public Task UnsubscribePotsAsync() => watchedPots.RemoveAllPotsAsync(Context.ConnectionId);

    /// <summary>The pot's updates from now on.</summary>
    /// <param name="pot">The pot's id, or <c>{id}</c>.</param>
    /// <returns>The pot as it is now.</returns>
    [HubMethodName("subscribe_pot")]
    public async Task<PotRoomJson> SubscribePotAsync(JsonElement pot)
    {
        var id = AskedPot(pot);
        var stop = Context.ConnectionAborted;
        if (await pots.RoomAsync(id, null, stop) is null)
            throw NoSuchPot();
        // Subscribed before it is loaded: what changes in between comes as an update.
        if (!await watchedPots.AddAsync(Context.ConnectionId, id, stop))
            throw TooManyPots();
        return PotRoomJson.Of(
            await pots.RoomAsync(id, null, stop) ?? throw NoSuchPot(),
            clock.GetUtcNow(),
            signedIn: false,
            WatchedPots.MostEntriesTold
        );
    }

    [HubMethodName("unsubscribe_pot")]
    public Task UnsubscribePotAsync(JsonElement pot) => watchedPots.RemoveAsync(Context.ConnectionId, AskedPot(pot));

    [HubMethodName("subscribe_room")]
    public Task SubscribeRoomAsync(JsonElement room) => throw new HubException("Event rooms are not available yet.");

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        watched.RemoveAll(Context.ConnectionId);
        watchedPots.RemoveAll(Context.ConnectionId);
        await base.OnDisconnectedAsync(exception);
    }

    private static (LotId Id, string? Key) Asked(JsonElement lot)
    {
        var key = lot.ValueKind == JsonValueKind.Object ? Member(lot, "key") : default;
        return (
            new LotId(IdIn(lot) ?? throw NotThere()),
            key.ValueKind == JsonValueKind.String ? key.GetString() : null
        );
    }

    private static PotId AskedPot(JsonElement pot) => new(IdIn(pot) ?? throw NoSuchPot());

    private static Guid? IdIn(JsonElement asked)
    {
        var id = asked.ValueKind == JsonValueKind.Object ? Member(asked, "id") : asked;
        return id.ValueKind == JsonValueKind.String && Guid.TryParseExact(id.GetString(), "D", out var value)
            ? value
            : null;
    }

    private static JsonElement Member(JsonElement from, string name) =>
        from.TryGetProperty(name, out var found) ? found : default;

    private static HubException NotThere() => new("There is no such lot, or you can't see it.");

    private static HubException NoSuchPot() => new("There is no such pot, or you can't see it.");

    private static HubException TooManyPots() =>
        new($"One connection watches at most {WatchedLots.MostPerConnection} pots.");
}
