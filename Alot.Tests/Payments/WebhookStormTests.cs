using System.Globalization;
using System.Net;
using System.Text;
using Alot.Data.Auditing;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Tests.World;
using Alot.Web.Payments;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>
/// Webhooks through the real door, each several times, shuffled, up to 72 h late, with forged ones among them: the end is that
/// of the same webhooks in order. <c>script/webhooks N</c> is the long form (ALOT_WEBHOOKS).
/// </summary>
public sealed class WebhookStormTests(TestCluster cluster, ITestOutputHelper output)
{
    private const string Secret = "whsec_of_the_storm";

    private static readonly int Count = int.Parse(
        Environment.GetEnvironmentVariable("ALOT_WEBHOOKS") ?? "120",
        CultureInfo.InvariantCulture
    );

    private static readonly int Times = Count >= 1_000 ? 5 : 3;

    [Fact]
    public async Task Shuffled_repeated_and_late_they_end_as_in_order_and_no_forged_one_counts()
    {
        var (inOrder, _) = await RunAsync(null);
        var random = Seeds.Random();
        var (shuffled, tally) = await RunAsync(random);

        shuffled.ShouldBe(inOrder);
        tally.Forged.ShouldBe(150);
        tally.ForgedRefused.ShouldBe(tally.Forged, "each forged or stale webhook is refused at the door");
        tally.Foreign.ShouldBe(50);
        tally.ForeignSetAside.ShouldBe(tally.Foreign, "each foreign webhook is set aside and has no effect");
        tally.Duplicates.ShouldBe(Count * (Times - 1));
        tally.OutOfOrder.ShouldBeGreaterThan(Count / 4);
        tally.LatestHours.ShouldBeInRange(70, 72);
        output.WriteLine(
            $"{Count} webhooks × {Times}: {tally.Duplicates} duplicates, {tally.OutOfOrder} before an earlier one, up to {tally.LatestHours:0} h late, "
                + $"{tally.ForgedRefused} of {tally.Forged} forged refused, {tally.ForeignSetAside} of {tally.Foreign} foreign set aside; {inOrder.Split('\n').Length} facts equal"
        );
    }

    private sealed record Tally(
        int Duplicates,
        int OutOfOrder,
        double LatestHours,
        int Forged,
        int ForgedRefused,
        int Foreign,
        int ForeignSetAside
    );

