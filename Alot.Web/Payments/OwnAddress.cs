using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Alot.Web.Payments;

/// <summary>The address this node itself listens on, as it reaches itself; known once the server has started.</summary>
public sealed class OwnAddress(IServer server)
{
    /// <summary>Null until the server listens.</summary>
    public Uri? Current
    {
        get
        {
            var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
            // Plain http where there is a choice: no development certificate has to be trusted.
            return addresses
                .Select(Reachable)
                .OfType<Uri>()
                .Where(a => a.Port != 0)
                .OrderBy(a => a.Scheme == Uri.UriSchemeHttp ? 0 : 1)
                .FirstOrDefault();
        }
    }

    /// <summary>"Any address" becomes loopback: http://+:5080, http://0.0.0.0:5080 and http://[::]:5080 are one.</summary>
    public static Uri? Reachable(string address)
    {
        var text = address.Replace("://+", "://127.0.0.1", StringComparison.Ordinal);
        text = text.Replace("://*", "://127.0.0.1", StringComparison.Ordinal);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return null;
        var any =
            IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip)
            && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any));
        return any ? new UriBuilder(uri) { Host = "127.0.0.1" }.Uri : uri;
    }
}
