using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alot.Domain.Draws;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>Every draw is worked out three times, by C#, by the browser's verifier and by Perl, and all agree.</summary>
public sealed class RecomputedDrawsTests : IDisposable
{
    private static readonly DateTimeOffset Opened = SpecCases.Time("2026-01-01T00:00:00Z");
    private static readonly DateTimeOffset Funded = SpecCases.Time("2026-11-20T12:01:04Z");
    private static readonly DateTimeOffset Drawn = SpecCases.Time("2026-11-20T12:02:04Z");

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task Perl_agrees_on_every_value_of_the_vectors_and_of_a_thousand_random_draws()
    {
        var inputs = AllInputs();
        var answer = await OtherPrograms.PerlAsync(
            new JsonObject { ["draws"] = new JsonArray([.. inputs.Select(Plain)]) }
        );

        var draws = answer["draws"]!.AsArray();
        draws.Count.ShouldBe(inputs.Count);
        for (var i = 0; i < inputs.Count; i++)
            JsonNode
                .DeepEquals(draws[i], Expected(inputs[i]))
                .ShouldBeTrue($"draw {i}: {draws[i]} is not {Expected(inputs[i])}");
    }

    [Fact]
    public async Task Perl_finds_nothing_wrong_in_the_apis_documents_and_each_altered_value_in_them()
    {
        var honest = Documents(_ => { });
        // What an altered value spoils besides itself is not asked here; that it is found is.
        var altered = new Dictionary<string, JsonNode>
        {
            ["commitment"] = Documents(d => Alter(d["draw"]!, "commitment")),
            ["server_seed"] = Documents(d => Alter(d["draw"]!, "server_seed")),
            ["lot_id"] = Documents(d => Alter(d["draw"]!, "lot_id")),
            ["created_at"] = Documents(d => d["draw"]!["created_at"] = "2026-11-20T09:15:00.000001Z"),
            ["created_at, short"] = Documents(d => d["draw"]!["created_at"] = "2026-11-20T09:15:00Z"),
            ["escrow_balance"] = Documents(d => d["draw"]!["escrow_balance"] = "250.0"),
            ["escrow_balance, more"] = Documents(d => d["draw"]!["escrow_balance"] = "251.00"),
            ["total_tickets"] = Documents(d => Alter(d["draw"]!, "total_tickets")),
            ["client_seed_input"] = Documents(d => Alter(d["draw"]!, "client_seed_input")),
            ["client_seed"] = Documents(d => Alter(d["draw"]!, "client_seed")),
            ["roster_root"] = Documents(d => Alter(d["draw"]!, "roster_root")),
            ["mode"] = Documents(d => d["draw"]!["mode"] = "classic"),
            ["first_nonce"] = Documents(d => Alter(d["draw"]!, "first_nonce")),
            ["nonce"] = Documents(d => Alter(d["draw"]!, "nonce")),
            ["combined_seed"] = Documents(d => Alter(d["draw"]!, "combined_seed")),
            ["number"] = Documents(d => Alter(d["draw"]!, "number")),
            ["winning_ticket"] = Documents(d => Alter(d["draw"]!, "winning_ticket")),
            ["winner_tag"] = Documents(d => d["draw"]!["winner_tag"] = "7bdc105abaffd726"),
            ["skips"] = Documents(d => d["draw"]!["skips"]!.AsArray().RemoveAt(1)),
            ["leaf: tag"] = Documents(d => Leaf(d, 1, "5d96", "5d97")),
            ["leaf: void"] = Documents(d => Leaf(d, 4, "void", "live")),
            ["leaf: gap"] = Documents(d => Leaf(d, 2, ":36:", ":37:")),
            ["leaf: gone"] = Documents(d => d["roster"]!["leaves"]!.AsArray().RemoveAt(6)),
            ["published commitment"] = Documents(d => Alter(d["published"]!, "seed_commitment")),
            ["published target"] = Documents(d => d["published"]!["funding_target"] = "260.00"),
            ["a player who is not in the list"] = Documents(d => d["tags"]!.AsArray().Add("0000000000000000")),
        };

        var answer = await OtherPrograms.PerlAsync(
            new JsonObject { ["documents"] = new JsonArray([honest, .. altered.Values]) }
        );

        var found = answer["documents"]!.AsArray();
        found[0]!["wrong"]!.AsArray().ShouldBeEmpty();
        found[0]!["winning_ticket"]!.GetValue<int>().ShouldBe(honest["draw"]!["winning_ticket"]!.GetValue<int>());
        found.Count.ShouldBe(altered.Count + 1);
        foreach (var (result, name) in found.Skip(1).Zip(altered.Keys))
            result!["wrong"]!.AsArray().ShouldNotBeEmpty(name);
    }

