using Alot.Data.Live;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Live;

public sealed class LiveFeedTests
{
    private static readonly Topic Topic = new("lot:7");

    private readonly ManualClock clock = new();
    private int calls;

    [Fact]
    public async Task The_first_change_is_told_at_once_and_more_are_gathered()
    {
        var feed = new LiveFeed(clock);
        using var viewer = feed.Subscribe(Topic, () => Interlocked.Increment(ref calls));
        feed.Announce([Topic]);
        await CallsAsync(1);
        for (var i = 0; i < 100; i++)
            feed.Announce([Topic]);
        await Task.Delay(50);
        calls.ShouldBe(1);
        clock.Advance(LiveFeed.Pace);
        await CallsAsync(2);
        clock.Advance(TimeSpan.FromSeconds(5));
        await Task.Delay(50);
        calls.ShouldBe(2);
    }

    [Fact]
    public async Task A_change_during_a_call_leads_to_another_call()
    {
        var feed = new LiveFeed(clock);
        using var viewer = feed.Subscribe(
            Topic,
            () =>
            {
                if (calls == 0)
                    feed.Changed(Topic);
                // Counted when the further call has its timer: the clock is moved as soon as this one is seen.
                Interlocked.Increment(ref calls);
            }
        );
        feed.Changed(Topic);
        await CallsAsync(1);
        clock.Advance(LiveFeed.Pace);
        await CallsAsync(2);
    }

    [Fact]
    public async Task One_viewer_that_fails_keeps_nobody_else_from_hearing()
    {
        var feed = new LiveFeed(clock);
        using var broken = feed.Subscribe(Topic, () => throw new ObjectDisposedException("a page that is gone"));
        using var viewer = feed.Subscribe(Topic, () => Interlocked.Increment(ref calls));
        feed.Changed(Topic);
        await CallsAsync(1);
    }

    [Fact]
    public async Task Who_left_hears_nothing_and_others_do()
    {
        var feed = new LiveFeed(clock);
        var left = 0;
        feed.Subscribe(Topic, () => left++).Dispose();
        using var viewer = feed.Subscribe(Topic, () => Interlocked.Increment(ref calls));
        using var other = feed.Subscribe(new Topic("lot:8"), () => left++);
        feed.Changed(Topic);
        await CallsAsync(1);
        left.ShouldBe(0);
    }

    [Fact]
    public async Task After_a_break_everybody_reloads()
    {
        var feed = new LiveFeed(clock);
        using var one = feed.Subscribe(Topic, () => Interlocked.Increment(ref calls));
        using var two = feed.Subscribe(new Topic("lot:8"), () => Interlocked.Increment(ref calls));
        feed.AllChanged();
        await CallsAsync(2);
    }

    [Fact]
    public void What_was_announced_here_is_handed_to_the_other_nodes_once()
    {
        var feed = new LiveFeed(clock);
        feed.Announce([Topic, Topic, Topic.Lots]);
        feed.Changed(new Topic("heard from another node"));
        feed.TakeForOtherNodes().ShouldBe([Topic, Topic.Lots], ignoreOrder: true);
        feed.TakeForOtherNodes().ShouldBeEmpty();
    }

    private async Task CallsAsync(int expected)
    {
        await Eventually.TrueAsync(() => Volatile.Read(ref calls) >= expected);
        calls.ShouldBe(expected);
    }
}
