using Alot.Web.Draws;

namespace Alot.Web.Pots;

/// <summary>
/// What the verify page and the Pocket Auditor show of a pot: the same words as <c>lines.mjs</c> has (a test compares them), and
/// its values, each of which the reader can change.
/// </summary>
public static class PotSheet
{
    private static readonly IReadOnlyList<VerifyLine> Lines =
    [
        new(
            "seed_hash",
            "The seed is the one locked before the first ticket",
            "Its fingerprint was published when the pot opened.",
            "SHA256(reveal_seed)",
            VerifyLine.Hash,
            VerifyLine.Hash
        ),
        new(
            "roster_gaps",
            "The list has no gaps",
            "Tickets run from 1 to the total, each once, and none is void.",
            "every entry starts where the last one ended",
            7,
            7
        ),
        new(
            "capacity",
            "The pot holds no more tickets than it may",
            "It locks when the last one is taken.",
            "total_tickets ≤ max_tickets",
            11,
            3,
            "roster_gaps"
        ),
        OfLots("roster_root"),
        new(
            "signatures",
            "What was published is signed",
            "Opening and lock by one part of our system, the reveal by another with a key of its own; our keys are public.",
            "ECDSA P-256 over alot:{kind}:v1:{fields}",
            64,
            64,
            "roster_root"
        ),
        new(
            "saved",
            "Your saved record says the same",
            "What you kept when the pot locked has the same seed hash, list, round and times as the proof.",
            "saved lock record = published lock record",
            64,
            64,
            "signatures"
        ),
        new(
            "log",
            "The fairness log holds this pot’s records",
            "Each record’s hash takes in the one before it, so none can be changed, added or taken out later.",
            "SHA256(previous_hash + line feed + record)",
            52,
            64,
            "signatures"
        ),
        OfLots("beacon_chain"),
        new(
            "beacon_round",
            "The round was fixed before anyone knew it",
            "It is the first one at or after six seconds from the lock; had the lock been published too late for that, six seconds from then.",
            "first round ≥ locked_at + 6 s; if due before published_at + 3 s, first round ≥ published_at + 6 s",
            14,
            100,
            "signatures",
            "beacon_chain"
        ),
        OfLots("beacon_signature"),
        OfLots("beacon"),
        new(
            "commit_input",
            "Pot, seed, list and time are written in one way",
            "In beacon mode the round’s randomness stands after them.",
            "pot_id:seed_hash:roster_root:locked_at[:randomness]",
            190,
            190,
            "seed_hash",
            "roster_root",
            "signatures",
            "beacon"
        ),
        new(
            "commit_hash",
            "They give the commit hash",
            "Shown at the lock in roster mode, and once the round is there in beacon mode.",
            "SHA256(commit_input)",
            VerifyLine.Hash,
            VerifyLine.Hash,
            "commit_input"
        ),
        new(
            "mac",
            "The seed makes one large number of it",
            "Only this seed gives this number, and it was fixed before the first ticket.",
            "HMAC_SHA256(key = reveal_seed, commit_hash)",
            VerifyLine.Hash,
            VerifyLine.Hash,
            "seed_hash",
            "commit_hash"
        ),
        new(
            "winner_index",
            "The number gives the winner’s place",
            "What is left after dividing all 256 bits of it by the total.",
            "mac mod total_tickets",
            3,
            3,
            "roster_gaps",
            "mac"
        ),
        new(
            "winning_ticket",
            "The place gives the winning ticket",
            "Places count from 0, tickets from 1.",
            "winner_index + 1",
            3,
            3,
            "winner_index"
        ),
        new(
            "winner",
            "The winning ticket is in the list",
            "Its entry carries the winner’s tag.",
            "the entry that holds the ticket",
            59,
            59,
            "roster_root",
            "winning_ticket"
        ),
        new(
            "payout",
            "The winner gets the whole pot",
            "Nothing is kept back.",
            "entry_cost × total_tickets",
            5,
            5,
            "roster_gaps"
        ),
        new(
            "mine",
            "Your tickets are in the list",
            "Your tag stands on the pot’s page.",
            "entries with your tag",
            1,
            38,
            "roster_root"
        ),
    ];

    private static readonly IReadOnlyList<VerifyField> Fields =
    [
        new("reveal_seed", "Secret seed, opened", IsLong: true),
        new("seed_hash", "Seed’s hash", IsLong: true),
        new("pot_id", "Pot id", IsLong: true),
        new("total_tickets", "Total tickets"),
        new("max_tickets", "Most tickets"),
        new("entry_cost", "Credits a ticket"),
        new("roster_root", "Roster root", IsLong: true),
        new("locked_at", "Locked at"),
        new("published_at", "Lock published at"),
        new("winner_index", "Winner’s place"),
        new("winning_ticket", "Published winning ticket"),
        new("winner_tag", "Winner’s tag"),
        new("winner_entry_id", "Winner’s entry", IsLong: true),
        new("payout", "Payout, credits"),
    ];

    private static readonly IReadOnlyList<VerifyField> Further =
    [
        new("commit_input", "Text of the commit hash", IsLong: true),
        new("commit_hash", "Commit hash", IsLong: true),
        new("mac", "The large number, as hex", IsLong: true),
        new("tag_commitment", "Hash of the tags’ key", IsLong: true),
        new("opened_at", "Opened at"),
        new("settled_at", "Settled at"),
        new("signatures", "Signed statements, as JSON", IsLong: true),
        new("keys", "Our public keys, as JSON", IsLong: true),
    ];

    public static readonly VerifySubject Subject = new(
        "pot",
        "pot",
        "Any pot",
        "A pot",
        ["roster", "beacon"],
        Lines,
        Fields,
        Further,
        "Ticket 00 won. The seed was locked before the first ticket, and when the pot’s list was published nobody could know the round that took part in the result. One line does not apply.",
        "A saved lock record",
        "If you saved the signed lock record when the pot locked",
        [("proof with the list of entries", "/proof")]
    );

    // List, beacon and randomness are checked as a lot's are, in the same words.
    private static VerifyLine OfLots(string id) => VerifyLine.All.Single(line => line.Id == id);
}