    private async Task<(string End, Tally Tally)> RunAsync(Random? random)
    {
        await using var world = new UseCases(cluster);
        await world.InitializeAsync();
        var sent = await new WebhookScene(world).ArrangeAsync(Count);
        await using var door = await OpenDoorAsync(world);
        using var http = new HttpClient { BaseAddress = new Uri(door.Urls.Single()) };
        var deliveries = Enumerable.Repeat(sent, random is null ? 1 : Times).SelectMany(s => s).ToList();
        var (forged, refused, foreign, outOfOrder) = (0, 0, 0, 0);
        if (random is not null)
        {
            var array = deliveries.ToArray();
            random.Shuffle(array);
            deliveries = [.. array];
        }
        var started = world.Now;
        var first = new HashSet<string>();
        var highest = -1;
        var step = TimeSpan.FromHours(71.5) / deliveries.Count;
        for (var i = 0; i < deliveries.Count; i++)
        {
            if (random is not null)
                world.Clock.Advance(step);
            (await PostAsync(http, world, deliveries[i].Payload)).ShouldBe(HttpStatusCode.OK);
            if (first.Add(deliveries[i].Id))
            {
                var place = int.Parse(deliveries[i].Id[4..], CultureInfo.InvariantCulture);
                outOfOrder += place < highest ? 1 : 0;
                highest = Math.Max(highest, place);
            }
            if (random is null)
                await ApplyAsync(world, null);
            else if (random.Next(10) == 0)
                await ApplyAsync(world, random);
            while (random is not null && forged < 150 && random.NextDouble() < 200.0 / deliveries.Count)
                if (
                    await ForgeAsync(http, world, deliveries[random.Next(deliveries.Count)], forged++)
                    != HttpStatusCode.OK
                )
                    refused++;
            while (random is not null && foreign < 50 && random.NextDouble() < 70.0 / deliveries.Count)
                await ForeignAsync(http, world, foreign++);
        }
        for (; random is not null && forged < 150; )
            if (await ForgeAsync(http, world, deliveries[0], forged++) != HttpStatusCode.OK)
                refused++;
        while (random is not null && foreign < 50)
            await ForeignAsync(http, world, foreign++);
        var late = (world.Now - started).TotalHours;
        // What could not be applied at once is tried again, as the worker would.
        for (var i = 0; i < 5; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(random is null ? 15 : 1));
            await ApplyAsync(world, random);
        }
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
        var aside = await world.Database.AskAsync<long>(
            "select count(*) from webhook_events where quarantined and event_id like 'evt_foreign%'"
        );
        (
            await world.Database.AskAsync<long>(
                "select count(*) from webhook_events where applied_at is null and event_id not like 'evt_foreign%'"
            )
        ).ShouldBe(0, "each of ours was applied");
        return (
            await EndAsync(world),
            new Tally(deliveries.Count - first.Count, outOfOrder, late, forged, refused, foreign, (int)aside)
        );
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient http, UseCases world, string payload) =>
        await SendAsync(http, payload, StripeSignature.Make(Encoding.UTF8.GetBytes(payload), Secret, world.Now));

    private static async Task<HttpStatusCode> SendAsync(HttpClient http, string payload, string? signature)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, WebhookEndpoint.Path)
        {
            Content = new StringContent(payload, Encoding.UTF8, "application/json"),
        };
        if (signature is not null)
            request.Headers.Add("Stripe-Signature", signature);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>A payment that never was: signed with another secret, for another body, at another time, or not at all.</summary>
    private static Task<HttpStatusCode> ForgeAsync(HttpClient http, UseCases world, SentWebhook real, int number)
    {
        var payload = real.Payload.Replace(real.Id, $"evt_forged{number}", StringComparison.Ordinal);
        var body = Encoding.UTF8.GetBytes(payload);
        var honest = StripeSignature.Make(Encoding.UTF8.GetBytes(real.Payload), Secret, world.Now);
        return SendAsync(
            http,
            payload,
            (number % 6) switch
            {
                0 => StripeSignature.Make(body, "whsec_guessed", world.Now),
                1 => StripeSignature.Make(body, Secret, world.Now.AddSeconds(-301)),
                2 => honest,
                3 => null,
                4 => StripeSignature.Make(body, Secret, world.Now).Replace("v1=", "v0=", StringComparison.Ordinal),
                _ => StripeSignature.Make(body, Secret, world.Now.AddSeconds(302)),
            }
        );
    }

    /// <summary>Signed by the processor and none of ours: other livemode, unknown purchase, dispute or refund.</summary>
    private static Task<HttpStatusCode> ForeignAsync(HttpClient http, UseCases world, int number)
    {
        var (type, subject) = (number % 3) switch
        {
            0 => (
                "checkout.session.completed",
                """{"id":"cs_x","object":"checkout.session","status":"complete","payment_status":"paid","payment_intent":"pi_x","amount_total":1000,"currency":"usd","expires_at":1900000000,"livemode":false,"client_reference_id":"01990000-0000-7000-8000-000000000001"}"""
            ),
            1 => (
                "charge.dispute.created",
                """{"id":"dp_x","object":"dispute","charge":"ch_x","payment_intent":"pi_x","amount":1000,"currency":"usd","status":"needs_response"}"""
            ),
            _ => (
                "refund.updated",
                """{"id":"re_x","object":"refund","payment_intent":"pi_x","status":"succeeded","amount":1000,"currency":"usd"}"""
            ),
        };
        return PostAsync(
            http,
            world,
            $$"""{"id":"evt_foreign{{number}}","object":"event","type":"{{type}}","created":1767225600,"livemode":false,"data":{"object":{{subject}} } }"""
        );
    }

    private static async Task ApplyAsync(UseCases world, Random? random)
    {
        var due = (await world.Get<DueWork>().WebhooksAsync(default)).ToArray();
        if (random is not null)
            random.Shuffle(due);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = random is null ? 1 : 4 },
            async (id, stop) =>
            {
                try
                {
                    await world.Get<ApplyWebhook>().RunAsync(id, stop);
                }
                catch (Exception failure)
                    when (failure is NpgsqlException or Microsoft.EntityFrameworkCore.DbUpdateException)
                {
                    // Two that met on one row: postponed, and tried again.
                }
            }
        );
    }

    /// <summary>All that must be equal; numbers of tickets and times are those of arrival and are not.</summary>
    private static async Task<string> EndAsync(UseCases world)
    {
        const string facts = """
            select 'lot ' || number || ' ' || status || ' ' || current_funding || ' ' || live_tickets || ' of ' || total_tickets || ' held ' || held_tickets from rooms
            union all
            select 'purchase of ' || u.username || ' in ' || r.number || ': ' || concat_ws(' ', p.status, p.reason, p.amount, p.refunded_amount, p.lost_amount,
                p.disputed, p.dispute_status, p.held_in_dispute, p.is_settled_with_buyer, p.credits_converted, p.refund_eligible)
            from room_entry_purchases p join users u on u.id = p.user_id join rooms r on r.id = p.room_id
            union all
            select 'refund of ' || u.username || ' in ' || r.number || ': ' || concat_ws(' ', f.reason, f.amount, f.status)
            from refunds f join users u on u.id = f.user_id join rooms r on r.id = f.room_id
            union all
            select 'account ' || a.kind || ' of ' || coalesce(u.username, r.number::text) || ': ' || a.balance
            from accounts a left join users u on u.id = a.owner_id left join rooms r on r.id = a.owner_id
            union all
            select 'wallet of ' || u.username || ': ' || concat_ws(' ', w.balance, w.total_earned, w.total_spent) from user_universal_credits w join users u on u.id = w.user_id
            union all
            select 'dispute ' || concat_ws(' ', gateway_dispute_id, stage, gateway_status, amount, took_tickets, claws_back, credits_taken, credits_receivable) from disputes
            union all
            select 'frozen ' || u.username || ' ' || f.reason || ' ' || f.subject from account_freezes f join users u on u.id = f.user_id where f.lifted_at is null
            union all
            select 'card of ' || u.username || ' in ' || r.number || ': ' || c.status || ' ' || (c.shipment_held_at is not null)
            from reveals c join users u on u.id = c.user_id join rooms r on r.id = c.room_id
            union all
            select 'object ' || id || ' ' || event_id from processor_objects
            """;
        return await world.Database.AskAsync<string>(
            $"select string_agg(fact, E'\\n' order by fact) from ({facts}) f(fact)"
        );
    }

    private static async Task<WebApplication> OpenDoorAsync(UseCases world)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Stripe:SecretKey"] = "sk_test_of_the_storm",
                ["Stripe:WebhookSecret"] = Secret,
                ["Stripe:PublishableKey"] = "pk_test_of_the_storm",
            }
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(world.Clock);
        builder.Services.AddPayments(builder.Configuration, builder.Environment);
        var app = builder.Build();
        app.MapPayments((_, received, stop) => world.Get<StoreWebhook>().RunAsync(received, stop));
        await app.StartAsync();
        return app;
    }
}
