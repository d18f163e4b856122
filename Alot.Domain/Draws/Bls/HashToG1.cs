using System.Numerics;
using System.Security.Cryptography;

namespace Alot.Domain.Draws.Bls;

/// <summary>RFC 9380's suite <c>BLS12381G1_XMD:SHA-256_SSWU_RO_</c>: any text as a point of G1 (section 8.8.1).</summary>
public static class HashToG1
{
    /// <summary>Bytes that one field element is made of: 381 + 128 bits, rounded up, so that the remainder is even.</summary>
    private const int ElementBytes = 64;

    // The curve y² = x³ + A x + B that the map lands on, and the non-square it uses (section 8.8.1).
    private static readonly Fp A = Fp.Hex(
        "144698a3b8e9433d693a02c96d4982b0ea985383ee66a8d8e8981aefd881ac98936f8da0e0f97f5cf428082d584c1d"
    );
    private static readonly Fp B = Fp.Hex(
        "12e2908d11688030018b12e8753eee3b2016c1f0f24f4070a0b9c14fcef35ef55a23215a316ceaa5d1cc48e98e172be0"
    );
    private static readonly Fp Z = Fp.Of(11);
    private static readonly Fp MinusBOverA = -B / A;
    private static readonly Fp BOverZa = B / (Z * A);

    /// <summary>h_eff = 1 − x (section 8.8.1): what brings a point of the curve into the subgroup.</summary>
    private static readonly BigInteger EffectiveCofactor = 1 - Bls12381.X;

    /// <summary>hash_to_curve, section 3: the sum of two mapped elements.</summary>
    /// <param name="tag">The domain separation tag, 1 … 255 bytes.</param>
    public static CurvePoint<Fp> Of(ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag)
    {
        var uniform = ExpandMessage(message, tag, 2 * ElementBytes);
        var first = Map(Element(uniform.AsSpan(0, ElementBytes)));
        var second = Map(Element(uniform.AsSpan(ElementBytes)));
        return first.Add(second).Times(EffectiveCofactor);
    }

    /// <summary>expand_message_xmd with SHA-256, section 5.3.1.</summary>
    /// <exception cref="ArgumentException">A tag of no or more than 255 bytes, or more bytes wanted than 255 hashes give.</exception>
    public static byte[] ExpandMessage(ReadOnlySpan<byte> message, ReadOnlySpan<byte> tag, int length)
    {
        const int blockBytes = 64;
        if (tag.Length is < 1 or > byte.MaxValue)
            throw new ArgumentException("A domain separation tag has from 1 to 255 bytes.", nameof(tag));
        var blocks = (length + SHA256.HashSizeInBytes - 1) / SHA256.HashSizeInBytes;
        if (blocks is < 1 or > byte.MaxValue)
            throw new ArgumentException("From 1 to 255 hashes can be made of a message.", nameof(length));

        ReadOnlySpan<byte> tagWithLength = [.. tag, (byte)tag.Length];
        var start = SHA256.HashData([
            .. new byte[blockBytes],
            .. message,
            (byte)(length >> 8),
            (byte)length,
            0,
            .. tagWithLength,
        ]);
        var uniform = new List<byte>(blocks * SHA256.HashSizeInBytes);
        var previous = new byte[SHA256.HashSizeInBytes];
        for (var block = 1; block <= blocks; block++)
        {
            for (var i = 0; i < previous.Length; i++)
                previous[i] ^= start[i];
            previous = SHA256.HashData([.. previous, (byte)block, .. tagWithLength]);
            uniform.AddRange(previous);
        }
        return [.. uniform.Take(length)];
    }

    private static Fp Element(ReadOnlySpan<byte> uniform) =>
        Fp.Of(new BigInteger(uniform, isUnsigned: true, isBigEndian: true));

    /// <summary>The simplified Shallue–van de Woestijne–Ulas map (section 6.6.2) and the isogeny after it (section 6.6.3).</summary>
    private static CurvePoint<Fp> Map(Fp u)
    {
        var zu2 = Z * u * u;
        var t = (zu2 * zu2 + zu2).Inverse();
        var x = t.IsZero ? BOverZa : MinusBOverA * (Fp.One + t);
        var root = YSquared(x).SquareRoot();
        if (root is null)
        {
            x = zu2 * x;
            root = YSquared(x).SquareRoot();
        }
        // One of the two is a square for every u: Z is chosen so.
        var y = root!.Value;
        return Isogeny.Map(x, u.IsOdd == y.IsOdd ? y : -y);
    }

    private static Fp YSquared(Fp x) => (x * x + A) * x + B;
}
