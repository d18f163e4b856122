using Shouldly;
using Xunit;

namespace Alot.Tests.Api;

/// <summary>What can't be meant is 4xx with a code and a sentence, at every door, and changes nothing.</summary>
[Collection(nameof(ApiCollection))]
public sealed class BadInputApiTests(ApiWorld app)
{
    private const string Nobody = "01948f3e-0000-7000-8000-000000000417";

    /// <summary>Doors that take an amount; {0} stands for the amount as JSON.</summary>
    public static TheoryData<string, string, bool> MoneyDoors =>
        new()
        {
            { "/api/lots/LOT/entries/purchase", """{"amount":{0}}""", false },
            { "/api/payments/create-checkout-session", """{"lot_id":"LOT","amount":{0}}""", false },
            { "/api/lots/LOT/entries/purchase-with-credits", """{"tickets":{0}}""", false },
            { "/api/admin/users/PLAYER/credits", """{"amount":{0},"reason":"why"}""", true },
        };

    private static readonly string[] WrongAmounts =
    [
        "0",
        "1.5",
        "0.001",
        "1e300",
        "-1e300",
        "9223372036854775808",
        "99999999999999999999999999",
        "-9223372036854775808",
        "1000000001",
        "\"5\"",
        "\"\"",
        "null",
        "true",
        "[5]",
        "{}",
        "NaN",
        "0x10",
        "05",
        "",
    ];

