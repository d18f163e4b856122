using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Alot.Data.Auditing;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Journeys;

/// <summary>
/// kill -9 in the middle of sales, draws and settlements, while people buy over HTTP and send again what got no answer.
/// <c>script/kills</c> kills more often.
/// </summary>
public sealed class KillTests(TestCluster cluster)
{
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("ALOT_KILLS"), out var kills)
        ? kills
        : 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Whatever_the_app_was_doing_when_it_was_killed_is_whole_or_not_there_and_goes_on_afterwards()
    {
        var random = Seeds.Random();
        await using var world = new UseCases(cluster) { Clock = new ManualClock(TimeProvider.System.GetUtcNow()) };
        await world.InitializeAsync();
        var shoppers = new List<Shopper>();
        var lots = new Market(world);
        await lots.KeepOpenAsync(2);
        var settings = new Dictionary<string, string>
        {
            ["Alot:MasterKey"] = Convert.ToBase64String(UseCases.MasterKey),
            ["Demo:World"] = "false",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        var app = await AppProcess.StartAsync(world.Database.App, settings);
        try
        {
            for (var i = 0; i < 10; i++)
                shoppers.Add(
                    await Shopper.SignInAsync(
                        app.Address,
                        await world.Cast.MemberAsync(credits: 3_000),
                        random.Next(),
                        lots
                    )
                );
            using var over = new CancellationTokenSource();
            var shopping = shoppers.Select(s => s.ShopAsync(over.Token)).ToList();

            for (var kill = 0; kill < Kills; kill++)
            {
                await lots.KeepOpenAsync(2);
                var moment = await WaitForMomentAsync(world, kill, random);
                await app.KillAsync();
                await app.DisposeAsync();
                var started = Stopwatch.GetTimestamp();
                app = await AppProcess.StartAsync(world.Database.App, settings, app.Address.Port);
                Write($"killed {moment}, ready again in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
            }

            await UntilAsync(
                world,
                "every lot is settled",
                "select not exists (select from rooms where status <> 'settled')"
            );
            await over.CancelAsync();
            await Task.WhenAll(shopping);
            await UntilAsync(
                world,
                "every refund, webhook and hold is done",
                """
                select not exists (select from refunds where status <> 'succeeded')
                    and not exists (select from webhook_events where applied_at is null)
                    and not exists (select from room_entry_purchases where status = 'pending')
                """
            );
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{failure.Message}\n{app.Output}", failure);
        }
        finally
        {
            await app.DisposeAsync();
        }

        shoppers.SelectMany(s => s.Surprises).ShouldBeEmpty();
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
        await ShouldHaveWhatWasAnsweredAsync(world, shoppers);
    }

    /// <summary>In turn: at any time, with a lot funded and not drawn, with a lot drawn and not settled.</summary>
    private static async Task<string> WaitForMomentAsync(UseCases world, int kill, Random random)
    {
        await Task.Delay(random.Next(200, 1_000));
        if (kill % 3 == 0)
            return "during sales";
        var status = kill % 3 == 1 ? "funded" : "drawing";
        await using var open = new NpgsqlConnection(world.Database.Owner);
        await open.OpenAsync();
        await using var look = new NpgsqlCommand($"select exists (select from rooms where status = '{status}')", open);
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < TimeSpan.FromSeconds(5))
            if (await look.ExecuteScalarAsync() is true)
                return $"with a lot {status}";
        return $"without having met a lot {status}";
    }

    private static async Task UntilAsync(UseCases world, string what, string sql)
    {
        var waited = Stopwatch.StartNew();
        while (!await world.Database.AskAsync<bool>(sql))
        {
            if (waited.Elapsed > Patience)
                throw new TimeoutException($"Not within {Patience}: {what}.");
            await Task.Delay(100);
        }
    }

    /// <summary>Each answer that arrived is true, each command had one effect, and the processor's books are ours.</summary>
    private static async Task ShouldHaveWhatWasAnsweredAsync(UseCases world, List<Shopper> shoppers)
    {
        var bought = shoppers.SelectMany(s => s.CreditEntries).ToList();
        var entries = await world.ReadAsync(db => db.Entries.ToListAsync());
        entries
            .Where(e => e.PurchaseType == EntryKind.Credits)
            .Select(e => e.Id.Value)
            .ShouldBe(bought, ignoreOrder: true);
        var purchases = await world.ReadAsync(db => db.Purchases.ToListAsync());
        purchases.Select(p => p.Id.Value).ShouldBe(shoppers.SelectMany(s => s.Purchases), ignoreOrder: true);
        foreach (var paid in shoppers.SelectMany(s => s.Paid))
            purchases.Single(p => p.Id.Value == paid).IsPaid.ShouldBeTrue();
        Write($"{entries.Count} entries, {purchases.Count} purchases");

        (
            await world.Database.AskAsync<long>(
                """
                select coalesce(sum((body ->> 'amount_received')::bigint) filter (where kind = 'payment_intent'), 0)::bigint
                    - coalesce(sum((body ->> 'amount')::bigint) filter (where kind = 'refund' and body ->> 'status' = 'succeeded'), 0)::bigint
                from sandbox.objects
                """
            )
        ).ShouldBe(
            -await world.Database.AskAsync<long>("select sum(balance)::bigint from accounts where kind = 'clearing'")
        );
    }

    private static void Write(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    /// <summary>Lots that are opened as others are sold out; drawn two seconds after funding.</summary>
    private sealed class Market(UseCases world)
    {
        private readonly ConcurrentDictionary<LotId, byte> lots = [];

        public LotId? Pick(Random random)
        {
            var open = lots.Keys.ToList();
            return open.Count == 0 ? null : open[random.Next(open.Count)];
        }

        public void Remove(LotId lot) => lots.TryRemove(lot, out _);

        public async Task KeepOpenAsync(int count)
        {
            world.Clock.Advance(TimeProvider.System.GetUtcNow() - world.Now);
            for (
                var open = await world.Database.AskAsync<long>("select count(*) from rooms where status = 'open'");
                open < count;
                open++
            )
                lots[await world.OpenLotAsync(60, TimeSpan.FromDays(1), drawDelay: 1)] = 0;
        }
    }

    /// <summary>Somebody who buys, and sends the same request with the same key until it is answered.</summary>
    private sealed class Shopper(HttpClient http, Random random, Market market)
    {
        private int keys;
        private bool gaveUp;

        public List<Guid> CreditEntries { get; } = [];
        public List<Guid> Purchases { get; } = [];
        public List<Guid> Paid { get; } = [];
        public List<string> Surprises { get; } = [];

        public static async Task<Shopper> SignInAsync(Uri app, (PlayerId, string Email) member, int seed, Market market)
        {
            var http = new HttpClient { BaseAddress = app, Timeout = TimeSpan.FromSeconds(30) };
            var answer = await http.PostAsJsonAsync(
                "/api/auth/login",
                new { email = member.Email, password = Cast.Password }
            );
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, body.ToString());
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                body.GetProperty("access_token").GetString()
            );
            return new Shopper(http, new Random(seed), market);
        }

        public async Task ShopAsync(CancellationToken over)
        {
            while (!over.IsCancellationRequested)
            {
                if (market.Pick(random) is { } lot)
                    await (random.Next(4) == 0 ? BuyWithCreditsAsync(lot) : BuyWithCardAsync(lot));
                await Task.Delay(random.Next(20, 120), CancellationToken.None);
            }
            http.Dispose();
        }

        private async Task BuyWithCreditsAsync(LotId lot)
        {
            var (status, body) = await SendAsync(
                HttpMethod.Post,
                $"/api/lots/{lot}/entries/purchase-with-credits",
                new { tickets = random.Next(1, 3) }
            );
            if (status == HttpStatusCode.Created)
                CreditEntries.Add(body.GetProperty("entry_id").GetGuid());
            else
                Refused(lot, body);
        }

        private async Task BuyWithCardAsync(LotId lot)
        {
            var (status, body) = await SendAsync(
                HttpMethod.Post,
                $"/api/lots/{lot}/entries/purchase",
                new { amount = random.Next(1, 6), accept_trim = true }
            );
            if (status != HttpStatusCode.Created)
            {
                Refused(lot, body);
                return;
            }
            var purchase = body.GetProperty("purchase_id").GetGuid();
            Purchases.Add(purchase);
            // At most once: three unpaid payments a day are all that anybody gets.
            if (!gaveUp && random.Next(8) == 0)
            {
                gaveUp = true;
                await SendAsync(HttpMethod.Delete, $"/api/purchases/{purchase}", null);
                return;
            }
            var session = body.GetProperty("checkout_url").GetString()!.Split('/')[^1];
            var (paid, _) = await SendAsync(
                HttpMethod.Post,
                $"/sandbox/checkout/{session}/complete",
                new { outcome = "succeed" }
            );
            if (paid == HttpStatusCode.OK)
                Paid.Add(purchase);
        }

        private void Refused(LotId lot, JsonElement problem)
        {
            var code = problem.GetProperty("code").GetString();
            if (code == "lot_not_open")
                market.Remove(lot);
            else if (code is not ("sold_out" or "trimmed" or "hold_exists" or "hold_over" or "too_many_holds"))
                Surprises.Add(problem.ToString());
        }

        private async Task<(HttpStatusCode, JsonElement)> SendAsync(HttpMethod method, string path, object? body)
        {
            var key = (++keys).ToString(CultureInfo.InvariantCulture);
            for (var tries = 0; ; tries++)
            {
                try
                {
                    using var request = new HttpRequestMessage(method, path);
                    request.Headers.Add("Idempotency-Key", key);
                    if (body is not null)
                        request.Content = JsonContent.Create(body);
                    using var answer = await http.SendAsync(request);
                    var text = await answer.Content.ReadAsStringAsync();
                    if ((int)answer.StatusCode == 500)
                        Surprises.Add($"{method} {path}: {text}");
                    if ((int)answer.StatusCode < 500)
                        return (answer.StatusCode, text == "" ? default : JsonDocument.Parse(text).RootElement.Clone());
                }
                catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException or IOException)
                {
                    // Killed: nobody knows what became of it, so it is sent again.
                }
                if (tries > 600)
                    throw new TimeoutException($"{method} {path} was never answered.");
                await Task.Delay(100);
            }
        }
    }
}
