using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Tests.Pots;

namespace Alot.Tests.Draws;

/// <summary>
/// Makes <c>docs/draw-vectors.json</c>: worked draws that anyone can check a verifier of their own against. Everything
/// is derived from names, so the book comes out the same on every machine.
/// </summary>
internal static class VectorBook
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // Found by search (a chance of 1 in 2³¹ each): inputs whose first nonce is at the very end of its range.
    private const string EntryBeforeTheWrap = "019a2b3d-3333-7abc-9def-0000020ba127";
    private const string RandomnessBeforeTheWrap = "0000000000000000000000000000000000000000000000000000000005c2f61b";

    public static string ToJson()
    {
        var book = new JsonObject
        {
            ["about"] =
                "Worked draws of ALOT!, each with every intermediate value. The formula stands in Alot.Domain/Draws/DrawFormula.cs.",
            ["notes"] = new JsonArray(
                "steps: every nonce tried; skipped says why the next one was needed, null marks the draw; ticket is null where the number stands for none (bias).",
                "bias_limit: floor(2^32 / total_tickets) * total_tickets; numbers at or above it are skipped in roster and beacon mode.",
                "users are the player ids behind the tags: tag = first 16 hex digits of HMAC-SHA256(key = the tag_key's bytes, ascii(user id)). A real tag_key is never published.",
                "Vectors without leaves are classic draws in which nothing was voided. In beacon vectors randomness stands for a round's; round signatures are not part of this arithmetic.",
                "pots: worked community pots. The formula stands in Alot.Domain/Pots/PotFormula.cs. Their rounds are real ones of drand's quicknet; published_at is the time of the lock record, which with locked_at decides the round."
            ),
            ["vectors"] = new JsonArray([.. Cases().Select(c => (JsonNode)Write(c))]),
            ["pots"] = new JsonArray([.. PotVectors.Cases().Select(c => (JsonNode)PotVectors.Write(c))]),
        };
        return book.ToJsonString(Readable) + "\n";
    }

    public static IEnumerable<VectorCase> Cases()
    {
        var tagKey = TagKey.FromHex(SpecCases.TagKey);
        yield return new("spec-classic", "The worked case of the specification.", SpecCases.Classic());
        yield return new(
            "spec-roster",
            "The worked case of the specification: two voided tickets come first.",
            SpecCases.WithRoster(),
            tagKey
        );
        yield return new(
            "spec-beacon",
            "The worked case of the specification: the same list, a round's randomness.",
            SpecCases.WithBeacon(),
            tagKey
        );

        yield return Classic("classic-one-ticket", "One ticket: every number gives ticket 1.", 1, Money.Dollars(1));
        yield return Roster(
            "roster-one-ticket",
            "One ticket and a tree of a single leaf: the root is the leaf's hash.",
            [1],
            Money.Dollars(1)
        );
        yield return Beacon("beacon-one-ticket", "One ticket, one leaf, a round's randomness.", [1], Money.Dollars(1));

        yield return Classic(
            "classic-largest",
            "2147483647 tickets, the most a lot can have.",
            int.MaxValue,
            Money.Dollars(2147483647)
        );
        yield return Roster(
            "roster-largest",
            "2147483647 tickets in three entries, the last of one ticket.",
            [1_000_000_000, 1_147_483_646, 1],
            Money.Dollars(2147483647)
        );
        yield return Beacon(
            "beacon-largest",
            "2147483647 tickets in one entry.",
            [int.MaxValue],
            Money.Dollars(2147483647)
        );

        int[] third = [700_000_000, 700_000_000, 31_655_766];
        yield return Roster(
            "roster-bias",
            "1431655766 tickets: a third of all numbers lies above the limit and is skipped.",
            third,
            Money.Dollars(1_000_000_000),
            wanted: d => d.Skips.Count(s => s.Skipped == SkipReason.Bias) == 3
        );
        yield return Beacon(
            "beacon-bias-and-void",
            "Both reasons to skip, one after the other.",
            third,
            Money.Dollars(700_000_000),
            voided: [1],
            wanted: d =>
                d.Steps.Select(s => s.Skipped).SequenceEqual([SkipReason.Bias, SkipReason.Void, SkipReason.Bias, null])
        );
        yield return Classic(
            "classic-keeps-biased-numbers",
            "Classic mode does not skip for bias: this number lies above the limit and counts.",
            1_431_655_766,
            Money.Dollars(1_431_655_766),
            wanted: d => d.Number >= DrawFormula.BiasLimit(d.TotalTickets)
        );

        yield return Classic(
            "classic-void",
            "Classic mode skips voided tickets too. The list takes no part in the nonce, which starts at 0.",
            [10, 30, 10],
            Money.Dollars(20),
            voided: [1],
            wanted: d => d.Skips.Count == 2
        );
        yield return Roster(
            "roster-nearly-all-void",
            "All but one of 40 tickets are voided.",
            [20, 1, 19],
            Money.Dollars(1),
            voided: [0, 2],
            wanted: d => d.Skips.Count is > 10 and < 30
        );
        yield return Roster("roster-two-leaves", "The smallest tree with a node.", [2, 5], Money.Dollars(7));
        yield return Roster(
            "roster-three-leaves",
            "An odd tree: the third leaf is carried up unchanged.",
            [25, 10, 5],
            Money.Dollars(40)
        );
        yield return Roster(
            "roster-five-leaves",
            "An odd tree: the fifth leaf is carried up twice.",
            [1, 2, 3, 4, 5],
            Money.Dollars(15)
        );
        yield return Roster("roster-eight-leaves", "A full tree.", [5, 5, 5, 5, 5, 5, 5, 5], Money.Dollars(40));
        yield return Roster(
            "roster-thirteen-leaves",
            "An odd tree over three levels; one player holds several entries, one entry is voided.",
            [25, 1, 10, 5, 50, 1, 1, 2, 25, 100, 5, 10, 15],
            Money.Dollars(225),
            voided: [4]
        );
        yield return Beacon(
            "beacon-nine-leaves",
            "One more than a full tree.",
            [3, 1, 4, 1, 5, 9, 2, 6, 5],
            Money.Dollars(36)
        );

        yield return WrapOfRoster();
        yield return WrapOfBeacon();

        yield return Roster(
            "money-grouping",
            "2500.00: two decimals, a point, no grouping. 61 further tickets were bought with credits.",
            [2000, 500, 61],
            Money.Dollars(2500)
        );
        yield return Classic(
            "money-large",
            "9999999999.99, the largest amount a lot can hold.",
            10,
            new Money(999_999_999_999)
        );
        yield return Classic("money-cents", "0.05: a zero before the point, both decimals.", 10, new Money(5));
        yield return Classic("money-none", "0.00: every ticket came from credits.", 10, Money.Zero);
        yield return Classic(
            "time-whole-second",
            "A whole second still has six decimals.",
            100,
            Money.Dollars(100),
            createdAt: "2027-01-01T00:00:00Z"
        );
        yield return Classic(
            "time-other-zone",
            "Made at 18:59:59.999999 in New York: written in UTC, as the last microsecond of the year.",
            100,
            Money.Dollars(100),
            createdAt: "2026-12-31T18:59:59.999999-05:00"
        );
        yield return Roster(
            "first-ticket-wins",
            "The number is a whole multiple of the total.",
            [1, 6],
            Money.Dollars(7),
            wanted: d => d.WinningTicket == 1
        );
        yield return Roster(
            "last-ticket-wins",
            "The number is one short of a whole multiple of the total.",
            [6, 1],
            Money.Dollars(7),
            wanted: d => d.WinningTicket == 7
        );
        yield return Roster(
            "number-with-leading-zeros",
            "The combined seed starts with zeros: the number is small.",
            [50, 50],
            Money.Dollars(100),
            wanted: d => d.Number < 1 << 20
        );
    }

    private static VectorCase WrapOfRoster()
    {
        var roster = Domain.Draws.Roster.Parse([
            $"{EntryBeforeTheWrap.Replace("0000020ba127", "000000000001", StringComparison.Ordinal)}:1:20:7bdc105abaffd726:live",
            $"{EntryBeforeTheWrap}:21:100:5d96a42bf6e1e0dd:void",
        ]);
        return Make(
            "roster-nonce-wrap",
            "The first nonce is 2147483647 and is skipped: the next one is 0.",
            DrawMode.Roster,
            roster,
            100,
            Money.Dollars(20),
            null,
            null,
            d => d.FirstNonce == int.MaxValue && d.Skips.Count == 3,
            TagKey.FromHex(SpecCases.TagKey)
        );
    }

    private static VectorCase WrapOfBeacon()
    {
        var roster = Domain.Draws.Roster.Parse(SpecCases.Leaves);
        return Make(
            "beacon-nonce-wrap",
            "The nonces run to 2147483647 and go on with 0.",
            DrawMode.Beacon,
            roster,
            366,
            Money.Dollars(250),
            null,
            RandomnessBeforeTheWrap,
            d => d.Nonce is >= 0 and < 4,
            TagKey.FromHex(SpecCases.TagKey)
        );
    }

    private static VectorCase Classic(
        string name,
        string note,
        int total,
        Money escrow,
        string? createdAt = null,
        Func<DrawResult, bool>? wanted = null
    ) => Make(name, note, DrawMode.Classic, null, total, escrow, createdAt, null, wanted, null);

    private static VectorCase Classic(
        string name,
        string note,
        int[] counts,
        Money escrow,
        int[] voided,
        Func<DrawResult, bool> wanted
    ) => OverEntries(name, note, DrawMode.Classic, counts, escrow, voided, wanted);

    private static VectorCase Roster(
        string name,
        string note,
        int[] counts,
        Money escrow,
        int[]? voided = null,
        Func<DrawResult, bool>? wanted = null
    ) => OverEntries(name, note, DrawMode.Roster, counts, escrow, voided, wanted);

    private static VectorCase Beacon(
        string name,
        string note,
        int[] counts,
        Money escrow,
        int[]? voided = null,
        Func<DrawResult, bool>? wanted = null
    ) => OverEntries(name, note, DrawMode.Beacon, counts, escrow, voided, wanted);

    private static VectorCase OverEntries(
        string name,
        string note,
        DrawMode mode,
        int[] counts,
        Money escrow,
        int[]? voided,
        Func<DrawResult, bool>? wanted
    )
    {
        var tagKey = TagKey.FromHex(Hash($"tag key of {name}"));
        var leaves = new RosterLeaf[counts.Length];
        var next = 1L;
        for (var i = 0; i < counts.Length; i++)
        {
            var player = new PlayerId(Guid.Parse(SpecCases.Players[i % SpecCases.Players.Length]));
            var range = new TicketRange((int)next, counts[i]);
            leaves[i] = new RosterLeaf(EntryOf(name, i), range, tagKey.TagOf(player), voided?.Contains(i) ?? false);
            next += counts[i];
        }
        var randomness = mode == DrawMode.Beacon ? Hash($"randomness of {name}") : null;
        return Make(name, note, mode, new Roster(leaves), (int)(next - 1), escrow, null, randomness, wanted, tagKey);
    }

    /// <summary>Takes the first seed derived from the name that gives the draw the vector is about.</summary>
    private static VectorCase Make(
        string name,
        string note,
        DrawMode mode,
        Roster? roster,
        int total,
        Money escrow,
        string? createdAt,
        string? randomness,
        Func<DrawResult, bool>? wanted,
        TagKey? tagKey
    )
    {
        for (var attempt = 0; attempt < 100_000; attempt++)
        {
            var seed = ServerSeed.FromHex(Hash($"seed {attempt} of {name}"));
            var inputs = new DrawInputs
            {
                Mode = mode,
                LotId = new LotId(EntryOf(name, 0xffff).Value),
                CreatedAt = SpecCases.Time(createdAt ?? "2026-11-13T17:00:00.204518Z"),
                Seed = seed,
                Commitment = seed.Commitment,
                TotalTickets = total,
                EscrowBalance = escrow,
                Roster = roster,
                RosterRoot = roster?.Root,
                Randomness = randomness,
            };
            if (wanted is null || wanted(DrawFormula.Draw(inputs)))
                return new VectorCase(name, note, inputs, tagKey);
        }
        throw new InvalidOperationException($"No seed gives what the vector {name} is about.");
    }

    private static JsonObject Write(VectorCase c)
    {
        var draw = DrawFormula.Draw(c.Inputs);
        var vector = new JsonObject
        {
            ["name"] = c.Name,
            ["note"] = c.Note,
            ["mode"] = draw.Mode.ToText(),
            ["server_seed"] = draw.ServerSeed,
            ["commitment"] = draw.Commitment,
            ["lot_id"] = draw.LotId.ToString(),
            ["created_at"] = draw.CreatedAt,
            ["total_tickets"] = draw.TotalTickets,
            ["escrow_balance"] = draw.EscrowBalance,
            ["client_seed_input"] = draw.ClientSeedInput,
            ["client_seed"] = draw.ClientSeed,
        };
        if (c.Inputs.Roster is { } roster)
        {
            vector["leaves"] = Array(roster.Leaves.Select(l => l.ToString()));
            vector["roster_root"] = roster.Root;
        }
        if (draw.Randomness is { } randomness)
            vector["randomness"] = randomness;
        vector["first_nonce"] = draw.FirstNonce;
        vector["bias_limit"] = DrawFormula.BiasLimit(draw.TotalTickets);
        vector["steps"] = new JsonArray([
            .. draw.Steps.Select(s => new JsonObject
            {
                ["nonce"] = s.Nonce,
                ["combined_seed"] = s.CombinedSeed,
                ["number"] = s.Number,
                ["ticket"] = s.Ticket,
                ["skipped"] = s.Skipped?.ToText(),
            }),
        ]);
        vector["winning_ticket"] = draw.WinningTicket;
        if (draw.Winner is { } winner)
            vector["winner_tag"] = winner.Tag.ToString();
        if (c.TagKey is { } tagKey)
        {
            vector["tag_key"] = tagKey.Hex;
            vector["tag_commitment"] = tagKey.Commitment;
            vector["users"] = Array(SpecCases.Players);
        }
        return vector;
    }

    internal static JsonArray Array(IEnumerable<string> items) => new([.. items.Select(i => (JsonNode)i)]);

    internal static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    /// <summary>A UUIDv7 of November 2026 made from a name.</summary>
    internal static EntryId EntryOf(string name, int index) =>
        new(Guid.Parse($"019a7e1c-{index:x4}-7{Hash(name)[..3]}-9{Hash(name)[3..6]}-{Hash(name)[6..18]}"));
}

/// <param name="TagKey">Where the vector has tags: the key that made them.</param>
internal sealed record VectorCase(string Name, string Note, DrawInputs Inputs, TagKey? TagKey = null);
