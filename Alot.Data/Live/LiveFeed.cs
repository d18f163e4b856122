using System.Collections.Concurrent;

namespace Alot.Data.Live;

/// <summary>
/// Tells whoever shows something that it changed, at most twice a second per topic however often it does. Never the only
/// carrier of anything that matters: what must not be lost is a row and a worker.
/// </summary>
/// <remarks>Subscribe before loading, reload on every call, and reload after a reconnect.</remarks>
public sealed class LiveFeed(TimeProvider realTime)
{
    /// <summary>At most 2 updates a second per topic (lots.md, "Live").</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Topic, Channel> channels = new();
    private readonly ConcurrentDictionary<Topic, byte> forOtherNodes = new();

    public LiveFeed()
        : this(TimeProvider.System) { }

    /// <param name="topic">What is shown.</param>
    /// <param name="changed">Called on a pool thread, never twice at once for one subscription's topic; must not block.</param>
    public IDisposable Subscribe(Topic topic, Action changed)
    {
        while (true)
        {
            var channel = channels.GetOrAdd(topic, t => new Channel(this, t));
            if (channel.Add(changed) is { } subscription)
                return subscription;
        }
    }

    /// <summary>After a commit on this node: here at once, to the other nodes with the next coalesced notification.</summary>
    public void Announce(IEnumerable<Topic> topics)
    {
        foreach (var topic in topics)
        {
            forOtherNodes[topic] = 0;
            Changed(topic);
        }
    }

    /// <summary>Another node's commit changed it.</summary>
    public void Changed(Topic topic)
    {
        if (channels.TryGetValue(topic, out var channel))
            channel.Changed();
    }

    /// <summary>Everything may have changed: the notifications of other nodes were not heard for a while.</summary>
    public void AllChanged()
    {
        foreach (var channel in channels.Values)
            channel.Changed();
    }

    /// <summary>Takes what has been announced here since the last call.</summary>
    public IReadOnlyCollection<Topic> TakeForOtherNodes()
    {
        var taken = new List<Topic>();
        foreach (var topic in forOtherNodes.Keys)
            if (forOtherNodes.TryRemove(topic, out _))
                taken.Add(topic);
        return taken;
    }

    private sealed class Channel(LiveFeed feed, Topic topic)
    {
        private readonly Lock gate = new();
        private readonly List<Subscription> subscriptions = [];
        private long lastFired = long.MinValue;
        private bool scheduled;
        private bool gone;

        public Subscription? Add(Action changed)
        {
            lock (gate)
            {
                if (gone)
                    return null;
                var subscription = new Subscription(this, changed);
                subscriptions.Add(subscription);
                return subscription;
            }
        }

        public void Remove(Subscription subscription)
        {
            lock (gate)
            {
                subscriptions.Remove(subscription);
                if (subscriptions.Count > 0)
                    return;
                gone = true;
                feed.channels.TryRemove(new KeyValuePair<Topic, Channel>(topic, this));
            }
        }

        public void Changed()
        {
            TimeSpan wait;
            lock (gate)
            {
                if (scheduled || gone)
                    return;
                scheduled = true;
                var since = lastFired == long.MinValue ? Pace : feed.Real.GetElapsedTime(lastFired);
                wait = since >= Pace ? TimeSpan.Zero : Pace - since;
            }
            _ = FireAsync(wait);
        }

        private async Task FireAsync(TimeSpan wait)
        {
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, feed.Real);
            else
                await Task.Yield();
            Subscription[] now;
            lock (gate)
            {
                // From here a further change schedules a further call: none is lost, whatever the readers see.
                scheduled = false;
                lastFired = feed.Real.GetTimestamp();
                now = [.. subscriptions];
            }
            foreach (var subscription in now)
                subscription.Call();
        }
    }

    private TimeProvider Real => realTime;

    private sealed class Subscription(Channel channel, Action changed) : IDisposable
    {
        public void Call()
        {
            try
            {
                changed();
            }
            catch (Exception)
            {
                // A page that is gone or broken; the others on this topic must hear all the same.
            }
        }

        public void Dispose() => channel.Remove(this);
    }
}