    [Theory]
    [MemberData(nameof(MoneyDoors))]
    public async Task A_wrong_amount_is_refused(string path, string body, bool staff)
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync(1_000));
        var caller = staff ? app.Admin : ines;
        var before = await app.StateAsync();
        foreach (var amount in staff ? WrongAmounts : [.. WrongAmounts, "-1", "-5"])
        {
            var answer = await caller.SendAsync(
                HttpMethod.Post,
                Fill(path, lot, ines),
                Fill(body.Replace("{0}", amount, StringComparison.Ordinal), lot, ines),
                Caller.NewKey()
            );
            // More than is there is a conflict with the state, where the number itself may be meant.
            answer.Status.ShouldBeOneOf([400, 409, 422], $"{amount}: {answer.Text}");
            answer.ShouldBeProblem(
                answer.Status,
                answer.Status switch
                {
                    400 => "malformed",
                    409 => "trimmed",
                    _ => "validation",
                }
            );
        }
        (await app.StateAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(MoneyDoors))]
    public async Task A_money_command_needs_one_decent_key(string path, string body, bool staff)
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync(1_000));
        var caller = staff ? app.Admin : ines;
        var before = await app.StateAsync();
        foreach (var key in new[] { null, "", " ", "ü", new string('k', 201) })
            (
                await caller.SendAsync(
                    HttpMethod.Post,
                    Fill(path, lot, ines),
                    Fill(body.Replace("{0}", "5", StringComparison.Ordinal), lot, ines),
                    key
                )
            ).ShouldBeProblem(400, "idempotency_key_required");
        (await app.StateAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("/api/purchases/ID/leave", null)]
    [InlineData("/api/purchases/ID/refund-choice", """{"choice":"cash"}""")]
    public async Task Giving_back_needs_a_key_too(string path, string? body) =>
        (
            await (await app.PlayerAsync()).SendAsync(
                HttpMethod.Post,
                path.Replace("ID", Nobody, StringComparison.Ordinal),
                body,
                null
            )
        ).ShouldBeProblem(400, "idempotency_key_required");

    [Theory]
    [InlineData("POST", "/api/lots/ID/entries/purchase", """{"amount":5}""")]
    [InlineData("POST", "/api/lots/ID/entries/purchase-with-credits", """{"tickets":5}""")]
    [InlineData("GET", "/api/lots/ID", null)]
    [InlineData("GET", "/api/lots/ID/entries", null)]
    [InlineData("GET", "/api/lots/ID/draw", null)]
    [InlineData("GET", "/api/lots/ID/draw/roster", null)]
    [InlineData("GET", "/api/lots/ID/trivia/status", null)]
    [InlineData("POST", "/api/lots/ID/trivia/attempt", """{"answer":"x"}""")]
    [InlineData("GET", "/api/purchases/ID", null)]
    [InlineData("DELETE", "/api/purchases/ID", null)]
    [InlineData("POST", "/api/purchases/ID/leave", null)]
    [InlineData("POST", "/api/purchases/ID/refund-choice", """{"choice":"cash"}""")]
    [InlineData("POST", "/api/reveals/ID/reveal", null)]
    [InlineData("PATCH", "/api/lots/ID", """{"visibility":"unlisted"}""")]
    [InlineData("POST", "/api/lots/ID/open", null)]
    [InlineData("POST", "/api/lots/ID/cancel", """{"reason":"why"}""")]
    [InlineData("POST", "/api/lots/ID/extend", """{"deadline":"2031-01-01T00:00:00Z"}""")]
    [InlineData("POST", "/api/admin/lots/ID/draw", null)]
    [InlineData("POST", "/api/admin/lots/ID/settle", null)]
    [InlineData("POST", "/api/admin/users/ID/credits", """{"amount":5,"reason":"why"}""")]
    public async Task An_id_that_is_not_there_or_not_an_id_is_404(string method, string path, string? body)
    {
        var ines = await app.PlayerAsync(1_000);
        var before = await app.StateAsync();
        foreach (var caller in new[] { ines, app.Admin })
        foreach (var id in new[] { Nobody, "417", "not-an-id", "%00", "..", "' or 1=1 --", new string('9', 500) })
        {
            var address = path.Replace(
                "ID",
                Uri.EscapeDataString(id).Replace("%2500", "%00", StringComparison.Ordinal),
                StringComparison.Ordinal
            );
            var answer = await caller.SendAsync(new HttpMethod(method), address, body, Caller.NewKey());
            // A dot segment and a NUL are other addresses, and staff are told that they can't play before a lot is looked for.
            answer.Status.ShouldBeOneOf(
                [.. id is "%00" or ".." ? [400, 404, 405] : Array.Empty<int>(), 403, 404],
                $"{id}: {answer.Text}"
            );
            if (id == Nobody && answer.Status != 404)
                answer.ShouldBeProblem(403, "staff_cannot_play");
            else if (id == Nobody)
                answer.ShouldBeProblem(404, "not_found");
        }
        (await app.StateAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("status=sold")]
    [InlineData("status=OPEN")]
    [InlineData("status=1")]
    [InlineData("tier=gold")]
    [InlineData("tier=icon,gold")]
    [InlineData("category=car")]
    [InlineData("host=417")]
    [InlineData("min_value=-1")]
    [InlineData("min_value=1.001")]
    [InlineData("max_value=1e9")]
    [InlineData("max_value=99999999999999999999999999999999")]
    [InlineData("sort=cheapest")]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("limit=1.5")]
    [InlineData("limit=-1")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("cursor=nonsense")]
    [InlineData("cursor=%F0%9F%92%A5")]
    [InlineData("cursor=AAAA")]
    [InlineData("trivia=yes")]
    [InlineData("sort=newest&sort=value")]
    public async Task A_wrong_filter_is_named(string query)
    {
        var answer = await app.Anonymous.GetAsync($"/api/lots?{query}");
        answer.ShouldBeProblem(422, "validation");
        answer.At($"errors.{query.Split('=')[0]}").ShouldNotBeNull(answer.Text);
    }

    [Theory]
    [InlineData("/api/lots/LOT/entries?limit=0")]
    [InlineData("/api/lots/LOT/entries?cursor=x")]
    [InlineData("/api/users/me/entries?limit=x")]
    [InlineData("/api/users/me/entries?cursor=x")]
    [InlineData("/api/users/me/credits/transactions?limit=-5")]
    [InlineData("/api/users/me/credits/transactions?cursor=x")]
    [InlineData("/api/users/me/cards?cursor=x")]
    [InlineData("/api/users/me/cards?cursor=01948f3e-0000-7000-8000-000000000417")]
    [InlineData("/api/fairness/log?after=-1")]
    [InlineData("/api/fairness/log?after=x")]
    [InlineData("/api/fairness/log?limit=501")]
    [InlineData("/api/fairness/heads?before=yesterday")]
    [InlineData("/api/fairness/heads?limit=0")]
    public async Task Every_list_refuses_a_wrong_page(string path)
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync());
        (await ines.GetAsync(Fill(path, lot, ines))).ShouldBeProblem(422, "validation");
    }

    public static TheoryData<string, string> WrongDrafts =>
        new()
        {
            { """{"product":{"name":""}}""", "validation" },
            { """{"product":{"name":" "}}""", "validation" },
            { """{"product":{"brand":null}}""", "validation" },
            { """{"product":{"category":"car"}}""", "malformed" },
            { """{"product":{"category":7}}""", "malformed" },
            { """{"product":{"retail_value":0}}""", "validation" },
            { """{"product":{"retail_value":-40}}""", "validation" },
            { """{"product":{"retail_value":1.001}}""", "malformed" },
            { """{"product":{"retail_value":1e300}}""", "malformed" },
            { """{"product":{"retail_value":9999999999}}""", "validation" },
            { """{"product":{"retail_value":"40"}}""", "malformed" },
            { """{"product":{"description":"\u0000"}}""", "malformed" },
            { """{"product":{"product_class_id":"01948f3e-0000-7000-8000-000000000417"}}""", "validation" },
            { """{"product":{"images":["https://elsewhere.example/x.svg"]}}""", "validation" },
            { """{"deadline":"soon"}""", "malformed" },
            { """{"deadline":null}""", "malformed" },
            { """{"lot_type":"mystery"}""", "validation" },
            { """{"lot_type":"raffle"}""", "malformed" },
            { """{"visibility":"secret"}""", "malformed" },
            { """{"visibility":1}""", "malformed" },
            { """{"draw_mode":"beacon"}""", "validation" },
            { """{"draw_mode":"dice"}""", "malformed" },
            { """{"agreed_cost":-1}""", "validation" },
            { """{"trivia":{"enabled":true,"question":"Who?"}}""", "validation" },
            { """{"trivia":{"enabled":true,"question":"Who?","answers":[]}}""", "validation" },
            { """{"trivia":{"enabled":true,"question":"Who?","answers":["!"]}}""", "validation" },
            { """{"trivia":{"enabled":true,"question":"Who?","answers":[null]}}""", "*" },
            { """{"trivia":{"enabled":true,"question":"","answers":["a"]}}""", "validation" },
            { """{"trivia":{"attempts":0}}""", "validation" },
            { """{"trivia":{"cooldown_minutes":-1}}""", "validation" },
            { """{"trivia":{"enabled":"yes"}}""", "malformed" },
            { """{"trivia":{"free_entry":{"question":"Who?","answers":["a"]}}}""", "validation" },
        };

    [Theory]
    [MemberData(nameof(WrongDrafts))]
    public async Task A_wrong_draft_is_not_written(string change, string code)
    {
        var before = await app.StateAsync();
        var draft = app.Draft();
        Merge(draft, System.Text.Json.Nodes.JsonNode.Parse(change)!.AsObject());
        var answer = await app.Admin.PostAsync("/api/lots", draft);
        if (code == "*")
            answer.Status.ShouldBeOneOf(400, 422);
        else
            answer.ShouldBeProblem(code == "malformed" ? 400 : 422, code);
        (await app.StateAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("{\"amount\":5,\"amount\":6}")]
    [InlineData("{\"Amount\":5}")]
    [InlineData("{\"amount\":5}{\"amount\":6}")]
    public async Task A_body_that_is_not_the_json_asked_for_is_malformed(string body)
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync());
        var before = await app.StateAsync();
        (
            await ines.SendAsync(HttpMethod.Post, $"/api/lots/{lot}/entries/purchase", body, Caller.NewKey())
        ).ShouldBeProblem(400, "malformed");
        (await app.StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Other_types_methods_and_sizes_are_told_in_our_words()
    {
        var (lot, ines) = (await app.LotAsync(), await app.PlayerAsync());
        var path = $"/api/lots/{lot}/entries/purchase";
        (await ines.SendAsync(HttpMethod.Post, path, "amount=5", Caller.NewKey(), "text/plain")).ShouldBeProblem(
            415,
            "not_json"
        );
        (await ines.SendAsync(HttpMethod.Put, path, "{}", null)).ShouldBeProblem(405, "method_not_allowed");
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Patch, HttpMethod.Delete })
            (await ines.SendAsync(method, "/api/nothing/here", "{}", null)).ShouldBeProblem(404, "not_found");
        var deep = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));
        (await ines.SendAsync(HttpMethod.Post, path, $$"""{"amount":{{deep}}}""", Caller.NewKey())).ShouldBeProblem(
            400,
            "malformed"
        );
    }

    [Theory]
    [InlineData("""{"choice":"both"}""")]
    [InlineData("""{"choice":0}""")]
    [InlineData("""{"choice":null}""")]
    [InlineData("""{}""")]
    public async Task A_choice_is_cash_or_credits(string body) =>
        (
            await (await app.PlayerAsync()).SendAsync(
                HttpMethod.Post,
                $"/api/purchases/{Nobody}/refund-choice",
                body,
                Caller.NewKey()
            )
        ).ShouldBeProblem(400, "malformed");

    private static string Fill(string text, Guid lot, Caller player) =>
        text.Replace("LOT", lot.ToString(), StringComparison.Ordinal)
            .Replace("PLAYER", player.Id.ToString(), StringComparison.Ordinal);

    private static void Merge(System.Text.Json.Nodes.JsonObject into, System.Text.Json.Nodes.JsonObject change)
    {
        foreach (var (name, value) in change)
            if (
                value is System.Text.Json.Nodes.JsonObject deeper
                && into[name] is System.Text.Json.Nodes.JsonObject known
            )
                Merge(known, deeper);
            else
                into[name] = value?.DeepClone();
    }
}
