using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Alot.Web.Payments;

/// <summary>
/// The <c>Stripe-Signature</c> header: <c>t=&lt;seconds&gt;,v1=&lt;hex&gt;[,v1=…]</c> with
/// v1 = HMAC-SHA256(secret, "&lt;t&gt;.&lt;body bytes&gt;"). Several v1 appear while a secret is being rolled; other schemes
/// (v0) are ignored, so that a weaker one can never stand in.
/// </summary>
public static class StripeSignature
{
    /// <summary>How far the signing time may be from now, either way: an old message can't be played again later.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    /// <summary>More than any roll-over needs; keeps a hostile header from costing work.</summary>
    private const int MostParts = 20;

    /// <summary>The header value for a body signed at a time.</summary>
    public static string Make(ReadOnlySpan<byte> body, string secret, DateTimeOffset signedAt)
    {
        var time = signedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={time},v1={Convert.ToHexStringLower(Compute(time, body, secret))}";
    }

    /// <summary>Whether the body was signed with the secret within the tolerance. False for an empty secret, always.</summary>
    public static bool Verify(string? header, ReadOnlySpan<byte> body, string secret, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(header) || secret.Length == 0)
            return false;
        string? time = null;
        var signatures = new List<byte[]>();
        var parts = header.Split(',', MostParts + 1);
        if (parts.Length > MostParts)
            return false;
        foreach (var part in parts)
        {
            var separator = part.IndexOf('=', StringComparison.Ordinal);
            if (separator < 0)
                return false;
            var (name, value) = (part[..separator].Trim(), part[(separator + 1)..].Trim());
            if (name == "t")
            {
                // Two times would leave open which one was signed.
                if (time is not null)
                    return false;
                time = value;
            }
            else if (name == "v1" && Signature(value) is { } signature)
                signatures.Add(signature);
        }
        if (
            time is null
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)Tolerance.TotalSeconds
        )
            return false;
        var expected = Compute(time, body, secret);
        // No early way out: the time taken doesn't tell which one matched.
        var matched = false;
        foreach (var signature in signatures)
            matched |= CryptographicOperations.FixedTimeEquals(expected, signature);
        return matched;
    }

    private static byte[]? Signature(string hex) =>
        hex.Length == 64 && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : null;

    private static byte[] Compute(string time, ReadOnlySpan<byte> body, string secret)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes(time + "."));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }
}
