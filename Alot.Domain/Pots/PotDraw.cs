using Alot.Domain.Draws;

namespace Alot.Domain.Pots;

/// <summary>Everything that decides who wins a pot: fixed at its lock, but for the round's randomness.</summary>
public sealed record PotDrawInputs
{
    /// <summary><see cref="DrawMode.Roster"/> or <see cref="DrawMode.Beacon"/>; pots know no other.</summary>
    public required DrawMode Mode { get; init; }

    public required PotId PotId { get; init; }

    /// <summary>The reveal seed.</summary>
    public required ServerSeed Seed { get; init; }

    /// <summary>The hash of the seed that was published when the pot opened.</summary>
    public required string SeedHash { get; init; }

    /// <summary>The entries as they stood at the lock, in the order of joining; cancelled ones are not in it, so none is void.</summary>
    public required Roster Roster { get; init; }

    /// <summary>The root that was published at the lock.</summary>
    public required string RosterRoot { get; init; }

    /// <summary>How many tickets were published at the lock.</summary>
    public required int TotalTickets { get; init; }

    /// <summary>When the pot locked. Used to the second; anything finer is cut off.</summary>
    public required DateTimeOffset LockedAt { get; init; }

    /// <summary>The randomness of the agreed drand round, 64 lower-case hex digits, its signature already verified. Beacon mode only.</summary>
    public string? Randomness { get; init; }
}

/// <summary>Who won a pot, with every value on the way to it, so that each can be recomputed by anyone.</summary>
/// <param name="LockedAt">As hashed: UTC, whole seconds, <c>Z</c>.</param>
/// <param name="CommitInput">The text that the commit hash is over.</param>
/// <param name="Mac">HMAC-SHA256 of the commit hash under the seed, as 64 lower-case hex digits.</param>
/// <param name="WinnerIndex">0 … total − 1.</param>
/// <param name="WinningTicket">1 … total.</param>
public sealed record PotDrawResult(
    DrawMode Mode,
    PotId PotId,
    string RevealSeed,
    string SeedHash,
    Roster Roster,
    string LockedAt,
    string? Randomness,
    string CommitInput,
    string CommitHash,
    string Mac,
    int WinnerIndex,
    int WinningTicket,
    RosterLeaf Winner
)
{
    public string RosterRoot => Roster.Root;

    public int TotalTickets => Roster.TotalTickets;
}
