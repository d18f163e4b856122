using System.Buffers.Binary;
using System.Security.Cryptography;
using Alot.Domain.Draws;
using Alot.Domain.Draws.Bls;
using Alot.Tests.Draws.Bls;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

public sealed class DrandChainTests
{
    private static readonly DrandChain Chain = DrandChain.Quicknet;

    [Fact]
    public void Quicknet_is_the_chain_that_its_hash_names()
    {
        Chain.Hash.ShouldBe("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971");
        Chain.Hash.ShouldBe(RecordedRounds.ChainHash);
        Chain.PublicKey.ShouldBe(RecordedRounds.PublicKey);
        Chain.TimeOf(1).ToUnixTimeSeconds().ShouldBe(RecordedRounds.GenesisTime);
        (Chain.TimeOf(2) - Chain.TimeOf(1)).ShouldBe(TimeSpan.FromSeconds(RecordedRounds.PeriodSeconds));
        DrandChain.Find(Chain.Hash).ShouldBeSameAs(Chain);
        DrandChain.Find(new string('5', 64)).ShouldBeNull();

        // Recomputed apart from the class: period, genesis, key, the group's hash, the chain's name.
        byte[] info =
        [
            0,
            0,
            0,
            3,
            .. Numbers64(1_692_803_367),
            .. Convert.FromHexString(Chain.PublicKey),
            .. Convert.FromHexString("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e"),
            .. "quicknet"u8,
        ];
        Convert.ToHexStringLower(SHA256.HashData(info)).ShouldBe(Chain.Hash);
    }