    [Fact]
    public async Task The_published_vectors_hold_in_the_browsers_verifier()
    {
        var book = JsonNode.Parse(await File.ReadAllTextAsync(RepoFiles.Of("docs", "draw-vectors.json")))!;
        var vectors = book["vectors"]!.AsArray();
        var cases = vectors.Select(v => new JsonObject
        {
            ["source"] = v!.ToJsonString(),
            ["tag"] = v["winner_tag"]?.DeepClone(),
        });

        var results = (await OtherPrograms.VerifierAsync(new JsonArray([.. cases])))["results"]!.AsArray();

        results.Count.ShouldBe(vectors.Count);
        for (var i = 0; i < results.Count; i++)
        {
            Failing(results[i]!).ShouldBeEmpty($"{vectors[i]!["name"]}");
            Passing(results[i]!).Count.ShouldBeGreaterThanOrEqualTo(9);
            if (vectors[i]!["leaves"] is not null)
                new[] { "roster_gaps", "roster_root", "skips", "winner", "mine" }
                    .Except(Passing(results[i]!))
                    .ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_browsers_verifier_passes_every_line_of_a_thousand_random_draws()
    {
        var draws = AllInputs().Select(DrawFormula.Draw).ToList();
        var rosters = AllInputs().Select(i => i.Roster).ToList();
        var cases = draws.Zip(rosters, (draw, roster) => Case(ProofOf(draw), roster)).ToList();
        // Random cash need not fit the tickets, and random randomness is no round's: about the sums only.
        foreach (var one in cases)
            one["isExample"] = true;

        var results = (await OtherPrograms.VerifierAsync(new JsonArray([.. cases])))["results"]!.AsArray();

        results.Count.ShouldBe(draws.Count);
        for (var i = 0; i < results.Count; i++)
        {
            Failing(results[i]!).ShouldBeEmpty($"draw {i}, {draws[i]}");
            Passing(results[i]!).ShouldContain("signatures");
            Passing(results[i]!).ShouldContain("winning_ticket");
        }
    }

    [Theory]
    [InlineData("server_seed", "commitment", "combined_seed")]
    [InlineData("commitment", "commitment")]
    [InlineData("lot_id", "client_seed_input", "client_seed", "signatures")]
    [InlineData("created_at", "client_seed_input", "client_seed")]
    [InlineData("escrow_balance", "client_seed_input", "client_seed")]
    [InlineData("total_tickets", "roster_gaps", "client_seed_input")]
    [InlineData("client_seed_input", "client_seed_input")]
    [InlineData("client_seed", "client_seed")]
    [InlineData("roster_root", "roster_root", "first_nonce", "signatures")]
    [InlineData("first_nonce", "first_nonce")]
    [InlineData("nonce", "nonce", "combined_seed")]
    [InlineData("combined_seed", "combined_seed", "signatures")]
    [InlineData("number", "number")]
    [InlineData("winning_ticket", "winning_ticket", "signatures")]
    [InlineData("winner_tag", "winner")]
    [InlineData("mode", "first_nonce", "signatures")]
    [InlineData("drawn_at", "signatures")]
    public async Task One_altered_value_is_found(string field, params string[] lines)
    {
        var proof = ProofOf(DrawFormula.Draw(SpecCases.WithRoster()));
        proof[field] = field switch
        {
            "mode" => "classic",
            "drawn_at" => "2026-11-20T12:01:03.000000Z",
            "created_at" => "2026-11-20T09:15:00.000001Z",
            "escrow_balance" => "250.0",
            _ when proof[field]!.GetValueKind() == JsonValueKind.Number => proof[field]!.GetValue<long>() + 1,
            _ => OtherDigit(proof[field]!.GetValue<string>()),
        };

        lines.Except(Failing(await VerifyAsync(proof, Roster.Parse(SpecCases.Leaves)))).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_altered_list_is_found()
    {
        var proof = ProofOf(DrawFormula.Draw(SpecCases.WithRoster()));
        string[] Altered(int index, string from, string to)
        {
            var leaves = SpecCases.Leaves.ToArray();
            leaves[index] = leaves[index].Replace(from, to, StringComparison.Ordinal);
            leaves[index].ShouldNotBe(SpecCases.Leaves[index]);
            return leaves;
        }

        Failing(await VerifyAsync(proof, Altered(4, "void", "live"))).ShouldBe(["roster_root", "skips", "nonce"]);
        Failing(await VerifyAsync(proof, Altered(6, "live", "void")))
            .ShouldBe(["roster_root", "skips", "nonce", "winner"]);
        Failing(await VerifyAsync(proof, Altered(6, "5d96", "5d97"))).ShouldBe(["roster_root", "winner"]);
        Failing(await VerifyAsync(proof, Altered(1, "5d96", "5d97"))).ShouldBe(["roster_root"]);
        Failing(await VerifyAsync(proof, Altered(2, ":36:", ":37:"))).ShouldBe(["roster_gaps", "roster_root"]);
        Failing(await VerifyAsync(proof, SpecCases.Leaves[1..])).ShouldContain("roster_gaps");
        Failing(await VerifyAsync(proof, Altered(0, "019a", "019A"))).ShouldContain("roster_gaps");
        Failing(await VerifyAsync(proof, [])).ShouldBe(["roster_gaps", "roster_root", "skips", "nonce", "winner"]);
        Failing(
                await VerifyAsync(
                    proof,
                    [.. SpecCases.Leaves.Select(l => l.Replace("5d96", "5d97", StringComparison.Ordinal))]
                )
            )
            .ShouldBe(["roster_root", "winner", "mine"]);
    }

    [Fact]
    public async Task A_skip_left_out_or_made_up_is_found()
    {
        var roster = Roster.Parse(SpecCases.Leaves);
        var proof = ProofOf(DrawFormula.Draw(SpecCases.WithRoster()));
        var skip = proof["skips"]![0]!.DeepClone();

        proof["skips"]!.AsArray().RemoveAt(1);
        Failing(await VerifyAsync(proof, roster)).ShouldBe(["skips", "nonce"]);

        proof = ProofOf(DrawFormula.Draw(SpecCases.WithRoster()));
        proof["skips"]!.AsArray().Add(skip);
        Failing(await VerifyAsync(proof, roster)).ShouldBe(["skips"]);

        proof = ProofOf(DrawFormula.Draw(SpecCases.WithRoster()));
        proof["skips"]![0]!["reason"] = "bias";
        Failing(await VerifyAsync(proof, roster)).ShouldBe(["skips"]);
    }

    [Fact]
    public async Task A_signature_by_a_strangers_key_is_found()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var proof = ProofOf(DrawFormula.Draw(SpecCases.WithRoster()), stranger);

        Failing(await VerifyAsync(proof, Roster.Parse(SpecCases.Leaves))).ShouldBe(["signatures"]);
    }

    [Fact]
    public async Task A_value_that_makes_no_sense_breaks_its_line_and_not_the_verifier()
    {
        var cases = new JsonArray();
        var altered = new List<(string Field, JsonNode? Nonsense)>();
        foreach (
            var nonsense in new JsonNode?[] { null, "", "x", "-1", -1, 1.5, "é", new JsonArray(), new JsonObject() }
        )
        {
            foreach (var (field, _) in ProofOf(DrawFormula.Draw(SpecCases.WithRoster())))
            {
                var proof = ProofOf(DrawFormula.Draw(SpecCases.WithRoster()));
                proof[field] = nonsense?.DeepClone();
                cases.Add(Case(proof, SpecCases.Leaves, tag: null));
                altered.Add((field, nonsense));
            }
        }

        var results = (await OtherPrograms.VerifierAsync(cases))["results"]!.AsArray();

        results.Count.ShouldBe(altered.Count);
        foreach (var (result, (field, nonsense)) in results.Zip(altered))
        {
            // Without statements, or without the time of the draw, there is less to check, and nothing that is wrong.
            var harmless = field is "signatures" or "drawn_at" || (field == "client_seed_input" && nonsense is null);
            (harmless || Failing(result!).Count > 0).ShouldBeTrue($"{field}: {nonsense}");
        }
    }

    /// <summary>What the API answers about the specified case, and what it had published before.</summary>
    private JsonObject Documents(Action<JsonObject> alter)
    {
        var inputs = SpecCases.WithRoster();
        var documents = new JsonObject
        {
            ["draw"] = ProofOf(DrawFormula.Draw(inputs)),
            ["roster"] = JsonSerializer.SerializeToNode(RosterDocument.Of(inputs.Roster!)),
            ["published"] = new JsonObject { ["seed_commitment"] = inputs.Commitment, ["funding_target"] = "250.00" },
            ["tags"] = new JsonArray("7bdc105abaffd726", "8afe712765a97ad2"),
        };
        alter(documents);
        return documents;
    }

    private static void Alter(JsonNode document, string field) =>
        document[field] =
            document[field]!.GetValueKind() == JsonValueKind.Number
                ? document[field]!.GetValue<long>() + 1
                : OtherDigit(document[field]!.GetValue<string>());

    private static void Leaf(JsonObject documents, int index, string from, string to)
    {
        var leaf = documents["roster"]!["leaves"]![index]!.GetValue<string>();
        leaf.ShouldContain(from);
        documents["roster"]!["leaves"]![index] = leaf.Replace(from, to, StringComparison.Ordinal);
    }

    private static List<DrawInputs> AllInputs()
    {
        var seed = Once.Value;
        TestContext.Current.TestOutputHelper?.WriteLine($"ALOT_SEED={seed}");
        var random = new RandomDraws(seed);
        return [.. VectorBook.Cases().Select(c => c.Inputs), .. Enumerable.Range(0, 1000).Select(_ => random.Next())];
    }

    private static readonly Lazy<int> Once = new(RandomDraws.Seed);

    /// <summary>The inputs without any text that our own code has formatted.</summary>
    private static JsonObject Plain(DrawInputs inputs) =>
        new()
        {
            ["mode"] = inputs.Mode.ToText(),
            ["server_seed"] = inputs.Seed.Hex,
            ["lot_id"] = inputs.LotId.ToString(),
            ["created_at_micros"] = (inputs.CreatedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
            ["escrow_cents"] = inputs.EscrowBalance.Cents,
            ["total_tickets"] = inputs.TotalTickets,
            ["randomness"] = inputs.Randomness,
            ["leaves"] = inputs.Roster is { } roster ? Leaves(roster) : null,
        };

    private static JsonObject Expected(DrawInputs inputs)
    {
        var draw = DrawFormula.Draw(inputs);
        var expected = new JsonObject
        {
            ["commitment"] = draw.Commitment,
            ["client_seed_input"] = draw.ClientSeedInput,
            ["client_seed"] = draw.ClientSeed,
            ["first_nonce"] = draw.FirstNonce,
            ["steps"] = new JsonArray([
                .. draw.Steps.Select(s => new JsonObject
                {
                    ["nonce"] = s.Nonce,
                    ["combined_seed"] = s.CombinedSeed,
                    ["number"] = s.Number,
                    ["ticket"] = s.Ticket,
                    ["skipped"] = s.Skipped?.ToText(),
                }),
            ]),
            ["winning_ticket"] = draw.WinningTicket,
            ["winner_tag"] = draw.Winner?.Tag.ToString(),
        };
        if (draw.RosterRoot is not null)
            expected["roster_root"] = draw.RosterRoot;
        return JsonNode.Parse(expected.ToJsonString())!.AsObject();
    }

    private JsonObject ProofOf(DrawResult draw, ECDsa? signer = null)
    {
        Statement[] statements =
        [
            draw.Randomness is null
                ? DrawStatements.Opening(draw.LotId, draw.Mode, draw.Commitment, new string('7', 64), Opened)
                : Quicknet.Opening(draw, new string('7', 64), Quicknet.Chain, Opened),
            .. draw.RosterRoot is { } root
                ?
                [
                    draw.Randomness is null
                        ? DrawStatements.Roster(draw.LotId, root, draw.TotalTickets, Funded)
                        : Quicknet.Roster(draw, RoundOf(Funded), Funded),
                ]
                : Array.Empty<Statement>(),
            DrawStatements.Draw(draw, Drawn),
        ];
        // Made-up randomness has no signature: see isExample.
        var beacon = draw.Randomness is { } randomness
            ? new DrawProofBeacon(Quicknet.Chain, RoundOf(Funded), randomness, "")
            : null;
        var proof = DrawProof.Of(draw, Drawn, statements.Select(s => s.SignWith(signer ?? _key)), beacon);
        return JsonSerializer.SerializeToNode(proof)!.AsObject();
    }

    private static long RoundOf(DateTimeOffset published) =>
        1 + (long)Math.Ceiling((published.AddSeconds(60) - Quicknet.TimeOf(1)).TotalSeconds / 3);

    private JsonObject Case(JsonObject proof, IEnumerable<string>? leaves, string? tag) =>
        new()
        {
            ["source"] = new JsonObject
            {
                ["proof"] = proof.DeepClone(),
                ["roster"] = leaves is null ? null : JsonSerializer.SerializeToNode(new RosterDocument([.. leaves])),
            }.ToJsonString(),
            ["tag"] = tag,
            ["keys"] = JsonSerializer.SerializeToNode(Keys()),
        };

    private JsonObject Case(JsonObject proof, Roster? roster) =>
        Case(proof, roster is null ? null : RosterDocument.Of(roster).Leaves, proof["winner_tag"]?.GetValue<string>());

    private async Task<JsonNode> VerifyAsync(JsonObject proof, Roster roster) =>
        await VerifyAsync(proof, RosterDocument.Of(roster).Leaves);

    private async Task<JsonNode> VerifyAsync(JsonObject proof, IEnumerable<string> leaves) =>
        (await OtherPrograms.VerifierAsync([Case(proof, leaves, "5d96a42bf6e1e0dd")]))["results"]![0]!;

    private PublicKeysDocument Keys()
    {
        var publicKey = StatementSignature.PublicKeyOf(_key);
        return new([new(StatementSignature.KeyIdOf(publicKey), publicKey, DrawFormula.FormatTime(Opened), null)]);
    }

    private static JsonArray Leaves(Roster roster) => new([.. roster.Leaves.Select(l => (JsonNode)l.ToString())]);

    private static List<string> Failing(JsonNode lines) => Where(lines, ok: false);

    private static List<string> Passing(JsonNode lines) => Where(lines, ok: true);

    private static List<string> Where(JsonNode lines, bool ok) =>
        [.. lines.AsArray().Where(l => l!["ok"]?.GetValue<bool>() == ok).Select(l => l!["id"]!.GetValue<string>())];

    private static string OtherDigit(string hex) => (hex[0] == '0' ? '1' : '0') + hex[1..];
}
