using Alot.Data.Live;
using Npgsql;

namespace Alot.Web.Live;

/// <summary>
/// Carries announcements between nodes: gathered for a moment and sent as one notification, outside of any selling
/// transaction (a NOTIFY inside every sale would put all commits in a row). What is missed while the connection is down is
/// made up by reloading everything that is shown.
/// </summary>
public sealed class NodeFeed(NpgsqlDataSource database, LiveFeed feed, ILogger<NodeFeed> log) : BackgroundService
{
    private const string Channel = "alot_live";
    private const int MostBytes = 7_000;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(150);

    private readonly string node = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N")[^12..];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(ListenAsync(stoppingToken), SendAsync(stoppingToken));

    private async Task ListenAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(stop);
                connection.Notification += (_, note) => Heard(note.Payload);
                await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
                    await listen.ExecuteNonQueryAsync(stop);
                feed.AllChanged();
                while (true)
                    await connection.WaitAsync(stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
                when (failure is NpgsqlException or IOException or System.Net.Sockets.SocketException)
            {
                log.LogWarning("Notifications of other nodes are not heard at the moment: {Reason}", failure.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Heard(string payload)
    {
        var lines = payload.Split('\n');
        if (lines[0] == node)
            return;
        foreach (var topic in lines.Skip(1))
            feed.Changed(new Topic(topic));
    }

    private async Task SendAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Pace, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var topics = feed.TakeForOtherNodes();
            if (topics.Count == 0)
                continue;
            try
            {
                foreach (var payload in Payloads(topics))
                {
                    await using var notify = database.CreateCommand("select pg_notify($1, $2)");
                    notify.Parameters.Add(new NpgsqlParameter { Value = Channel });
                    notify.Parameters.Add(new NpgsqlParameter { Value = payload });
                    await notify.ExecuteNonQueryAsync(stop);
                }
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException)
            {
                log.LogWarning("Other nodes were not told of {Count} changes: {Reason}", topics.Count, failure.Message);
            }
        }
    }

    private IEnumerable<string> Payloads(IEnumerable<Topic> topics)
    {
        var payload = node;
        foreach (var topic in topics)
        {
            if (payload.Length + topic.Name.Length + 1 > MostBytes)
            {
                yield return payload;
                payload = node;
            }
            payload += "\n" + topic.Name;
        }
        if (payload != node)
            yield return payload;
    }
}
