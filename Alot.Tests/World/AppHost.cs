using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Alot.Tests.World;

/// <summary>
/// The whole app in this process, on a real socket (browsers can reach it) and a database of its own. A class fixture;
/// derive from it to change settings or services.
/// </summary>
public class AppHost(TestCluster cluster) : WebApplicationFactory<Program>, IAsyncLifetime
{
    public TestDatabase Database { get; } = new(cluster);

    /// <summary>By the name localhost, which passkeys need.</summary>
    public Uri Address { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        UseKestrel(0);
        StartServer();
        Address = new UriBuilder(ClientOptions.BaseAddress) { Host = "localhost" }.Uri;
        ClientOptions.BaseAddress = Address;
        // The server calls itself 127.0.0.1; links in mails and from the pay page must lead where the cookies are.
        Services.GetRequiredService<IConfiguration>()["Alot:PublicUrl"] = Address.ToString();
    }

    /// <summary>Production's cost would make hashing passwords most of what tests of accounts do.</summary>
    protected virtual bool CheapPasswords => true;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        if (CheapPasswords)
            builder.ConfigureTestServices(services =>
                services.PostConfigure<PasswordHasherOptions>(o => o.IterationCount = 1_000)
            );
        builder.UseEnvironment("Development");
        builder.UseSetting("ConnectionStrings:AlotApp", Database.App);
        builder.UseSetting("ConnectionStrings:AlotOrchestrator", Database.Pots.Orchestrator);
        builder.UseSetting("ConnectionStrings:AlotSettlement", Database.Pots.Settlement);
        // A test arranges what it needs; the demo's lots would be in every list.
        builder.UseSetting("Demo:World", "false");
        builder.UseSetting("Pots:Rotating", "false");
        // Thousands of request lines would bury what a failed test says.
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        builder.UseSetting("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Warning");
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
