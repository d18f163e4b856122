using System.Globalization;
using Alot.Data.Auditing;
using Alot.Tests.Api;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>
/// The same races through the front door: 64 programs buy, pay, pay twice, give up and are declined over HTTP at once, while the
/// app's own workers apply what the processor says.
/// </summary>
public sealed class RaceApiTests(ApiWorld app) : IClassFixture<ApiWorld>
{
    private const int Cash = 50;
    private const int NonCash = 20;
    private const int Buyers = 64;
    private const int Credits = 500;

    private static readonly string[] Refusals = ["trimmed", "sold_out", "lot_not_open"];

    [Fact]
    public async Task Sixty_four_buyers_over_HTTP_share_the_last_50_cash_and_20_non_cash_tickets()
    {
        var random = Seeds.Random();
        var (lot, before) = await LotWithLittleLeftAsync();
        var buyers = await CrowdAsync(Buyers, Credits);
        // Funding ends the sale for credits too: this dollar is paid last, so that both capacities can be sold out.
        var last = await buyers[0].PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 1 });
        last.Status.ShouldBe(201, last.Text);

        // All wait for one signal, so that they meet at the lot's row.
        var go = new TaskCompletionSource();
        var crowd = buyers
            .Skip(1)
            .Select((buyer, i) => (buyer, i, own: new Random(random.Next())))
            .Select(async b =>
            {
                await go.Task;
                await (b.i % 2 == 0 ? BuyWithCardAsync(b.buyer, lot, b.own) : BuyWithCreditsAsync(b.buyer, lot, b.own));
            })
            .ToList();
        go.SetResult();
        await Task.WhenAll(crowd);
        await FinishAsync(lot, buyers[0], last);

        await ShouldAddUpAsync(lot, before, buyers);
    }

    [Fact]
    public async Task One_purchase_sent_20_times_among_a_crowd_has_one_effect_and_twenty_equal_answers()
    {
        var lot = await app.LotAsync(400);
        var buyers = await CrowdAsync(24, Credits);
        var (payer, spender) = (buyers[0], buyers[1]);
        var (paying, spending) = (Caller.NewKey(), Caller.NewKey());
        var bought = Enumerable
            .Range(0, 20)
            .Select(_ => payer.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 7 }, paying));
        var spent = Enumerable
            .Range(0, 20)
            .Select(_ =>
                spender.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 3 }, spending)
            );
        var others = buyers
            .Skip(2)
            .Select(b => b.PostAsync($"/api/lots/{lot}/entries/purchase-with-credits", new { tickets = 1 }));

        var answers = await Task.WhenAll([.. bought, .. spent, .. others]);

        answers.ShouldAllBe(a => a.Status == 201);
        var one = answers.Take(20).Select(a => a.Text).Distinct().ShouldHaveSingleItem();
        answers.Skip(20).Take(20).Select(a => a.Text).Distinct().ShouldHaveSingleItem();
        await payer.CompleteAsync(answers[0]["checkout_url"]);
        await ApiWorld.UntilAsync(() => payer.GetAsync(answers[0].Location!), p => p["status"] == "succeeded");
        (await payer.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 7 }, paying)).Text.ShouldBe(one);

        var now = await app.LotAsync(lot);
        (now["current_funding"], now["total_tickets"], now["held_tickets"]).ShouldBe(("7.00", "32", "0"));
        (await CountAsync("room_entry_purchases", payer)).ShouldBe(1);
        (await CountAsync("room_entries", spender)).ShouldBe(1);
        (await spender.GetAsync("/api/users/me/credits"))["balance"].ShouldBe("200");
    }

    /// <summary>A lot of which all but 50 cash and 20 non-cash tickets are sold; how many that are.</summary>
    private async Task<(Guid Lot, int Before)> LotWithLittleLeftAsync()
    {
        var lot = await app.LotAsync(80);
        await (await app.PlayerAsync()).PayAsync(lot, 200 - Cash);
        var early = await app.PlayerAsync((60 - NonCash) * 100);
        var spent = await early.PostAsync(
            $"/api/lots/{lot}/entries/purchase-with-credits",
            new { tickets = 60 - NonCash }
        );
        spent.Status.ShouldBe(201, spent.Text);
        var now = await app.LotAsync(lot);
        (now["available_cash"], now["available_credits"]).ShouldBe(($"{Cash}", $"{NonCash}"));
        return (lot, int.Parse(now["total_tickets"], CultureInfo.InvariantCulture));
    }

    private async Task<IReadOnlyList<Caller>> CrowdAsync(int count, int credits)
    {
        var crowd = new List<Caller>();
        foreach (var part in Enumerable.Range(0, count).Chunk(8))
            crowd.AddRange(await Task.WhenAll(part.Select(_ => app.PlayerAsync(credits))));
        return crowd;
    }

    private static async Task BuyWithCardAsync(Caller buyer, Guid lot, Random own)
    {
        var started = await buyer.PostAsync(
            $"/api/lots/{lot}/entries/purchase",
            new { amount = own.Next(1, 6), accept_trim = own.Next(2) == 0 }
        );
        if (started.Status != 201)
        {
            Refusals.ShouldContain(started["code"], started.Text);
            return;
        }
        var url = started["checkout_url"];
        switch (own.Next(8))
        {
            case 0:
                await buyer.DeleteAsync(started.Location!);
                return;
            case 1:
                await buyer.CompleteAsync(url, "decline");
                await buyer.DeleteAsync(started.Location!);
                return;
            case 2:
                // Pays and gives up in the same moment: one of the two counts, and money without tickets comes back.
                await Task.WhenAll(buyer.DeleteAsync(started.Location!), TryCompleteAsync(buyer, url));
                return;
            case 3:
                await Task.WhenAll(TryCompleteAsync(buyer, url), TryCompleteAsync(buyer, url));
                return;
            default:
                await buyer.CompleteAsync(url);
                return;
        }
    }

    private static async Task TryCompleteAsync(Caller buyer, string url)
    {
        var path = $"/sandbox/checkout/{url.Split('/')[^1]}/complete";
        var paid = await buyer.SendAsync(HttpMethod.Post, path, """{"outcome":"succeed"}""", null);
        paid.Status.ShouldBeOneOf([200, 409], paid.Text);
    }

    private static async Task BuyWithCreditsAsync(Caller buyer, Guid lot, Random own)
    {
        var bought = await buyer.PostAsync(
            $"/api/lots/{lot}/entries/purchase-with-credits",
            new { tickets = own.Next(1, 4) }
        );
        if (bought.Status != 201)
            Refusals.ShouldContain(bought["code"], bought.Text);
    }

    /// <summary>What is still free goes to whoever takes it: the capacities must come out exactly.</summary>
    private async Task FinishAsync(Guid lot, Caller first, Answer last)
    {
        // Everybody but the first has paid or given up; what the processor said is being applied.
        var now = await ApiWorld.UntilAsync(() => app.LotAsync(lot), l => l["held_tickets"] == "1");
        now["status"].ShouldBe("open");
        if (Left(now, "available_credits") is > 0 and var tickets)
        {
            var bought = await (await app.PlayerAsync(3_000)).PostAsync(
                $"/api/lots/{lot}/entries/purchase-with-credits",
                new { tickets }
            );
            bought.Status.ShouldBe(201, bought.Text);
        }
        if (Left(now, "available_cash") is > 0 and var dollars)
            await (await app.PlayerAsync()).PayAsync(lot, dollars);
        (
            await (await app.PlayerAsync()).PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 1 })
        ).ShouldBeProblem(409, "sold_out");
        await first.CompleteAsync(last["checkout_url"]);
        await app.UntilLotIsAsync(lot, "funded");
        // Refunds of payments that came too late, and the news of them.
        await app.StateAsync();
    }

    private async Task ShouldAddUpAsync(Guid lot, int before, IReadOnlyList<Caller> buyers)
    {
        var after = await app.LotAsync(lot);
        (after["current_funding"], after["held_tickets"], after["total_tickets"]).ShouldBe(("200.00", "0", "260"));
        (await SumAsync("ticket_count", "purchase_type = 'cash' and tickets_start > $2", lot, before)).ShouldBe(Cash);
        (await SumAsync("ticket_count", "purchase_type = 'credits' and tickets_start > $2", lot, before)).ShouldBe(
            NonCash
        );
        (
            await app.Database.AskAsync<long>(
                """
                select count(*) from (
                    select tickets_start, lag(tickets_end, 1, 0) over (order by tickets_start) as previous
                    from room_entries where room_id = $1) e
                where tickets_start <> previous + 1
                """,
                lot
            )
        ).ShouldBe(0, "gaps and overlaps");

        // What the processor took for each purchase, less what it sent back, is what its tickets cost.
        await using (var books = new NpgsqlConnection(app.Database.Owner))
        {
            await books.OpenAsync();
            await using var read = new NpgsqlCommand(
                """
                select p.id, p.status, coalesce(i.received, 0) - coalesce(r.back, 0), coalesce(e.tickets, 0) * 100
                from room_entry_purchases p
                left join (select body -> 'metadata' ->> 'purchase_id' as id, sum((body ->> 'amount_received')::bigint)::bigint as received
                    from sandbox.objects where kind = 'payment_intent' group by 1) i on i.id = p.id::text
                left join (select body -> 'metadata' ->> 'purchase_id' as id, sum((body ->> 'amount')::bigint)::bigint as back
                    from sandbox.objects where kind = 'refund' and body ->> 'status' = 'succeeded' group by 1) r on r.id = p.id::text
                left join (select purchase_id, sum(ticket_count)::bigint as tickets from room_entries group by 1) e on e.purchase_id = p.id
                where p.room_id = $1
                """,
                books
            )
            {
                Parameters = { new() { Value = lot } },
            };
            await using var rows = await read.ExecuteReaderAsync();
            var purchases = 0;
            for (; await rows.ReadAsync(); purchases++)
                rows.GetInt64(2).ShouldBe(rows.GetInt64(3), $"purchase {rows.GetGuid(0)}, {rows.GetString(1)}");
            purchases.ShouldBeGreaterThan(10);
        }
        foreach (var buyer in buyers)
        {
            var spent = await SumAsync("credits_spent", "user_id = $2", lot, buyer.Id);
            (await buyer.GetAsync("/api/users/me/credits"))["balance"].ShouldBe($"{Credits - spent}");
        }
        await using var all = NpgsqlDataSource.Create(app.Database.App);
        (await new Auditor(all).RunAsync(default)).Violations.ShouldBeEmpty();
    }

    private Task<long> SumAsync(string column, string rows, Guid lot, object value) =>
        app.Database.AskAsync<long>(
            $"select coalesce(sum({column}), 0)::bigint from room_entries where room_id = $1 and {rows}",
            lot,
            value
        );

    private Task<long> CountAsync(string table, Caller player) =>
        app.Database.AskAsync<long>($"select count(*) from {table} where user_id = $1", player.Id);

    private static int Left(Answer lot, string capacity) => int.Parse(lot[capacity], CultureInfo.InvariantCulture);
}
