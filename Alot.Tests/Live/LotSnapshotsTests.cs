using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Tests.Lots;
using Alot.Tests.World;
using Alot.Web.Live;
using Shouldly;
using Xunit;

namespace Alot.Tests.Live;

public sealed class LotSnapshotsTests : LotScenery
{
    private readonly ManualClock time = new();
    private readonly TaskCompletionSource slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int reads;
    private bool maySee = true;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_viewers_at_once_cost_one_read()
    {
        var snapshots = Make(wait: true);

        var all = Enumerable.Range(0, 1_000).Select(_ => snapshots.FindAsync(Id, null, null, Stop)).ToList();
        slow.SetResult();
        var lots = await Task.WhenAll(all);

        reads.ShouldBe(1);
        lots.ShouldAllBe(lot => ReferenceEquals(lot, lots[0]));
    }

    [Fact]
    public async Task After_a_change_everyone_together_reads_once_more()
    {
        var snapshots = Make();
        var told = new TaskCompletionSource();
        using var watch = snapshots.Watch(Id, () => told.TrySetResult());
        await snapshots.FindAsync(Id, null, null, Stop);

        Feed.Announce([Topic.Lot(Id)]);
        await told.Task.WaitAsync(Stop);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => snapshots.FindAsync(Id, null, null, Stop)));

        reads.ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_is_told_of_a_change_never_gets_what_was_read_before_it()
    {
        var snapshots = Make();
        SharedLot? seen = null;
        var told = new TaskCompletionSource();
        using var watch = snapshots.Watch(
            Id,
            async () =>
            {
                seen = await snapshots.FindAsync(Id, null, null, CancellationToken.None);
                told.TrySetResult();
            }
        );
        var before = await snapshots.FindAsync(Id, null, null, Stop);

        Shared = Snapshot(OpenLot with { Percent = 99 });
        Feed.Announce([Topic.Lot(Id)]);
        await told.Task.WaitAsync(Stop);

        before!.View.Percent.ShouldBe(82);
        seen!.View.Percent.ShouldBe(99);
    }

    [Fact]
    public async Task A_change_during_a_read_makes_the_next_to_ask_read_again()
    {
        var snapshots = Make(wait: true);
        var told = new TaskCompletionSource();
        using var watch = snapshots.Watch(Id, () => told.TrySetResult());
        var first = snapshots.FindAsync(Id, null, null, Stop);

        Feed.Announce([Topic.Lot(Id)]);
        await told.Task.WaitAsync(Stop);
        var second = snapshots.FindAsync(Id, null, null, Stop);
        slow.SetResult();
        await Task.WhenAll(first, second);

        reads.ShouldBe(2);
    }

    [Fact]
    public async Task A_change_that_was_not_heard_shows_after_five_seconds()
    {
        var snapshots = Make();
        await snapshots.FindAsync(Id, null, null, Stop);
        time.Advance(TimeSpan.FromSeconds(4.9));
        await snapshots.FindAsync(Id, null, null, Stop);
        reads.ShouldBe(1);

        time.Advance(TimeSpan.FromSeconds(0.2));
        await snapshots.FindAsync(Id, null, null, Stop);

        reads.ShouldBe(2);
    }

    [Fact]
    public async Task A_read_that_failed_is_not_kept()
    {
        var fail = true;
        var snapshots = new LotSnapshots(
            Feed,
            (_, _) => fail ? throw new TimeoutException() : Task.FromResult<SharedLot?>(Shared),
            (_, _, _, _) => Task.FromResult(true),
            time
        );
        await Should.ThrowAsync<TimeoutException>(() => snapshots.FindAsync(Id, null, null, Stop));

        fail = false;

        (await snapshots.FindAsync(Id, null, null, Stop)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_private_lot_is_asked_about_for_each_viewer_though_it_is_read_once()
    {
        Shared = Snapshot(OpenLot with { Visibility = Visibility.Private });
        var snapshots = Make();

        (await snapshots.FindAsync(Id, null, "key", Stop)).ShouldNotBeNull();
        maySee = false;
        (await snapshots.FindAsync(Id, null, "old key", Stop)).ShouldBeNull();

        reads.ShouldBe(1);
    }

    [Fact]
    public async Task Addresses_that_were_tried_at_random_are_forgotten_and_watched_lots_are_not()
    {
        var snapshots = Make();
        using var watch = snapshots.Watch(Id, () => { });
        for (var i = 0; i < 50; i++)
            await snapshots.FindAsync(LotId.New(Now.AddSeconds(i)), null, null, Stop);
        snapshots.Count.ShouldBe(51);

        time.Advance(TimeSpan.FromMinutes(2));
        await snapshots.FindAsync(Id, null, null, Stop);

        snapshots.Count.ShouldBe(1);
    }

    private LotSnapshots Make(bool wait = false) =>
        new(
            Feed,
            async (_, _) =>
            {
                Interlocked.Increment(ref reads);
                var lot = Shared;
                if (wait)
                    await slow.Task;
                return lot;
            },
            (_, _, _, _) => Task.FromResult(maySee),
            time
        );
}
