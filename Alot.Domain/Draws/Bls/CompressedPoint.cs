using System.Numerics;

namespace Alot.Domain.Draws.Bls;

/// <summary>
/// Reads points as signatures and keys are written: x big-endian with three flags in its highest bits (draft-irtf-cfrg-pairing-
/// friendly-curves, appendix C): compressed, infinity, and whether y is the larger of the two that fit.
/// </summary>
public static class CompressedPoint
{
    private const byte Compressed = 0x80;
    private const byte AtInfinity = 0x40;
    private const byte Larger = 0x20;
    private const byte Flags = Compressed | AtInfinity | Larger;

    private static readonly Fp B = Fp.Of(4);
    private static readonly Fp2 TwistB = Fp2.Xi.Scale(Fp.Of(4));

    /// <summary>A point of G1 (signatures), y² = x³ + 4: 48 bytes.</summary>
    /// <exception cref="FormatException">
    /// Another length or flags, a coordinate that is not below p, no such point, one outside the subgroup, or infinity, which
    /// would verify everything.
    /// </exception>
    public static CurvePoint<Fp> ReadG1(ReadOnlySpan<byte> bytes)
    {
        var larger = ReadFlags(bytes, Bls12381.CoordinateBytes);
        var x = Coordinate(bytes, hasFlags: true);
        if ((x * x * x + B).SquareRoot() is not { } y)
            throw new FormatException("The point is not on the curve.");
        return Checked(new CurvePoint<Fp>(x, y.IsLargerHalf == larger ? y : -y));
    }

    /// <summary>A point of G2 (keys), y² = x³ + 4 (1 + u): 96 bytes, x's c1 before its c0.</summary>
    /// <inheritdoc cref="ReadG1"/>
    public static CurvePoint<Fp2> ReadG2(ReadOnlySpan<byte> bytes)
    {
        var larger = ReadFlags(bytes, 2 * Bls12381.CoordinateBytes);
        var c1 = Coordinate(bytes[..Bls12381.CoordinateBytes], hasFlags: true);
        var x = new Fp2(Coordinate(bytes[Bls12381.CoordinateBytes..], hasFlags: false), c1);
        if ((x * x * x + TwistB).SquareRoot() is not { } y)
            throw new FormatException("The point is not on the curve.");
        return Checked(new CurvePoint<Fp2>(x, y.IsLargerHalf == larger ? y : -y));
    }

    /// <returns>Whether y is the larger one.</returns>
    private static bool ReadFlags(ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length != length)
            throw new FormatException($"A compressed point has {length} bytes here, not {bytes.Length}.");
        if ((bytes[0] & Compressed) == 0)
            throw new FormatException("The flag for a compressed point is missing.");
        if ((bytes[0] & AtInfinity) != 0)
            throw new FormatException("The point is infinity, or pretends to be.");
        return (bytes[0] & Larger) != 0;
    }

    private static Fp Coordinate(ReadOnlySpan<byte> bytes, bool hasFlags)
    {
        Span<byte> plain = stackalloc byte[Bls12381.CoordinateBytes];
        bytes.CopyTo(plain);
        if (hasFlags)
            plain[0] &= unchecked((byte)~Flags);
        var number = new BigInteger(plain, isUnsigned: true, isBigEndian: true);
        return number < Bls12381.Modulus
            ? Fp.Of(number)
            : throw new FormatException("A coordinate is not below the modulus.");
    }

    private static CurvePoint<Fp> Checked(CurvePoint<Fp> point) =>
        point.IsInSubgroup ? point : throw new FormatException("The point is not in the subgroup.");

    private static CurvePoint<Fp2> Checked(CurvePoint<Fp2> point) =>
        point.IsInSubgroup ? point : throw new FormatException("The point is not in the subgroup.");
}
