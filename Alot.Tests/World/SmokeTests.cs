using Xunit;

namespace Alot.Tests.World;

public sealed class SmokeTests
{
    [Fact]
    public void The_runner_runs() => Assert.Equal(2, 1 + 1);
}
