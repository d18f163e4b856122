using Alot.Web.Kit;
using Shouldly;
using Xunit;

namespace Alot.Tests.Kit;

public sealed class ViewerZoneTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 18, 45, 51, TimeSpan.Zero);

    [Theory]
    [InlineData("America/New_York", "Today 21:00 EST")]
    [InlineData("Europe/Berlin", "Tomorrow 03:00 GMT+1")]
    [InlineData("Asia/Kolkata", "Today 07:30 GMT+5:30")]
    [InlineData("America/Lima", "Today 21:00 GMT-5")]
    [InlineData("Pacific/Honolulu", "Today 16:00 HST")]
    [InlineData("Europe/London", "Tomorrow 02:00 GMT")]
    [InlineData("UTC", "Tomorrow 02:00 UTC")]
    [InlineData(null, "Tomorrow 02:00 UTC")]
    [InlineData("Nowhere/Atlantis", "Tomorrow 02:00 UTC")]
    public void A_deadline_is_told_in_the_zone_of_the_person_looking(string? zone, string said)
    {
        var viewer = new ViewerZone { Id = zone };

        viewer.Say(new(2026, 11, 21, 2, 0, 0, TimeSpan.Zero), MomentForm.When, named: true, Now).ShouldBe(said);
    }

    [Fact]
    public void Summer_time_has_its_own_name()
    {
        var viewer = new ViewerZone { Id = "America/New_York" };

        viewer
            .Say(new(2026, 7, 1, 16, 0, 0, TimeSpan.Zero), MomentForm.When, named: true, Now)
            .ShouldBe("1 Jul 12:00 EDT");
    }

    [Theory]
    [InlineData(MomentForm.Time, "18:41")]
    [InlineData(MomentForm.Stamp, "18:41:07")]
    [InlineData(MomentForm.When, "13 Nov 18:41")]
    [InlineData(MomentForm.Date, "13 Nov")]
    public void A_moment_has_four_forms(MomentForm form, string said) =>
        new ViewerZone().Say(new(2026, 11, 13, 18, 41, 7, TimeSpan.Zero), form, named: false, Now).ShouldBe(said);

    [Fact]
    public void Another_year_is_said() =>
        new ViewerZone()
            .Say(new(2025, 10, 16, 0, 0, 0, TimeSpan.Zero), MomentForm.Date, named: false, Now)
            .ShouldBe("16 Oct 2025");

    [Fact]
    public void Yesterday_is_said() =>
        new ViewerZone().Say(Now.AddDays(-1), MomentForm.When, named: false, Now).ShouldBe("Yesterday 18:45");

    [Fact]
    public void A_cookie_that_is_no_zone_is_forgotten()
    {
        var viewer = new ViewerZone { Id = "America/New_York" };

        viewer.Id = "../../etc/passwd";

        viewer.Id.ShouldBeNull();
        viewer.Zone.ShouldBe(TimeZoneInfo.Utc);
    }
}
