using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Alot.Domain.Draws;
using Alot.Domain.Pots;
using Alot.Tests.Draws;
using static Alot.Tests.Draws.FalseProofs;

namespace Alot.Tests.Pots;

/// <summary>Proofs of pots with one false thing in each, and the step of the check where that breaks.</summary>
internal static class FalsePots
{
    /// <param name="Step">The line where it breaks.</param>
    /// <param name="Values">Changes what is published: { proof, keys, records }.</param>
    /// <param name="Says">Part of what that line says.</param>
    public sealed record Lie(DrawMode Mode, string Step, Action<JsonObject, PublishedPot> Values, string Says = "");

    public static readonly Dictionary<string, Lie> All = new()
    {
        ["another seed"] = new(DrawMode.Roster, "seed_hash", (d, _) => Alter(d, "reveal_seed")),
        ["another seed, revealed in a signed statement"] = new(
            DrawMode.Roster,
            "seed_hash",
            (d, pot) =>
            {
                Alter(d, "reveal_seed");
                SignAgain(d, pot.Settlement, "pot_reveal", f => f[2] = Text(d, "reveal_seed"));
            }
        ),
        ["another hash of the seed"] = new(DrawMode.Roster, "seed_hash", (d, _) => Alter(d, "seed_hash")),
        ["another pot"] = new(DrawMode.Roster, "signatures", (d, _) => Alter(d, "pot_id"), "about something else"),
        ["another mode"] = new(DrawMode.Roster, "signatures", (d, _) => Proof(d)["mode"] = "beacon"),
        ["roster instead of beacon"] = new(
            DrawMode.Beacon,
            "signatures",
            (d, _) =>
            {
                Proof(d)["mode"] = "roster";
                Proof(d)["beacon"] = null;
            }
        ),
        ["a mode that pots don't have"] = new(DrawMode.Roster, "signatures", (d, _) => Proof(d)["mode"] = "classic"),
        ["a round in roster mode"] = new(
            DrawMode.Roster,
            "commit_input",
            (d, _) => Proof(d)["beacon"] = new JsonObject { ["round"] = 1000 }
        ),
        ["another total"] = new(DrawMode.Roster, "roster_gaps", (d, _) => Alter(d, "total_tickets")),
        ["fewer tickets than were taken"] = new(DrawMode.Roster, "capacity", (d, _) => Proof(d)["max_tickets"] = 9),
        ["another root"] = new(DrawMode.Roster, "roster_root", (d, _) => Alter(d, "roster_root")),
        ["a missing leaf"] = new(DrawMode.Roster, "roster_gaps", (d, _) => Leaves(d).RemoveAt(1)),
        ["a missing last leaf"] = new(DrawMode.Beacon, "roster_gaps", (d, _) => Leaves(d).RemoveAt(3)),
        ["two leaves swapped"] = new(DrawMode.Roster, "roster_gaps", (d, _) => Swap(Leaves(d), 1, 2)),
        ["the owners of two leaves swapped"] = new(
            DrawMode.Roster,
            "roster_root",
            (d, _) =>
            {
                Leaf(d, 1, "5d96a42bf6e1e0dd", "da2094d6e33d0cbd");
                Leaf(d, 2, "da2094d6e33d0cbd", "5d96a42bf6e1e0dd");
            }
        ),
        ["a void leaf"] = new(
            DrawMode.Roster,
            "roster_gaps",
            (d, _) => Leaf(d, 1, ":live", ":void"),
            "entry 2 is void"
        ),
        ["no list"] = new(DrawMode.Roster, "roster_gaps", (d, _) => Proof(d)["entries"] = new JsonArray()),
        ["another time of the lock"] = new(
            DrawMode.Roster,
            "signatures",
            (d, pot) => Proof(d)["locked_at"] = PotFormula.FormatLockedAt(pot.Inputs.LockedAt.AddSeconds(1))
        ),
        ["another time of the lock, signed again"] = new(
            DrawMode.Roster,
            "commit_input",
            (d, pot) =>
            {
                var locked = pot.Inputs.LockedAt.AddSeconds(-1);
                Proof(d)["locked_at"] = PotFormula.FormatLockedAt(locked);
                SignAgain(d, pot.Orchestrator, "pot_lock", f => f[^2] = $"{locked.ToUnixTimeSeconds()}");
            }
        ),
        ["another time of publication"] = new(
            DrawMode.Roster,
            "signatures",
            (d, pot) => Proof(d)["published_at"] = DrawFormula.FormatTime(pot.Facts.PublishedAt.AddMicroseconds(1))
        ),
        ["another time of opening"] = new(
            DrawMode.Roster,
            "signatures",
            (d, pot) => Proof(d)["opened_at"] = DrawFormula.FormatTime(pot.Facts.OpenedAt.AddSeconds(1))
        ),
        ["another hash of the tags' key"] = new(DrawMode.Roster, "signatures", (d, _) => Alter(d, "tag_commitment")),
        ["no signatures"] = new(DrawMode.Roster, "signatures", (d, _) => Proof(d)["signatures"] = new JsonArray()),
        ["the opening not signed"] = Without(0, "pot_opening: not in the proof"),
        ["the lock not signed"] = Without(1, "pot_lock: not in the proof"),
        ["the reveal not signed"] = Without(2, "pot_reveal: not in the proof"),
        ["a changed signature"] = new(
            DrawMode.Roster,
            "signatures",
            (d, _) =>
            {
                var reveal = Signed(d, "pot_reveal");
                reveal["signature"] = OtherDigit(reveal["signature"]!.GetValue<string>());
                // With the log's true record beside it, it would be said twice.
                d["records"] = new JsonArray();
            },
            "pot_reveal: not valid"
        ),
        ["a stranger's key"] = new(
            DrawMode.Roster,
            "signatures",
            (d, _) =>
            {
                using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                SignAgain(d, stranger, "pot_lock", _ => { });
            },
            "pot_lock: made with a key that is not ours"
        ),
        ["the orchestrator's key used for the reveal"] = new(
            DrawMode.Roster,
            "signatures",
            (d, pot) => SignAgain(d, pot.Orchestrator, "pot_reveal", _ => { }),
            "pot_reveal: made with a key that is not the settlement’s"
        ),
        ["the settlement's key used for the lock"] = new(
            DrawMode.Roster,
            "signatures",
            (d, pot) => SignAgain(d, pot.Settlement, "pot_lock", _ => { }),
            "pot_lock: made with a key that is not the orchestrator’s"
        ),
        ["one key said to be for both"] = new(
            DrawMode.Roster,
            "signatures",
            (d, pot) =>
            {
                SignAgain(d, pot.Orchestrator, "pot_reveal", _ => { });
                d["keys"]!["keys"]!.AsArray().Add(pot.KeyOf(pot.Orchestrator, "settlement"));
            },
            "pot_reveal: made with the key that signed the lock"
        ),
        ["keys that are the platform's"] = new(
            DrawMode.Roster,
            "signatures",
            (d, _) =>
            {
                foreach (var key in d["keys"]!["keys"]!.AsArray())
                    key!["use"] = "platform";
            }
        ),
        ["keys without a use"] = new(
            DrawMode.Roster,
            "signatures",
            (d, _) =>
            {
                foreach (var key in d["keys"]!["keys"]!.AsArray())
                    key!.AsObject().Remove("use");
            }
        ),
        ["a key under another's name"] = new(
            DrawMode.Roster,
            "signatures",
            (d, pot) =>
                d["keys"]!["keys"]![1]!["public_key"] = pot.KeyOf(pot.Orchestrator, "x")["public_key"]!.DeepClone(),
            "pot_reveal: the key is not the one it is named after"
        ),
        ["a key that came into use later"] = new(
            DrawMode.Roster,
            "signatures",
            (d, pot) =>
                d["keys"]!["keys"]![0]!["valid_from"] = DrawFormula.FormatTime(pot.Facts.OpenedAt.AddMicroseconds(1)),
            "pot_opening: the key was not in use then"
        ),
        ["a key out of use at the settlement"] = new(
            DrawMode.Roster,
            "signatures",
            (d, pot) =>
                d["keys"]!["keys"]![1]!["valid_until"] = DrawFormula.FormatTime(
                    pot.Facts.SettledAt.AddMicroseconds(-1)
                ),
            "pot_reveal: the key was not in use then"
        ),
        ["settled before the lock was published"] = new(
            DrawMode.Roster,
            "signatures",
            (d, pot) => Proof(d)["settled_at"] = DrawFormula.FormatTime(pot.Facts.PublishedAt.AddMicroseconds(-1)),
            "pot_lock: made after the draw"
        ),
        ["another pot's reveal"] = new(
            DrawMode.Roster,
            "signatures",
            (d, pot) => SignAgain(d, pot.Settlement, "pot_reveal", f => f[0] = "019a2b3c-9999-7f60-8a1b-2c3d4e5f6072"),
            "pot_reveal: about something else"
        ),
        ["two locks"] = new(
            DrawMode.Roster,
            "signatures",
            (d, _) => Proof(d)["signatures"]!.AsArray().Add(Signed(d, "pot_lock").DeepClone()),
            "said twice"
        ),
        ["another text of the commit"] = new(DrawMode.Roster, "commit_input", (d, _) => Alter(d, "commit_input")),
        ["another commit hash"] = new(DrawMode.Roster, "signatures", (d, _) => Alter(d, "commit_hash")),
        ["another commit hash, signed again"] = new(
            DrawMode.Roster,
            "commit_hash",
            (d, pot) =>
            {
                Alter(d, "commit_hash");
                SignAgain(d, pot.Settlement, "pot_reveal", f => f[1] = Text(d, "commit_hash"));
            }
        ),
        ["another number"] = new(DrawMode.Roster, "mac", (d, _) => Alter(d, "mac")),
        ["another place"] = new(DrawMode.Roster, "signatures", (d, _) => Alter(d, "winner_index")),
        ["another place, signed again"] = new(
            DrawMode.Roster,
            "winner_index",
            (d, pot) =>
            {
                Alter(d, "winner_index");
                SignAgain(d, pot.Settlement, "pot_reveal", f => f[3] = Text(d, "winner_index"));
            }
        ),
        ["another winning ticket"] = new(DrawMode.Roster, "winning_ticket", (d, _) => Proof(d)["winning_ticket"] = 1),
        ["another winner"] = new(DrawMode.Roster, "signatures", (d, _) => Alter(d, "winner_tag")),
        ["another winner, signed again"] = new(
            DrawMode.Roster,
            "winner",
            (d, pot) =>
            {
                Alter(d, "winner_tag");
                SignAgain(d, pot.Settlement, "pot_reveal", f => f[4] = Text(d, "winner_tag"));
            }
        ),
        ["another entry of the winner"] = new(DrawMode.Roster, "winner", (d, _) => Alter(d, "winner_entry_id")),
        ["less paid out"] = new(DrawMode.Roster, "payout", (d, _) => Proof(d)["payout"] = 475),
        ["another cost"] = new(DrawMode.Roster, "payout", (d, _) => Alter(d, "entry_cost")),
        ["a cancelled pot"] = new(
            DrawMode.Roster,
            "signatures",
            (d, pot) =>
            {
                var cancelled = PotStatements
                    .Cancelled(pot.Result.PotId, "locked", "staff", pot.Facts.SettledAt)
                    .SignWith(pot.Orchestrator);
                d["records"]!.AsArray().Add(PublishedLog.LineOf(PublishedLog.Of([cancelled], pot.Facts.SettledAt)[0]));
            },
            "both cancelled and settled"
        ),
        ["a record with another hash"] = new(
            DrawMode.Roster,
            "log",
            (d, _) => d["records"]![1]!["hash"] = OtherDigit(d["records"]![1]!["hash"]!.GetValue<string>())
        ),
        ["a log without the reveal"] = new(DrawMode.Roster, "log", (d, _) => d["records"]!.AsArray().RemoveAt(2)),
        ["another chain"] = new(DrawMode.Beacon, "beacon_chain", (d, _) => Alter(Beacon(d), "chain")),
        ["another chain, from the opening on"] = new(
            DrawMode.Beacon,
            "beacon_chain",
            (d, pot) =>
            {
                Alter(Beacon(d), "chain");
                SignAgain(d, pot.Orchestrator, "pot_opening", f => f[4] = Beacon(d)["chain"]!.GetValue<string>());
            }
        ),
        ["another round, with its own signature"] = new(
            DrawMode.Beacon,
            "beacon_round",
            (d, _) => UseRound(d, Quicknet.Round(1001)),
            "the signed lock says round 1000"
        ),
        ["another round, signed into the lock"] = new(
            DrawMode.Beacon,
            "beacon_round",
            (d, pot) =>
            {
                UseRound(d, Quicknet.Round(1001));
                SignAgain(d, pot.Orchestrator, "pot_lock", f => f[4] = "1001");
            },
            "round 1000, due"
        ),
        ["an early round for a late lock"] = new(
            DrawMode.Beacon,
            "beacon_round",
            (d, pot) => PublishAgain(d, pot, pot.Inputs.LockedAt.AddSeconds(3).AddMicroseconds(1)),
            "round 1002, due"
        ),
        ["a later round without a late lock"] = new(
            DrawMode.Beacon,
            "beacon_round",
            (d, pot) =>
            {
                UseRound(d, Quicknet.Round(1002));
                SignAgain(d, pot.Orchestrator, "pot_lock", f => f[4] = "1002");
                PublishAgain(d, pot, pot.Inputs.LockedAt.AddSeconds(3));
            },
            "round 1000, due"
        ),
        ["an altered beacon signature"] = new(
            DrawMode.Beacon,
            "beacon_signature",
            (d, _) =>
            {
                var signature = Beacon(d)["signature"]!.GetValue<string>();
                Beacon(d)["signature"] = signature[..^1] + (signature[^1] == '0' ? '1' : '0');
            }
        ),
        ["the signature of another round"] = new(
            DrawMode.Beacon,
            "beacon_signature",
            (d, _) => Beacon(d)["signature"] = Quicknet.Round(1001).Signature
        ),
        ["no beacon signature"] = new(DrawMode.Beacon, "beacon_signature", (d, _) => Beacon(d).Remove("signature")),
        ["randomness that is not of the signature"] = new(
            DrawMode.Beacon,
            "beacon",
            (d, _) => Beacon(d)["randomness"] = Quicknet.Round(1001).Randomness
        ),
    };

    private static Lie Without(int statement, string says) =>
        new(DrawMode.Roster, "signatures", (d, _) => Proof(d)["signatures"]!.AsArray().RemoveAt(statement), says);

    private static void PublishAgain(JsonObject document, PublishedPot pot, DateTimeOffset at)
    {
        Proof(document)["published_at"] = DrawFormula.FormatTime(at);
        SignAgain(document, pot.Orchestrator, "pot_lock", f => f[^1] = DrawFormula.FormatTime(at));
    }

    private static JsonArray Leaves(JsonObject document) => Proof(document)["entries"]!.AsArray();

    private static void Leaf(JsonObject document, int index, string from, string to) =>
        Leaves(document)[index] = Leaves(document)[index]!
            .GetValue<string>()
            .Replace(from, to, StringComparison.Ordinal);

    private static void Swap(JsonArray list, int one, int other)
    {
        var kept = list[one]!.DeepClone();
        list[one] = list[other]!.DeepClone();
        list[other] = kept;
    }
}
