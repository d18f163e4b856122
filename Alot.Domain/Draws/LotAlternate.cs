using System.Text.Json.Serialization;

namespace Alot.Domain.Draws;

/// <summary>
/// The next winner after one was disqualified (table <c>draw_alternates</c>), with everything needed to check it. Never changed:
/// the newest one holds the prize.
/// </summary>
public sealed class LotAlternate
{
    private LotAlternate() { }

    public LotId LotId { get; private set; }

    /// <summary>1 for the lot's first.</summary>
    public int Sequence { get; private set; }
    public PlayerId DisqualifiedUserId { get; private set; }
    public string Reason { get; private set; } = "";

    /// <summary>The request that two people agreed on.</summary>
    public Guid ApprovalId { get; private set; }
    public PlayerId RequestedBy { get; private set; }
    public PlayerId ApprovedBy { get; private set; }
    public long Nonce { get; private set; }

    /// <summary>Beacon mode only: the round that was waited for.</summary>
    public long? BeaconRound { get; private set; }
    public string CombinedSeed { get; private set; } = "";
    public int WinningTicket { get; private set; }
    public PlayerId WinnerUserId { get; private set; }
    public EntryId WinnerEntryId { get; private set; }
    public DateTimeOffset DrawnAt { get; private set; }

    /// <summary>The published proof, JSON as <c>GET /api/lots/{id}/draw/alternates</c> answers it.</summary>
    public string VerificationDetails { get; private set; } = "{}";

    public static LotAlternate Make(
        DrawResult draw,
        LotDisqualification why,
        PlayerId winner,
        string proof,
        DateTimeOffset now
    ) =>
        new()
        {
            LotId = draw.LotId,
            Sequence = why.Sequence,
            DisqualifiedUserId = why.UserId,
            Reason = why.Reason,
            ApprovalId = why.ApprovalId,
            RequestedBy = why.RequestedBy,
            ApprovedBy = why.ApprovedBy,
            Nonce = draw.Nonce,
            BeaconRound = why.BeaconRound,
            CombinedSeed = draw.CombinedSeed,
            WinningTicket = draw.WinningTicket,
            WinnerUserId = winner,
            WinnerEntryId = draw.Winner!.Value.EntryId,
            DrawnAt = now,
            VerificationDetails = proof,
        };
}

/// <summary>What is published of an alternate. Seed, roster and all that the draw was made from stand in the lot's own proof.</summary>
public sealed record AlternateProof
{
    [JsonPropertyName("lot_id")]
    public required string LotId { get; init; }

    [JsonPropertyName("sequence")]
    public required int Sequence { get; init; }

    [JsonPropertyName("mode")]
    public required string Mode { get; init; }

    /// <summary>The tags of those whose tickets are passed over.</summary>
    [JsonPropertyName("disqualified_tags")]
    public required IReadOnlyList<string> DisqualifiedTags { get; init; }

    /// <summary>The last nonce used before. In beacon mode the first nonce doesn't follow from it.</summary>
    [JsonPropertyName("after_nonce")]
    public required int AfterNonce { get; init; }

    /// <summary>Beacon mode only: the new round, named by the signed disqualification.</summary>
    [JsonPropertyName("beacon")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DrawProofBeacon? Beacon { get; init; }

    [JsonPropertyName("first_nonce")]
    public required int FirstNonce { get; init; }

    [JsonPropertyName("nonce")]
    public required int Nonce { get; init; }

    [JsonPropertyName("combined_seed")]
    public required string CombinedSeed { get; init; }

    [JsonPropertyName("number")]
    public required uint Number { get; init; }

    [JsonPropertyName("winning_ticket")]
    public required int WinningTicket { get; init; }

    [JsonPropertyName("winner_tag")]
    public required string WinnerTag { get; init; }

    [JsonPropertyName("skips")]
    public required IReadOnlyList<DrawProofSkip> Skips { get; init; }

    [JsonPropertyName("signatures")]
    public required IReadOnlyList<DrawProofSignature> Signatures { get; init; }

    [JsonPropertyName("drawn_at")]
    public required string DrawnAt { get; init; }

    public static AlternateProof Of(
        DrawResult draw,
        int sequence,
        IEnumerable<UserTag> disqualified,
        int afterNonce,
        DrawProofBeacon? round,
        IReadOnlyList<SignedStatement> signed,
        DateTimeOffset drawnAt
    )
    {
        // The same values under the same names as a draw's own proof has them.
        var proof = DrawProof.Of(draw, drawnAt, signed, round);
        return new AlternateProof
        {
            LotId = proof.LotId,
            Sequence = sequence,
            Mode = proof.Mode,
            DisqualifiedTags = [.. disqualified.Select(t => t.ToString())],
            AfterNonce = afterNonce,
            Beacon = proof.Beacon,
            FirstNonce = proof.FirstNonce,
            Nonce = proof.Nonce,
            CombinedSeed = proof.CombinedSeed,
            Number = proof.Number,
            WinningTicket = proof.WinningTicket,
            WinnerTag = proof.WinnerTag!,
            Skips = proof.Skips,
            Signatures = proof.Signatures,
            DrawnAt = proof.DrawnAt,
        };
    }
}
