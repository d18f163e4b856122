using Alot.Domain.Lots;
using Alot.Web.Lots;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

public sealed class LotSceneTests : LotScenery
{
    [Fact]
    public void Every_state_that_people_can_see_has_a_scene()
    {
        foreach (var status in Enum.GetValues<LotStatus>().Where(s => s != LotStatus.Created))
            Enum.IsDefined(LotScenes.Of(OpenLot with { Status = status }, Now)).ShouldBeTrue();
    }

    [Fact]
    public void The_clock_closes_sales_to_the_instant()
    {
        LotScenes.Of(OpenLot, OpenLot.Deadline.AddTicks(-10)).ShouldBe(LotScene.Selling);
        LotScenes.Of(OpenLot, OpenLot.Deadline).ShouldBe(LotScene.Closing);
    }

    [Fact]
    public void A_page_looks_again_ten_and_one_minutes_before_the_end_and_at_the_end()
    {
        var end = OpenLot.Deadline;

        LotScenes.Next(OpenLot, end.AddHours(-1)).ShouldBe(end.AddMinutes(-10));
        LotScenes.Next(OpenLot, end.AddMinutes(-10)).ShouldBe(end.AddMinutes(-1));
        LotScenes.Next(OpenLot, end.AddMinutes(-1)).ShouldBe(end);
        LotScenes.Next(OpenLot, end).ShouldBeNull();
    }

    [Fact]
    public void A_funded_lot_is_looked_at_again_when_its_draw_is_due() =>
        LotScenes.Next(FundedLot, Now).ShouldBe(FundedLot.DrawDueAt);

    [Theory]
    [InlineData(new[] { 1, 5 }, "1 to 5")]
    [InlineData(new[] { 7, 1 }, "7")]
    [InlineData(new[] { 1, 5, 6, 5 }, "1 to 10")]
    [InlineData(new[] { 2031, 10, 12, 1 }, "12, 2,031 to 2,040")]
    public void Tickets_are_named_in_order_neighbours_joined(int[] firstAndCount, string text) =>
        LotText.Ranges(firstAndCount.Chunk(2).Select(p => new TicketRange(p[0], p[1]))).ShouldBe(text);

    [Fact]
    public void Many_ranges_are_counted_rather_than_listed() =>
        LotText
            .Ranges(Enumerable.Range(1, 9).Select(i => new TicketRange(i * 10, 1)))
            .ShouldBe("10, 20, 30, 40, 50, 60 and 3 more");
}
