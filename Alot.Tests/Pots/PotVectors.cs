using System.Text.Json.Nodes;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Alot.Domain.Pots;
using Alot.Tests.Draws;

namespace Alot.Tests.Pots;

/// <summary>The worked pots of <c>docs/draw-vectors.json</c>, derived from names like the draws of <see cref="VectorBook"/>.</summary>
internal static class PotVectors
{
    public static readonly string[] SpecLeaves =
    [
        "019a2b3d-2222-7abc-9def-000000000000:1:3:7bdc105abaffd726:live",
        "019a2b3d-2222-7abc-9def-000000000001:4:4:5d96a42bf6e1e0dd:live",
        "019a2b3d-2222-7abc-9def-000000000002:5:9:da2094d6e33d0cbd:live",
        "019a2b3d-2222-7abc-9def-000000000003:10:10:04842e019da6f2f9:live",
    ];

    private static readonly DateTimeOffset Locked = SpecCases.Time("2026-11-20T09:16:30Z");

    /// <summary>The worked case of the specification.</summary>
    public static PotDrawInputs Spec()
    {
        var roster = Roster.Parse(SpecLeaves);
        return new PotDrawInputs
        {
            Mode = DrawMode.Roster,
            PotId = new PotId(Guid.Parse("019a2b3c-9999-7f60-8a1b-2c3d4e5f6071")),
            Seed = ServerSeed.FromHex("56f30f2824680c276b9512ca8a051d754ed39f9f054e01f99c3e6760c7854617"),
            SeedHash = "fb06ddb3bdfcb64846542e914e40802323d259b93fbbacfee55e693e2b036dbf",
            Roster = roster,
            RosterRoot = roster.Root,
            TotalTickets = 10,
            LockedAt = Locked,
        };
    }

    public static IEnumerable<PotVector> Cases()
    {
        yield return new("spec-pot", "The worked case of the specification.", Spec(), null, null)
        {
            TagKey = TagKey.FromHex(SpecCases.TagKey),
        };
        yield return InRoster("pot-one-ticket", "One ticket and one entry: every number gives place 0.", [1]);
        yield return InRoster("pot-two-players", "The fewest that a pot is drawn with: one ticket each.", [1, 1]);
        yield return InRoster(
            "pot-full",
            "The last of 100 tickets is taken by 40 entries: full, in an even tree of five players.",
            [.. Enumerable.Repeat(1, 10), .. Enumerable.Repeat(3, 20), .. Enumerable.Repeat(3, 10)]
        );
        yield return InRoster(
            "pot-entries-cancelled",
            "Entries 1, 2 and 5 in the order of joining were cancelled while the pot was open: they are not in the list, and the tickets are numbered without a gap.",
            [3, 5, 1, 3],
            entries: [0, 3, 4, 6]
        );
        yield return InRoster(
            "pot-several-entries-of-a-player",
            "One player joined three times: three entries under one tag, in the order of joining.",
            [1, 3, 5, 1, 1, 5, 3],
            players: [0, 1, 0, 2, 3, 0, 4],
            wanted: d => d.Winner.Tag == d.Roster.Leaves[0].Tag
        );
        yield return InRoster(
            "pot-first-ticket-wins",
            "The number is a whole multiple of the total: place 0.",
            [1, 6],
            wanted: d => d.WinnerIndex == 0
        );
        yield return InRoster(
            "pot-last-ticket-wins",
            "The number is one short of a whole multiple of the total.",
            [6, 1],
            wanted: d => d.WinnerIndex == 6
        );
        yield return InRoster(
            "pot-largest",
            "2147483647 tickets: the whole number of 256 bits counts, not its last or first digits.",
            [1_000_000_000, 1_147_483_646, 1]
        );
        yield return InRoster(
            "pot-mac-with-leading-zeros",
            "The number begins with zeros.",
            [50, 50],
            wanted: d => d.Mac.StartsWith("000", StringComparison.Ordinal)
        );
        yield return InRoster(
            "pot-time-cut-to-seconds",
            "Locked 0.999999 s after the full second: the fraction is cut off, not rounded.",
            [2, 3],
            locked: Locked.AddMicroseconds(999_999)
        );

        yield return InBeacon(
            "pot-beacon-one-ticket",
            "One ticket; the round is due exactly six seconds after the lock.",
            [1],
            123,
            -6,
            0.25
        );
        yield return InBeacon(
            "pot-beacon",
            "Locked 7.5 s before the round, which is the first one at or after six seconds from the lock cut to its second.",
            [3, 1, 5, 1, 3],
            1000,
            -7.5,
            0.4
        );
        yield return InBeacon(
            "pot-beacon-just-in-time",
            "Published late, exactly three seconds before the round is due: the round stays.",
            [5, 5, 1],
            1001,
            -6,
            3
        );
        yield return InBeacon(
            "pot-beacon-late-lock",
            "Published a microsecond later than that, when the ordinary round (1001) might be known: the first round at or after six seconds from the publication.",
            [5, 5, 1],
            1003,
            -12,
            3.000001
        );
        yield return InBeacon(
            "pot-beacon-very-late-lock",
            "The server stood still for 45 seconds: the round follows the publication.",
            [1, 3, 1, 3, 5],
            1002,
            -52,
            45
        );
    }

