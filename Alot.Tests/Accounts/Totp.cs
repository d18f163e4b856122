using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Alot.Tests.Accounts;

/// <summary>An authenticator app (RFC 6238, SHA-1, 30 s, six digits), written apart from Identity's.</summary>
internal static class Totp
{
    public static string Code(string base32Key)
    {
        Span<byte> step = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // TOTP is HMAC-SHA1.
        var hash = HMACSHA1.HashData(Bytes(base32Key), step);
#pragma warning restore CA5350
        var at = hash[^1] & 0xf;
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(at, 4)) & 0x7fff_ffff;
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    private static byte[] Bytes(string base32)
    {
        var bits = string.Concat(
            base32.Select(c =>
                Convert
                    .ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2)
                    .PadLeft(5, '0')
            )
        );
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
