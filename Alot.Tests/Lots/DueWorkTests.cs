using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

public sealed class DueWorkTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task A_node_that_has_just_started_follows_a_clock_that_was_moved()
    {
        var lot = await world.OpenLotAsync(100, TimeSpan.FromDays(2));
        await world.Database.RunAsync("update clock set offset_seconds = 3 * 86400");
        var fresh = world.Make<DueWork>(new AppClock(world.Clock, follows: true));
        (await fresh.ToExpireAsync(default)).ShouldContain(lot.Value);
        (await world.Get<DueWork>().ToExpireAsync(default)).ShouldNotContain(lot.Value, "outside Development");
    }
}
