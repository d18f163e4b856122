using Alot.Data.Live;
using Microsoft.AspNetCore.SignalR;

namespace Alot.Web.Live;

/// <summary>
/// Which connection watches what. Each thing has one watch and one group on this node, from its first viewer to its last.
/// </summary>
/// <param name="start">Makes the watch of a topic; what it tells goes to the group of the topic's name.</param>
internal sealed class WatchList<TViewer>(IHubContext<LiveHub> hub, Func<Topic, Watch> start)
{
    public const int MostPerConnection = 100;

    private readonly Lock gate = new();
    private readonly Dictionary<Topic, Watch> watches = [];
    private readonly Dictionary<string, Dictionary<Topic, TViewer>> connections = [];

    /// <returns>False when this connection watches too many.</returns>
    public async Task<bool> AddAsync(string connection, Topic topic, TViewer viewer, CancellationToken stop)
    {
        Watch watch;
        lock (gate)
        {
            var mine = connections.TryGetValue(connection, out var known) ? known : connections[connection] = [];
            if (mine.Count >= MostPerConnection && !mine.ContainsKey(topic))
                return false;
            if (!watches.TryGetValue(topic, out watch!))
                watches[topic] = watch = start(topic);
            if (!mine.ContainsKey(topic))
                watch.Viewers++;
            mine[topic] = viewer;
        }
        try
        {
            await hub.Groups.AddToGroupAsync(connection, topic.Name, stop);
            await watch.Loaded.WaitAsync(stop);
            // A connection that ended meanwhile was forgotten before it was added.
            stop.ThrowIfCancellationRequested();
            return true;
        }
        catch
        {
            await RemoveAsync(connection, topic);
            throw;
        }
    }

    public async Task RemoveAsync(string connection, Topic topic)
    {
        lock (gate)
        {
            if (!connections.TryGetValue(connection, out var mine) || !mine.Remove(topic))
                return;
            if (mine.Count == 0)
                connections.Remove(connection);
            Forget(topic);
        }
        await hub.Groups.RemoveFromGroupAsync(connection, topic.Name);
    }

    /// <summary>The connection is gone, and with it its places in the groups.</summary>
    public void RemoveAll(string connection)
    {
        lock (gate)
            if (connections.Remove(connection, out var mine))
                foreach (var topic in mine.Keys)
                    Forget(topic);
    }

    /// <summary>Everybody at this moment, with what they watch.</summary>
    public List<(string Connection, Topic Topic, TViewer Viewer, Watch Watch)> Viewers()
    {
        lock (gate)
            return [.. connections.SelectMany(c => c.Value.Select(v => (c.Key, v.Key, v.Value, watches[v.Key])))];
    }

    // The gate is held.
    private void Forget(Topic topic)
    {
        if (!watches.TryGetValue(topic, out var watch) || --watch.Viewers > 0)
            return;
        watches.Remove(topic);
        watch.Dispose();
    }
}
