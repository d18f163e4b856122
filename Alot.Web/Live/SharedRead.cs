namespace Alot.Web.Live;

/// <summary>
/// One answer for everyone on this node who asks between two changes: the first to ask reads, the others wait for it.
/// </summary>
/// <param name="read">Reads it. A failure is told to those who wait and is not kept.</param>
/// <param name="goodFor">A safety: an older answer is read again, should a change ever go unheard.</param>
public sealed class SharedRead<T>(Func<CancellationToken, Task<T>> read, TimeProvider time, TimeSpan goodFor)
{
    private readonly Lock gate = new();
    private long version;
    private Flight? last;

    /// <summary>It changed: whoever asks from now on gets something read after this call.</summary>
    public void Outdate()
    {
        lock (gate)
            version++;
    }

    /// <param name="stop">Ends the waiting; the reading goes on for the others.</param>
    public Task<T> GetAsync(CancellationToken stop)
    {
        lock (gate)
        {
            if (last is null || !IsGood(last))
                last = new Flight(version, time.GetTimestamp(), Task.Run(() => read(CancellationToken.None)));
            return last.Answer.WaitAsync(stop);
        }
    }

    private bool IsGood(Flight flight) =>
        flight.Version == version
        && (
            !flight.Answer.IsCompleted
            || flight.Answer.IsCompletedSuccessfully && time.GetElapsedTime(flight.Started) < goodFor
        );

    private sealed record Flight(long Version, long Started, Task<T> Answer);
}
