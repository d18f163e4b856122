using System.Numerics;

namespace Alot.Domain.Draws.Bls;

/// <summary>c0 + c1·v + c2·v² over <see cref="Fp2"/> with v³ = ξ.</summary>
public readonly record struct Fp6(Fp2 C0, Fp2 C1, Fp2 C2)
    : IAdditionOperators<Fp6, Fp6, Fp6>,
        ISubtractionOperators<Fp6, Fp6, Fp6>,
        IMultiplyOperators<Fp6, Fp6, Fp6>,
        IUnaryNegationOperators<Fp6, Fp6>
{
    public static Fp6 Zero => default;
    public static Fp6 One { get; } = new(Fp2.One, Fp2.Zero, Fp2.Zero);

    /// <summary>The product with v.</summary>
    public Fp6 TimesV() => new(C2.TimesXi(), C0, C1);

    /// <summary>1/a; of 0 it is 0 (Devegili and others 2006, "Multiplication and squaring on pairing-friendly fields", section 3).</summary>
    public Fp6 Inverse()
    {
        var a = C0 * C0 - (C1 * C2).TimesXi();
        var b = (C2 * C2).TimesXi() - C0 * C1;
        var c = C1 * C1 - C0 * C2;
        var norm = (C0 * a + (C1 * c + C2 * b).TimesXi()).Inverse();
        return new Fp6(a * norm, b * norm, c * norm);
    }

    public static Fp6 operator +(Fp6 a, Fp6 b) => new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2);

    public static Fp6 operator -(Fp6 a, Fp6 b) => new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2);

    public static Fp6 operator -(Fp6 a) => new(-a.C0, -a.C1, -a.C2);

    /// <summary>Karatsuba: six products in place of nine (Devegili and others 2006, section 3).</summary>
    public static Fp6 operator *(Fp6 a, Fp6 b)
    {
        var t0 = a.C0 * b.C0;
        var t1 = a.C1 * b.C1;
        var t2 = a.C2 * b.C2;
        return new Fp6(
            t0 + ((a.C1 + a.C2) * (b.C1 + b.C2) - t1 - t2).TimesXi(),
            (a.C0 + a.C1) * (b.C0 + b.C1) - t0 - t1 + t2.TimesXi(),
            (a.C0 + a.C2) * (b.C0 + b.C2) - t0 - t2 + t1
        );
    }
}
