using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alot.Data.Accounts;
using Alot.Data.Auditing;
using Alot.Tests.Draws;
using Alot.Tests.World;
using Alot.Web.Payments;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Journeys;

/// <summary>
/// Two lots from their opening to their end, over the API alone, against the app as a process of its own: nothing here
/// knows of the database, but for the auditor at the end.
/// </summary>
public sealed class ApiJourneyTests(TestCluster cluster) : IAsyncLifetime
{
    private readonly TestDatabase database = new(cluster);
    private readonly List<ApiPlayer> people = [];
    private AppProcess app = null!;
    private ApiPlayer admin = null!;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        app = await AppProcess.StartAsync(
            database,
            new Dictionary<string, string> { ["Logging:LogLevel:Default"] = "Warning" }
        );
        admin = await ApiPlayer.SignInAsync(Http(), DemoAccounts.Admin);
        people.Add(admin);
    }

    public async ValueTask DisposeAsync()
    {
        people.ForEach(p => p.Dispose());
        if (app is not null)
            await app.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_lot_is_funded_drawn_as_anyone_can_recompute_and_settled_to_the_credit()
    {
        var lot = await admin.OpenLotAsync(40, "Which metal is the case made of?", "Steel");
        var published = await admin.GetAsync($"/api/lots/{lot}");
        var (ines, theo, mara, vera) = (
            await JoinAsync("ines"),
            await JoinAsync("theo"),
            await JoinAsync("mara"),
            await JoinAsync("vera")
        );
        await GrantAsync(vera, 1_200);

        await ines.RefusedAsync($"/api/lots/{lot}/entries/purchase", new { amount = 40 }, "trivia_required");
        foreach (var player in new[] { ines, theo, mara, vera })
        {
            (await AnswerAsync(player, lot, "brass")).ShouldBeFalse();
            (await AnswerAsync(player, lot, "steel")).ShouldBeTrue();
        }

        await BuyAsync(ines, lot, 40);
        await BuyAsync(theo, lot, 35);
        var spent = await vera.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 10 });
        spent.GetProperty("balance").GetInt64().ShouldBe(200);
        await mara.RefusedAsync($"/api/lots/{lot}/entries/purchase", new { amount = 26 }, "trimmed");
        await admin.MissingAsync($"/api/lots/{lot}/draw");
        await BuyAsync(mara, lot, 25);

        await admin.StatusAsync(lot, "funded");
        await Eventually.TrueAsync(async () => await admin.IsThereAsync($"/api/lots/{lot}/draw/roster"));
        var roster = await admin.GetAsync($"/api/lots/{lot}/draw/roster");
        await admin.MissingAsync($"/api/lots/{lot}/draw");

        await admin.AdvanceAsync(TimeSpan.FromSeconds(61));
        await admin.StatusAsync(lot, "settled");

        (await admin.GetAsync($"/api/lots/{lot}/draw/roster"))
            .ToString()
            .ShouldBe(roster.ToString(), "what was published before the draw is what was drawn from");
        var result = await RecomputeAsync(lot, published, roster, [ines, theo, mara, vera]);
        await ShouldBeSettledAsync(
            lot,
            result,
            [(ines, 40, 1, 40, 0), (theo, 35, 41, 75, 0), (vera, 0, 76, 85, 200), (mara, 25, 86, 110, 0)]
        );
        await BooksHoldAsync();
    }

    [Fact]
    public async Task An_expired_lot_gives_cash_credits_or_after_fourteen_silent_days_cash()
    {
        var lot = await admin.OpenLotAsync(200);
        var (ines, theo, mara, vera) = (
            await JoinAsync("ines"),
            await JoinAsync("theo"),
            await JoinAsync("mara"),
            await JoinAsync("vera")
        );
        await GrantAsync(vera, 800);
        var (cash, credits, silent) = (
            await BuyAsync(ines, lot, 25),
            await BuyAsync(theo, lot, 40),
            await BuyAsync(mara, lot, 15)
        );
        await vera.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 8 });
        await ines.RefusedAsync($"/api/purchases/{cash}/refund-choice", new { choice = "cash" }, "choice_not_offered");

        await admin.AdvanceAsync(TimeSpan.FromHours(2));
        await admin.StatusAsync(lot, "expired");

        await ines.PostAsync($"/api/purchases/{cash}/refund-choice", new { choice = "cash" });
        (await UntilAsync(ines, cash, "refunded")).GetProperty("refunded_amount").GetDecimal().ShouldBe(24.50m);
        await theo.PostAsync($"/api/purchases/{credits}/refund-choice", new { choice = "credits" });
        (await BalanceAsync(theo)).ShouldBe(6_000);
        await theo.RefusedAsync($"/api/purchases/{credits}/refund-choice", new { choice = "cash" }, "choice_made");
        await Eventually.TrueAsync(async () => await BalanceAsync(vera) == 800);

        await admin.AdvanceAsync(TimeSpan.FromDays(14) - TimeSpan.FromMinutes(5));
        (await admin.MailsAsync(mara.Email, atLeast: 4))
            .Count(m => m.GetProperty("subject").GetString()!.StartsWith("Still to choose", StringComparison.Ordinal))
            .ShouldBeGreaterThanOrEqualTo(1);
        var waiting = await mara.GetAsync($"/api/purchases/{silent}");
        waiting.GetProperty("refund_eligible").GetBoolean().ShouldBeTrue("there are five minutes left");
        await admin.StatusAsync(lot, "refunding");

        await admin.AdvanceAsync(TimeSpan.FromMinutes(5));
        var defaulted = await UntilAsync(mara, silent, "refunded");
        defaulted.GetProperty("refunded_amount").GetDecimal().ShouldBe(14.70m);
        defaulted.GetProperty("refund_choice").GetString().ShouldBe("cash");
        await admin.StatusAsync(lot, "closed");

        var kept = await theo.GetAsync($"/api/purchases/{credits}");
        kept.GetProperty("status").GetString().ShouldBe("succeeded", "a conversion is no refund");
        kept.GetProperty("credits_converted").GetInt64().ShouldBe(6_000);
        (await BalanceAsync(vera)).ShouldBe(800, "one for one, and once");
        (await BalanceAsync(ines)).ShouldBe(0);
        (await BalanceAsync(mara)).ShouldBe(0);
        var sentBack = (await ProcessorAsync("refunds")).ToDictionary(
            r => r["metadata"]!["purchase_id"]!.GetValue<string>(),
            r => (r["amount"]!.GetValue<long>(), r["status"]!.GetValue<string>())
        );
        sentBack.ShouldBe(
            new Dictionary<string, (long, string)> { [cash] = (2_450, "succeeded"), [silent] = (1_470, "succeeded") },
            ignoreOrder: true
        );
        (await ProcessorAsync("payment_intents")).Sum(p => p["amount_received"]!.GetValue<long>()).ShouldBe(8_000);
        await BooksHoldAsync();
    }

    /// <summary>The documents of the draw, worked out by a program that shares nothing with ours.</summary>
    private async Task<JsonNode> RecomputeAsync(
        string lot,
        JsonElement published,
        JsonElement roster,
        ApiPlayer[] players
    )
    {
        var tags = new JsonArray();
        foreach (var player in players)
            tags.Add((await player.GetAsync($"/api/lots/{lot}")).GetProperty("my").GetProperty("tag").GetString());
        var draw = await admin.GetAsync($"/api/lots/{lot}/draw");
        draw.GetProperty("mode").GetString().ShouldBe(published.GetProperty("draw_mode").GetString());
        var answer = await OtherPrograms.PerlAsync(
            new JsonObject
            {
                ["documents"] = new JsonArray(
                    new JsonObject
                    {
                        ["draw"] = JsonNode.Parse(draw.GetRawText()),
                        ["roster"] = JsonNode.Parse(roster.GetRawText()),
                        ["published"] = new JsonObject
                        {
                            ["seed_commitment"] = published.GetProperty("seed_commitment").GetString(),
                            ["funding_target"] = published.GetProperty("funding_target").GetRawText(),
                        },
                        ["tags"] = tags,
                    }
                ),
            }
        );
        var result = answer["documents"]![0]!;
        result["wrong"]!.AsArray().ShouldBeEmpty($"{draw}\n{roster}");
        return result;
    }

    /// <summary>Cards, credits and mails of those who played: 50 credits for each dollar of those who did not win.</summary>
    private async Task ShouldBeSettledAsync(
        string lot,
        JsonNode result,
        (ApiPlayer Player, int Dollars, int First, int Last, long Left)[] played
    )
    {
        var ticket = result["winning_ticket"]!.GetValue<int>();
        foreach (var (player, dollars, first, last, left) in played)
        {
            var won = first <= ticket && ticket <= last;
            var card = (await player.GetAsync("/api/users/me/cards")).GetProperty("items")[0];
            card.GetProperty("lot_id").GetString().ShouldBe(lot);
            card.GetProperty("status").GetString().ShouldBe(won ? "revealed_won" : "revealed_lost");
            card.GetProperty("winning_ticket").GetInt32().ShouldBe(ticket);
            var gained = won ? 0 : dollars * 50;
            card.GetProperty("credits").GetInt64().ShouldBe(gained);
            (await BalanceAsync(player)).ShouldBe(left + gained);

            var mine = (await player.GetAsync($"/api/lots/{lot}")).GetProperty("my");
            mine.GetProperty("won").GetBoolean().ShouldBe(won);
            if (won)
                mine.GetProperty("tag").GetString().ShouldBe(result["winner_tag"]!.GetValue<string>());
            var turned = await player.PostAsync($"/api/reveals/{card.GetProperty("id").GetString()}/reveal", new { });
            turned.GetProperty("turned").GetBoolean().ShouldBeTrue();

            var subject = won ? "You won lot" : "was drawn";
            await Eventually.TrueAsync(async () =>
                (await admin.MailsAsync(player.Email)).Any(m =>
                    m.GetProperty("subject").GetString()!.Contains(subject, StringComparison.Ordinal)
                )
            );
        }
        var winner = (await admin.GetAsync($"/api/lots/{lot}")).GetProperty("winner");
        winner.GetProperty("ticket").GetInt32().ShouldBe(ticket);
        winner.GetProperty("tag").GetString().ShouldBe(result["winner_tag"]!.GetValue<string>());
    }

    private async Task<ApiPlayer> JoinAsync(string name)
    {
        var player = await ApiPlayer.RegisterAsync(Http(), name);
        people.Add(player);
        return player;
    }

    private async Task GrantAsync(ApiPlayer player, int amount)
    {
        var id = (await player.GetAsync("/api/users/me")).GetProperty("id").GetString();
        await admin.PostAsync($"/api/admin/users/{id}/credits", new { amount, reason = "For the journey" });
    }

    private static async Task<bool> AnswerAsync(ApiPlayer player, string lot, string answer) =>
        (await player.PostAsync($"/api/lots/{lot}/trivia/attempt", new { answer })).GetProperty("correct").GetBoolean();

    /// <returns>The purchase's id, once it is paid and has its tickets.</returns>
    private static async Task<string> BuyAsync(ApiPlayer player, string lot, int dollars)
    {
        var bought = await player.BuyAsync(lot, dollars);
        bought.GetProperty("status").GetString().ShouldBe("succeeded");
        var (first, last) = (bought.GetProperty("tickets_start"), bought.GetProperty("tickets_end"));
        (last.GetInt32() - first.GetInt32() + 1).ShouldBe(dollars);
        return bought.GetProperty("id").GetString()!;
    }

    private static async Task<long> BalanceAsync(ApiPlayer player) =>
        (await player.GetAsync("/api/users/me/credits")).GetProperty("balance").GetInt64();

    private static async Task<JsonElement> UntilAsync(ApiPlayer player, string purchase, string status)
    {
        JsonElement found = default;
        await Eventually.TrueAsync(async () =>
        {
            found = await player.GetAsync($"/api/purchases/{purchase}");
            return found.GetProperty("status").GetString() == status;
        });
        return found;
    }

    /// <summary>What the processor itself has in its books.</summary>
    private async Task<List<JsonNode>> ProcessorAsync(string what)
    {
        using var http = Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            StripeSettings.SandboxSecretKey
        );
        var list = JsonNode.Parse(await http.GetStringAsync($"/sandbox/stripe/v1/{what}?limit=100"))!;
        list["has_more"]!.GetValue<bool>().ShouldBeFalse();
        return [.. list["data"]!.AsArray().Select(o => o!)];
    }

    private async Task BooksHoldAsync()
    {
        await using var books = NpgsqlDataSource.Create(database.App);
        var found = await new Auditor(books).RunAsync(default);
        found.Checked.Count.ShouldBeGreaterThan(10);
        found.Violations.ShouldBeEmpty();
    }

    private HttpClient Http() => new() { BaseAddress = app.Address };
}
