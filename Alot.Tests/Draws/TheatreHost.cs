using Alot.Data.Transactions;
using Alot.Tests.Lots;
using Alot.Tests.World;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Alot.Tests.Draws;

/// <summary>
/// The app with a clock that stands still until it is set: six seconds of a play then last as long as a slow machine needs.
/// Behind real time, as no browser's first reading of it may be.
/// </summary>
public sealed class TheatreHost(TestCluster cluster) : AppHost(cluster)
{
    public MovedClock Clock { get; } =
        new(DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 86_400));

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton(new AppClock(Clock, follows: true)));
    }
}
