using System.Diagnostics;
using Alot.Tests.World;
using Microsoft.AspNetCore.Hosting;

namespace Alot.Tests.Demo;

/// <summary>The app as a developer first starts it: with the demo world.</summary>
public sealed class DemoHost(TestCluster cluster) : AppHost(cluster)
{
    /// <summary>From an empty database to a server that listens.</summary>
    public TimeSpan Started { get; private set; }

    public override async ValueTask InitializeAsync()
    {
        var watch = Stopwatch.StartNew();
        await base.InitializeAsync();
        Started = watch.Elapsed;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Demo:World", "true");
    }
}
