using System.Text.Json;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Web.Accounts;
using Alot.Web.Lots;
using Microsoft.AspNetCore.SignalR;

namespace Alot.Web.Live;

/// <summary>The live connection of programs (api.md, Realtime). Pages have their circuit.</summary>
public sealed class LiveHub(WatchedLots watched, LotReads lots) : Hub
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

    [HubMethodName("subscribe_pots")]
    public Task SubscribePotsAsync() => throw new HubException("Community pots are not available yet.");

    [HubMethodName("subscribe_pot")]
    public Task SubscribePotAsync(JsonElement pot) => throw new HubException("Community pots are not available yet.");

    [HubMethodName("subscribe_room")]
    public Task SubscribeRoomAsync(JsonElement room) => throw new HubException("Event rooms are not available yet.");

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        await watched.RemoveAllAsync(Context.ConnectionId);
        await base.OnDisconnectedAsync(exception);
    }

    private static (LotId Id, string? Key) Asked(JsonElement lot)
    {
        var (id, key) =
            lot.ValueKind == JsonValueKind.Object ? (Member(lot, "id"), Member(lot, "key")) : (lot, default);
        if (id.ValueKind != JsonValueKind.String || !Guid.TryParseExact(id.GetString(), "D", out var value))
            throw NotThere();
        return (new LotId(value), key.ValueKind == JsonValueKind.String ? key.GetString() : null);
    }

    private static JsonElement Member(JsonElement from, string name) =>
        from.TryGetProperty(name, out var found) ? found : default;

    private static HubException NotThere() => new("There is no such lot, or you can't see it.");
}
