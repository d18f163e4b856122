using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Alot.Tests.Draws;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>Every pot is worked out three times, by C#, by the browser's verifier and by Perl, and all agree.</summary>
public sealed class RecomputedPotsTests : IDisposable
{
    private static readonly Lazy<int> Once = new(RandomDraws.Seed);

    private readonly ECDsa _orchestrator = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _settlement = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private sealed record Case(PotDrawInputs Inputs, DateTimeOffset PublishedAt);

    public void Dispose()
    {
        _orchestrator.Dispose();
        _settlement.Dispose();
    }

    [Fact]
    public void There_are_vectors_for_everything_that_makes_pots_differ()
    {
        var vectors = PotVectors.Cases().ToList();
        var draws = vectors.Select(v => PotFormula.Draw(v.Inputs)).ToList();

        vectors.Count.ShouldBeGreaterThanOrEqualTo(8);
        vectors.Select(v => v.Name).ShouldBeUnique();
        foreach (var mode in new[] { DrawMode.Roster, DrawMode.Beacon })
            draws.ShouldContain(d => d.Mode == mode && d.TotalTickets == 1);
        draws.ShouldContain(d => d.TotalTickets == int.MaxValue);
        draws.ShouldContain(d => d.Roster.Leaves.GroupBy(l => l.Tag).Any(g => g.Count() >= 3));
        foreach (var vector in vectors.Where(v => v.Beacon is not null))
        {
            DrandChain.Quicknet.Verify(vector.Beacon!.Round, vector.Beacon.Signature).ShouldBeTrue(vector.Name);
            PotFormula
                .RoundFor(DrandChain.Quicknet, vector.Inputs.LockedAt, vector.PublishedAt!.Value)
                .ShouldBe(vector.Beacon.Round, vector.Name);
        }
        vectors.ShouldContain(v =>
            v.Beacon != null
            && PotFormula.RoundFor(DrandChain.Quicknet, v.Inputs.LockedAt, v.Inputs.LockedAt) != v.Beacon.Round
        );
    }

    [Fact]
    public async Task Perl_agrees_on_every_value_of_the_vectors_and_of_a_thousand_random_pots()
    {
        var cases = AllCases();
        var answer = await OtherPrograms.PerlAsync(
            new JsonObject { ["pots"] = new JsonArray([.. cases.Select(Plain)]) }
        );

        var pots = answer["pots"]!.AsArray();
        pots.Count.ShouldBe(cases.Count);
        for (var i = 0; i < cases.Count; i++)
            JsonNode
                .DeepEquals(pots[i], Expected(cases[i]))
                .ShouldBeTrue($"pot {i}: {pots[i]} is not {Expected(cases[i])}");
    }

    [Fact]
    public async Task The_published_vectors_hold_in_the_browsers_verifier()
    {
        var book = JsonNode.Parse(await File.ReadAllTextAsync(RepoFiles.Of("docs", "draw-vectors.json")))!;
        var vectors = book["pots"]!.AsArray();
        var cases = vectors.Select(v => new JsonObject
        {
            ["source"] = v!.ToJsonString(),
            ["tag"] = v["winner_tag"]!.DeepClone(),
        });

        var results = (await OtherPrograms.VerifierAsync(new JsonArray([.. cases])))["results"]!.AsArray();

        results.Count.ShouldBe(vectors.Count);
        for (var i = 0; i < results.Count; i++)
        {
            var name = $"{vectors[i]!["name"]}";
            Failing(results[i]!).ShouldBeEmpty(name);
            string[] always =
            [
                "seed_hash",
                "roster_gaps",
                "roster_root",
                "commit_input",
                "commit_hash",
                "mac",
                "winner_index",
                "winning_ticket",
                "winner",
                "mine",
            ];
            always.Except(Passing(results[i]!)).ShouldBeEmpty(name);
            if (vectors[i]!["beacon"] is not null)
                new[] { "beacon_chain", "beacon_round", "beacon_signature", "beacon" }
                    .Except(Passing(results[i]!))
                    .ShouldBeEmpty(name);
        }
    }

