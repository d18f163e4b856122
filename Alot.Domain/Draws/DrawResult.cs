namespace Alot.Domain.Draws;

/// <summary>A draw with every value on the way to it, so that each can be recomputed by anyone.</summary>
/// <param name="CreatedAt">As hashed: UTC, six decimals, <c>Z</c>.</param>
/// <param name="EscrowBalance">As hashed: two decimals, a point, no grouping.</param>
/// <param name="FirstNonce">0 … 2147483647.</param>
/// <param name="Steps">Every nonce tried, the last one being the draw.</param>
/// <param name="WinningTicket">1 … <paramref name="TotalTickets"/>.</param>
/// <param name="Winner">The winning entry; null only for a classic draw made without a roster.</param>
public sealed record DrawResult(
    DrawMode Mode,
    LotId LotId,
    string CreatedAt,
    string ServerSeed,
    string Commitment,
    int TotalTickets,
    string EscrowBalance,
    string ClientSeedInput,
    string ClientSeed,
    string? RosterRoot,
    string? Randomness,
    int FirstNonce,
    IReadOnlyList<DrawStep> Steps,
    int WinningTicket,
    RosterLeaf? Winner
)
{
    /// <summary>The step that made the draw.</summary>
    public DrawStep Final => Steps[^1];

    public int Nonce => Final.Nonce;

    public string CombinedSeed => Final.CombinedSeed;

    public uint Number => Final.Number;

    /// <summary>The steps before the last, each with why it was skipped.</summary>
    public IReadOnlyList<DrawStep> Skips => [.. Steps.Take(Steps.Count - 1)];
}

/// <summary>One nonce tried.</summary>
/// <param name="Number">The first 8 hex digits of the combined seed.</param>
/// <param name="Ticket">Null when the number was skipped for bias: such a number stands for no ticket.</param>
/// <param name="Skipped">Null for the step that made the draw.</param>
public sealed record DrawStep(int Nonce, string CombinedSeed, uint Number, int? Ticket, SkipReason? Skipped);

/// <summary>The only reasons to try the next nonce.</summary>
public enum SkipReason
{
    /// <summary>The number is at or above ⌊2³² / total⌋ × total, where low tickets would have an edge. Roster and beacon mode.</summary>
    Bias,

    /// <summary>The ticket's leaf says <c>void</c>. Every mode.</summary>
    Void,

    /// <summary>The ticket is a disqualified player's. Alternates only.</summary>
    Disqualified,
}

/// <summary>The text of a <see cref="SkipReason"/> in proofs: <c>bias</c>, <c>void</c>, <c>disqualified</c>.</summary>
public static class SkipReasons
{
    public static string ToText(this SkipReason reason) =>
        reason switch
        {
            SkipReason.Bias => "bias",
            SkipReason.Void => "void",
            SkipReason.Disqualified => "disqualified",
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There is no such reason to skip."),
        };
}
