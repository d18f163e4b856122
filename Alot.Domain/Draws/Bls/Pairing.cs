namespace Alot.Domain.Draws.Bls;

/// <summary>The optimal ate pairing from G1 × G2 (Vercauteren 2010), to the power of 3.</summary>
public static class Pairing
{
    /// <summary>
    /// e(point, lines)³. As good as e itself for comparing: r has no factor 3.
    /// </summary>
    public static Fp12 Of(CurvePoint<Fp> point, MillerLines lines) => Finish(lines.At(point));

    /// <summary>
    /// The final exponentiation: to the power of 3 (p¹² − 1) / r. The easy part is (p⁶ − 1)(p² + 1); of the rest it is known that
    /// 3 (p⁴ − p² + 1) / r = (x − 1)² (x + p) (x² + p² − 1) + 3 (Hayashida, Hayasaka and Teruya 2020, section 4).
    /// </summary>
    public static Fp12 Finish(Fp12 value)
    {
        var easy = value.Conjugate() * value.Inverse();
        easy = easy.Frobenius().Frobenius() * easy;

        var a = ToX(easy) * easy.Conjugate();
        a = ToX(a) * a.Conjugate();
        var b = ToX(a) * a.Frobenius();
        var c = ToX(ToX(b)) * b.Frobenius().Frobenius() * b.Conjugate();
        return c * easy * easy * easy;
    }

    /// <summary>To the power of x, which is negative; after the easy part the conjugate is the inverse.</summary>
    private static Fp12 ToX(Fp12 value) => Bls12381.Pow(value, Bls12381.AbsX).Conjugate();
}
