using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Alot.Tests.World;
using Microsoft.AspNetCore.Hosting;
using Shouldly;
using Xunit;

namespace Alot.Tests.Operations;

/// <summary>The app as Production runs it, with keys of a processor that is never called here.</summary>
public sealed class ProductionHost(TestCluster cluster) : AppHost(cluster)
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment("Production");
        builder.UseSetting("Alot:MasterKey", Convert.ToBase64String(new byte[32]));
        builder.UseSetting("Stripe:SecretKey", "sk_test_for_this_test");
        builder.UseSetting("Stripe:WebhookSecret", "whsec_for_this_test");
        builder.UseSetting("Stripe:PublishableKey", "pk_test_for_this_test");
        builder.UseSetting("Alot:PublicUrl", "https://alot.example");
    }
}

public sealed class ProductionApiTests(ProductionHost app) : IClassFixture<ProductionHost>
{
    [Theory]
    [InlineData("GET", "/dev/mail")]
    [InlineData("GET", "/dev/mail?to=player@alot.test")]
    [InlineData("POST", "/dev/clock/advance")]
    [InlineData("POST", "/sandbox/checkout/cs_test_1/complete")]
    [InlineData("GET", "/sandbox/pay/cs_test_1")]
    [InlineData("POST", "/sandbox/stripe/v1/checkout/sessions")]
    [InlineData("GET", "/sandbox/stripe/v1/events")]
    [InlineData("GET", "/sandbox")]
    [InlineData("GET", "/sandbox/faults")]
    [InlineData("POST", "/sandbox/faults")]
    [InlineData("POST", "/sandbox/disputes")]
    [InlineData("POST", "/sandbox/disputes/dp_1")]
    [InlineData("POST", "/sandbox/refunds/re_1/fail")]
    [InlineData("POST", "/sandbox/webhooks/evt_1/resend")]
    public async Task What_is_for_development_only_is_not_there(string method, string path)
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST")
            request.Content = new StringContent(
                """{"seconds":60,"outcome":"succeed"}""",
                Encoding.UTF8,
                "application/json"
            );
        using var answer = await http.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]!.ToString().ShouldBe("not_found");
        (await app.Database.AskAsync<long>("select offset_seconds from clock")).ShouldBe(0);
    }

    [Fact]
    public async Task The_rest_of_the_api_is_there()
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        (await http.GetAsync("/api/lots")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await http.GetAsync("/.well-known/alot-keys.json")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task No_demo_account_is_made() =>
        (await app.Database.AskAsync<long>("select count(*) from users")).ShouldBe(0);
}
