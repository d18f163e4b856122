using Shouldly;
using Xunit;

namespace Alot.Tests.World;

public sealed class ManualClockTests
{
    private readonly ManualClock clock = new();

    [Fact]
    public void Time_stands_still_until_it_is_moved()
    {
        var before = clock.GetUtcNow();
        clock.GetUtcNow().ShouldBe(before);
        clock.Advance(TimeSpan.FromMinutes(3));
        clock.GetUtcNow().ShouldBe(before.AddMinutes(3));
        clock.GetElapsedTime(before.Ticks).ShouldBe(TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task A_delay_ends_when_the_clock_passes_it_and_not_before()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(10), clock);
        clock.Advance(TimeSpan.FromSeconds(9.999));
        delay.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(0.001));
        await delay.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public void A_periodic_timer_fires_once_for_each_period_passed_in_one_step()
    {
        var times = new List<DateTimeOffset>();
        using var timer = clock.CreateTimer(
            _ => times.Add(clock.GetUtcNow()),
            null,
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(2)
        );
        var start = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromSeconds(5));
        times.ShouldBe([start.AddSeconds(1), start.AddSeconds(3), start.AddSeconds(5)]);
    }
}