    [Fact]
    public async Task The_browsers_verifier_passes_every_line_of_a_thousand_random_pots()
    {
        var cases = AllCases();

        var results = (await VerifyAsync(cases.Select(c => ProofOf(c))))["results"]!.AsArray();

        results.Count.ShouldBe(cases.Count);
        for (var i = 0; i < results.Count; i++)
        {
            Failing(results[i]!).ShouldBeEmpty($"pot {i}, {cases[i]}");
            var isBeacon = cases[i].Inputs.Mode == DrawMode.Beacon;
            Passing(results[i]!).ShouldContain("signatures");
            Passing(results[i]!).ShouldContain("payout");
            Passing(results[i]!).Contains("beacon_round").ShouldBe(isBeacon);
        }
    }

    [Fact]
    public async Task A_round_beside_the_right_one_is_found_in_each_of_a_hundred_random_pots()
    {
        var cases = AllCases().Where(c => c.Inputs.Mode == DrawMode.Beacon).TakeLast(100).ToList();

        var proofs = cases.Select(
            (c, i) =>
            {
                var proof = ProofOf(c, RoundOf(c) + (i % 2 == 0 ? 1 : -1));
                return proof;
            }
        );
        var results = (await VerifyAsync(proofs))["results"]!.AsArray();

        results.Count.ShouldBe(100);
        foreach (var result in results)
            Failing(result!).ShouldBe(["beacon_round"]);
    }

    [Fact]
    public async Task A_value_that_makes_no_sense_breaks_its_line_and_not_the_verifier()
    {
        using var pot = new PublishedPot(DrawMode.Beacon);
        var cases = new JsonArray();
        var altered = new List<(string Field, JsonNode? Nonsense)>();
        foreach (
            var nonsense in new JsonNode?[] { null, "", "x", "-1", -1, 1.5, "é", new JsonArray(), new JsonObject() }
        )
        foreach (var (field, _) in pot.ProofJson())
        {
            var proof = pot.ProofJson();
            proof[field] = nonsense?.DeepClone();
            cases.Add(
                new JsonObject { ["source"] = new JsonObject { ["proof"] = proof }.ToJsonString(), ["keys"] = pot.Keys }
            );
            altered.Add((field, nonsense));
        }

        var results = (await OtherPrograms.VerifierAsync(cases))["results"]!.AsArray();

        results.Count.ShouldBe(altered.Count);
        // The title takes no part in anything.
        foreach (var (result, (field, nonsense)) in results.Zip(altered))
            (field == "title" || Failing(result!).Count > 0).ShouldBeTrue($"{field}: {nonsense}");
    }

