using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Shouldly;
using Xunit;

namespace Alot.Tests.Load;

/// <summary>
/// The root of a large roster, beside SHA-256 over as many blocks of the same size on one thread (quality.md, Performance).
/// <c>script/load roster</c> has a million entries.
/// </summary>
public sealed class RosterLoad(ITestOutputHelper output)
{
    private static readonly int Entries = int.Parse(
        Environment.GetEnvironmentVariable("ALOT_LOAD_ENTRIES") ?? "5000",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public void Root_winner_and_proof_of_a_large_roster()
    {
        var now = DateTimeOffset.UnixEpoch;
        var tags = TagKey.New();
        var leaves = Enumerable
            .Range(0, Entries)
            .Select(i => new RosterLeaf(
                EntryId.New(now),
                new TicketRange(1 + i * 5, 5),
                tags.TagOf(PlayerId.New(now)),
                false
            ))
            .ToList();
        _ = new Roster(leaves).Root;

        var baseline = Time(() => HashAll(Entries));
        Roster roster = null!;
        var root = Time(() =>
        {
            roster = new Roster(leaves);
            _ = roster.Root;
        });
        var winner = Time(() => roster.LeafOf(Entries * 5 / 3));
        var proof = Time(() => roster.ProofOf(Entries / 3));

        Say($"Roster of {Entries} entries");
        Say($"baseline: SHA-256 of {2 * Entries} blocks, one thread {baseline.TotalMilliseconds, 10:F1} ms");
        Say(
            $"root (≤ 2 s)                                  {root.TotalMilliseconds, 10:F1} ms, ratio {root / baseline:F2}"
        );
        Say($"winner (≤ 1 ms)                               {winner.TotalMilliseconds, 10:F3} ms");
        Say($"proof of inclusion (≤ 5 ms)                   {proof.TotalMilliseconds, 10:F3} ms");
        roster.TotalTickets.ShouldBe(Entries * 5);
        roster.ProofOf(Entries / 3).Proves(roster.Root).ShouldBeTrue();
    }

    // A leaf is about 90 bytes and a node 65: two hashes an entry.
    private static void HashAll(int entries)
    {
        var block = new byte[90];
        Span<byte> hash = stackalloc byte[32];
        for (var i = 0; i < entries; i++)
        {
            SHA256.HashData(block, hash);
            SHA256.HashData(block.AsSpan(..65), hash);
        }
    }

    private static TimeSpan Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start);
    }

    private void Say(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
