using System.Text.Json.Serialization;

namespace Alot.Domain.Draws;

/// <summary>
/// What <c>GET /api/lots/{id}/draw</c> answers: every input and intermediate value of a draw. The names are part of the
/// public contract and are fixed here, whatever naming a serializer is set to. Money is text, as it was hashed.
/// </summary>
public sealed record DrawProof
{
    [JsonPropertyName("lot_id")]
    public required string LotId { get; init; }

    [JsonPropertyName("mode")]
    public required string Mode { get; init; }

    [JsonPropertyName("created_at")]
    public required string CreatedAt { get; init; }

    [JsonPropertyName("server_seed")]
    public required string ServerSeed { get; init; }

    [JsonPropertyName("commitment")]
    public required string Commitment { get; init; }

    [JsonPropertyName("client_seed_input")]
    public required string ClientSeedInput { get; init; }

    [JsonPropertyName("client_seed")]
    public required string ClientSeed { get; init; }

    [JsonPropertyName("nonce")]
    public required int Nonce { get; init; }

    [JsonPropertyName("first_nonce")]
    public required int FirstNonce { get; init; }

    [JsonPropertyName("combined_seed")]
    public required string CombinedSeed { get; init; }

    [JsonPropertyName("number")]
    public required uint Number { get; init; }

    [JsonPropertyName("total_tickets")]
    public required int TotalTickets { get; init; }

    [JsonPropertyName("escrow_balance")]
    public required string EscrowBalance { get; init; }

    [JsonPropertyName("winning_ticket")]
    public required int WinningTicket { get; init; }

    [JsonPropertyName("winner_tag")]
    public string? WinnerTag { get; init; }

    [JsonPropertyName("skips")]
    public required IReadOnlyList<DrawProofSkip> Skips { get; init; }

    [JsonPropertyName("roster_root")]
    public string? RosterRoot { get; init; }

    /// <summary>Beacon mode only.</summary>
    [JsonPropertyName("beacon")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DrawProofBeacon? Beacon { get; init; }

    [JsonPropertyName("signatures")]
    public required IReadOnlyList<DrawProofSignature> Signatures { get; init; }

    [JsonPropertyName("drawn_at")]
    public required string DrawnAt { get; init; }

    public static DrawProof Of(
        DrawResult draw,
        DateTimeOffset drawnAt,
        IEnumerable<SignedStatement> signatures,
        DrawProofBeacon? beacon = null
    ) =>
        new()
        {
            LotId = draw.LotId.ToString(),
            Mode = draw.Mode.ToText(),
            CreatedAt = draw.CreatedAt,
            ServerSeed = draw.ServerSeed,
            Commitment = draw.Commitment,
            ClientSeedInput = draw.ClientSeedInput,
            ClientSeed = draw.ClientSeed,
            Nonce = draw.Nonce,
            FirstNonce = draw.FirstNonce,
            CombinedSeed = draw.CombinedSeed,
            Number = draw.Number,
            TotalTickets = draw.TotalTickets,
            EscrowBalance = draw.EscrowBalance,
            WinningTicket = draw.WinningTicket,
            WinnerTag = draw.Winner?.Tag.ToString(),
            Skips =
            [
                .. draw.Skips.Select(s => new DrawProofSkip(
                    s.Nonce,
                    s.CombinedSeed,
                    s.Number,
                    s.Ticket,
                    s.Skipped!.Value.ToText()
                )),
            ],
            RosterRoot = draw.RosterRoot,
            Beacon = beacon,
            Signatures = [.. signatures.Select(s => new DrawProofSignature(s.Kind, s.KeyId, s.Fields, s.Signature))],
            DrawnAt = DrawFormula.FormatTime(drawnAt),
        };
}

/// <param name="Ticket">Null for a number skipped for bias.</param>
/// <param name="Reason"><c>bias</c> or <c>void</c>; of an alternate also <c>disqualified</c>.</param>
public sealed record DrawProofSkip(
    [property: JsonPropertyName("nonce")] int Nonce,
    [property: JsonPropertyName("combined_seed")] string CombinedSeed,
    [property: JsonPropertyName("number")] uint Number,
    [property: JsonPropertyName("ticket")] int? Ticket,
    [property: JsonPropertyName("reason")] string Reason
);

/// <summary>The drand round that a beacon draw waited for.</summary>
public sealed record DrawProofBeacon(
    [property: JsonPropertyName("chain")] string Chain,
    [property: JsonPropertyName("round")] long Round,
    [property: JsonPropertyName("randomness")] string Randomness,
    [property: JsonPropertyName("signature")] string Signature
);

/// <summary>A signed statement about the lot; see <see cref="StatementSignature"/> for what is signed.</summary>
public sealed record DrawProofSignature(
    [property: JsonPropertyName("kind")] string Kind,
    [property: JsonPropertyName("key_id")] string KeyId,
    [property: JsonPropertyName("fields")] IReadOnlyList<string> Fields,
    [property: JsonPropertyName("signature")] string Signature
);

/// <summary>What <c>GET /api/lots/{id}/draw/roster</c> answers: the leaf strings in ticket order.</summary>
public sealed record RosterDocument([property: JsonPropertyName("leaves")] IReadOnlyList<string> Leaves)
{
    public static RosterDocument Of(Roster roster) => new([.. roster.Leaves.Select(leaf => leaf.ToString())]);
}

/// <summary>What <c>/.well-known/alot-keys.json</c> answers: every key that ever signed, with the time it was in use.</summary>
public sealed record PublicKeysDocument([property: JsonPropertyName("keys")] IReadOnlyList<PublicKeyDocument> Keys);

/// <param name="Id"><see cref="StatementSignature.KeyIdOf"/> of the key.</param>
/// <param name="PublicKey">The uncompressed P-256 point, 130 lower-case hex digits.</param>
/// <param name="ValidFrom">UTC, written as <see cref="DrawFormula.FormatTime"/> does.</param>
/// <param name="ValidUntil">Null while the key is in use.</param>
/// <param name="Use"><c>platform</c>, <c>orchestrator</c> or <c>settlement</c>: who signs with it.</param>
public sealed record PublicKeyDocument(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("public_key")] string PublicKey,
    [property: JsonPropertyName("valid_from")] string ValidFrom,
    [property: JsonPropertyName("valid_until")] string? ValidUntil,
    [property: JsonPropertyName("use")] string Use = "platform"
);