    private static PotVector InRoster(
        string name,
        string note,
        int[] counts,
        int[]? entries = null,
        int[]? players = null,
        Func<PotDrawResult, bool>? wanted = null,
        DateTimeOffset? locked = null
    ) => Make(name, note, counts, entries, players, locked ?? Locked, null, null, wanted);

    /// <param name="from">Seconds from the round to the lock.</param>
    /// <param name="notice">Seconds from the lock to its publication.</param>
    private static PotVector InBeacon(string name, string note, int[] counts, long round, double from, double notice)
    {
        var locked = Quicknet.TimeOf(round).AddSeconds(from);
        return Make(name, note, counts, null, null, locked, locked.AddSeconds(notice), Quicknet.Round(round), null);
    }

    /// <summary>Takes the first seed derived from the name that gives the pot the vector is about.</summary>
    private static PotVector Make(
        string name,
        string note,
        int[] counts,
        int[]? entries,
        int[]? players,
        DateTimeOffset locked,
        DateTimeOffset? published,
        DrawProofBeacon? beacon,
        Func<PotDrawResult, bool>? wanted
    )
    {
        var tagKey = TagKey.FromHex(VectorBook.Hash($"tag key of {name}"));
        var leaves = new RosterLeaf[counts.Length];
        var next = 1;
        for (var i = 0; i < counts.Length; i++)
        {
            var player = players?[i] ?? i % SpecCases.Players.Length;
            leaves[i] = new RosterLeaf(
                VectorBook.EntryOf(name, entries?[i] ?? i),
                new TicketRange(next, counts[i]),
                tagKey.TagOf(new PlayerId(Guid.Parse(SpecCases.Players[player]))),
                IsVoid: false
            );
            next += counts[i];
        }
        var roster = new Roster(leaves);
        for (var attempt = 0; attempt < 100_000; attempt++)
        {
            var seed = ServerSeed.FromHex(VectorBook.Hash($"seed {attempt} of {name}"));
            var inputs = new PotDrawInputs
            {
                Mode = beacon is null ? DrawMode.Roster : DrawMode.Beacon,
                PotId = new PotId(VectorBook.EntryOf(name, 0xffff).Value),
                Seed = seed,
                SeedHash = seed.Commitment,
                Roster = roster,
                RosterRoot = roster.Root,
                TotalTickets = roster.TotalTickets,
                LockedAt = locked,
                Randomness = beacon?.Randomness,
            };
            if (wanted is null || wanted(PotFormula.Draw(inputs)))
                return new PotVector(name, note, inputs, published, beacon) { TagKey = tagKey };
        }
        throw new InvalidOperationException($"No seed gives what the vector {name} is about.");
    }

    public static JsonObject Write(PotVector c)
    {
        var draw = PotFormula.Draw(c.Inputs);
        var vector = new JsonObject
        {
            ["name"] = c.Name,
            ["note"] = c.Note,
            ["mode"] = draw.Mode.ToText(),
            ["pot_id"] = draw.PotId.ToString(),
            ["reveal_seed"] = draw.RevealSeed,
            ["seed_hash"] = draw.SeedHash,
            ["leaves"] = VectorBook.Array(draw.Roster.Leaves.Select(l => l.ToString())),
            ["roster_root"] = draw.RosterRoot,
            ["total_tickets"] = draw.TotalTickets,
            ["locked_at"] = draw.LockedAt,
        };
        if (c is { PublishedAt: { } published, Beacon: { } beacon })
        {
            vector["published_at"] = DrawFormula.FormatTime(published);
            vector["beacon"] = new JsonObject
            {
                ["chain"] = beacon.Chain,
                ["round"] = beacon.Round,
                ["randomness"] = beacon.Randomness,
                ["signature"] = beacon.Signature,
            };
        }
        vector["commit_input"] = draw.CommitInput;
        vector["commit_hash"] = draw.CommitHash;
        vector["mac"] = draw.Mac;
        vector["winner_index"] = draw.WinnerIndex;
        vector["winning_ticket"] = draw.WinningTicket;
        vector["winner_tag"] = draw.Winner.Tag.ToString();
        vector["winner_entry_id"] = draw.Winner.EntryId.ToString();
        vector["tag_key"] = c.TagKey.Hex;
        vector["tag_commitment"] = c.TagKey.Commitment;
        vector["users"] = VectorBook.Array(SpecCases.Players);
        return vector;
    }
}

/// <param name="PublishedAt">Of the lock record; beacon mode only.</param>
internal sealed record PotVector(
    string Name,
    string Note,
    PotDrawInputs Inputs,
    DateTimeOffset? PublishedAt,
    DrawProofBeacon? Beacon
)
{
    public required TagKey TagKey { get; init; }
}
