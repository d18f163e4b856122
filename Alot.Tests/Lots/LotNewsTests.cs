using Alot.Data.Lots;
using Alot.Domain.Lots;
using Alot.Web.Lots;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

public sealed class LotNewsTests : LotScenery
{
    private readonly LotNews news = new();

    [Fact]
    public void The_first_look_says_nothing() => news.Look(At(90), Now).ShouldBeNull();

    [Theory]
    [InlineData(24, 25, 25)]
    [InlineData(10, 60, 50)]
    [InlineData(74, 75, 75)]
    [InlineData(80, 99, 90)]
    public void A_mark_that_is_passed_is_said_once_the_highest_of_several(int before, int after, int mark)
    {
        news.Look(At(before), Now);

        news.Look(At(after), Now.AddSeconds(1)).ShouldBe($"Lot 0417 is {mark} percent funded.");
        news.Look(At(after), Now.AddMinutes(5)).ShouldBeNull();
    }

    [Fact]
    public void Between_marks_nothing_is_said()
    {
        news.Look(At(51), Now);

        news.Look(At(74), Now.AddSeconds(1)).ShouldBeNull();
    }

    [Fact]
    public void Two_marks_within_30_seconds_are_one_now_and_the_newest_later()
    {
        news.Look(At(20), Now);
        news.Look(At(25), Now.AddSeconds(1)).ShouldNotBeNull();

        news.Look(At(50), Now.AddSeconds(5)).ShouldBeNull();
        news.Look(At(75), Now.AddSeconds(9)).ShouldBeNull();
        news.DueAt.ShouldBe(Now.AddSeconds(31));

        news.Look(At(75), Now.AddSeconds(31)).ShouldBe("Lot 0417 is 75 percent funded.");
        news.DueAt.ShouldBeNull();
    }

    [Fact]
    public void The_last_ten_minutes_and_the_last_one_are_told()
    {
        var end = OpenLot.Deadline;
        news.Look(OpenLot, end.AddMinutes(-11));

        news.Look(OpenLot, end.AddMinutes(-10)).ShouldBe("10 minutes left.");
        news.Look(OpenLot, end.AddMinutes(-5)).ShouldBeNull();
        news.Look(OpenLot, end.AddMinutes(-1)).ShouldBe("1 minute left.");
        news.Look(OpenLot, end).ShouldBe("The deadline has passed. Sales are closed.");
    }

    [Fact]
    public void The_outcome_is_told_with_ticket_and_holder()
    {
        news.Look(FundedLot, Now);

        news.Look(SettledLot, Now.AddSeconds(41)).ShouldBe("Lot 0417 is drawn. Ticket 932 wins, held by k•••4.");
    }

    [Fact]
    public void Expiry_and_cancellation_say_what_happens_to_the_money()
    {
        news.Look(OpenLot, Now);
        news.Look(ExpiredLot, Now.AddSeconds(1)).ShouldNotBeNull().ShouldContain("choose what comes back");
        news.Look(OpenLot with { Status = LotStatus.Cancelled }, Now.AddMinutes(1))
            .ShouldNotBeNull()
            .ShouldContain("goes back at 100 percent");
    }

    private static LotView At(int percent) => OpenLot with { Percent = percent };
}
