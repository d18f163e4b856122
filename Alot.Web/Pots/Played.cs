using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Pots;
using Microsoft.AspNetCore.Components;

namespace Alot.Web.Pots;

/// <summary>
/// From where somebody plays, as keyed hashes. A request knows its address and its device's cookie; a circuit has no request, so
/// the page that was written hands the hashes on to it, sealed as all state of pages is.
/// </summary>
public sealed class Played(Sealer sealer)
{
    private const string Cookie = "alot-device";

    /// <summary>The browser takes it over https only, for this host and no other.</summary>
    private const string SecureCookie = "__Host-" + Cookie;
    private const int DeviceBytes = 16;
    private const int HashBytes = 16;

    private static readonly object Known = new();

    [PersistentState]
    public string? IpHash { get; set; }

    [PersistentState]
    public string? DeviceHash { get; set; }

    public PlayedFrom From => new(IpHash, DeviceHash);

    /// <summary>For the page that is being written.</summary>
    public void Read(HttpContext http) => (IpHash, DeviceHash) = Of(http, sealer);

    /// <summary>Who cheers: the account, or else the device or the address. Tells nobody who it is.</summary>
    public string Who(PlayerId? player) =>
        Hash(sealer.Derive("pot-cheer"), player?.ToString() ?? DeviceHash ?? IpHash ?? "nobody");

    /// <summary>Of a request. Gives the device its cookie with the answer, where it has none.</summary>
    public static PlayedFrom Of(HttpContext http, Sealer sealer)
    {
        if (http.Items.TryGetValue(Known, out var known))
            return (PlayedFrom)known!;
        var address = http.Connection.RemoteIpAddress;
        var from = new PlayedFrom(
            address is null ? null : Hash(sealer.Derive("pot-address"), Network(address)),
            Hash(sealer.Derive("pot-device"), Device(http))
        );
        http.Items[Known] = from;
        return from;
    }

    private static string Device(HttpContext http)
    {
        // Behind a proxy that ends TLS requests come plain; only Development is ever seen so by a browser.
        var secure =
            http.Request.IsHttps || http.RequestServices?.GetService<IHostEnvironment>()?.IsDevelopment() == false;
        var name = secure ? SecureCookie : Cookie;
        if (http.Request.Cookies[name] is { Length: DeviceBytes * 2 } given && given.All(char.IsAsciiHexDigitLower))
            return given;
        var device = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(DeviceBytes));
        if (!http.Response.HasStarted)
            http.Response.Cookies.Append(
                name,
                device,
                new CookieOptions
                {
                    HttpOnly = true,
                    Secure = secure,
                    SameSite = SameSiteMode.Lax,
                    Path = "/",
                    MaxAge = TimeSpan.FromDays(365),
                    IsEssential = true,
                }
            );
        return device;
    }

    // Of IPv6 the network: a household has 2^64 addresses in it, and its machines change theirs every day.
    private static string Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }

    private static string Hash(byte[] key, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes));
}
