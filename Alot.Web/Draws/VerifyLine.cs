namespace Alot.Web.Draws;

/// <summary>
/// One line of the verify page as the server writes it: the same words as in <c>verifier.mjs</c> (a test compares them), and
/// how many characters its values take, so that nothing moves when the browser fills them in.
/// </summary>
public sealed record VerifyLine(
    string Id,
    string Title,
    string Explanation,
    string Formula,
    int Published,
    int Computed
)
{
    private const int Hash = 64;

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
            Hash
        ),
        new(
            "signatures",
            "What we published is signed",
            "The list was signed before the draw; our keys are public.",
            "ECDSA P-256 over alot:{kind}:v1:{fields}",
            44,
            44
        ),
        new(
            "beacon",
            "The randomness is the round’s own",
            "It is the fingerprint of the round’s signature.",
            "SHA256(beacon signature)",
            Hash,
            Hash
        ),
        new(
            "first_nonce",
            "Nobody picked the first nonce",
            "It is 0 in classic mode, else it follows from the list, and in beacon mode from the round too.",
            "low 31 bits of SHA256(roster_root + randomness)",
            10,
            10
        ),
        new(
            "client_seed_input",
            "The lot’s own figures are written in one way",
            "Lot, time, tickets and cash of live entries.",
            "lot_id:created_at:total_tickets:escrow_balance",
            78,
            78
        ),
        new(
            "client_seed",
            "Those figures give the client seed",
            "Frozen when the lot was funded.",
            "SHA256(client_seed_input)",
            Hash,
            Hash
        ),
        new(
            "skips",
            "Nothing was skipped without a reason",
            "Only a voided ticket, or a number that would give low tickets an edge, moves the draw on.",
            "nonce + 1 after each skip",
            4,
            4
        ),
        new(
            "nonce",
            "That leads to the nonce of the draw",
            "The first one that was not skipped.",
            "first_nonce + skips",
            10,
            10
        ),
        new(
            "combined_seed",
            "Seed, figures and nonce give the combined seed",
            "The last hash of the draw.",
            "SHA256(server_seed + client_seed + nonce)",
            Hash,
            Hash
        ),
        new(
            "number",
            "The first eight digits are the number",
            "Read as one whole number.",
            "first 8 hex digits of combined_seed",
            10,
            10
        ),
        new(
            "bias",
            "No ticket had an edge",
            "Numbers at or above the limit are skipped, except in classic mode.",
            "number < ⌊2³² / total⌋ × total",
            16,
            19
        ),
        new(
            "winning_ticket",
            "The number gives the winning ticket",
            "What is left after dividing by the total, plus 1.",
            "1 + number mod total_tickets",
            4,
            4
        ),
        new(
            "winner",
            "The winning ticket is live and in the list",
            "Its entry carries the winner’s tag.",
            "the entry that holds the ticket",
            22,
            22
        ),
        new(
            "mine",
            "Your tickets are in the list",
            "Your tag stands on the lot’s page.",
            "entries with your tag",
            1,
            38
        ),
    ];
}
