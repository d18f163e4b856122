using System.Globalization;
using Alot.Tests.Api;
using Shouldly;
using Xunit;

namespace Alot.Tests.Operations;

public sealed class ClockApiTests(ApiWorld app) : IClassFixture<ApiWorld>
{
    [Fact]
    public async Task The_clock_moves_forward_by_whole_seconds_and_zero_reads_it()
    {
        var before = await NowAsync(0);
        var after = await NowAsync(3_600);
        (after - before).TotalSeconds.ShouldBeInRange(3_600, 3_620);
        (await NowAsync(0) - after).TotalSeconds.ShouldBeInRange(0, 20);
        (await app.Database.AskAsync<long>("select offset_seconds from clock")).ShouldBeGreaterThanOrEqualTo(3_600);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e300")]
    [InlineData("9223372036854775807")]
    [InlineData("9999999999")]
    [InlineData("\"5\"")]
    [InlineData("[]")]
    public async Task What_is_not_a_step_forward_is_refused(string seconds)
    {
        var before = await app.Database.AskAsync<long>("select offset_seconds from clock");
        (
            await app.Anonymous.SendAsync(HttpMethod.Post, "/dev/clock/advance", $$"""{"seconds":{{seconds}}}""", null)
        ).ShouldBeProblem(422, "validation");
        (await app.Database.AskAsync<long>("select offset_seconds from clock")).ShouldBe(before);
    }

    private async Task<DateTimeOffset> NowAsync(int seconds) =>
        DateTimeOffset.Parse(
            (await app.Anonymous.PostAsync("/dev/clock/advance", new { seconds }))["now"],
            CultureInfo.InvariantCulture
        );
}
