using System.Numerics;

namespace Alot.Domain.Draws.Bls;

/// <summary>
/// An integer modulo <see cref="Bls12381.Modulus"/>, as six 64-bit limbs in Montgomery form: a is kept as a·2³⁸⁴ mod p, so that
/// a product needs no division (Montgomery 1985; Koç, Acar and Kaliski 1996, "CIOS").
/// </summary>
public readonly struct Fp
    : IEquatable<Fp>,
        IAdditionOperators<Fp, Fp, Fp>,
        ISubtractionOperators<Fp, Fp, Fp>,
        IMultiplyOperators<Fp, Fp, Fp>,
        IDivisionOperators<Fp, Fp, Fp>,
        IUnaryNegationOperators<Fp, Fp>,
        IEqualityOperators<Fp, Fp, bool>,
        IAdditiveIdentity<Fp, Fp>,
        IMultiplicativeIdentity<Fp, Fp>
{
    // p, lowest limb first, written out because constants make the product three times as quick; a test derives it from x.
    private const ulong P0 = 0xb9fe_ffff_ffff_aaab;
    private const ulong P1 = 0x1eab_fffe_b153_ffff;
    private const ulong P2 = 0x6730_d2a0_f6b0_f624;
    private const ulong P3 = 0x6477_4b84_f385_12bf;
    private const ulong P4 = 0x4b1b_a7b6_434b_acd7;
    private const ulong P5 = 0x1a01_11ea_397f_e69a;

    /// <summary>−1/p mod 2⁶⁴.</summary>
    private const ulong MinusInverse = 0x89f3_fffc_fffc_fffd;

    private static readonly Fp Square2To384 = Raw(BigInteger.ModPow(2, 768, Bls12381.Modulus));
    private static readonly BigInteger HalfModulus = Bls12381.Modulus / 2;
    private static readonly BigInteger InverseExponent = Bls12381.Modulus - 2;
    private static readonly BigInteger RootExponent = (Bls12381.Modulus + 1) / 4;

    private readonly ulong l0,
        l1,
        l2,
        l3,
        l4,
        l5;

    private Fp(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4, ulong l5) =>
        (this.l0, this.l1, this.l2, this.l3, this.l4, this.l5) = (l0, l1, l2, l3, l4, l5);

    public static Fp Zero => default;
    public static Fp One { get; } = Of(1);
    public static Fp AdditiveIdentity => Zero;
    public static Fp MultiplicativeIdentity => One;

    /// <summary>The number modulo p.</summary>
    public static Fp Of(BigInteger number)
    {
        var rest = number % Bls12381.Modulus;
        return Raw(rest.Sign < 0 ? rest + Bls12381.Modulus : rest) * Square2To384;
    }

    internal static Fp Hex(string digits) => Of(Bls12381.Hex(digits));

    /// <summary>The integer 0 … p − 1.</summary>
    public BigInteger ToInteger()
    {
        var plain = this * new Fp(1, 0, 0, 0, 0, 0);
        var number = BigInteger.Zero;
        foreach (var limb in (ReadOnlySpan<ulong>)[plain.l5, plain.l4, plain.l3, plain.l2, plain.l1, plain.l0])
            number = (number << 64) | limb;
        return number;
    }

    private static Fp Raw(BigInteger number) =>
        new(Limb(number, 0), Limb(number, 1), Limb(number, 2), Limb(number, 3), Limb(number, 4), Limb(number, 5));

    private static ulong Limb(BigInteger number, int place) => (ulong)((number >> (64 * place)) & ulong.MaxValue);

    public bool IsZero => this == Zero;

    /// <summary>RFC 9380, section 4.1: the lowest bit of the integer.</summary>
    public bool IsOdd => !ToInteger().IsEven;

    /// <summary>Whether the integer is the larger of itself and its negative: what the sort bit of a compressed point says.</summary>
    public bool IsLargerHalf => ToInteger() > HalfModulus;

    /// <summary>1/a; of 0 it is 0, as RFC 9380 (section 4, "inv0") wants it.</summary>
    public Fp Inverse() => Bls12381.Pow(this, InverseExponent);

    /// <summary>p is 3 modulo 4, so a^((p + 1) / 4) is a root if there is one. Null if there is none.</summary>
    public Fp? SquareRoot()
    {
        var root = Bls12381.Pow(this, RootExponent);
        return root * root == this ? root : null;
    }

    public static Fp operator +(Fp a, Fp b)
    {
        ulong carry = 0;
        var sum = new Fp(
            Add(a.l0, b.l0, ref carry),
            Add(a.l1, b.l1, ref carry),
            Add(a.l2, b.l2, ref carry),
            Add(a.l3, b.l3, ref carry),
            Add(a.l4, b.l4, ref carry),
            Add(a.l5, b.l5, ref carry)
        );
        return sum.Reduced();
    }

    public static Fp operator -(Fp a, Fp b)
    {
        ulong borrow = 0;
        var difference = Difference(a, b, ref borrow);
        if (borrow == 0)
            return difference;
        ulong carry = 0;
        return new Fp(
            Add(difference.l0, P0, ref carry),
            Add(difference.l1, P1, ref carry),
            Add(difference.l2, P2, ref carry),
            Add(difference.l3, P3, ref carry),
            Add(difference.l4, P4, ref carry),
            Add(difference.l5, P5, ref carry)
        );
    }

    public static Fp operator -(Fp a) => Zero - a;

    /// <summary>
    /// For each limb of a: adds its product with b, then the multiple of p that makes the lowest limb 0, and drops that limb.
    /// The modulus leaves three bits of its highest limb free, so no seventh limb is needed on the way.
    /// </summary>
    public static Fp operator *(Fp a, Fp b)
    {
        ulong t0 = 0,
            t1 = 0,
            t2 = 0,
            t3 = 0,
            t4 = 0,
            t5 = 0;
        Step(a.l0, in b, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        Step(a.l1, in b, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        Step(a.l2, in b, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        Step(a.l3, in b, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        Step(a.l4, in b, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        Step(a.l5, in b, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5);
        return new Fp(t0, t1, t2, t3, t4, t5).Reduced();
    }

    private static void Step(
        ulong limb,
        in Fp b,
        ref ulong t0,
        ref ulong t1,
        ref ulong t2,
        ref ulong t3,
        ref ulong t4,
        ref ulong t5
    )
    {
        ulong high = 0,
            carry = 0;
        var low = MulAdd(limb, b.l0, t0, ref high);
        var multiple = unchecked(low * MinusInverse);
        MulAdd(multiple, P0, low, ref carry);
        t0 = MulAdd(multiple, P1, MulAdd(limb, b.l1, t1, ref high), ref carry);
        t1 = MulAdd(multiple, P2, MulAdd(limb, b.l2, t2, ref high), ref carry);
        t2 = MulAdd(multiple, P3, MulAdd(limb, b.l3, t3, ref high), ref carry);
        t3 = MulAdd(multiple, P4, MulAdd(limb, b.l4, t4, ref high), ref carry);
        t4 = MulAdd(multiple, P5, MulAdd(limb, b.l5, t5, ref high), ref carry);
        t5 = high + carry;
    }

    /// <exception cref="DivideByZeroException">The divisor is 0.</exception>
    public static Fp operator /(Fp a, Fp b) => b.IsZero ? throw new DivideByZeroException() : a * b.Inverse();

    public static bool operator ==(Fp a, Fp b) => a.Equals(b);

    public static bool operator !=(Fp a, Fp b) => !a.Equals(b);

    // Always reduced, so equal numbers have equal limbs.
    public bool Equals(Fp other) =>
        l0 == other.l0 && l1 == other.l1 && l2 == other.l2 && l3 == other.l3 && l4 == other.l4 && l5 == other.l5;

    public override bool Equals(object? obj) => obj is Fp other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(l0, l1, l2, l3, l4, l5);

    public override string ToString() => ToInteger().ToString("x", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Of a number below 2p: itself or p less.</summary>
    private Fp Reduced()
    {
        ulong borrow = 0;
        var less = Difference(this, new Fp(P0, P1, P2, P3, P4, P5), ref borrow);
        return borrow == 0 ? less : this;
    }

    private static Fp Difference(in Fp a, in Fp b, ref ulong borrow) =>
        new(
            Subtract(a.l0, b.l0, ref borrow),
            Subtract(a.l1, b.l1, ref borrow),
            Subtract(a.l2, b.l2, ref borrow),
            Subtract(a.l3, b.l3, ref borrow),
            Subtract(a.l4, b.l4, ref borrow),
            Subtract(a.l5, b.l5, ref borrow)
        );

    private static ulong Add(ulong a, ulong b, ref ulong carry)
    {
        var sum = unchecked(a + carry);
        var over = sum < carry ? 1UL : 0;
        sum = unchecked(sum + b);
        carry = over + (sum < b ? 1UL : 0);
        return sum;
    }

    private static ulong Subtract(ulong a, ulong b, ref ulong borrow)
    {
        var first = unchecked(a - b);
        var second = unchecked(first - borrow);
        borrow = (a < b ? 1UL : 0) | (first < borrow ? 1UL : 0);
        return second;
    }

    /// <summary>The low limb of a·b + addend + carry; the high one is the next carry.</summary>
    private static ulong MulAdd(ulong a, ulong b, ulong addend, ref ulong carry)
    {
        var high = Math.BigMul(a, b, out var low);
        low = unchecked(low + addend);
        high += low < addend ? 1UL : 0;
        low = unchecked(low + carry);
        high += low < carry ? 1UL : 0;
        carry = high;
        return low;
    }
}
