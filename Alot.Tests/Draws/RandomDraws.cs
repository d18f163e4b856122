using System.Globalization;
using System.Security.Cryptography;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Pots;

namespace Alot.Tests.Draws;

/// <summary>Draws over random lots of every mode, and random pots, the same for the same seed.</summary>
internal sealed class RandomDraws(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>A new seed each time, or the one in <c>ALOT_SEED</c> to run a failure again.</summary>
    public static int Seed() =>
        Environment.GetEnvironmentVariable("ALOT_SEED") is { } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : RandomNumberGenerator.GetInt32(int.MaxValue);

    public DrawInputs Next()
    {
        var mode = (DrawMode)_random.Next(3);
        var seed = ServerSeed.FromHex(Hex(32));
        var roster = mode == DrawMode.Classic && _random.Next(2) == 0 ? null : NextRoster(withVoid: true);
        return new DrawInputs
        {
            Mode = mode,
            LotId = new LotId(NextId()),
            CreatedAt = DateTimeOffset.UnixEpoch.AddMicroseconds(_random.NextInt64(4_000_000_000_000_000)),
            Seed = seed,
            Commitment = seed.Commitment,
            TotalTickets = roster?.TotalTickets ?? 1 + _random.Next(int.MaxValue),
            EscrowBalance = new Money(
                _random.Next(4) == 0 ? _random.NextInt64(999_999_999_999) : 100L * _random.Next(100_000)
            ),
            Roster = roster,
            RosterRoot = roster?.Root,
            Randomness = mode == DrawMode.Beacon ? Hex(32) : null,
        };
    }

    /// <param name="publishedAt">Of the lock record: at once, late or much too late.</param>
    public PotDrawInputs NextPot(out DateTimeOffset publishedAt)
    {
        var mode = (DrawMode)(1 + _random.Next(2));
        var seed = ServerSeed.FromHex(Hex(32));
        var roster = NextRoster(withVoid: false);
        var locked = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + _random.NextInt64(2_000_000_000));
        if (_random.Next(2) == 0)
            locked = locked.AddMicroseconds(_random.Next(1_000_000));
        publishedAt =
            _random.Next(3) == 0
                ? locked.AddSeconds(_random.Next(12))
                : locked.AddMicroseconds(_random.Next(12_000_000));
        return new PotDrawInputs
        {
            Mode = mode,
            PotId = new PotId(NextId()),
            Seed = seed,
            SeedHash = seed.Commitment,
            Roster = roster,
            RosterRoot = roster.Root,
            TotalTickets = roster.TotalTickets,
            LockedAt = locked,
            Randomness = mode == DrawMode.Beacon ? Hex(32) : null,
        };
    }

    private Roster NextRoster(bool withVoid)
    {
        // Mostly small lots; sometimes ones so large that numbers are skipped for bias.
        var largest = _random.Next(5) == 0 ? 70_000_000 : 60;
        var leaves = new RosterLeaf[1 + _random.Next(30)];
        var next = 1;
        for (var i = 0; i < leaves.Length; i++)
        {
            var count = 1 + _random.Next(largest);
            leaves[i] = new RosterLeaf(
                new EntryId(NextId()),
                new TicketRange(next, count),
                new UserTag((ulong)_random.NextInt64()),
                IsVoid: withVoid && i > 0 && _random.Next(4) == 0
            );
            next += count;
        }
        return new Roster(leaves);
    }

    private Guid NextId()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private string Hex(int bytes)
    {
        var buffer = new byte[bytes];
        _random.NextBytes(buffer);
        return Convert.ToHexStringLower(buffer);
    }
}