    [Fact]
    public void Real_rounds_are_accepted()
    {
        RecordedRounds.All.Count.ShouldBe(5);
        foreach (var (round, randomness, signature) in RecordedRounds.All)
        {
            Chain.Verify(round, signature).ShouldBeTrue($"round {round}");
            DrandChain.RandomnessOf(signature).ShouldBe(randomness);
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_refused()
    {
        var signature = Convert.FromHexString(RecordedRounds.Of(1000).Signature);
        // The three flags, the highest and lowest bits of x, and one in each byte on the way.
        int[] bits = [0, 1, 2, 3, 4, 383, .. Enumerable.Range(1, 46).Select(i => i * 8 + i % 8)];
        foreach (var bit in bits)
        {
            var flipped = signature.ToArray();
            flipped[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            Chain.Verify(1000, Convert.ToHexStringLower(flipped)).ShouldBeFalse($"bit {bit}");
        }
    }

    [Fact]
    public void A_true_signature_of_something_else_is_refused()
    {
        foreach (var signed in RecordedRounds.All)
        foreach (var asked in RecordedRounds.All.Where(r => r.Round != signed.Round))
            Chain.Verify(asked.Round, signed.Signature).ShouldBeFalse($"{signed.Round} for {asked.Round}");

        var signature = RecordedRounds.Of(1000).Signature;
        Chain.Verify(0, signature).ShouldBeFalse();
        Chain.Verify(-1000, signature).ShouldBeFalse();
        Chain.Verify(1000L << 32, signature).ShouldBeFalse();
    }

    [Fact]
    public void Points_that_are_no_signature_are_refused()
    {
        var signature = Convert.FromHexString(RecordedRounds.Of(1000).Signature);
        var point = CompressedPoint.ReadG1(signature);

        Refused(Written(point.Negate()));
        Refused(Written(point.Double()));
        Refused(Written(point.Add(CompressedPoint.ReadG1(Convert.FromHexString(RecordedRounds.Of(1001).Signature)))));
        Refused([0xc0, .. new byte[47]]);
        Refused(new byte[48]);
        Refused([]);
        Refused(signature[..47]);
        Refused([.. signature, 0]);
        // The true point plus one of the small subgroup beside ours: it pairs like the true one, and is none.
        var outside = Enumerable.Range(1, 100).Select(x => OnCurve(x)).First(p => p is { IsInSubgroup: false })!.Value;
        var small = outside.Times(Bls12381.GroupSize);
        small.IsInfinity.ShouldBeFalse();
        Refused(Written(point.Add(small)));
        Written(point).ShouldBe(signature);
    }

    [Theory]
    [InlineData("")]
    [InlineData("é")]
    [InlineData("not hex")]
    public void Text_that_is_no_signature_is_refused(string signature)
    {
        Chain.Verify(1000, signature).ShouldBeFalse();
        var real = RecordedRounds.Of(1000).Signature;
        Chain.Verify(1000, real.ToUpperInvariant()).ShouldBeFalse("one signature has one spelling");
        Chain.Verify(1000, real + "00").ShouldBeFalse();
        Chain.Verify(1000, " " + real).ShouldBeFalse();
    }

    [Fact]
    public async Task Rounds_signed_by_noble_with_random_keys_are_accepted_and_only_they()
    {
        var random = Seeds.Random();
        var cases = Enumerable
            .Range(0, 8)
            .Select(_ => (Round: random.NextInt64(1, long.MaxValue), Secret: SecretOf(random)))
            .ToList();
        var made = await NobleOracle.AskAsync(cases.Select(c => NobleOracle.Sign(Message(c.Round), c.Secret)));

        var asked = new List<(long Round, string Key, string Signature)>();
        for (var i = 0; i < cases.Count; i++)
        {
            var round = cases[i].Round;
            var (key, signature) = (Text(made[i]!["key"]), Text(made[i]!["signature"]));
            var bad = Convert.FromHexString(signature);
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            asked.Add((round, key, signature));
            asked.Add((round ^ 1, key, signature));
            asked.Add((round, Text(made[(i + 1) % cases.Count]!["key"]), signature));
            asked.Add((round, key, Convert.ToHexStringLower(bad)));
        }
        var ours = asked.Select(a => ChainOf(a.Key).Verify(a.Round, a.Signature)).ToList();
        var theirs = await NobleOracle.AskAsync(
            asked.Select(a => NobleOracle.Verify(Message(a.Round), a.Key, a.Signature))
        );

        ours.ShouldBe(theirs.Select(said => said!.GetValue<bool>()));
        ours.ShouldBe(cases.SelectMany(_ => (bool[])[true, false, false, false]));
    }

    [Fact]
    public void The_round_is_the_first_at_or_after_an_instant()
    {
        var genesis = DateTimeOffset.FromUnixTimeSeconds(RecordedRounds.GenesisTime);
        Chain.RoundAt(DateTimeOffset.MinValue).ShouldBe(1);
        Chain.RoundAt(genesis.AddTicks(-1)).ShouldBe(1);
        Chain.RoundAt(genesis).ShouldBe(1);
        Chain.RoundAt(genesis.AddTicks(1)).ShouldBe(2);
        Chain.RoundAt(genesis.AddSeconds(3)).ShouldBe(2);
        Chain.RoundAt(genesis.AddSeconds(3).AddTicks(1)).ShouldBe(3);
        Chain.RoundAt(genesis.AddSeconds(3 * 999)).ShouldBe(1000);
        Chain.RoundAt(genesis.ToOffset(TimeSpan.FromHours(5))).ShouldBe(1);

        var random = Seeds.Random();
        for (var i = 0; i < 1_000; i++)
        {
            var instant = genesis.AddTicks(random.NextInt64(0, TimeSpan.FromDays(36_500).Ticks));
            var round = Chain.RoundAt(instant);
            Chain.TimeOf(round).ShouldBeGreaterThanOrEqualTo(instant);
            if (round > 1)
                Chain.TimeOf(round - 1).ShouldBeLessThan(instant);
            Chain.RoundAt(Chain.TimeOf(round)).ShouldBe(round);
        }
        Should.Throw<ArgumentOutOfRangeException>(() => Chain.TimeOf(0));
        Should.Throw<ArgumentOutOfRangeException>(() => Chain.TimeOf(long.MaxValue));
        Chain.TimeOf(Chain.RoundAt(DateTimeOffset.MaxValue.AddYears(-1))).Year.ShouldBeGreaterThan(9_990);
    }

    private static void Refused(byte[] signature) =>
        Chain.Verify(1000, Convert.ToHexStringLower(signature)).ShouldBeFalse();

    private static CurvePoint<Fp>? OnCurve(int x) =>
        (Fp.Of(x) * Fp.Of(x) * Fp.Of(x) + Fp.Of(4)).SquareRoot() is { } y ? new CurvePoint<Fp>(Fp.Of(x), y) : null;

    private static byte[] Written(CurvePoint<Fp> point)
    {
        var (x, y) = point.ToAffine();
        return Numbers.Written(x.ToInteger(), y.IsLargerHalf ? (byte)0xa0 : (byte)0x80);
    }

    private static DrandChain ChainOf(string key) => new(key, 0, 1, "", "test");

    private static byte[] SecretOf(Random random)
    {
        var secret = random.NextBytes(32);
        secret[0] &= 0x3f; // below the group's size
        return secret;
    }

    private static byte[] Message(long round) => SHA256.HashData(Numbers64(round));

    private static byte[] Numbers64(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }

    private static string Text(System.Text.Json.Nodes.JsonNode? node) => node!.GetValue<string>();
}
