using System.Numerics;

namespace Alot.Domain.Draws.Bls;

/// <summary>
/// c0 + c1·w over <see cref="Fp6"/> with w² = v, where pairings land. Seen over <see cref="Fp2"/> its six coefficients belong to
/// 1, w, w² … w⁵, and w⁶ = ξ.
/// </summary>
public readonly record struct Fp12(Fp6 C0, Fp6 C1)
    : IMultiplyOperators<Fp12, Fp12, Fp12>,
        IMultiplicativeIdentity<Fp12, Fp12>
{
    /// <summary>ξ^(i (p − 1) / 6) for i = 0 … 5: what w^i is multiplied with by the p-th power.</summary>
    private static readonly Fp2[] FrobeniusFactors =
    [
        .. Enumerable.Range(0, 6).Select(i => Bls12381.Pow(Fp2.Xi, i * (Bls12381.Modulus - 1) / 6)),
    ];

    public static Fp12 One { get; } = new(Fp6.One, Fp6.Zero);
    public static Fp12 MultiplicativeIdentity => One;

    /// <summary>The p⁶-th power, because w^(p⁶) = −w. After the easy part of the final exponentiation also the inverse.</summary>
    public Fp12 Conjugate() => new(C0, -C1);

    /// <summary>The p-th power.</summary>
    public Fp12 Frobenius() =>
        new(
            new Fp6(
                C0.C0.Conjugate(),
                C0.C1.Conjugate() * FrobeniusFactors[2],
                C0.C2.Conjugate() * FrobeniusFactors[4]
            ),
            new Fp6(
                C1.C0.Conjugate() * FrobeniusFactors[1],
                C1.C1.Conjugate() * FrobeniusFactors[3],
                C1.C2.Conjugate() * FrobeniusFactors[5]
            )
        );

    /// <summary>1/a; of 0 it is 0.</summary>
    public Fp12 Inverse()
    {
        var norm = (C0 * C0 - (C1 * C1).TimesV()).Inverse();
        return new Fp12(C0 * norm, -(C1 * norm));
    }

    public static Fp12 operator *(Fp12 a, Fp12 b)
    {
        var t0 = a.C0 * b.C0;
        var t1 = a.C1 * b.C1;
        return new Fp12(t0 + t1.TimesV(), (a.C0 + a.C1) * (b.C0 + b.C1) - t0 - t1);
    }
}
