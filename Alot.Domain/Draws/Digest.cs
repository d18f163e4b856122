using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Alot.Domain.Draws;

/// <summary>SHA-256 and hex as draws.md writes them: over ASCII text, lower case, no culture.</summary>
internal static class Digest
{
    public const int Bytes = SHA256.HashSizeInBytes;
    public const int HexDigits = Bytes * 2;

    private static readonly SearchValues<char> LowerHexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>SHA-256 over the text's ASCII bytes, as 64 lower-case hex digits.</summary>
    /// <exception cref="ArgumentException">
    /// The text holds a character outside ASCII; hashing a replacement character instead would make two texts one.
    /// </exception>
    public static string OfAscii(string text)
    {
        RequireAscii(text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
    }

    /// <summary>SHA-256 over UTF-8 bytes, for records that hold names.</summary>
    public static string OfUtf8(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>The first 8 hex digits as an unsigned integer: the draw's number.</summary>
    public static uint FirstEightDigits(string hex) =>
        BinaryPrimitives.ReadUInt32BigEndian(Convert.FromHexString(hex.AsSpan(0, 8)));

    /// <summary>The last 8 hex digits as an unsigned integer: what a nonce is made of.</summary>
    public static uint LastEightDigits(string hex) =>
        BinaryPrimitives.ReadUInt32BigEndian(Convert.FromHexString(hex.AsSpan(hex.Length - 8)));

    public static bool IsHex(string? text, int digits) => text is not null && text.Length == digits && IsLowerHex(text);

    public static bool IsLowerHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(LowerHexDigits);

    public static void RequireAscii(string text)
    {
        if (!Ascii.IsValid(text))
            throw new ArgumentException("Only ASCII text takes part in a draw.", nameof(text));
    }

    /// <exception cref="FormatException">Not exactly 64 lower-case hex digits.</exception>
    public static string RequireHash(string? hex, string what) =>
        IsHex(hex, HexDigits) ? hex! : throw new FormatException($"{what} must be 64 lower-case hex digits.");
}
