namespace Alot.Web.Draws;

/// <summary>
/// One line of the verify page as the server writes it: the same words as in <c>verifier.mjs</c> (a test compares them), and
/// how many characters its values take, so that nothing moves when the browser fills them in.
/// </summary>
/// <param name="Needs">The earlier lines it rests on: while one of them is broken, this one proves nothing.</param>
public sealed record VerifyLine(
    string Id,
    string Title,
    string Explanation,
    string Formula,
    int Published,
    int Computed,
    params string[] Needs
)
{
    /// <summary>Characters of a hash.</summary>
    public const int Hash = 64;

    /// <summary>Not every draw has it: the beacon's lines, and those about what a reader brings along.</summary>
    public bool IsHiddenAtFirst => Id is "saved" or "log" || Id.StartsWith("beacon", StringComparison.Ordinal);

    /// <summary>Of a lot's draw.</summary>
    public static readonly IReadOnlyList<VerifyLine> All =
    [
        new(
            "commitment",
            "The seed is the one locked before the first sale",
            "Its fingerprint is the commitment published at opening.",
            "SHA256(server_seed)",
            Hash,
            Hash
        ),
        new(
            "roster_gaps",
            "The list has no gaps",
            "Tickets run from 1 to the total, each once.",
            "every entry starts where the last one ended",
            9,
            9
        ),
        new(
            "roster_root",
            "The list is the one that was frozen",
            "All its entries together give the published root.",
            "merkle_root(leaves)",
            Hash,
            Hash,
            "roster_gaps"
        ),
        new(
            "signatures",
            "What we published is signed",
            "The list was signed before the draw; our keys are public.",
            "ECDSA P-256 over alot:{kind}:v1:{fields}",
            44,
            44,
            "roster_root"
        ),
        new(
            "saved",
            "Your saved record says the same",
            "What you kept when the list was published has the same root, round and time as the proof.",
            "saved roster record = published roster record",
            64,
            64,
            "signatures"
        ),
        new(
            "log",
            "The fairness log holds this lot’s records",
            "Each record’s hash takes in the one before it, so none can be changed, added or taken out later.",
            "SHA256(previous_hash + line feed + record)",
            44,
            64,
            "signatures"
        ),
        new(
            "beacon_chain",
            "The randomness comes from drand’s quicknet",
            "A public network that belongs to nobody makes a new random value every three seconds. Its name is fixed in this page.",
            "chain = 52db9ba7…84e971",
            Hash,
            Hash
        ),
        new(
            "beacon_round",
            "The round was fixed before anyone knew it",
            "It is the first one at or after a minute from the moment the signed list was published. No other may be used.",
            "first round at or after published_at + 60 s",
            12,
            60,
            "signatures",
            "beacon_chain"
        ),
        new(
            "beacon_signature",
            "The network signed that very round",
            "Only drand’s members together can make this signature, so we could neither forge nor choose it.",
            "BLS12-381 over SHA256(round), key of quicknet",
            96,
            40,
            "beacon_chain",
            "beacon_round"
        ),
        new(
            "beacon",
            "The randomness is the round’s own",
            "It is the fingerprint of the round’s signature.",
            "SHA256(beacon signature)",
            Hash,
            Hash,
            "beacon_signature"
        ),
        new(
            "first_nonce",
            "Nobody picked the first nonce",
            "It is 0 in classic mode, else it follows from the list, and in beacon mode from the round too.",
            "low 31 bits of SHA256(roster_root + randomness)",
            10,
            10,
            "roster_root",
            "beacon"
        ),
        new(
            "client_seed_input",
            "The lot’s own figures are written in one way",
            "Lot, time, tickets and cash of live entries, which is at most a dollar for each live ticket.",
            "lot_id:created_at:total_tickets:escrow_balance",
            78,
            78,
            "roster_gaps"
        ),
        new(
            "client_seed",
            "Those figures give the client seed",
            "Frozen when the lot was funded.",
            "SHA256(client_seed_input)",
            Hash,
            Hash,
            "client_seed_input"
        ),
        new(
            "skips",
            "Nothing was skipped without a reason",
            "Only a voided ticket, or a number that would give low tickets an edge, moves the draw on.",
            "nonce + 1 after each skip",
            4,
            4,
            "commitment",
            "roster_root",
            "first_nonce",
            "client_seed"
        ),
        new(
            "nonce",
            "That leads to the nonce of the draw",
            "The first one that was not skipped.",
            "first_nonce + skips",
            10,
            10,
            "first_nonce",
            "skips"
        ),
        new(
            "combined_seed",
            "Seed, figures and nonce give the combined seed",
            "The last hash of the draw.",
            "SHA256(server_seed + client_seed + nonce)",
            Hash,
            Hash,
            "commitment",
            "client_seed",
            "nonce"
        ),
        new(
            "number",
            "The first eight digits are the number",
            "Read as one whole number.",
            "first 8 hex digits of combined_seed",
            10,
            10,
            "combined_seed"
        ),
        new(
            "bias",
            "No ticket had an edge",
            "Numbers at or above the limit are skipped, except in classic mode.",
            "number < ⌊2³² / total⌋ × total",
            16,
            19,
            "number"
        ),
        new(
            "winning_ticket",
            "The number gives the winning ticket",
            "What is left after dividing by the total, plus 1.",
            "1 + number mod total_tickets",
            4,
            4,
            "number",
            "bias"
        ),
        new(
            "winner",
            "The winning ticket is live and in the list",
            "Its entry carries the winner’s tag.",
            "the entry that holds the ticket",
            22,
            22,
            "roster_root",
            "winning_ticket"
        ),
        new(
            "mine",
            "Your tickets are in the list",
            "Your tag stands on the lot’s page.",
            "entries with your tag",
            1,
            38,
            "roster_root"
        ),
    ];
}
