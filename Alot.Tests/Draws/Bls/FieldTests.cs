using System.Numerics;
using Alot.Domain.Draws.Bls;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws.Bls;

/// <summary>The fields against their axioms, and the lowest one against plain big integers.</summary>
public sealed class FieldTests
{
    private const int Tries = 200;

    [Fact]
    public void Modulus_and_group_size_follow_from_x()
    {
        Hex(Bls12381.Modulus)
            .ShouldBe(
                "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab"
            );
        Hex(Bls12381.GroupSize).ShouldBe("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");
        (Bls12381.Modulus % 4).ShouldBe(3);
        // What the final exponentiation takes for granted.
        var (p, x) = (Bls12381.Modulus, Bls12381.X);
        var hard = (BigInteger.Pow(p, 4) - p * p + 1) / Bls12381.GroupSize;
        (hard * 3).ShouldBe(BigInteger.Pow(x - 1, 2) * (x + p) * (x * x + p * p - 1) + 3);
        (Bls12381.GroupSize % 3).ShouldNotBe(BigInteger.Zero);
    }

    [Fact]
    public void Sums_products_and_inverses_are_those_of_big_integers()
    {
        var random = Seeds.Random();
        var p = Bls12381.Modulus;
        BigInteger[] edges =
        [
            0,
            1,
            2,
            p - 1,
            p - 2,
            p / 2,
            p / 2 + 1,
            (BigInteger.One << 64) - 1,
            BigInteger.One << 380,
        ];
        var some = Enumerable.Range(0, 40).Select(_ => random.NextBelow(p)).Concat(edges).ToList();

        foreach (var a in some)
        {
            Fp.Of(a).ToInteger().ShouldBe(a);
            Fp.Of(a + p).ShouldBe(Fp.Of(a));
            Fp.Of(-a).ShouldBe(-Fp.Of(a));
            Fp.Of(a).IsOdd.ShouldBe(!a.IsEven);
            Fp.Of(a).IsLargerHalf.ShouldBe(a > p - a);
            Fp.Of(a).Inverse().ToInteger().ShouldBe(BigInteger.ModPow(a, p - 2, p));
            foreach (var b in some)
            {
                (Fp.Of(a) + Fp.Of(b)).ToInteger().ShouldBe((a + b) % p);
                (Fp.Of(a) - Fp.Of(b)).ToInteger().ShouldBe((a - b + p) % p);
                (Fp.Of(a) * Fp.Of(b)).ToInteger().ShouldBe(a * b % p);
            }
        }
    }

    [Fact]
    public void Axioms_hold_in_the_field_of_two()
    {
        var random = Seeds.Random();
        for (var i = 0; i < Tries; i++)
        {
            var (a, b, c) = (random.NextFp2(), random.NextFp2(), random.NextFp2());
            (a * (b + c)).ShouldBe(a * b + a * c);
            (a * b * c).ShouldBe(a * (b * c));
            (a * b).ShouldBe(b * a);
            (a - b).ShouldBe(-(b - a));
            (a / b * b).ShouldBe(a);
            a.TimesXi().ShouldBe(a * Fp2.Xi);
        }
        new Fp2(Fp.Zero, Fp.One).ShouldSatisfyAllConditions(u => (u * u).ShouldBe(-Fp2.One));
        Should.Throw<DivideByZeroException>(() => Fp2.One / Fp2.Zero);
        Should.Throw<DivideByZeroException>(() => Fp.One / Fp.Zero);
    }

    [Fact]
    public void Axioms_hold_in_the_fields_of_six_and_twelve()
    {
        var random = Seeds.Random();
        var v = new Fp6(Fp2.Zero, Fp2.One, Fp2.Zero);
        (v * v * v).ShouldBe(new Fp6(Fp2.Xi, Fp2.Zero, Fp2.Zero));
        var w = new Fp12(Fp6.Zero, Fp6.One);
        (w * w).ShouldBe(new Fp12(v, Fp6.Zero));
        for (var i = 0; i < Tries; i++)
        {
            var (a, b, c) = (random.NextFp6(), random.NextFp6(), random.NextFp6());
            (a * (b + c)).ShouldBe(a * b + a * c);
            (a * b * c).ShouldBe(a * (b * c));
            (a * a.Inverse()).ShouldBe(Fp6.One);
            a.TimesV().ShouldBe(a * v);

            var (d, e, f) = (random.NextFp12(), random.NextFp12(), random.NextFp12());
            (d * e * f).ShouldBe(d * (e * f));
            (d * e).ShouldBe(e * d);
            (d * d.Inverse()).ShouldBe(Fp12.One);
        }
    }

    [Fact]
    public void Frobenius_is_the_power_of_p_and_the_conjugate_that_of_p_to_the_sixth()
    {
        var random = Seeds.Random();
        var a = random.NextFp12();

        a.Frobenius().ShouldBe(Power(a, Bls12381.Modulus));
        var sixth = a;
        for (var i = 0; i < 6; i++)
            sixth = sixth.Frobenius();
        sixth.ShouldBe(a.Conjugate());
        var b = random.NextFp2();
        b.Conjugate().ShouldBe(Power(b, Bls12381.Modulus));
    }

    [Fact]
    public void Roots_are_found_where_there_are_some_and_only_there()
    {
        var random = Seeds.Random();
        var without = 0;
        for (var i = 0; i < Tries; i++)
        {
            var a = random.NextFp();
            (a * a).SquareRoot()!.Value.ShouldBeOneOf(a, -a);
            // −1 is no square, so either a number or its negative has a root.
            (a.SquareRoot() is null).ShouldBe((-a).SquareRoot() is not null);

            var b = random.NextFp2();
            (b * b).SquareRoot()!.Value.ShouldBeOneOf(b, -b);
            (b * b * Fp2.Xi).SquareRoot().ShouldBeNull();
            if (b.SquareRoot() is { } root)
                (root * root).ShouldBe(b);
            else
                without++;
            var real = new Fp2(a, Fp.Zero);
            var ofReal = real.SquareRoot()!.Value;
            (ofReal * ofReal).ShouldBe(real);
        }
        without.ShouldBeInRange(Tries / 4, Tries * 3 / 4);
        Fp2.Zero.SquareRoot().ShouldBe(Fp2.Zero);
    }

    private static T Power<T>(T value, BigInteger exponent)
        where T : IMultiplyOperators<T, T, T>
    {
        var result = value;
        for (var bit = (int)exponent.GetBitLength() - 2; bit >= 0; bit--)
        {
            result *= result;
            if (!(exponent >> bit).IsEven)
                result *= value;
        }
        return result;
    }

    private static string Hex(BigInteger number) =>
        Convert.ToHexStringLower(number.ToByteArray(isUnsigned: true, isBigEndian: true));
}