    private static List<Case> AllCases()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"ALOT_SEED={Once.Value}");
        var random = new RandomDraws(Once.Value);
        return
        [
            .. PotVectors.Cases().Select(v => new Case(v.Inputs, v.PublishedAt ?? v.Inputs.LockedAt)),
            .. Enumerable
                .Range(0, 1000)
                .Select(_ =>
                {
                    var inputs = random.NextPot(out var published);
                    return new Case(inputs, published);
                }),
        ];
    }

    private static long RoundOf(Case c) => PotFormula.RoundFor(DrandChain.Quicknet, c.Inputs.LockedAt, c.PublishedAt);

    /// <summary>The inputs without any text that our own code has formatted.</summary>
    private static JsonObject Plain(Case c) =>
        new()
        {
            ["mode"] = c.Inputs.Mode.ToText(),
            ["pot_id"] = c.Inputs.PotId.ToString(),
            ["reveal_seed"] = c.Inputs.Seed.Hex,
            ["leaves"] = new JsonArray([.. c.Inputs.Roster.Leaves.Select(l => (JsonNode)l.ToString())]),
            ["total_tickets"] = c.Inputs.TotalTickets,
            ["locked_at_micros"] = Micros(c.Inputs.LockedAt),
            ["published_at_micros"] = Micros(c.PublishedAt),
            ["randomness"] = c.Inputs.Randomness,
        };

    private static long Micros(DateTimeOffset time) =>
        (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static JsonObject Expected(Case c)
    {
        var draw = PotFormula.Draw(c.Inputs);
        var expected = new JsonObject
        {
            ["seed_hash"] = draw.SeedHash,
            ["roster_root"] = draw.RosterRoot,
            ["locked_at"] = draw.LockedAt,
            ["commit_input"] = draw.CommitInput,
            ["commit_hash"] = draw.CommitHash,
            ["mac"] = draw.Mac,
            ["winner_index"] = draw.WinnerIndex,
            ["winning_ticket"] = draw.WinningTicket,
            ["winner_entry_id"] = draw.Winner.EntryId.ToString(),
            ["winner_tag"] = draw.Winner.Tag.ToString(),
        };
        if (draw.Mode == DrawMode.Beacon)
            expected["round"] = RoundOf(c);
        return JsonNode.Parse(expected.ToJsonString())!.AsObject();
    }

    private JsonObject ProofOf(Case c) => ProofOf(c, RoundOf(c));

    private JsonObject ProofOf(Case c, long round)
    {
        var draw = PotFormula.Draw(c.Inputs);
        var isBeacon = draw.Mode == DrawMode.Beacon;
        var opened = c.Inputs.LockedAt.AddMinutes(-2);
        var facts = new PotProofFacts(
            "Random",
            new Credits(10),
            int.MaxValue,
            opened,
            new string('7', 64),
            c.PublishedAt,
            c.PublishedAt.AddSeconds(20)
        );
        SignedStatement[] signed =
        [
            PotStatements
                .Opening(
                    draw.PotId,
                    draw.Mode,
                    draw.SeedHash,
                    facts.TagCommitment,
                    opened,
                    isBeacon ? Quicknet.Chain : null
                )
                .SignWith(_orchestrator),
            PotStatements
                .Lock(
                    draw.PotId,
                    draw.SeedHash,
                    draw.RosterRoot,
                    draw.TotalTickets,
                    c.Inputs.LockedAt,
                    c.PublishedAt,
                    isBeacon ? round : null
                )
                .SignWith(_orchestrator),
            PotStatements.Reveal(draw).SignWith(_settlement),
        ];
        // Random randomness is no round's: its signature is left out.
        var beacon = isBeacon ? new DrawProofBeacon(Quicknet.Chain, round, draw.Randomness!, "") : null;
        return JsonSerializer.SerializeToNode(PotProof.Of(draw, facts, signed, beacon))!.AsObject();
    }

    private Task<JsonNode> VerifyAsync(IEnumerable<JsonObject> proofs) =>
        OtherPrograms.VerifierAsync([
            .. proofs.Select(proof => new JsonObject
            {
                ["source"] = proof.ToJsonString(),
                ["tag"] = proof["winner_tag"]!.DeepClone(),
                ["keys"] = new JsonArray(KeyOf(_orchestrator, "orchestrator"), KeyOf(_settlement, "settlement")),
                ["isExample"] = true,
            }),
        ]);

    private static JsonObject KeyOf(ECDsa key, string use)
    {
        var publicKey = StatementSignature.PublicKeyOf(key);
        return new()
        {
            ["id"] = StatementSignature.KeyIdOf(publicKey),
            ["public_key"] = publicKey,
            ["use"] = use,
            ["valid_from"] = "2023-01-01T00:00:00.000000Z",
        };
    }

    private static List<string> Failing(JsonNode lines) => Where(lines, ok: false);

    private static List<string> Passing(JsonNode lines) => Where(lines, ok: true);

    private static List<string> Where(JsonNode lines, bool ok) =>
        [.. lines.AsArray().Where(l => l!["ok"]?.GetValue<bool>() == ok).Select(l => l!["id"]!.GetValue<string>())];
}
