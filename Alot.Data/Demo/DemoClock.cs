namespace Alot.Data.Demo;

/// <summary>The past that the use cases are told it is.</summary>
internal sealed class DemoClock(DateTimeOffset start) : TimeProvider
{
    public DateTimeOffset Time { get; set; } = start;

    public override DateTimeOffset GetUtcNow() => Time;
}

/// <summary>What happens when: done in the order of time over all lots, as it would have been lived.</summary>
internal sealed class DemoAgenda(DemoClock clock)
{
    private readonly PriorityQueue<Func<Task>, (DateTimeOffset At, int Order)> entries = new();
    private int order;

    public void At(DateTimeOffset time, Func<Task> act) => entries.Enqueue(act, (time, order++));

    /// <summary>What is done may add to what comes.</summary>
    public async Task RunAsync()
    {
        while (entries.TryDequeue(out var act, out var due))
        {
            clock.Time = due.At;
            await act();
        }
    }
}
