using Alot.Tests.World;
using Microsoft.AspNetCore.Hosting;

namespace Alot.Tests.Demo;

/// <summary>The app as a developer first starts it: with the demo world.</summary>
public sealed class DemoHost(TestCluster cluster) : AppHost(cluster)
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Demo:World", "true");
    }
}
