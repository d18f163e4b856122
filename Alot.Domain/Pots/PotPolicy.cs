using Alot.Domain.Ledger;

namespace Alot.Domain.Pots;

/// <summary>What an installation decides about its pots (<c>Pots:</c> in the configuration); pots.md where a figure stands there.</summary>
public sealed record PotPolicy
{
    /// <summary>From the lock to the reveal: long enough to look at the commitment.</summary>
    public TimeSpan RevealDelay { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>For so much longer a reveal waits until somebody has looked at who plays together; then it goes on without.</summary>
    public TimeSpan WatchPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>From the lock to an alert that the pot is not settled.</summary>
    public TimeSpan SettleWithin { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A score from which on an entry is flagged.</summary>
    public int FlagAt { get; init; } = 30;

    /// <summary>Payouts from here on are told to web hooks and to the winner by mail.</summary>
    public Credits LargeWin { get; init; } = new(10_000);

    /// <summary>Joins in <see cref="VelocityWindow"/>, cancelled ones included: what people do by hand stays far below.</summary>
    public int JoinsPerPlayer { get; init; } = 30;
    public int JoinsPerDevice { get; init; } = 45;

    /// <summary>Many players may share an address: a household, a campus.</summary>
    public int JoinsPerAddress { get; init; } = 120;
    public static readonly TimeSpan VelocityWindow = TimeSpan.FromMinutes(1);

    /// <summary>Entries of one pot from one address from which on staff are alerted.</summary>
    public int EntriesPerAddress { get; init; } = 5;

    /// <summary>Where nobody may play: a country by its two letters (<c>KP</c>), or one of its regions (<c>US-Washington</c>).</summary>
    public IReadOnlySet<string> BlockedRegions { get; init; } = new HashSet<string>();

    /// <summary>Pots that are always there: when one locks, the next opens.</summary>
    public IReadOnlyList<PotTemplate> Templates { get; init; } = [];

    public bool Blocks(string? country, string? region) =>
        country is not null
        && (BlockedRegions.Contains(country) || (region is not null && BlockedRegions.Contains($"{country}-{region}")));
}

/// <summary>A pot that comes again and again.</summary>
/// <param name="Name">Its key: at most one pot of a template is open at a time.</param>
public sealed record PotTemplate(string Name, PotPlan Plan);
