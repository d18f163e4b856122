using Alot.Data.Draws;
using Alot.Data.Live;
using Alot.Web.Live;

namespace Alot.Web.Draws;

/// <summary>
/// The fairness log's head as this node knows it: it stands on every page, so it is read when the log has changed and not for
/// each page.
/// </summary>
public sealed class LogHeads : IDisposable
{
    /// <summary>Should a change ever go unheard. A head that is some seconds old is still a head.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(10);

    private readonly SharedRead<LogHead?> head;
    private readonly IDisposable subscription;

    public LogHeads(FairnessReads fairness, LiveFeed feed)
    {
        head = new(fairness.HeadAsync, TimeProvider.System, GoodFor);
        subscription = feed.Subscribe(Topic.Fairness, head.Outdate);
    }

    /// <summary>Null while the log is empty.</summary>
    public Task<LogHead?> CurrentAsync(CancellationToken stop) => head.GetAsync(stop);

    public void Dispose() => subscription.Dispose();
}
