namespace Alot.Tests.World;

/// <summary>One moment, for pages that only show times.</summary>
internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
