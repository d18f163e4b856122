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

/// <summary>What everybody who looks at the lobby, or at one pot's room, shares.</summary>
public sealed class PotSnapshots(LiveFeed feed, ReadPotRoom read, ReadPotBoard readBoard, TimeProvider time)
{
    private readonly Snapshots<PotId, PotRoom?> rooms = new(feed, Topic.Pot, (id, stop) => read(id, stop), time);

    // There is one of it; its topic is its key.
    private readonly Snapshots<Topic, IReadOnlyList<PotRow>> board = new(
        feed,
        topic => topic,
        (_, stop) => readBoard(stop),
        time
    );

    public Task<IReadOnlyList<PotRow>> BoardAsync(CancellationToken stop) => board.GetAsync(Topic.Pots, stop);

    /// <summary>Null for a pot that isn't there.</summary>
    public Task<PotRoom?> RoomAsync(PotId id, CancellationToken stop) => rooms.GetAsync(id, stop);

    /// <inheritdoc cref="Snapshots{TKey, T}.Watch"/>
    public IDisposable WatchBoard(Action changed) => board.Watch(Topic.Pots, changed);

    /// <inheritdoc cref="Snapshots{TKey, T}.Watch"/>
    public IDisposable WatchRoom(PotId id, Action changed) => rooms.Watch(id, changed);
}
