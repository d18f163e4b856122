using System.Numerics;

namespace Alot.Domain.Draws.Bls;

/// <summary>
/// A point of a curve y² = x³ + b in Jacobian coordinates: x = X/Z², y = Y/Z³, and Z = 0 at infinity. The formulas need no b
/// (explicit-formulas database, "Jacobian coordinates with a4 = 0": dbl-2009-l and add-2007-bl).
/// </summary>
public readonly struct CurvePoint<T>(T x, T y, T z)
    where T : struct,
        IEquatable<T>,
        IAdditionOperators<T, T, T>,
        ISubtractionOperators<T, T, T>,
        IMultiplyOperators<T, T, T>,
        IDivisionOperators<T, T, T>,
        IUnaryNegationOperators<T, T>,
        IAdditiveIdentity<T, T>,
        IMultiplicativeIdentity<T, T>
{
    private readonly T x = x;
    private readonly T y = y;
    private readonly T z = z;

    public CurvePoint(T x, T y)
        : this(x, y, T.MultiplicativeIdentity) { }

    /// <summary>So is <c>default</c>.</summary>
    public bool IsInfinity => z.Equals(T.AdditiveIdentity);

    /// <exception cref="DivideByZeroException">Infinity has no coordinates.</exception>
    public (T X, T Y) ToAffine()
    {
        var inverse = T.MultiplicativeIdentity / z;
        var square = inverse * inverse;
        return (x * square, y * square * inverse);
    }

    public CurvePoint<T> Negate() => new(x, -y, z);

    public CurvePoint<T> Double()
    {
        var a = x * x;
        var b = y * y;
        var c = b * b;
        var d = Twice((x + b) * (x + b) - a - c);
        var e = Twice(a) + a;
        var x3 = e * e - Twice(d);
        return new CurvePoint<T>(x3, e * (d - x3) - Twice(Twice(Twice(c))), Twice(y * z));
    }

    public CurvePoint<T> Add(CurvePoint<T> other)
    {
        if (IsInfinity)
            return other;
        if (other.IsInfinity)
            return this;
        var zz = z * z;
        var otherZz = other.z * other.z;
        var u = x * otherZz;
        var s = y * other.z * otherZz;
        var h = other.x * zz - u;
        var r = Twice(other.y * z * zz - s);
        if (h.Equals(T.AdditiveIdentity))
            return r.Equals(T.AdditiveIdentity) ? Double() : default;
        var i = Twice(h) * Twice(h);
        var j = h * i;
        var v = u * i;
        var x3 = r * r - j - Twice(v);
        return new CurvePoint<T>(x3, r * (v - x3) - Twice(s * j), Twice(z * other.z * h));
    }

    /// <summary>The point added to itself so often; the number is not negative.</summary>
    public CurvePoint<T> Times(BigInteger number)
    {
        CurvePoint<T> result = default;
        foreach (var isSet in Bls12381.BitsOf(number))
        {
            result = result.Double();
            if (isSet)
                result = result.Add(this);
        }
        return result;
    }

    /// <summary>Whether it lies in the subgroup of size r. From the definition: r times it is infinity.</summary>
    public bool IsInSubgroup => Times(Bls12381.GroupSize).IsInfinity;

    private static T Twice(T a) => a + a;
}
