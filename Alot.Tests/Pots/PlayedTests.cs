using System.Net;
using Alot.Domain.Compliance;
using Alot.Domain.Pots;
using Alot.Web.Pots;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

public sealed class PlayedTests
{
    private readonly Sealer sealer = new(new byte[Sealer.KeyBytes]);

    [Fact]
    public void The_same_address_and_device_give_the_same_hashes_and_neither_can_be_read_from_them()
    {
        var (first, again) = (Of("203.0.113.7", "a"), Of("203.0.113.7", "a"));

        first.ShouldBe(again);
        first.IpHash!.Length.ShouldBe(32);
        first.IpHash.ShouldNotContain("203");
        Of("203.0.113.8", "a").IpHash.ShouldNotBe(first.IpHash);
        Of("203.0.113.7", "b").DeviceHash.ShouldNotBe(first.DeviceHash);
    }

    [Fact]
    public void Of_the_new_protocol_the_network_counts_and_not_the_machine()
    {
        Of("2001:db8:1:2::1", "a").IpHash.ShouldBe(Of("2001:db8:1:2:ffff::9", "a").IpHash);
        Of("2001:db8:1:2::1", "a").IpHash.ShouldNotBe(Of("2001:db8:1:3::1", "a").IpHash);
        Of("::ffff:203.0.113.7", "a").IpHash.ShouldBe(Of("203.0.113.7", "a").IpHash);
    }

    [Fact]
    public void A_device_without_a_cookie_gets_one_once()
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Loopback;

        var from = Played.Of(http, sealer);

        Played.Of(http, sealer).ShouldBe(from);
        var cookie = http.Response.Headers.SetCookie.ShouldHaveSingleItem()!;
        cookie.ShouldStartWith("alot-device=");
        cookie.ShouldContain("httponly");
    }

    [Fact]
    public void Over_https_the_cookie_is_bound_to_this_host()
    {
        var http = new DefaultHttpContext();
        http.Request.Scheme = "https";

        Played.Of(http, sealer);

        var cookie = http.Response.Headers.SetCookie.ShouldHaveSingleItem()!;
        cookie.ShouldStartWith("__Host-alot-device=");
        cookie.ShouldContain("secure");
        cookie.ShouldContain("path=/");
    }

    private PlayedFrom Of(string address, string device)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(address);
        http.Request.Headers.Cookie = "alot-device=" + new string(device[0], 32);
        return Played.Of(http, sealer);
    }
}
