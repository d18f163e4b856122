using System.Security.Cryptography;

namespace Alot.Domain.Draws;

/// <summary>
/// The secret of a draw: 32 random bytes as 64 lower-case hex digits, made when the lot opens, stored encrypted and
/// shown nowhere before the draw (draws.md).
/// </summary>
public sealed class ServerSeed
{
    private ServerSeed(string hex) => Hex = hex;

    /// <summary>The secret itself. Never log it, never put it on a page before the draw.</summary>
    public string Hex { get; }

    /// <summary>SHA256(ascii(hex)) as hex: public from the moment the lot opens.</summary>
    public string Commitment => Digest.OfAscii(Hex);

    public static ServerSeed New() => new(RandomNumberGenerator.GetHexString(Digest.HexDigits, lowercase: true));

    /// <exception cref="FormatException">Not exactly 64 lower-case hex digits.</exception>
    public static ServerSeed FromHex(string hex) => new(Digest.RequireHash(hex, "A server seed"));

    /// <summary>Whether this seed is the one that was committed to.</summary>
    public bool Matches(string commitment) => string.Equals(Commitment, commitment, StringComparison.Ordinal);

    // A seed that finds its way into a log line or an exception must not tell itself.
    public override string ToString() => "(server seed)";
}
