using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Alot.Domain.Compliance;
using Alot.Tests.World;
using Alot.Web.Operations;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Alot.Tests.Operations;

/// <summary>The app as it runs in Production.</summary>
public sealed class ProductionApp(TestCluster cluster) : AppHost(cluster)
{
    protected override bool CheapPasswords => false;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment("Production");
        builder.UseSetting("Alot:MasterKey", Convert.ToBase64String(new byte[32]));
        builder.UseSetting("Stripe:SecretKey", "sk_test_not_a_key");
        builder.UseSetting("Stripe:WebhookSecret", "whsec_not_a_secret");
        builder.UseSetting("Stripe:PublishableKey", "pk_test_not_a_key");
    }
}

public sealed class ProductionTests(ProductionApp app) : IClassFixture<ProductionApp>, IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = app.Address,
    };

    [Theory]
    [InlineData("GET", "/dev/mail?to=ines@alot.test")]
    [InlineData("POST", "/dev/clock/advance")]
    [InlineData("POST", "/sandbox/checkout/cs_test_1/complete")]
    [InlineData("GET", "/sandbox/stripe/v1/events")]
    [InlineData("POST", "/sandbox/stripe/v1/checkout/sessions")]
    public async Task What_is_for_development_is_not_there(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = method == "POST" ? JsonContent.Create(new { seconds = 1 }) : null,
        };
        var answer = await http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadFromJsonAsync<JsonObject>())!["code"]!.GetValue<string>().ShouldBe("not_found");
    }

    [Fact]
    public void A_stored_password_is_as_hard_to_guess_as_OWASP_asks() =>
        app
            .Services.GetRequiredService<IOptions<PasswordHasherOptions>>()
            .Value.IterationCount.ShouldBeGreaterThanOrEqualTo(210_000);

    [Fact]
    public async Task Cookies_carry_the_host_prefix()
    {
        var form = await http.GetAsync("/account/forgot");
        form.StatusCode.ShouldBe(HttpStatusCode.OK);
        var cookies = form.Headers.TryGetValues("Set-Cookie", out var set) ? set.ToList() : [];
        cookies.Select(c => c.Split('=')[0]).Order().ShouldBe(["__Host-alot-device", "__Host-alot-forms"]);
        // Whatever the proxy in front says of its connection.
        cookies
            .Single(c => c.StartsWith("__Host-alot-device", StringComparison.Ordinal))
            .ShouldContain("; secure", Case.Insensitive);
        foreach (var cookie in cookies)
        {
            cookie.ShouldContain("samesite=lax", Case.Insensitive);
            cookie.ShouldContain("httponly", Case.Insensitive);
        }
    }

    [Fact]
    public void Without_a_master_key_it_refuses_to_start()
    {
        var nothing = new ConfigurationBuilder().Build();
        Should
            .Throw<InvalidOperationException>(() => Load(nothing, new Place("Production", "/nowhere")))
            .Message.ShouldContain("Alot:MasterKey");
    }

    [Fact]
    public void Development_makes_its_own_master_key_once()
    {
        var folder = Directory.CreateTempSubdirectory("alot-key").FullName;
        var file = Path.Combine(folder, "deeper", "master.key");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>("Alot:MasterKeyFile", file)])
            .Build();
        var first = Load(configuration, new Place("Development", folder));
        var again = Load(configuration, new Place("Development", folder));
        again.Open(first.Seal("seed", "p"), "p").ShouldBe("seed");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.Delete(folder, recursive: true);
    }

    private static Sealer Load(IConfiguration configuration, IHostEnvironment place) =>
        (Sealer)new ServiceCollection().AddMasterKey(configuration, place).Single().ImplementationInstance!;

    public void Dispose() => http.Dispose();

    private sealed class Place(string environment, string root) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;
        public string ApplicationName { get; set; } = "Alot.Web";
        public string ContentRootPath { get; set; } = root;
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}

public sealed class RatesTests(ProductionApp app) : IClassFixture<ProductionApp>
{
    [Fact]
    public async Task Guessing_passwords_is_slowed_down()
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        var statuses = new List<HttpStatusCode>();
        HttpResponseMessage last = null!;
        for (var i = 0; i < 25; i++)
        {
            last = await http.PostAsJsonAsync("/api/auth/refresh", new { refresh_token = $"guess {i}" });
            statuses.Add(last.StatusCode);
        }
        statuses.Count(s => s == HttpStatusCode.Unauthorized).ShouldBe(20);
        last.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        last.Headers.RetryAfter.ShouldNotBeNull();
        var problem = await last.Content.ReadFromJsonAsync<JsonObject>();
        problem!["code"]!.GetValue<string>().ShouldBe("too_many_requests");
    }
}
