using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Alot.Tests.Api;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>A lot from funded to settled over the API alone, with the draw computed again from draws.md and nothing of ours.</summary>
public sealed class DrawApiTests(ApiWorld app) : IClassFixture<ApiWorld>
{
    [Fact]
    public async Task A_funded_lot_is_drawn_and_settled_and_anyone_can_check_it()
    {
        var lot = await app.LotAsync(8);
        var (ines, theo, mara) = (await app.PlayerAsync(), await app.PlayerAsync(), await app.PlayerAsync(300));
        var opened = await app.LotAsync(lot);
        await ines.PayAsync(lot, 12);
        (await mara.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 3 })).Status.ShouldBe(
            201
        );
        (await app.Anonymous.GetAsync($"/api/lots/{lot}/draw")).ShouldBeProblem(404, "not_found");
        (await app.Anonymous.GetAsync($"/api/lots/{lot}/draw/roster")).ShouldBeProblem(404, "not_found");
        await theo.PayAsync(lot, 8);

        var funded = await app.UntilLotIsAsync(lot, "funded");
        funded["current_funding"].ShouldBe("20.00");
        (await ines.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 1 })).ShouldBeProblem(
            409,
            "lot_not_open"
        );
        (await mara.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 1 })).ShouldBeProblem(
            409,
            "lot_not_open"
        );
        (await app.Admin.PostAsync($"/api/admin/lots/{lot}/draw")).ShouldBeProblem(409, "draw_not_due");
        (await app.Anonymous.GetAsync($"/api/lots/{lot}/draw")).ShouldBeProblem(404, "not_found");
        await ApiWorld.UntilAsync(() => app.Anonymous.GetAsync($"/api/lots/{lot}/draw/roster"), r => r.Status == 200);

        await app.AdvanceAsync(TimeSpan.FromSeconds(61));
        var settled = await app.UntilLotIsAsync(lot, "settled");
        (await app.Admin.PostAsync($"/api/admin/lots/{lot}/settle")).ShouldBeProblem(409, "draw_not_stuck");

        var proof = (await app.Anonymous.GetAsync($"/api/lots/{lot}/draw")).Json;
        var leaves = (await app.Anonymous.GetAsync($"/api/lots/{lot}/draw/roster")).Json["leaves"]!
            .AsArray()
            .Select(l => l!.ToString())
            .ToList();
        leaves.Count.ShouldBe(3);
        Sha(proof["server_seed"]!.ToString()).ShouldBe(opened["seed_commitment"]);
        proof["commitment"]!.ToString().ShouldBe(opened["seed_commitment"]);
        proof["client_seed_input"]!.ToString().ShouldBe($"{lot}:{proof["created_at"]}:23:20.00");
        Sha(proof["client_seed_input"]!.ToString()).ShouldBe(proof["client_seed"]!.ToString());
        Root(leaves).ShouldBe(proof["roster_root"]!.ToString());
        var nonce = (int)(Convert.ToUInt32(Sha(Root(leaves))[^8..], 16) & 0x7fffffff);
        proof["first_nonce"]!.GetValue<int>().ShouldBe(nonce);
        string combined;
        uint number;
        // No ticket is void here, so only numbers that would favour low tickets are passed over.
        for (; ; nonce++)
        {
            combined = Sha(
                $"{proof["server_seed"]}{proof["client_seed"]}{nonce.ToString(CultureInfo.InvariantCulture)}"
            );
            number = Convert.ToUInt32(combined[..8], 16);
            if (number < (1L << 32) / 23 * 23)
                break;
        }
        proof["combined_seed"]!.ToString().ShouldBe(combined);
        var ticket = 1 + (int)(number % 23);
        proof["winning_ticket"]!.GetValue<int>().ShouldBe(ticket);
        settled["winner.ticket"].ShouldBe(ticket.ToString(CultureInfo.InvariantCulture));
        var winning = leaves.Single(l => Part(l, 1) <= ticket && ticket <= Part(l, 2)).Split(':');
        settled["winner.tag"].ShouldBe(winning[3]);
        settled["winner.name"].ShouldContain("•");

        // 12 cash, 3 credits, 8 cash: the order of success.
        var won =
            ticket <= 12 ? ines
            : ticket <= 15 ? mara
            : theo;
        foreach (var (player, dollars) in new[] { (ines, 12), (theo, 8), (mara, 0) })
        {
            var own = await player.GetAsync($"/api/lots/{lot}");
            own["my.won"].ShouldBe(player == won ? "true" : "false");
            own["my.tag"].ShouldBe(leaves.Single(l => Owns(l, player, ines, mara)).Split(':')[3]);
            var credits = player == won ? 0 : dollars * 50;
            (await player.GetAsync("/api/users/me/credits"))["balance"]
                .ShouldBe(credits.ToString(CultureInfo.InvariantCulture));
            var card = (await player.GetAsync("/api/users/me/cards")).Items.ShouldHaveSingleItem();
            card["status"]!.ToString().ShouldBe(player == won ? "revealed_won" : "revealed_lost");
            card["turned"]!.GetValue<bool>().ShouldBeFalse();
            (await (player == ines ? theo : ines).PostAsync($"/api/reveals/{card["id"]}/reveal")).ShouldBeProblem(
                404,
                "not_found"
            );
            var turned = await player.PostAsync($"/api/reveals/{card["id"]}/reveal");
            (turned.Status, turned["turned"]).ShouldBe((200, "true"));
            (await player.PostAsync($"/api/reveals/{card["id"]}/reveal")).Text.ShouldBe(turned.Text);
        }
        await SignaturesHoldAsync(proof["signatures"]!.AsArray());
        await LogHoldsAsync();
    }

    [Fact]
    public async Task A_card_of_a_lot_that_is_not_over_does_not_turn_and_a_page_of_cards_goes_on()
    {
        var ines = await app.PlayerAsync(1_000);
        foreach (var lot in new[] { await app.LotAsync(), await app.LotAsync(), await app.LotAsync() })
            (
                await ines.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 1 })
            ).Status.ShouldBe(201);
        var all = (await ines.GetAsync("/api/users/me/cards")).Items.Select(c => c["id"]!.ToString()).ToList();
        (await ines.PostAsync($"/api/reveals/{all[0]}/reveal")).ShouldBeProblem(409, "card_not_ready");

        var first = await ines.GetAsync("/api/users/me/cards?limit=2");
        var rest = await ines.GetAsync($"/api/users/me/cards?limit=2&cursor={first["next_cursor"]}");
        first.Items.Concat(rest.Items).Select(c => c["id"]!.ToString()).ShouldBe(all);
        rest["next_cursor"].ShouldBeEmpty();
        var entries = await ines.GetAsync("/api/users/me/entries?limit=2");
        var last = await ines.GetAsync($"/api/users/me/entries?limit=2&cursor={entries["next_cursor"]}");
        (entries.Items.Count, last.Items.Count, last["next_cursor"]).ShouldBe((2, 1, ""));
    }

    [Fact]
    public async Task A_private_lots_draw_is_shown_with_its_key_and_its_log_record_is_concealed()
    {
        var lot = await app.LotAsync(1, d => d["visibility"] = "private");
        var key = (await app.Admin.GetAsync($"/api/lots/{lot}"))["share_key"];
        var ines = await app.PlayerAsync();
        var started = await ines.PostAsync($"/api/lots/{lot}/entries/purchase?key={key}", new { amount = 3 });
        started.Status.ShouldBe(201, started.Text);
        await ines.CompleteAsync(started["checkout_url"]);
        await ApiWorld.UntilAsync(() => ines.GetAsync($"/api/lots/{lot}"), l => l["status"] == "funded");
        await app.AdvanceAsync(TimeSpan.FromSeconds(61));
        await ApiWorld.UntilAsync(() => ines.GetAsync($"/api/lots/{lot}"), l => l["status"] == "settled");

        (await app.Anonymous.GetAsync($"/api/lots/{lot}/draw")).ShouldBeProblem(404, "not_found");
        (await app.Anonymous.GetAsync($"/api/lots/{lot}/draw/roster")).ShouldBeProblem(404, "not_found");
        (await app.Anonymous.GetAsync($"/api/lots/{lot}/draw?key={key}")).Status.ShouldBe(200);
        (await ines.GetAsync($"/api/lots/{lot}/draw/roster")).Status.ShouldBe(200);
        (await app.Anonymous.GetAsync("/api/fairness/log?limit=500")).Text.ShouldNotContain(lot.ToString());
        await PrivateRecordsAsync(lot.ToString(), key, ines);
    }

    /// <summary>Of a private lot the log has hashes; who entered it gets what opens them, and nobody else.</summary>
    private async Task PrivateRecordsAsync(string lot, string key, Caller entrant)
    {
        (await app.Anonymous.GetAsync($"/api/lots/{lot}/fairness")).ShouldBeProblem(404, "not_found");
        var stranger = await app.PlayerAsync();
        (await stranger.GetAsync($"/api/lots/{lot}/fairness")).ShouldBeProblem(404, "not_found");
        foreach (var other in new[] { stranger, app.Anonymous, app.Admin })
        {
            var seen = await other.GetAsync($"/api/lots/{lot}/fairness?key={key}");
            (seen.Status, seen["salt"]).ShouldBe((200, ""));
            seen.Json["records"]!
                .AsArray()
                .ShouldAllBe(r => r!["statement"] == null && r["kind"]!.ToString() == "private");
        }

        var mine = await entrant.GetAsync($"/api/lots/{lot}/fairness");
        var records = mine.Json["records"]!.AsArray();
        records.Select(r => r!["kind"]!.ToString()).ShouldBe(["opening", "roster", "draw"]);
        foreach (var record in records)
        {
            var statement = record!["statement"]!.ToString();
            Sha(mine["salt"] + statement).ShouldBe(record["record"]!["concealed"]!.ToString());
            JsonNode.Parse(statement)!["fields"]![0]!.ToString().ShouldBe(lot);
            Sha($"{record["previous_hash"]}\n{record["canonical"]}").ShouldBe(record["hash"]!.ToString());
        }
    }

    [Fact]
    public async Task The_whole_log_is_recomputed_by_an_independent_program()
    {
        var lot = await app.LotAsync();
        await app.LotAsync(1, d => d["visibility"] = "private");
        var before = await app.Anonymous.GetAsync("/api/fairness/head");

        var whole = (await app.Anonymous.GetAsync("/api/fairness/log.ndjson")).Text;
        var found = await OtherPrograms.ChainAsync(whole);

        found["wrong"]!.AsArray().ShouldBeEmpty();
        found["records"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(2);
        found["records"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(before.Json["sequence"]!.GetValue<long>());
        whole
            .Split('\n')[(int)before.Json["sequence"]!.GetValue<long>() - 1]
            .ShouldContain($"\"hash\":\"{before["hash"]}\"");
        // The program does find what is wrong.
        foreach (
            var forged in new[]
            {
                whole.Replace(lot.ToString(), Guid.Empty.ToString(), StringComparison.Ordinal),
                whole[(whole.IndexOf('\n', StringComparison.Ordinal) + 1)..],
                whole.Replace("\"fields\":", "\"fields\": ", StringComparison.Ordinal),
            }
        )
            (await OtherPrograms.ChainAsync(forged))["wrong"]!.AsArray().Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Each_days_head_is_signed_by_the_worker_and_verifies_with_the_public_keys()
    {
        await app.LotAsync();
        var heads = await ApiWorld.UntilAsync(
            () => app.Anonymous.GetAsync("/api/fairness/heads"),
            h => h.Items.Count > 0
        );

        var head = heads.Items[0];
        var fields = head["fields"]!.AsArray().Select(f => f!.ToString()).ToList();
        fields[..3].ShouldBe([head["sequence"]!.ToString(), head["hash"]!.ToString(), head["date"]!.ToString()]);
        head["signed"]!.ToString().ShouldBe($"alot:head:v1:{string.Join(':', fields)}");
        var key = (await app.Anonymous.GetAsync("/.well-known/alot-keys.json")).Json["keys"]!
            .AsArray()
            .Single(k => k!["id"]!.ToString() == head["key_id"]!.ToString());
        Alot.Domain.Draws.StatementSignature.Verify(
                key!["public_key"]!.ToString(),
                "head",
                fields,
                head["signature"]!.ToString()
            )
            .ShouldBeTrue();
    }

    private async Task SignaturesHoldAsync(JsonArray signatures)
    {
        signatures.Count.ShouldBe(2);
        var keys = (await app.Anonymous.GetAsync("/.well-known/alot-keys.json")).Json["keys"]!.AsArray();
        foreach (var signed in signatures)
        {
            var key = keys.Single(k => k!["id"]!.ToString() == signed!["key_id"]!.ToString())!;
            var point = Convert.FromHexString(key["public_key"]!.ToString());
            using var check = ECDsa.Create(
                new ECParameters
                {
                    Curve = ECCurve.NamedCurves.nistP256,
                    Q = new ECPoint { X = point[1..33], Y = point[33..] },
                }
            );
            var fields = string.Join(':', signed!["fields"]!.AsArray().Select(f => f!.ToString()));
            check
                .VerifyData(
                    Encoding.ASCII.GetBytes($"alot:{signed["kind"]}:v1:{fields}"),
                    Convert.FromHexString(signed["signature"]!.ToString()),
                    HashAlgorithmName.SHA256,
                    DSASignatureFormat.IeeeP1363FixedFieldConcatenation
                )
                .ShouldBeTrue();
        }
    }

    private async Task LogHoldsAsync()
    {
        var (after, previous, seen) = ("0", (string?)null, 0);
        do
        {
            var page = await app.Anonymous.GetAsync($"/api/fairness/log?limit=2&after={after}");
            page.Status.ShouldBe(200, page.Text);
            foreach (var record in page.Items)
            {
                if (previous is not null)
                    record["previous_hash"]!.ToString().ShouldBe(previous);
                previous = record["hash"]!.ToString();
                Sha($"{record["previous_hash"]}\n{record["canonical"]}").ShouldBe(previous);
                JsonNode.DeepEquals(JsonNode.Parse(record["canonical"]!.ToString()), record["record"]).ShouldBeTrue();
                seen++;
            }
            after = page["next_cursor"];
        } while (after.Length > 0);
        seen.ShouldBeGreaterThanOrEqualTo(3);
    }

    private static bool Owns(string leaf, Caller player, Caller ines, Caller mara) =>
        Part(leaf, 1)
        == (
            player == ines ? 1
            : player == mara ? 13
            : 16
        );

    private static int Part(string leaf, int part) => int.Parse(leaf.Split(':')[part], CultureInfo.InvariantCulture);

    private static string Sha(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    // RFC 6962: the left side is the largest power of two below the count.
    private static string Root(IReadOnlyList<string> leaves) => Convert.ToHexStringLower(Node([.. leaves]));

    private static byte[] Node(string[] leaves)
    {
        if (leaves.Length == 1)
            return SHA256.HashData([0, .. Encoding.ASCII.GetBytes(leaves[0])]);
        var left = 1;
        while (left * 2 < leaves.Length)
            left *= 2;
        return SHA256.HashData([1, .. Node(leaves[..left]), .. Node(leaves[left..])]);
    }
}
