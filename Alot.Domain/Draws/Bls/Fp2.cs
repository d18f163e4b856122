using System.Numerics;

namespace Alot.Domain.Draws.Bls;

/// <summary>c0 + c1·u with u² = −1: the field of G2's coordinates (draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1).</summary>
public readonly record struct Fp2(Fp C0, Fp C1)
    : IAdditionOperators<Fp2, Fp2, Fp2>,
        ISubtractionOperators<Fp2, Fp2, Fp2>,
        IMultiplyOperators<Fp2, Fp2, Fp2>,
        IDivisionOperators<Fp2, Fp2, Fp2>,
        IUnaryNegationOperators<Fp2, Fp2>,
        IAdditiveIdentity<Fp2, Fp2>,
        IMultiplicativeIdentity<Fp2, Fp2>
{
    private static readonly Fp Half = Fp.Of(2).Inverse();

    public static Fp2 Zero => default;
    public static Fp2 One { get; } = new(Fp.One, Fp.Zero);

    /// <summary>ξ = 1 + u, which has neither a square nor a cube root here: the upper fields are built on it.</summary>
    public static Fp2 Xi { get; } = new(Fp.One, Fp.One);
    public static Fp2 AdditiveIdentity => Zero;
    public static Fp2 MultiplicativeIdentity => One;

    public bool IsZero => C0.IsZero && C1.IsZero;

    /// <summary>Also the p-th power: u^p = −u, because p is 3 modulo 4.</summary>
    public Fp2 Conjugate() => new(C0, -C1);

    /// <summary>The product with ξ.</summary>
    public Fp2 TimesXi() => new(C0 - C1, C0 + C1);

    public Fp2 Scale(Fp factor) => new(C0 * factor, C1 * factor);

    /// <summary>1/a; of 0 it is 0.</summary>
    public Fp2 Inverse()
    {
        var norm = (C0 * C0 + C1 * C1).Inverse();
        return new Fp2(C0 * norm, -(C1 * norm));
    }

    /// <summary>Whether the larger half begins with c1, and with c0 only where that is 0: the sort bit of compressed points of G2.</summary>
    public bool IsLargerHalf => C1.IsZero ? C0.IsLargerHalf : C1.IsLargerHalf;

    /// <summary>
    /// The complex method: if (a + b·u)² is the number, its norm's root gives a² (Adj and Rodríguez-Henríquez 2012, algorithm 8).
    /// Null if there is no root.
    /// </summary>
    public Fp2? SquareRoot()
    {
        if (C1.IsZero)
            return C0.SquareRoot() is { } real ? new Fp2(real, Fp.Zero)
                : (-C0).SquareRoot() is { } imaginary ? new Fp2(Fp.Zero, imaginary)
                : null;
        if ((C0 * C0 + C1 * C1).SquareRoot() is not { } norm)
            return null;
        // The norm's other root gives −b² in place of a², which is a square exactly when the first is none.
        return (((C0 + norm) * Half).SquareRoot() ?? ((C0 - norm) * Half).SquareRoot()) is { } a
            ? new Fp2(a, C1 * Half / a)
            : null;
    }

    public static Fp2 operator +(Fp2 a, Fp2 b) => new(a.C0 + b.C0, a.C1 + b.C1);

    public static Fp2 operator -(Fp2 a, Fp2 b) => new(a.C0 - b.C0, a.C1 - b.C1);

    public static Fp2 operator -(Fp2 a) => new(-a.C0, -a.C1);

    public static Fp2 operator *(Fp2 a, Fp2 b)
    {
        var real = a.C0 * b.C0;
        var imaginary = a.C1 * b.C1;
        return new Fp2(real - imaginary, (a.C0 + a.C1) * (b.C0 + b.C1) - real - imaginary);
    }

    /// <exception cref="DivideByZeroException">The divisor is 0.</exception>
    public static Fp2 operator /(Fp2 a, Fp2 b) => b.IsZero ? throw new DivideByZeroException() : a * b.Inverse();
}
