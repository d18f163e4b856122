using System.Security.Cryptography;
using System.Text;
using Alot.Domain.Compliance;
using Alot.Domain.Pots;

namespace Alot.Web.Pots;

/// <summary>From where a request plays: address and device as keyed hashes, which tell equal from different and nothing else.</summary>
public static class Played
{
    private static readonly string[] Cookies = ["alot-device", "__Host-alot-device"];
    private const int Bytes = 16;

    public static PlayedFrom Of(HttpContext context, Sealer sealer) =>
        new(
            Hash(context.Connection.RemoteIpAddress?.ToString(), "pot-address", sealer),
            Hash(
                Cookies.Select(c => context.Request.Cookies[c]).FirstOrDefault(c => !string.IsNullOrEmpty(c)),
                "pot-device",
                sealer
            )
        );

    private static string? Hash(string? text, string purpose, Sealer sealer) =>
        text is null
            ? null
            : Convert.ToHexStringLower(
                HMACSHA256.HashData(sealer.Derive(purpose), Encoding.UTF8.GetBytes(text)).AsSpan(0, Bytes)
            );
}
