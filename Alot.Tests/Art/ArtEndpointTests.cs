using System.Net;
using System.Net.Http.Headers;
using Alot.Domain.Lots;
using Alot.Web.Art;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Alot.Tests.Art;

/// <summary>The pictures' addresses on a server that has nothing else.</summary>
public sealed class ArtEndpointTests : IAsyncLifetime
{
    private readonly WebApplication app = Build();
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        await app.StartAsync();
        client = app.GetTestClient();
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_picture_is_sent_as_svg_to_be_kept_for_good()
    {
        using var response = await client.GetAsync("/art/watch/s13/rare/front.svg");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("image/svg+xml");
        response.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        response.Headers.ETag!.IsWeak.ShouldBeFalse();
        (await response.Content.ReadAsStringAsync()).ShouldBe(
            ArtGenerator.Plate(Category.Watch, "s13", Tier.Rare, ArtView.Front)
        );
    }

    [Fact]
    public async Task Every_address_the_helper_builds_is_found()
    {
        var urls =
            from category in Enum.GetValues<Category>()
            from tier in Enum.GetValues<Tier>()
            from view in Enum.GetValues<ArtView>()
            select ArtUrl.Plate(category, "Meridian Chrono 42", tier, view);
        foreach (var url in urls.Concat(Enum.GetValues<Tier>().Select(ArtUrl.Back)))
        {
            using var response = await client.GetAsync(url);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, url);
        }
    }

    [Fact]
    public async Task A_browser_that_has_the_picture_gets_it_confirmed_without_content()
    {
        using var first = await client.GetAsync("/art/back/mythic.svg");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/art/back/mythic.svg");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await client.SendAsync(request);
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        second.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        (await second.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_browser_that_has_another_picture_gets_this_one()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/art/back/mythic.svg");
        request.Headers.IfNoneMatch.Add(new EntityTagHeaderValue("\"0123456789abcdef01234567\""));
        using var response = await client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_servers_give_a_picture_the_same_tag()
    {
        await using var other = Build();
        await other.StartAsync();
        using var otherClient = other.GetTestClient();
        using var here = await client.GetAsync("/art/bag/s2/grail/angle.svg");
        using var there = await otherClient.GetAsync("/art/bag/s2/grail/angle.svg");
        there.Headers.ETag.ShouldBe(here.Headers.ETag);
    }

    [Fact]
    public async Task Asking_for_the_headers_alone_works()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/art/bag/s2/grail/front.svg");
        using var response = await client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength!.Value.ShouldBeGreaterThan(4_000);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/art/car/s1/icon/front.svg")]
    [InlineData("/art/0/s1/icon/front.svg")]
    [InlineData("/art/Watch/s1/icon/front.svg")]
    [InlineData("/art/watch/S1/icon/front.svg")]
    [InlineData("/art/watch/s%201/icon/front.svg")]
    [InlineData("/art/watch/%3Cscript%3E/icon/front.svg")]
    [InlineData("/art/watch/s1/legend/front.svg")]
    [InlineData("/art/watch/s1/1/front.svg")]
    [InlineData("/art/watch/s1/icon/rear.svg")]
    [InlineData("/art/watch/s1/icon/front.png")]
    [InlineData("/art/watch/s1/icon/front")]
    [InlineData("/art/watch/s1/icon.svg")]
    [InlineData("/art/back/legend.svg")]
    [InlineData("/art/back/ICON.svg")]
    [InlineData("/art/watch/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/icon/front.svg")]
    public async Task What_is_not_the_address_of_a_picture_is_not_found(string url)
    {
        using var response = await client.GetAsync(url);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Headers.CacheControl.ShouldBeNull();
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapArt();
        return app;
    }
}
