using Alot.Domain.Ledger;

namespace Alot.Domain.Draws;

/// <summary>Everything that decides a draw, frozen when the lot is funded.</summary>
public sealed record DrawInputs
{
    public required DrawMode Mode { get; init; }

    public required LotId LotId { get; init; }

    /// <summary>When the lot was made. Used to the microsecond, as PostgreSQL keeps it; anything finer is cut off.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public required ServerSeed Seed { get; init; }

    /// <summary>The hash of the seed that was published when the lot opened.</summary>
    public required string Commitment { get; init; }

    /// <summary>The highest ticket number issued, voided ones included: 1 … 2147483647.</summary>
    public required int TotalTickets { get; init; }

    /// <summary>Cash of live (not voided) entries.</summary>
    public required Money EscrowBalance { get; init; }

    /// <summary>The frozen entries. Required in roster and beacon mode; without it no ticket counts as voided.</summary>
    public Roster? Roster { get; init; }

    /// <summary>The root that was published at funding. Required where the nonce depends on it, checked wherever it is given.</summary>
    public string? RosterRoot { get; init; }

    /// <summary>The randomness of the agreed drand round, 64 lower-case hex digits, its signature already verified. Beacon mode only.</summary>
    public string? Randomness { get; init; }

    /// <summary>
    /// Of an alternate, in every mode: the last nonce used before. In classic and roster mode the next one is tried first; in beacon
    /// mode the new round's randomness says which.
    /// </summary>
    public int? AfterNonce { get; init; }

    /// <summary>Of an alternate: whose tickets are passed over.</summary>
    public IReadOnlySet<UserTag> Disqualified { get; init; } = new HashSet<UserTag>();
}

/// <summary>
/// What is stored is not what was published: another seed, another roster, another round. The lot is frozen, staff are alerted and
/// nothing is paid (draws.md).
/// </summary>
public sealed class DrawMismatchException(string what, string message) : Exception(message)
{
    /// <summary>One word: <c>seed</c>, of a pot <c>seed_hash</c>, <c>tag_key</c>, <c>roster</c>, <c>roster_root</c>, <c>roster_signature</c> …</summary>
    public string What { get; } = what;
}
