using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Alot.Domain.Draws.Bls;

namespace Alot.Domain.Draws;

/// <summary>
/// A chain of public randomness by drand, scheme <c>bls-unchained-g1-rfc9380</c>: a network of independent parties signs the
/// number of each round, none of them alone can, and nobody can before it is time (draws.md, "Beacon"). What is pinned here
/// is all that is needed to tell a round's true signature from any other.
/// </summary>
public sealed class DrandChain
{
    /// <summary>A signature is a compressed point of G1.</summary>
    public const int SignatureBytes = Bls12381.CoordinateBytes;

    private static readonly byte[] Tag = Encoding.ASCII.GetBytes("BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_");

    /// <summary>The generator of G2 (draft-irtf-cfrg-pairing-friendly-curves, section 4.2.1), compressed.</summary>
    private static readonly Lazy<MillerLines> Generator = new(() =>
        LinesOf(
            "93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7e"
                + "024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8"
        )
    );

    private readonly Lazy<MillerLines> key;
    private readonly DateTimeOffset genesis;
    private readonly TimeSpan period;

    /// <param name="publicKey">The network's key, a compressed point of G2, 192 lower-case hex digits.</param>
    /// <param name="genesisTime">When round 1 is due, Unix seconds.</param>
    /// <param name="periodSeconds">Between two rounds.</param>
    /// <param name="genesisSeed">Hash of the group that started the chain, 64 hex digits.</param>
    /// <param name="beaconId">The chain's name within its network.</param>
    public DrandChain(string publicKey, long genesisTime, int periodSeconds, string genesisSeed, string beaconId)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(periodSeconds, 1);
        PublicKey = publicKey;
        key = new Lazy<MillerLines>(() => LinesOf(publicKey));
        genesis = DateTimeOffset.FromUnixTimeSeconds(genesisTime);
        period = TimeSpan.FromSeconds(periodSeconds);
        Hash = HashOf(publicKey, genesisTime, periodSeconds, genesisSeed, beaconId);
    }

    /// <summary>The network of the League of Entropy that gives a round every three seconds.</summary>
    public static DrandChain Quicknet { get; } =
        new(
            "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d106451"
                + "0d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
            1_692_803_367,
            3,
            "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
            "quicknet"
        );

    /// <summary>
    /// The chain's name everywhere, 64 lower-case hex digits. It hashes key, times and origin, so that fixing the hash at opening
    /// fixes them; quicknet's is 52db9ba7…c84e971.
    /// </summary>
    public string Hash { get; }

    public string PublicKey { get; }

    /// <summary>The chain of that hash; null when it is none whose key is pinned here.</summary>
    public static DrandChain? Find(string hash) =>
        string.Equals(hash, Quicknet.Hash, StringComparison.Ordinal) ? Quicknet : null;

    /// <summary>The chain that was fixed at opening; null in modes without one.</summary>
    /// <exception cref="DrawMismatchException">Beacon mode, and no chain whose key is pinned here.</exception>
    public static DrandChain? Committed(DrawMode mode, string? hash)
    {
        if (mode != DrawMode.Beacon)
            return null;
        return hash is not null && Find(hash) is { } chain
            ? chain
            : throw new DrawMismatchException("beacon_chain", "The stored beacon is not one that was committed to.");
    }

    /// <summary>The first round at or after the instant; never below 1. Whole ticks, no fractions.</summary>
    public long RoundAt(DateTimeOffset instant)
    {
        var since = (instant - genesis).Ticks;
        return since <= 0 ? 1 : (since + period.Ticks - 1) / period.Ticks + 1;
    }

    /// <summary>Whether there is such a round, before the year 9999.</summary>
    public bool HasRound(long round) => round >= 1 && round <= (DateTimeOffset.MaxValue - genesis).Ticks / period.Ticks;

    /// <summary>When the round is due.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="HasRound"/> says no.</exception>
    public DateTimeOffset TimeOf(long round) =>
        HasRound(round)
            ? genesis + new TimeSpan((round - 1) * period.Ticks)
            : throw new ArgumentOutOfRangeException(nameof(round), round, "There is no such round.");

    /// <summary>
    /// Whether the network signed this round: e(signature, generator) = e(H(SHA256(round as 8 bytes, big-endian)), key).
    /// False, never an exception, for whatever else is handed in.
    /// </summary>
    /// <param name="signature">96 lower-case hex digits.</param>
    public bool Verify(long round, string signature)
    {
        if (round < 1 || !Digest.IsHex(signature, 2 * SignatureBytes))
            return false;
        CurvePoint<Fp> point;
        try
        {
            point = CompressedPoint.ReadG1(Convert.FromHexString(signature));
        }
        catch (FormatException)
        {
            return false;
        }
        var message = HashToG1.Of(Message(round), Tag);
        // Both sides in one: e(signature, generator) · e(−message, key) = 1 needs a single final exponentiation.
        var product = Generator.Value.At(point) * key.Value.At(message.Negate());
        return Pairing.Finish(product) == Fp12.One;
    }

    /// <summary>What a round's verified signature gives: SHA256(signature bytes) as 64 hex digits. Nobody's word is taken for it.</summary>
    /// <exception cref="FormatException">Not hex.</exception>
    public static string RandomnessOf(string signature) =>
        Convert.ToHexStringLower(SHA256.HashData(Convert.FromHexString(signature)));

    private static byte[] Message(long round)
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteInt64BigEndian(number, round);
        return SHA256.HashData(number);
    }

    private static MillerLines LinesOf(string point) => new(CompressedPoint.ReadG2(Convert.FromHexString(point)));

    /// <summary>As drand's <c>chain.Info.Hash</c>: period (4 bytes), genesis (8 bytes), key, seed, and the name.</summary>
    private static string HashOf(string publicKey, long genesisTime, int periodSeconds, string seed, string beaconId)
    {
        var times = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(times, periodSeconds);
        BinaryPrimitives.WriteInt64BigEndian(times.AsSpan(4), genesisTime);
        return Convert.ToHexStringLower(
            SHA256.HashData([
                .. times,
                .. Convert.FromHexString(publicKey),
                .. Convert.FromHexString(seed),
                .. Encoding.ASCII.GetBytes(beaconId),
            ])
        );
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"drand {Hash[..8]}");
}
