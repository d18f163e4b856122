using System.Buffers.Binary;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;

namespace Alot.Tests.Load;

/// <summary>
/// Somebody who owns the server, knows the secret seed and decides how many tickets the last buyer gets: 1 to 50. His
/// accomplice holds 100 tickets of the toy lot, others 900. He tries every size by the real formula before he closes the
/// sale; the same seed plays the same rounds. The lab's toy lot is the same one.
/// </summary>
internal sealed class CrookedOperator(int seed)
{
    public const int Sizes = 50;
    public const int Own = 100;
    public const int Others = 900;

    private static readonly int[] Entries = [Own, 150, 200, 100, 180, 120, 150];

    private readonly Random random = new(seed);

    /// <param name="knowsTheRound">
    /// What must never be: the round is known before the sale is closed. Shows that the figures would tell.
    /// </param>
    public Takings Play(DrawMode mode, int runs, bool knowsTheRound = false)
    {
        var wins = 0;
        var expected = 0.0;
        var variance = 0.0;
        for (var run = 0; run < runs; run++)
        {
            var (won, share) = PlayOne(mode, knowsTheRound);
            wins += won ? 1 : 0;
            expected += share;
            variance += share * (1 - share);
        }
        return new Takings(runs, wins, expected, variance);
    }

    private (bool Won, double Share) PlayOne(DrawMode mode, bool knowsTheRound)
    {
        var lot = new ToyLot(
            mode,
            new LotId(NextId()),
            DateTimeOffset.UnixEpoch.AddMicroseconds(random.NextInt64(2_000_000_000_000_000)),
            ServerSeed.FromHex(NextHex()),
            [.. Entries.Append(0).Select(_ => (new EntryId(NextId()), new UserTag((ulong)random.NextInt64())))]
        );
        // All he has before the sale is closed is the last round's value.
        var known = mode == DrawMode.Beacon ? NextHex() : null;
        var size = Enumerable.Range(1, Sizes).FirstOrDefault(s => lot.IsWonWith(s, known), Sizes);
        // The list is closed and published. Only now is the next round made.
        var randomness = mode == DrawMode.Beacon && !knowsTheRound ? NextHex() : known;
        return (lot.IsWonWith(size, randomness), (double)Own / (Own + Others + size));
    }

    private Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private string NextHex()
    {
        Span<byte> bytes = stackalloc byte[32];
        random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private sealed record ToyLot(
        DrawMode Mode,
        LotId Id,
        DateTimeOffset CreatedAt,
        ServerSeed Seed,
        IReadOnlyList<(EntryId Id, UserTag Tag)> People
    )
    {
        public bool IsWonWith(int last, string? randomness)
        {
            var first = 1;
            var leaves = new RosterLeaf[People.Count];
            for (var i = 0; i < leaves.Length; i++)
            {
                var count = i < Entries.Length ? Entries[i] : last;
                leaves[i] = new RosterLeaf(People[i].Id, new TicketRange(first, count), People[i].Tag, false);
                first += count;
            }
            var roster = new Roster(leaves);
            var draw = DrawFormula.Draw(
                new DrawInputs
                {
                    Mode = Mode,
                    LotId = Id,
                    CreatedAt = CreatedAt,
                    Seed = Seed,
                    Commitment = Seed.Commitment,
                    TotalTickets = roster.TotalTickets,
                    EscrowBalance = Money.Dollars(roster.TotalTickets),
                    Roster = roster,
                    RosterRoot = roster.Root,
                    Randomness = randomness,
                }
            );
            return leaves[0].Tickets.Contains(draw.WinningTicket);
        }
    }
}

/// <summary>What was won in so many lots.</summary>
/// <param name="Expected">What luck alone would have won: the sum of the accomplice's shares.</param>
/// <param name="Variance">Of that sum, each lot being won by luck.</param>
internal sealed record Takings(int Runs, int Wins, double Expected, double Variance)
{
    public double Rate => (double)Wins / Runs;

    public double Chance => Expected / Runs;

    /// <summary>Wilson's interval of the rate, 95 %.</summary>
    public (double Low, double High) Interval
    {
        get
        {
            const double z = 1.959964;
            var middle = (Rate + z * z / (2 * Runs)) / (1 + z * z / Runs);
            var half =
                z / (1 + z * z / Runs) * Math.Sqrt(Rate * (1 - Rate) / Runs + z * z / (4.0 * Runs * (double)Runs));
            return (middle - half, middle + half);
        }
    }
}
