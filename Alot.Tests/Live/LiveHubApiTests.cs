using System.Diagnostics;
using System.Text.Json.Nodes;
using Alot.Data.Accounts;
using Alot.Tests.Api;
using Alot.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Live;

/// <summary>api.md, Realtime, over real sockets.</summary>
public sealed class LiveHubApiTests(ApiWorld app) : IClassFixture<ApiWorld>
{
    private static readonly TimeSpan ASecond = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_sale_is_told_with_the_public_state()
    {
        var (lot, ines, theo) = (await app.LotAsync(), await app.PlayerAsync(), await app.PlayerAsync(500));
        await using var live = await ConnectAsync(ines);
        var now = await live.CallAsync("subscribe_lot", lot.ToString());
        now!["live_tickets"]!.GetValue<int>().ShouldBe(0);

        (await theo.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 3 })).Status.ShouldBe(
            201
        );
        var update = await live.NextAsync();
        update.Name.ShouldBe("lot_update");
        update.State["id"]!.ToString().ShouldBe(lot.ToString());
        update.State["live_tickets"]!.GetValue<int>().ShouldBe(3);
        update.State.ContainsKey("my").ShouldBeFalse();
        update.State.ContainsKey("share_key").ShouldBeFalse();
        var asked = (await app.LotAsync(lot)).Json.AsObject();
        update.State.Select(m => m.Key).ShouldBe(asked.Select(m => m.Key), "the same shape as the API's");

        await live.CallAsync("unsubscribe_lot", lot.ToString());
        await theo.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 1 });
        (await live.NextAsync(ASecond)).ShouldBeNull();
    }

    [Fact]
    public async Task However_many_sales_there_are_two_updates_a_second_are_told_and_the_last_state_arrives()
    {
        var lot = await app.LotAsync(2_000);
        var players = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.PlayerAsync(1_000)));
        await using var live = await ConnectAsync(players[0]);
        await live.CallAsync("subscribe_lot", lot.ToString());

        var time = Stopwatch.StartNew();
        await Task.WhenAll(
            players.Select(async p =>
            {
                for (var i = 0; i < 10; i++)
                    (
                        await p.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 1 })
                    ).Status.ShouldBe(201);
            })
        );
        var (count, last) = (0, 0);
        while (last < 80)
            (count, last) = (count + 1, (await live.NextAsync()).State["live_tickets"]!.GetValue<int>());
        count.ShouldBeLessThanOrEqualTo((int)(2 * time.Elapsed.TotalSeconds) + 1);
    }

    [Fact]
    public async Task Funding_draw_and_expiry_are_told_in_their_order()
    {
        var (lot, ines) = (await app.LotAsync(8), await app.PlayerAsync());
        var expiring = await app.LotAsync(8, d => d["deadline"] = app.In(TimeSpan.FromHours(2)));
        await using var live = await ConnectAsync(ines);
        await live.CallAsync("subscribe_lot", lot.ToString());
        await ines.PayAsync(lot, 20);
        var (_, funded) = await live.UntilAsync("lot_funded");
        funded["status"]!.ToString().ShouldBe("funded");
        funded["draw_due_at"].ShouldNotBeNull();

        await app.AdvanceAsync(TimeSpan.FromSeconds(61));
        var (names, drawn) = await live.UntilAsync("draw_completed");
        names.Where(n => n != "lot_update").ShouldBe(["draw_started", "draw_completed"]);
        drawn["winner"]!["ticket"]!.GetValue<int>().ShouldBeInRange(1, 20);

        await live.CallAsync("subscribe_lot", expiring.ToString());
        await app.AdvanceAsync(TimeSpan.FromHours(3));
        var (_, expired) = await live.UntilAsync("lot_expired");
        expired["id"]!.ToString().ShouldBe(expiring.ToString());
        expired["status"]!.ToString().ShouldBe("expired");
    }

    [Fact]
    public async Task A_ticket_is_good_for_one_negotiation_and_one_connection()
    {
        var ines = await app.PlayerAsync();
        var ticket = await TicketAsync(ines);
        var negotiated = await app.Anonymous.SendAsync(
            HttpMethod.Post,
            $"/hubs/live/negotiate?negotiateVersion=1&ticket={ticket}",
            "",
            null
        );
        negotiated.Status.ShouldBe(200, negotiated.Text);
        negotiated.Json["availableTransports"]!
            .AsArray()
            .Select(t => t!["transport"]!.ToString())
            .ShouldBe(["WebSockets"]);
        await using (
            var live = await HubClient.ConnectAsync(
                app.Address,
                $"id={Uri.EscapeDataString(negotiated["connectionToken"])}&ticket={ticket}"
            )
        )
            (await live.CallAsync("subscribe_lot", (await app.LotAsync()).ToString())).ShouldNotBeNull();

        (await RefusedAsync($"ticket={ticket}")).ShouldBe(401);
        (
            await app.Anonymous.SendAsync(HttpMethod.Post, $"/hubs/live/negotiate?ticket={ticket}", "", null)
        ).ShouldBeProblem(401, "sign_in_needed");
    }

    [Fact]
    public async Task Of_ten_connections_at_once_with_one_ticket_one_is_taken()
    {
        var ticket = await TicketAsync(await app.PlayerAsync());
        var taken = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(async _ =>
                {
                    try
                    {
                        await using var live = await HubClient.ConnectAsync(app.Address, $"ticket={ticket}");
                        return true;
                    }
                    catch (RefusedConnectionException)
                    {
                        return false;
                    }
                })
        );
        taken.Count(t => t).ShouldBe(1);
    }

    [Fact]
    public async Task Without_cookie_or_ticket_nobody_is_let_in_and_no_token_is_taken_from_an_address()
    {
        var ines = await app.PlayerAsync();
        (await RefusedAsync("")).ShouldBe(401);
        (await RefusedAsync("ticket=nonsense")).ShouldBe(401);
        (await RefusedAsync($"ticket={ines.Token}")).ShouldBe(401);
        (await RefusedAsync($"access_token={ines.Token}")).ShouldBe(401);
        var good = await TicketAsync(ines);
        (await RefusedAsync($"ticket={good}&ticket={good}")).ShouldBe(401);
        (await app.Anonymous.PostAsync("/api/realtime/ticket")).ShouldBeProblem(401, "sign_in_needed");

        var ended = await TicketAsync(ines);
        await app.Services.GetRequiredService<Sessions>().EndAsync(ines.Id, ines.Session, default);
        (await RefusedAsync($"ticket={ended}")).ShouldBe(401, "the ticket ends with its session");
    }

    [Fact]
    public async Task Another_sites_page_can_not_connect_with_somebodys_cookie() =>
        (await RefusedAsync("", ("Cookie", "alot=x"), ("Origin", "https://elsewhere.example"))).ShouldBe(403);

    [Fact]
    public async Task What_is_not_there_is_told_in_a_sentence()
    {
        await using var live = await ConnectAsync(await app.PlayerAsync());
        foreach (
            var wrong in new JsonNode?[]
            {
                "not-an-id",
                "01948f3e-0000-7000-8000-000000000417",
                417,
                null,
                new JsonObject(),
                new JsonObject { ["id"] = 5 },
                new JsonArray(),
                (await app.DraftAsync()).ToString(),
            }
        )
            (
                await Should.ThrowAsync<InvalidOperationException>(() => live.CallAsync("subscribe_lot", wrong))
            ).Message.ShouldContain("There is no such lot");
        (
            await Should.ThrowAsync<InvalidOperationException>(() => live.CallAsync("subscribe_room", "x"))
        ).Message.ShouldContain("not available yet");
        (await live.CallAsync("subscribe_lot", (await app.LotAsync()).ToString())).ShouldNotBeNull("it goes on");
    }

    [Fact]
    public async Task A_private_lot_is_told_to_those_with_its_key_for_as_long_as_they_are_signed_in()
    {
        var lot = await app.LotAsync(40, d => d["visibility"] = "private");
        var key = (await app.Admin.GetAsync($"/api/lots/{lot}"))["share_key"];
        var (ines, theo) = (await app.PlayerAsync(), await app.PlayerAsync(3_000));
        await using var live = await ConnectAsync(ines);
        (
            await Should.ThrowAsync<InvalidOperationException>(() => live.CallAsync("subscribe_lot", lot.ToString()))
        ).Message.ShouldContain("There is no such lot");
        (
            await live.CallAsync("subscribe_lot", new JsonObject { ["id"] = lot.ToString(), ["key"] = key })
        ).ShouldNotBeNull();

        async Task BuyAsync() =>
            (
                await theo.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits?key={key}", new { tickets = 1 })
            ).Status.ShouldBe(201);
        await BuyAsync();
        await live.NextAsync();

        await app.Services.GetRequiredService<Sessions>().EndAsync(ines.Id, ines.Session, default);
        await Eventually.TrueAsync(async () =>
        {
            await BuyAsync();
            return await live.NextAsync(ASecond) is null;
        });
    }

    private async Task<HubClient> ConnectAsync(Caller caller) =>
        await HubClient.ConnectAsync(app.Address, $"ticket={await TicketAsync(caller)}");

    private static async Task<string> TicketAsync(Caller caller)
    {
        var answer = await caller.PostAsync("/api/realtime/ticket");
        answer.Status.ShouldBe(200, answer.Text);
        answer["expires_in"].ShouldBe("60");
        return answer["ticket"];
    }

    private async Task<int> RefusedAsync(string query, params (string, string)[] headers) =>
        (
            await Should.ThrowAsync<RefusedConnectionException>(async () =>
            {
                await using var live = await HubClient.ConnectAsync(app.Address, query, headers);
            })
        ).Status;
}
