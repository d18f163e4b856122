namespace Alot.Domain.Draws.Bls;

/// <summary>
/// The lines that Miller's algorithm draws through multiples of a point of G2, worked out once: both points of G2 that a chain's
/// signatures are checked with never change, and what is left for each signature is to evaluate the lines at points of G1.
/// </summary>
public sealed class MillerLines
{
    private readonly List<Line> lines = [];

    /// <param name="point">In the subgroup, not infinity.</param>
    public MillerLines(CurvePoint<Fp2> point)
    {
        var (qx, qy) = point.ToAffine();
        var (x, y) = (qx, qy);
        for (var bit = 62; bit >= 0; bit--)
        {
            var square = x * x;
            Draw((square + square + square) / (y + y), x, LineKind.Tangent);
            if ((Bls12381.AbsX >> bit & 1) == 1)
                Draw((y - qy) / (x - qx), qx, LineKind.Chord);
        }

        // Notes the line with this slope through the point reached, and goes on to where it leads.
        void Draw(Fp2 slope, Fp2 otherX, LineKind kind)
        {
            lines.Add(new Line(kind, slope, slope * x - y));
            var nextX = slope * slope - x - otherX;
            (x, y) = (nextX, slope * (x - nextX) - y);
        }
    }

    /// <summary>
    /// The Miller loop of the optimal ate pairing at a point of G1 (Vercauteren 2010, "Optimal pairings"; for BLS curves its length
    /// is x). Not a pairing before <see cref="Pairing.Finish"/>.
    /// </summary>
    /// <param name="point">In the subgroup, not infinity.</param>
    public Fp12 At(CurvePoint<Fp> point)
    {
        var (x, y) = point.ToAffine();
        var result = Fp12.One;
        foreach (var line in lines)
        {
            if (line.Kind == LineKind.Tangent)
                result *= result;
            result *= line.At(x, y);
        }
        // x is negative, and f₋ₙ is 1/fₙ up to what the final exponentiation takes away anyway.
        return result.Conjugate();
    }

    private enum LineKind
    {
        Tangent,
        Chord,
    }

    /// <summary>
    /// A point (x', y') of the twist stands for (x'/w², y'/w³) on the curve, so that the line with slope λ through it, at (X, Y) and
    /// times w³, is (λ x' − y') − λ X w² + Y w³. The final exponentiation takes w³ away.
    /// </summary>
    private readonly record struct Line(LineKind Kind, Fp2 Slope, Fp2 Offset)
    {
        public Fp12 At(Fp x, Fp y) =>
            new(new Fp6(Offset, -Slope.Scale(x), Fp2.Zero), new Fp6(Fp2.Zero, new Fp2(y, Fp.Zero), Fp2.Zero));
    }
}
