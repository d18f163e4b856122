namespace Alot.Web.Draws;

/// <summary>One value of a proof that the reader can change.</summary>
/// <param name="Name">Its name in the proof.</param>
/// <param name="IsLong">A hash or an id: two lines on a phone.</param>
public sealed record VerifyField(string Name, string Label, bool IsLong = false)
{
    /// <summary>The inputs of a lot's draw.</summary>
    public static readonly IReadOnlyList<VerifyField> All =
    [
        new("server_seed", "Secret seed, opened", IsLong: true),
        new("commitment", "Commitment", IsLong: true),
        new("lot_id", "Lot id", IsLong: true),
        new("created_at", "Created at"),
        new("total_tickets", "Total tickets"),
        new("escrow_balance", "Cash of live entries"),
        new("roster_root", "Roster root", IsLong: true),
        new("first_nonce", "First nonce"),
        new("nonce", "Nonce"),
        new("winning_ticket", "Published winning ticket"),
        new("winner_tag", "Winner’s tag"),
    ];

    /// <summary>The round a draw or pot waited for.</summary>
    public static readonly IReadOnlyList<VerifyField> Beacon =
    [
        new("chain", "The beacon’s chain", IsLong: true),
        new("round", "Its round"),
        new("randomness", "The round’s randomness", IsLong: true),
        new("signature", "The round’s signature", IsLong: true),
    ];

    /// <summary>What lies between inputs and result of a lot's draw, and what was signed.</summary>
    public static readonly IReadOnlyList<VerifyField> Further =
    [
        new("client_seed_input", "Text of the client seed", IsLong: true),
        new("client_seed", "Client seed", IsLong: true),
        new("combined_seed", "Combined seed", IsLong: true),
        new("number", "Number"),
        new("drawn_at", "Drawn at"),
        new("skips", "Numbers skipped, as JSON", IsLong: true),
        new("signatures", "Signed statements, as JSON", IsLong: true),
        new("keys", "Our public keys, as JSON", IsLong: true),
    ];
}
