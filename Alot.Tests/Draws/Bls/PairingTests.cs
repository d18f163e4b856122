using Alot.Domain.Draws.Bls;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws.Bls;

public sealed class PairingTests
{
    [Fact]
    public void It_is_bilinear_of_the_groups_size_and_not_trivial()
    {
        var random = Seeds.Random();
        var p = HashToG1.Of(random.NextBytes(32), "test"u8);
        var q = CompressedPoint.ReadG2(Convert.FromHexString(RecordedRounds.PublicKey));
        var one = Pairing.Of(p, new MillerLines(q));

        one.ShouldNotBe(Fp12.One);
        Power(one, Bls12381.GroupSize).ShouldBe(Fp12.One);
        Pairing.Of(p.Negate(), new MillerLines(q)).ShouldBe(one.Inverse());
        for (var i = 0; i < 5; i++)
        {
            var (a, b) = (random.NextBelow(Bls12381.GroupSize), random.NextBelow(Bls12381.GroupSize));
            Pairing.Of(p.Times(a), new MillerLines(q.Times(b))).ShouldBe(Power(one, a * b % Bls12381.GroupSize));
            var r = HashToG1.Of(random.NextBytes(32), "test"u8);
            Pairing.Of(p.Add(r), new MillerLines(q)).ShouldBe(one * Pairing.Of(r, new MillerLines(q)));
        }
    }

    private static Fp12 Power(Fp12 value, System.Numerics.BigInteger exponent)
    {
        var result = Fp12.One;
        for (var bit = (int)exponent.GetBitLength() - 1; bit >= 0; bit--)
        {
            result *= result;
            if (!(exponent >> bit).IsEven)
                result *= value;
        }
        return result;
    }
}
