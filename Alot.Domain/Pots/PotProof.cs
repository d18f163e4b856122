using System.Text.Json.Serialization;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;

namespace Alot.Domain.Pots;

/// <summary>
/// What <c>GET /api/pots/{id}/proof</c> answers: every input and intermediate value of a pot, its list of entries and the
/// signed statements. The names are part of the public contract and are fixed here, whatever naming a serializer is set to.
/// </summary>
public sealed record PotProof
{
    [JsonPropertyName("pot_id")]
    public required string PotId { get; init; }

    [JsonPropertyName("title")]
    public required string Title { get; init; }

    [JsonPropertyName("mode")]
    public required string Mode { get; init; }

    /// <summary>Credits for a ticket.</summary>
    [JsonPropertyName("entry_cost")]
    public required long EntryCost { get; init; }

    [JsonPropertyName("max_tickets")]
    public required int MaxTickets { get; init; }

    [JsonPropertyName("opened_at")]
    public required string OpenedAt { get; init; }

    [JsonPropertyName("seed_hash")]
    public required string SeedHash { get; init; }

    [JsonPropertyName("reveal_seed")]
    public required string RevealSeed { get; init; }

    [JsonPropertyName("tag_commitment")]
    public required string TagCommitment { get; init; }

    [JsonPropertyName("roster_root")]
    public required string RosterRoot { get; init; }

    [JsonPropertyName("total_tickets")]
    public required int TotalTickets { get; init; }

    /// <summary>As hashed: whole seconds.</summary>
    [JsonPropertyName("locked_at")]
    public required string LockedAt { get; init; }

    [JsonPropertyName("published_at")]
    public required string PublishedAt { get; init; }

    /// <summary>Null in roster mode.</summary>
    [JsonPropertyName("beacon")]
    public DrawProofBeacon? Beacon { get; init; }

    [JsonPropertyName("commit_input")]
    public required string CommitInput { get; init; }

    [JsonPropertyName("commit_hash")]
    public required string CommitHash { get; init; }

    [JsonPropertyName("mac")]
    public required string Mac { get; init; }

    [JsonPropertyName("winner_index")]
    public required int WinnerIndex { get; init; }

    [JsonPropertyName("winning_ticket")]
    public required int WinningTicket { get; init; }

    [JsonPropertyName("winner_tag")]
    public required string WinnerTag { get; init; }

    [JsonPropertyName("winner_entry_id")]
    public required string WinnerEntryId { get; init; }

    /// <summary>Credits: a ticket's cost times the tickets, with nothing kept back.</summary>
    [JsonPropertyName("payout")]
    public required long Payout { get; init; }

    /// <summary>The leaf strings in ticket order.</summary>
    [JsonPropertyName("entries")]
    public required IReadOnlyList<string> Entries { get; init; }

    /// <summary>Opening, lock and reveal.</summary>
    [JsonPropertyName("signatures")]
    public required IReadOnlyList<DrawProofSignature> Signatures { get; init; }

    [JsonPropertyName("settled_at")]
    public required string SettledAt { get; init; }

    /// <exception cref="ArgumentException">A round is given in roster mode or none in beacon mode, or the round is not the one drawn with.</exception>
    /// <exception cref="OverflowException">The payout is more than credits can be.</exception>
    public static PotProof Of(
        PotDrawResult draw,
        PotProofFacts facts,
        IEnumerable<SignedStatement> signatures,
        DrawProofBeacon? beacon = null
    )
    {
        if (!string.Equals(draw.Randomness, beacon?.Randomness, StringComparison.Ordinal))
            throw new ArgumentException("The round is not the one this pot was drawn with.", nameof(beacon));
        return new()
        {
            PotId = draw.PotId.ToString(),
            Title = facts.Title,
            Mode = draw.Mode.ToText(),
            EntryCost = facts.EntryCost.Amount,
            MaxTickets = facts.MaxTickets,
            OpenedAt = DrawFormula.FormatTime(facts.OpenedAt),
            SeedHash = draw.SeedHash,
            RevealSeed = draw.RevealSeed,
            TagCommitment = facts.TagCommitment,
            RosterRoot = draw.RosterRoot,
            TotalTickets = draw.TotalTickets,
            LockedAt = draw.LockedAt,
            PublishedAt = DrawFormula.FormatTime(facts.PublishedAt),
            Beacon = beacon,
            CommitInput = draw.CommitInput,
            CommitHash = draw.CommitHash,
            Mac = draw.Mac,
            WinnerIndex = draw.WinnerIndex,
            WinningTicket = draw.WinningTicket,
            WinnerTag = draw.Winner.Tag.ToString(),
            WinnerEntryId = draw.Winner.EntryId.ToString(),
            Payout = checked(facts.EntryCost.Amount * draw.TotalTickets),
            Entries = RosterDocument.Of(draw.Roster).Leaves,
            Signatures = [.. signatures.Select(s => new DrawProofSignature(s.Kind, s.KeyId, s.Fields, s.Signature))],
            SettledAt = DrawFormula.FormatTime(facts.SettledAt),
        };
    }
}

/// <summary>What a pot's proof tells besides the sum.</summary>
/// <param name="EntryCost">Of one ticket.</param>
/// <param name="TagCommitment">The tag key's hash, published at opening.</param>
/// <param name="PublishedAt">Of the signed lock record.</param>
public sealed record PotProofFacts(
    string Title,
    Credits EntryCost,
    int MaxTickets,
    DateTimeOffset OpenedAt,
    string TagCommitment,
    DateTimeOffset PublishedAt,
    DateTimeOffset SettledAt
);
