using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Alot.Domain.Draws;

namespace Alot.Domain.Pots;

/// <summary>
/// The formula of pots.md ("Fair by construction"), exactly. Pure: the same inputs give the same winner on any machine, in any
/// culture. List, root, tags and seed are those of draws; only the sum is another.
/// </summary>
public static class PotFormula
{
    /// <summary>From the lock to its round: long enough that nobody can know it yet.</summary>
    public static readonly TimeSpan BeaconWait = TimeSpan.FromSeconds(6);

    /// <summary>A round due sooner than this after the lock was published may be known to whoever published it.</summary>
    public static readonly TimeSpan LeastNotice = TimeSpan.FromSeconds(3);

    /// <summary>Finds the winner. Every value on the way is in the result.</summary>
    /// <exception cref="ArgumentException">The inputs can't make a draw: a mode that pots don't have, a void entry, randomness missing or too much.</exception>
    /// <exception cref="DrawMismatchException">The stored seed or roster is not the one that was published.</exception>
    public static PotDrawResult Draw(PotDrawInputs inputs)
    {
        Check(inputs);
        var commitInput = CommitInput(
            inputs.PotId,
            inputs.SeedHash,
            inputs.RosterRoot,
            inputs.LockedAt,
            inputs.Randomness
        );
        var commitHash = Digest.OfAscii(commitInput);
        var mac = Mac(inputs.Seed, commitHash);
        var index = WinnerIndex(mac, inputs.TotalTickets);
        return new PotDrawResult(
            inputs.Mode,
            inputs.PotId,
            inputs.Seed.Hex,
            inputs.SeedHash,
            inputs.Roster,
            FormatLockedAt(inputs.LockedAt),
            inputs.Randomness,
            commitInput,
            commitHash,
            mac,
            index,
            index + 1,
            inputs.Roster.LeafOf(index + 1)
        );
    }

    private static void Check(PotDrawInputs inputs)
    {
        RequireMode(inputs.Mode);
        if (inputs.Mode == DrawMode.Beacon && !Digest.IsHex(inputs.Randomness, Digest.HexDigits))
            throw new ArgumentException(
                "A beacon pot needs the round's randomness, 64 lower-case hex digits.",
                nameof(inputs)
            );
        if (inputs.Mode != DrawMode.Beacon && inputs.Randomness is not null)
            throw new ArgumentException("Only a beacon pot takes a round's randomness.", nameof(inputs));
        if (inputs.Roster.LiveTickets != inputs.Roster.TotalTickets)
            throw new ArgumentException("A pot's list has no void entry.", nameof(inputs));

        if (!inputs.Seed.Matches(inputs.SeedHash))
            throw new DrawMismatchException("seed_hash", "The stored seed is not the one that was committed to.");
        if (inputs.Roster.TotalTickets != inputs.TotalTickets)
            throw new DrawMismatchException(
                "total_tickets",
                $"The roster ends at ticket {inputs.Roster.TotalTickets}, the pot at {inputs.TotalTickets}."
            );
        if (!string.Equals(inputs.Roster.Root, inputs.RosterRoot, StringComparison.Ordinal))
            throw new DrawMismatchException("roster_root", "The stored roster is not the one that was published.");
    }

    /// <exception cref="ArgumentException">The mode is one that pots don't have.</exception>
    internal static void RequireMode(DrawMode mode)
    {
        if (mode is not (DrawMode.Roster or DrawMode.Beacon))
            throw new ArgumentException("A pot is drawn in roster or beacon mode.", nameof(mode));
    }

    /// <summary><c>{pot_id}:{seed_hash}:{roster_root}:{locked_at}</c>, in beacon mode with <c>:{randomness}</c>.</summary>
    /// <exception cref="FormatException">A hash or the randomness is not 64 lower-case hex digits.</exception>
    public static string CommitInput(
        PotId potId,
        string seedHash,
        string rosterRoot,
        DateTimeOffset lockedAt,
        string? randomness
    )
    {
        Digest.RequireHash(seedHash, "A seed's hash");
        Digest.RequireHash(rosterRoot, "A roster root");
        var input = $"{potId}:{seedHash}:{rosterRoot}:{FormatLockedAt(lockedAt)}";
        return randomness is null ? input : $"{input}:{Digest.RequireHash(randomness, "A round's randomness")}";
    }

    /// <summary>SHA256(<see cref="CommitInput"/>) as hex: in roster mode known from the lock on, in beacon mode once the round is there.</summary>
    /// <exception cref="FormatException">A hash or the randomness is not 64 lower-case hex digits.</exception>
    public static string CommitHash(
        PotId potId,
        string seedHash,
        string rosterRoot,
        DateTimeOffset lockedAt,
        string? randomness
    ) => Digest.OfAscii(CommitInput(potId, seedHash, rosterRoot, lockedAt, randomness));

    /// <summary>UTC <c>yyyy-MM-ddTHH:mm:ssZ</c>.</summary>
    public static string FormatLockedAt(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>HMAC-SHA256 over the commit hash's ASCII text, keyed with the seed's bytes; 64 lower-case hex digits.</summary>
    public static string Mac(ServerSeed seed, string commitHash) =>
        Convert.ToHexStringLower(
            HMACSHA256.HashData(Convert.FromHexString(seed.Hex), Encoding.ASCII.GetBytes(commitHash))
        );

    /// <summary>
    /// The whole of it as one unsigned number, big-endian, mod total. No number is passed over: an edge of one in 2²²⁵ is all
    /// that the lowest tickets of the largest pot have.
    /// </summary>
    public static int WinnerIndex(string mac, int totalTickets)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(totalTickets, 1);
        return (int)(new BigInteger(Convert.FromHexString(mac), isUnsigned: true, isBigEndian: true) % totalTickets);
    }

    /// <summary>
    /// The drand round of a pot: the first at or after its lock and <see cref="BeaconWait"/>. But where the lock was published so
    /// late that this round is due less than <see cref="LeastNotice"/> after, whoever published it might know it: then the
    /// first at or after the publication and <see cref="BeaconWait"/> (docs/decisions/0013-pot-rounds.md).
    /// </summary>
    /// <param name="lockedAt">Used to the second, as it is signed.</param>
    /// <param name="publishedAt">The lock record's own time. Used to the microsecond, as it is signed.</param>
    public static long RoundFor(DrandChain chain, DateTimeOffset lockedAt, DateTimeOffset publishedAt)
    {
        var published = CutTo(TimeSpan.TicksPerMicrosecond, publishedAt);
        var round = chain.RoundAt(CutTo(TimeSpan.TicksPerSecond, lockedAt) + BeaconWait);
        return chain.TimeOf(round) < published + LeastNotice ? chain.RoundAt(published + BeaconWait) : round;
    }

    // What a checker reads is what was signed: the rest of the instant must take no part.
    private static DateTimeOffset CutTo(long ticks, DateTimeOffset time) => time.AddTicks(-(time.UtcTicks % ticks));
}
