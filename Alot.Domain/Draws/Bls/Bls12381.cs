using System.Globalization;
using System.Numerics;

namespace Alot.Domain.Draws.Bls;

/// <summary>
/// The curve's numbers. BLS12 curves are a family: one integer x gives the field and the group (Barreto, Lynn and Scott 2002;
/// draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1). Nothing secret passes through this namespace, so nothing in it
/// takes care to run in constant time: never sign with it.
/// </summary>
public static class Bls12381
{
    /// <summary>|x|. The family's x is negative: −0xd201000000010000.</summary>
    public const ulong AbsX = 0xd201_0000_0001_0000;

    public static readonly BigInteger X = -new BigInteger(AbsX);

    /// <summary>r = x⁴ − x² + 1, a prime of 255 bits: the size of the groups that signatures live in.</summary>
    public static readonly BigInteger GroupSize = BigInteger.Pow(X, 4) - BigInteger.Pow(X, 2) + 1;

    /// <summary>p = (x − 1)² r / 3 + x, a prime of 381 bits: coordinates are integers below it.</summary>
    public static readonly BigInteger Modulus = BigInteger.Pow(X - 1, 2) * GroupSize / 3 + X;

    /// <summary>Bytes of a coordinate, big-endian.</summary>
    public const int CoordinateBytes = 48;

    internal static BigInteger Hex(string digits) =>
        BigInteger.Parse("0" + digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>base^exponent by squaring, for whatever can be multiplied. The exponent is not negative.</summary>
    internal static T Pow<T>(T value, BigInteger exponent)
        where T : IMultiplyOperators<T, T, T>, IMultiplicativeIdentity<T, T>
    {
        var result = T.MultiplicativeIdentity;
        foreach (var isSet in BitsOf(exponent))
        {
            result *= result;
            if (isSet)
                result *= value;
        }
        return result;
    }

    /// <summary>Highest first.</summary>
    internal static bool[] BitsOf(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true);
        var bits = new bool[number.GetBitLength()];
        for (var i = 0; i < bits.Length; i++)
            bits[^(i + 1)] = ((bytes[i / 8] >> (i % 8)) & 1) == 1;
        return bits;
    }
}
