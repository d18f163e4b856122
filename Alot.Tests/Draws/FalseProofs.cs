using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Alot.Domain.Draws;
using Shouldly;

namespace Alot.Tests.Draws;

/// <summary>Proofs with one false thing in each, and the step of the check where that breaks.</summary>
internal static class FalseProofs
{
    /// <param name="Step">The line where it breaks.</param>
    /// <param name="Values">Changes what is published: { proof, roster, keys, records }.</param>
    public sealed record Lie(DrawMode Mode, string Step, Action<JsonObject, PublishedLot> Values);

    public static readonly Dictionary<string, Lie> All = new()
    {
        ["another server seed"] = new(DrawMode.Roster, "commitment", (d, _) => Alter(d, "server_seed")),
        ["another commitment"] = new(DrawMode.Roster, "commitment", (d, _) => Alter(d, "commitment")),
        ["another lot"] = new(DrawMode.Roster, "signatures", (d, _) => Alter(d, "lot_id")),
        ["another time of making"] = new(
            DrawMode.Roster,
            "client_seed_input",
            (d, _) => Proof(d)["created_at"] = "2023-08-23T10:11:12.131416Z"
        ),
        ["other cash"] = new(DrawMode.Roster, "client_seed_input", (d, _) => Proof(d)["escrow_balance"] = "251.00"),
        ["another total"] = new(DrawMode.Roster, "roster_gaps", (d, _) => Alter(d, "total_tickets")),
        ["another root"] = new(DrawMode.Roster, "roster_root", (d, _) => Alter(d, "roster_root")),
        ["another mode"] = new(DrawMode.Roster, "signatures", (d, _) => Proof(d)["mode"] = "classic"),
        ["another first nonce"] = new(DrawMode.Roster, "first_nonce", (d, _) => Alter(d, "first_nonce")),
        ["a first nonce in classic mode"] = new(DrawMode.Classic, "first_nonce", (d, _) => Alter(d, "first_nonce")),
        ["another nonce"] = new(DrawMode.Roster, "nonce", (d, _) => Alter(d, "nonce")),
        ["another text of the client seed"] = new(
            DrawMode.Roster,
            "client_seed_input",
            (d, _) => Alter(d, "client_seed_input")
        ),
        ["another client seed"] = new(DrawMode.Roster, "client_seed", (d, _) => Alter(d, "client_seed")),
        ["another combined seed"] = new(DrawMode.Roster, "signatures", (d, _) => Alter(d, "combined_seed")),
        ["another combined seed, signed again"] = new(
            DrawMode.Roster,
            "combined_seed",
            (d, lot) =>
            {
                Alter(d, "combined_seed");
                SignAgain(d, lot, "draw", fields => fields[1] = Text(d, "combined_seed"));
            }
        ),
        ["another number"] = new(DrawMode.Roster, "number", (d, _) => Alter(d, "number")),
        ["another winning ticket"] = new(DrawMode.Roster, "signatures", (d, _) => Alter(d, "winning_ticket")),
        ["another winning ticket, signed again"] = new(
            DrawMode.Roster,
            "winning_ticket",
            (d, lot) =>
            {
                Alter(d, "winning_ticket");
                SignAgain(d, lot, "draw", fields => fields[2] = Text(d, "winning_ticket"));
            }
        ),
        ["another winner"] = new(
            DrawMode.Roster,
            "winner",
            (d, _) =>
                Proof(d)["winner_tag"] =
                    Text(d, "winner_tag") == "da2094d6e33d0cbd" ? "7bdc105abaffd726" : "da2094d6e33d0cbd"
        ),
        ["a skip left out"] = new(DrawMode.Beacon, "skips", (d, _) => Skips(d).RemoveAt(0)),
        ["a skip made up"] = new(DrawMode.Classic, "skips", (d, _) => Skips(d).Add(Made())),
        ["a skip for another reason"] = new(DrawMode.Beacon, "skips", (d, _) => Skips(d)[0]!["reason"] = "bias"),
        ["another time of the draw"] = new(
            DrawMode.Roster,
            "signatures",
            (d, _) => Proof(d)["drawn_at"] = "2023-08-23T15:59:26.000000Z"
        ),
        ["a missing leaf"] = new(DrawMode.Roster, "roster_gaps", (d, _) => Leaves(d).RemoveAt(2)),
        ["a missing last leaf"] = new(DrawMode.Beacon, "roster_gaps", (d, _) => Leaves(d).RemoveAt(6)),
        ["two leaves swapped"] = new(
            DrawMode.Roster,
            "roster_gaps",
            (d, _) =>
            {
                var leaf = Leaves(d)[1]!.DeepClone();
                Leaves(d)[1] = Leaves(d)[2]!.DeepClone();
                Leaves(d)[2] = leaf;
            }
        ),
        ["the owners of two leaves swapped"] = new(
            DrawMode.Roster,
            "roster_root",
            (d, _) =>
            {
                Leaf(d, 1, "5d96a42bf6e1e0dd", "da2094d6e33d0cbd");
                Leaf(d, 2, "da2094d6e33d0cbd", "5d96a42bf6e1e0dd");
            }
        ),
        ["a void leaf made live"] = new(DrawMode.Roster, "roster_root", (d, _) => Leaf(d, 4, ":void", ":live")),
        ["no list"] = new(
            DrawMode.Roster,
            "roster_gaps",
            (d, _) =>
            {
                d["roster"] = null;
                d["entries"] = 0;
            }
        ),
        ["no signatures"] = new(DrawMode.Roster, "signatures", (d, _) => Proof(d)["signatures"] = new JsonArray()),
        ["the list not signed"] = new(
            DrawMode.Roster,
            "signatures",
            (d, _) => Proof(d)["signatures"]!.AsArray().RemoveAt(0)
        ),
        ["an altered signature"] = new(
            DrawMode.Roster,
            "signatures",
            (d, _) => Signed(d, "draw")["signature"] = OtherDigit(Signed(d, "draw")["signature"]!.GetValue<string>())
        ),
        ["a statement signed by a stranger's key"] = new(
            DrawMode.Roster,
            "signatures",
            (d, lot) =>
            {
                using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                SignAgain(d, stranger, "roster", _ => { });
            }
        ),
        ["a stranger's key under our key's name"] = new(
            DrawMode.Roster,
            "signatures",
            (d, lot) =>
            {
                using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
                Key(d)["public_key"] = StatementSignature.PublicKeyOf(stranger);
            }
        ),
        ["a key that came into use later"] = new(
            DrawMode.Roster,
            "signatures",
            (d, lot) => Key(d)["valid_from"] = DrawFormula.FormatTime(lot.PublishedAt.AddMicroseconds(1))
        ),
        ["a key that was out of use"] = new(
            DrawMode.Roster,
            "signatures",
            (d, lot) => Key(d)["valid_until"] = DrawFormula.FormatTime(lot.DrawnAt.AddMicroseconds(-1))
        ),
        ["a key that ended at that very moment"] = new(
            DrawMode.Roster,
            "signatures",
            (d, lot) => Key(d)["valid_until"] = DrawFormula.FormatTime(lot.DrawnAt)
        ),
        ["a list published after the draw"] = new(
            DrawMode.Roster,
            "signatures",
            (d, lot) => SignAgain(d, lot, "roster", f => f[^1] = DrawFormula.FormatTime(lot.DrawnAt.AddMicroseconds(1)))
        ),
        ["a changed opening in the log"] = new(
            DrawMode.Roster,
            "signatures",
            (d, _) => d["records"]![0]!["record"]!["fields"]![3] = new string('8', 64)
        ),
        ["a record with another hash"] = new(
            DrawMode.Roster,
            "log",
            (d, _) => d["records"]![1]!["hash"] = OtherDigit(d["records"]![1]!["hash"]!.GetValue<string>())
        ),
        ["a log without the draw"] = new(DrawMode.Roster, "log", (d, _) => d["records"]!.AsArray().RemoveAt(2)),
        ["another chain"] = new(DrawMode.Beacon, "beacon_chain", (d, _) => Alter(Beacon(d), "chain")),
        ["another chain, from the opening on"] = new(
            DrawMode.Beacon,
            "beacon_chain",
            (d, lot) =>
            {
                Alter(Beacon(d), "chain");
                d["records"] = new JsonArray();
                Proof(d)["signatures"]!
                    .AsArray()
                    .Insert(
                        0,
                        PublishedLog.RecordOf(
                            lot.Sign(
                                Quicknet.Opening(
                                    lot.Result,
                                    new string('7', 64),
                                    Beacon(d)["chain"]!.GetValue<string>(),
                                    lot.OpenedAt
                                )
                            )
                        )
                    );
            }
        ),
        ["another round, with its own signature"] = new(
            DrawMode.Beacon,
            "beacon_round",
            (d, _) => UseRound(d, Quicknet.Round(1001))
        ),
        ["another round, signed into the list"] = new(
            DrawMode.Beacon,
            "beacon_round",
            (d, lot) =>
            {
                UseRound(d, Quicknet.Round(1001));
                SignAgain(d, lot, "roster", f => f[3] = "1001");
            }
        ),
        ["a list published a moment earlier"] = new(
            DrawMode.Beacon,
            "beacon_round",
            (d, lot) =>
                SignAgain(d, lot, "roster", f => f[^1] = DrawFormula.FormatTime(lot.PublishedAt.AddMicroseconds(-1)))
        ),
        ["a list published a round later"] = new(
            DrawMode.Beacon,
            "beacon_round",
            (d, lot) => SignAgain(d, lot, "roster", f => f[^1] = DrawFormula.FormatTime(lot.PublishedAt.AddSeconds(3)))
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
        ["a seed of another draw in beacon mode"] = new(
            DrawMode.Beacon,
            "commitment",
            (d, _) => Proof(d)["server_seed"] = SpecCases.WithRoster().Seed.Hex
        ),
    };

    internal static JsonObject Proof(JsonObject document) => document["proof"]!.AsObject();

    internal static JsonObject Beacon(JsonObject document) => Proof(document)["beacon"]!.AsObject();

    private static JsonArray Skips(JsonObject document) => Proof(document)["skips"]!.AsArray();

    private static JsonArray Leaves(JsonObject document) => document["roster"]!["leaves"]!.AsArray();

    private static JsonObject Key(JsonObject document) => document["keys"]!["keys"]![0]!.AsObject();

    internal static JsonObject Signed(JsonObject document, string kind) =>
        Proof(document)["signatures"]!.AsArray().Single(s => s!["kind"]!.GetValue<string>() == kind)!.AsObject();

    internal static string Text(JsonObject document, string field) => Proof(document)[field]!.ToString();

    private static void Leaf(JsonObject document, int index, string from, string to)
    {
        var leaf = Leaves(document)[index]!.GetValue<string>();
        leaf.ShouldContain(from);
        Leaves(document)[index] = leaf.Replace(from, to, StringComparison.Ordinal);
    }

    /// <summary>Changes the value in the proof, or in an object of its own.</summary>
    internal static void Alter(JsonObject document, string field)
    {
        var holder = document.ContainsKey("proof") ? Proof(document) : document;
        holder[field] =
            holder[field]!.GetValueKind() == System.Text.Json.JsonValueKind.Number
                ? holder[field]!.GetValue<long>() + 1
                : OtherDigit(holder[field]!.GetValue<string>());
    }

    private static void SignAgain(JsonObject document, PublishedLot lot, string kind, Action<string[]> change) =>
        SignAgain(document, lot.Key, kind, change);

    internal static void SignAgain(JsonObject document, ECDsa key, string kind, Action<string[]> change)
    {
        var statement = Signed(document, kind);
        string[] fields = [.. statement["fields"]!.AsArray().Select(f => f!.GetValue<string>())];
        change(fields);
        var again = PublishedLog.RecordOf(new Statement(kind, fields).SignWith(key));
        foreach (var name in new[] { "key_id", "fields", "signature" })
            statement[name] = again[name]!.DeepClone();
        // An operator who signs anew would write the log anew as well; what it says is not asked here.
        document["records"] = new JsonArray();
    }

    internal static void UseRound(JsonObject document, DrawProofBeacon round)
    {
        Beacon(document)["round"] = round.Round;
        Beacon(document)["signature"] = round.Signature;
        Beacon(document)["randomness"] = round.Randomness;
    }

    private static JsonObject Made() =>
        new()
        {
            ["nonce"] = 0,
            ["combined_seed"] = new string('0', 64),
            ["number"] = 0,
            ["ticket"] = 1,
            ["reason"] = "void",
        };

    internal static string OtherDigit(string hex) => (hex[0] == '0' ? '1' : '0') + hex[1..];
}
