using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Alot.Domain.Draws;

/// <summary>
/// The secret that turns a player's id into the tag a roster shows: 32 random bytes made together with the seed.
/// Its hash is published at opening, the key never (draws.md).
/// </summary>
public sealed class TagKey
{
    private readonly byte[] _bytes;

    private TagKey(string hex)
    {
        Hex = hex;
        _bytes = Convert.FromHexString(hex);
    }

    /// <summary>The secret as 64 lower-case hex digits. Stored encrypted, never published.</summary>
    public string Hex { get; }

    /// <summary>SHA256(ascii(hex)) as hex, published when the lot opens.</summary>
    public string Commitment => Digest.OfAscii(Hex);

    public static TagKey New() => new(RandomNumberGenerator.GetHexString(Digest.HexDigits, lowercase: true));

    /// <exception cref="FormatException">Not exactly 64 lower-case hex digits.</exception>
    public static TagKey FromHex(string hex) => new(Digest.RequireHash(hex, "A tag key"));

    public bool Matches(string commitment) => string.Equals(Commitment, commitment, StringComparison.Ordinal);

    /// <summary>The player's tag in this lot: the first 8 bytes of HMAC-SHA256(key, ascii(player id)).</summary>
    public UserTag TagOf(PlayerId player)
    {
        Span<byte> id = stackalloc byte[36];
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        player.Value.TryFormat(id, out _, "D");
        HMACSHA256.HashData(_bytes, id, mac);
        return new UserTag(BinaryPrimitives.ReadUInt64BigEndian(mac));
    }

    public override string ToString() => "(tag key)";
}

/// <summary>What stands for a player in one lot's roster: 16 hex digits that say nothing about who it is.</summary>
public readonly record struct UserTag(ulong Value)
{
    public const int Digits = 16;

    /// <exception cref="FormatException">Not exactly 16 lower-case hex digits.</exception>
    public static UserTag Parse(ReadOnlySpan<char> text) =>
        text.Length == Digits && Digest.IsLowerHex(text)
            ? new UserTag(ulong.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
            : throw new FormatException("A user tag must be 16 lower-case hex digits.");

    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
