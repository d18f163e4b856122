using System.Numerics;
using Alot.Domain.Draws.Bls;

namespace Alot.Tests.Draws.Bls;

/// <summary>Random members of the fields and groups.</summary>
internal static class Numbers
{
    public static byte[] NextBytes(this Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    public static BigInteger NextBelow(this Random random, BigInteger limit) =>
        new BigInteger(random.NextBytes(64), isUnsigned: true) % limit;

    public static Fp NextFp(this Random random) => Fp.Of(random.NextBelow(Bls12381.Modulus));

    public static Fp2 NextFp2(this Random random) => new(random.NextFp(), random.NextFp());

    public static Fp6 NextFp6(this Random random) => new(random.NextFp2(), random.NextFp2(), random.NextFp2());

    public static Fp12 NextFp12(this Random random) => new(random.NextFp6(), random.NextFp6());

    /// <summary>A point of G1 as it is written: x and the three flags.</summary>
    public static byte[] Written(BigInteger x, byte flags)
    {
        var bytes = new byte[Bls12381.CoordinateBytes];
        var digits = x.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(bytes, bytes.Length - digits.Length);
        bytes[0] |= flags;
        return bytes;
    }
}
