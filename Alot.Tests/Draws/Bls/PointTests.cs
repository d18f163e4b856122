using System.Numerics;
using Alot.Domain.Draws.Bls;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws.Bls;

/// <summary>Points as they come in: each thing that can be wrong with one is told from the others.</summary>
public sealed class PointTests
{
    private const byte Compressed = 0x80;

    // The generators (draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1).
    private const string G1 =
        "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb";
    private const string G2 =
        "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
        + "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8";

    [Fact]
    public void Generators_are_read_with_the_y_that_their_sort_bit_says()
    {
        var (_, y) = CompressedPoint.ReadG1(Bytes(G1)).ToAffine();
        y.IsLargerHalf.ShouldBeFalse();
        y.ToString()
            .ShouldEndWith(
                "8b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1"
            );
        var other = Bytes(G1);
        other[0] |= 0x20;
        CompressedPoint.ReadG1(other).ToAffine().Y.ShouldBe(-y);

        var (_, y2) = CompressedPoint.ReadG2(Bytes(G2)).ToAffine();
        y2.IsLargerHalf.ShouldBeFalse();
        var other2 = Bytes(G2);
        other2[0] |= 0x20;
        CompressedPoint.ReadG2(other2).ToAffine().Y.ShouldBe(-y2);
    }

    [Fact]
    public void The_group_is_one()
    {
        var random = Seeds.Random();
        var g = CompressedPoint.ReadG1(Bytes(G1));
        for (var i = 0; i < 20; i++)
        {
            var (a, b) = (random.NextBelow(Bls12381.GroupSize), random.NextBelow(Bls12381.GroupSize));
            Same(g.Times(a).Add(g.Times(b)), g.Times((a + b) % Bls12381.GroupSize));
            Same(g.Times(a).Times(b), g.Times(a * b % Bls12381.GroupSize));
        }
        Same(g.Add(g), g.Double());
        g.Add(g.Negate()).IsInfinity.ShouldBeTrue();
        Same(g.Add(default), g);
        Same(default(CurvePoint<Fp>).Add(g), g);
        default(CurvePoint<Fp>).Double().IsInfinity.ShouldBeTrue();
        g.Times(0).IsInfinity.ShouldBeTrue();
        Same(g.Times(Bls12381.GroupSize - 1), g.Negate());
        Should.Throw<DivideByZeroException>(() => default(CurvePoint<Fp>).ToAffine());
    }

    [Theory]
    [InlineData("", "48 bytes")]
    [InlineData("97f1d3", "48 bytes")]
    public void A_point_of_another_length_is_refused(string hex, string why) => RefusedG1(Bytes(hex), why);

    [Fact]
    public void Wrong_flags_are_refused()
    {
        RefusedG1([.. Bytes(G1), 0], "48 bytes");
        RefusedG2(Bytes(G1), "96 bytes");
        RefusedG1(With(Bytes(G1), b => (byte)(b & 0x7f)), "flag for a compressed point");
        RefusedG2(With(Bytes(G2), b => (byte)(b & 0x7f)), "flag for a compressed point");
        RefusedG1(With(Bytes(G1), b => (byte)(b | 0x40)), "infinity");
        RefusedG2(With(Bytes(G2), b => (byte)(b | 0x40)), "infinity");
        RefusedG1([0xc0, .. new byte[47]], "infinity");
        RefusedG2([0xc0, .. new byte[95]], "infinity");
    }

    [Fact]
    public void A_coordinate_is_below_the_modulus()
    {
        // A true point's x once more, one modulus higher: the same point to a careless reader.
        var room = (BigInteger.One << 381) - Bls12381.Modulus;
        var g = CompressedPoint.ReadG1(Bytes(G1));
        var x = Enumerable.Range(1, 200).Select(i => g.Times(i).ToAffine().X.ToInteger()).First(x => x < room);
        CompressedPoint.ReadG1(Numbers.Written(x, Compressed)).ToAffine().X.ToInteger().ShouldBe(x);
        RefusedG1(Numbers.Written(x + Bls12381.Modulus, Compressed), "below the modulus");
        RefusedG1(Numbers.Written(Bls12381.Modulus, Compressed), "below the modulus");
        RefusedG1(Numbers.Written((BigInteger.One << 381) - 1, Compressed), "below the modulus");
        var key = Bytes(G2);
        RefusedG2([.. Numbers.Written(Bls12381.Modulus, Compressed), .. key[48..]], "below the modulus");
        RefusedG2([.. key[..48], .. Numbers.Written(Bls12381.Modulus, 0)], "below the modulus");
        // Without flags the second coordinate has no bits to spare.
        RefusedG2([.. key[..48], .. Numbers.Written(1, Compressed)], "below the modulus");
    }

    [Fact]
    public void Points_beside_the_curve_and_outside_the_subgroup_are_told_apart()
    {
        var random = Seeds.Random();
        var (beside, outside) = (0, 0);
        for (var i = 0; i < 40; i++)
        {
            // A point of the curve is in the subgroup once in 2¹²⁵.
            var x = random.NextFp();
            var isOn = (x * x * x + Fp.Of(4)).SquareRoot() is not null;
            RefusedG1(Numbers.Written(x.ToInteger(), Compressed), isOn ? "subgroup" : "on the curve");
            (beside, outside) = isOn ? (beside, outside + 1) : (beside + 1, outside);
        }
        beside.ShouldBeGreaterThan(0);
        outside.ShouldBeGreaterThan(0);

        var why = Enumerable
            .Range(0, 30)
            .Select(_ =>
                Should
                    .Throw<FormatException>(() =>
                        CompressedPoint.ReadG2([
                            .. Numbers.Written(random.NextFp().ToInteger(), Compressed),
                            .. Numbers.Written(random.NextFp().ToInteger(), 0),
                        ])
                    )
                    .Message
            )
            .ToHashSet();
        why.ShouldBe(["The point is not on the curve.", "The point is not in the subgroup."], ignoreOrder: true);
    }

    private static void Same(CurvePoint<Fp> a, CurvePoint<Fp> b) => a.ToAffine().ShouldBe(b.ToAffine());

    private static void RefusedG1(byte[] bytes, string why) =>
        Should.Throw<FormatException>(() => CompressedPoint.ReadG1(bytes)).Message.ShouldContain(why);

    private static void RefusedG2(byte[] bytes, string why) =>
        Should.Throw<FormatException>(() => CompressedPoint.ReadG2(bytes)).Message.ShouldContain(why);

    private static byte[] With(byte[] bytes, Func<byte, byte> first)
    {
        bytes[0] = first(bytes[0]);
        return bytes;
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex);
}
