using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Alot.Data.Auditing;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Journeys;

/// <summary>
/// Many players do as they please with the app as it runs: they buy, pay, decline, give up, choose and leave, while banks
/// dispute, staff open, cancel and extend, time jumps ahead and the processor misbehaves. The auditor is asked every second.
/// <c>script/play</c> goes on for 10 minutes with 200 players.
/// </summary>
public sealed class RandomPlay(TestCluster cluster)
{
    private static readonly TimeSpan While = TimeSpan.FromSeconds(
        double.Parse(Environment.GetEnvironmentVariable("ALOT_PLAY_SECONDS") ?? "8", CultureInfo.InvariantCulture)
    );
    private static readonly int Players = int.Parse(
        Environment.GetEnvironmentVariable("ALOT_PLAYERS") ?? "16",
        CultureInfo.InvariantCulture
    );

    private static readonly int Lots = Math.Max(4, Players / 10);

    private const string Faults = """
        "drop": {"probability": 0.05}, "delay": {"probability": 0.1, "seconds": 20}, "duplicate": {"probability": 0.1},
        "reorder": {"probability": 0.1, "seconds": 10}, "error_500": {"probability": 0.04}, "error_500_after": {"probability": 0.03},
        "lose_answer": {"probability": 0.03}, "slow": {"probability": 0.02, "seconds": 1}
        """;

    private TimeSpan ahead;

    [Fact]
    public async Task Whatever_players_banks_and_staff_do_the_books_stay_right()
    {
        var random = Seeds.Random();
        await using var world = new UseCases(cluster) { Clock = new ManualClock(TimeProvider.System.GetUtcNow()) };
        await world.InitializeAsync();
        var market = new Market(world);
        await market.KeepOpenAsync(Lots);
        await using var app = await AppProcess.StartAsync(
            world.Database,
            new Dictionary<string, string>
            {
                ["Alot:MasterKey"] = Convert.ToBase64String(UseCases.MasterKey),
                ["Logging:LogLevel:Default"] = "Warning",
            }
        );
        using var dev = new HttpClient { BaseAddress = app.Address };
        var shoppers = new List<Shopper>();
        for (var i = 0; i < Players; i++)
            shoppers.Add(
                await Shopper.SignInAsync(
                    app.Address,
                    await world.Cast.MemberAsync(credits: 5_000),
                    random.Next(),
                    market
                )
            );
        await FaultsAsync(dev, random.Next(), Faults);

        var seen = new Dictionary<string, int>();
        using var over = new CancellationTokenSource(While);
        var playing = shoppers.Select(s => s.PlayAsync(over.Token)).ToList();
        var others = new[]
        {
            StaffAsync(world, market, new Random(random.Next()), over.Token),
            BanksAsync(world, dev, new Random(random.Next()), over.Token),
            TimeAsync(dev, new Random(random.Next()), over.Token),
        };
        var audits = await AuditAsync(world, over.Token);
        await Task.WhenAll(playing.Concat(others));

        await FaultsAsync(dev, 0, "");
        await UntilNothingIsDueAsync(world, dev, app);
        // Two weeks later whoever said nothing is paid back.
        await AdvanceAsync(dev, TimeSpan.FromDays(15));
        await UntilNothingIsDueAsync(world, dev, app);
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty(app.Output);
        shoppers.SelectMany(s => s.Surprises).ShouldBeEmpty();
        foreach (var shopper in shoppers)
        foreach (var (what, times) in shopper.Done)
            seen[what] = seen.GetValueOrDefault(what) + times;
        Write($"{Players} players, {While.TotalSeconds:0} s, audited {audits} times");
        Write(string.Join(", ", seen.OrderBy(s => s.Key).Select(s => $"{s.Key} {s.Value}")));
        Write(await CountsAsync(world));
        Write((await dev.GetFromJsonAsync<JsonElement>("/sandbox/faults")).GetProperty("counts").ToString());
    }

    private static async Task<int> AuditAsync(UseCases world, CancellationToken over)
    {
        for (var audits = 0; ; audits++)
        {
            (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty($"audit {audits}");
            if (over.IsCancellationRequested)
                return audits + 1;
            await Task.Delay(1_000, CancellationToken.None);
        }
    }

    private async Task StaffAsync(UseCases world, Market market, Random random, CancellationToken over)
    {
        var admin = await world.Cast.AdminAsync();
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(random.Next(200, 800), CancellationToken.None);
            Follow(world);
            await market.KeepOpenAsync(Lots, random.Next(2) == 0 ? TimeSpan.FromHours(2) : TimeSpan.FromDays(1));
            try
            {
                if (random.Next(20) == 0 && await AnyLotAsync(world, "open") is { } open)
                    await world.Get<CancelLot>().RunAsync(new(admin, world.Key(), open, "Not as described."), default);
                if (random.Next(2) == 0 && await AnyLotAsync(world, "expired") is { } expired)
                    await world
                        .Get<ExtendLot>()
                        .RunAsync(new(admin, world.Key(), expired, world.Now.AddHours(3)), default);
            }
            catch (Refusal refusal)
                when (refusal.Code is "move_not_allowed" or "already_extended" or "lot_not_expired" or "void_needs_two")
            {
                // Somebody else was quicker.
            }
        }
    }

    /// <summary>Cardholders dispute what they paid, and banks decide.</summary>
    private static async Task BanksAsync(UseCases world, HttpClient dev, Random random, CancellationToken over)
    {
        var open = new List<string>();
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(random.Next(400, 1_500), CancellationToken.None);
            if (open.Count > 0 && random.Next(2) == 0)
            {
                var dispute = open[random.Next(open.Count)];
                open.Remove(dispute);
                using var closed = await dev.PostAsJsonAsync(
                    $"/sandbox/disputes/{dispute}",
                    new { status = random.Next(2) == 0 ? "won" : "lost" },
                    CancellationToken.None
                );
                continue;
            }
            var paid = await world.ReadAsync(db =>
                Task.FromResult(
                    db.Purchases.Where(p => p.StripePaymentIntentId != null && !p.Disputed)
                        .Select(p => p.StripePaymentIntentId)
                        .ToList()
                )
            );
            if (paid.Count == 0)
                continue;
            using var answer = await dev.PostAsJsonAsync(
                "/sandbox/disputes",
                new { payment_intent = paid[random.Next(paid.Count)] },
                CancellationToken.None
            );
            var body = await answer.Content.ReadAsStringAsync(CancellationToken.None);
            // A payment can be disputed once, and not before it has succeeded.
            if (answer.StatusCode == HttpStatusCode.Conflict)
                continue;
            answer.IsSuccessStatusCode.ShouldBeTrue(body);
            open.Add(JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!);
        }
    }

    private async Task TimeAsync(HttpClient dev, Random random, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(random.Next(1_000, 3_000), CancellationToken.None);
            // So that an hour, which the auditor grants to news that was lost, is several rounds of the reconciler.
            await AdvanceAsync(dev, TimeSpan.FromSeconds(random.Next(20, 100)));
        }
    }

    private async Task AdvanceAsync(HttpClient dev, TimeSpan by)
    {
        using var moved = await dev.PostAsJsonAsync("/dev/clock/advance", new { seconds = (long)by.TotalSeconds });
        if (moved.IsSuccessStatusCode)
            ahead += by;
    }

    /// <summary>The clock of what is done here is that of the app.</summary>
    private void Follow(UseCases world)
    {
        var behind = TimeProvider.System.GetUtcNow() + ahead - world.Now;
        if (behind > TimeSpan.Zero)
            world.Clock.Advance(behind);
    }

    private static async Task<LotId?> AnyLotAsync(UseCases world, string status)
    {
        var found = await world.Database.AskAsync<Guid>(
            "select coalesce((select id from rooms where status = $1 order by random() limit 1), '00000000-0000-0000-0000-000000000000')",
            status
        );
        return found == Guid.Empty ? null : new LotId(found);
    }

    private async Task UntilNothingIsDueAsync(UseCases world, HttpClient dev, AppProcess app)
    {
        for (var waited = 0; ; waited++)
        {
            var due = await world.Database.AskAsync<string>(
                """
                select concat_ws(', ',
                    (select 'refunds ' || string_agg(concat_ws(' ', status, reason, failure_reason), ', ')
                        from refunds where status not in ('succeeded', 'payable', 'withdrawn')),
                    (select 'webhooks ' || string_agg(concat_ws(' ', type, attempts, outcome), ', ')
                        from webhook_events where applied_at is null and not quarantined),
                    (select 'purchases ' || count(*) from room_entry_purchases where status = 'pending' having count(*) > 0),
                    (select 'lots ' || string_agg(status, ', ') from rooms where status in ('funded', 'drawing') and frozen_at is null),
                    (select 'disputes ' || string_agg(concat_ws(' ', o.body ->> 'status', d.stage), ', ')
                        from sandbox.objects o left join disputes d on d.gateway_dispute_id = o.id
                        where o.kind = 'dispute' and d.gateway_status is distinct from o.body ->> 'status'))
                """
            );
            if (due is "")
                return;
            if (waited > 120)
                throw new TimeoutException($"Still due after all that time: {due}\n{app.Output}");
            // What failed comes again at growing distances.
            await AdvanceAsync(dev, TimeSpan.FromMinutes(30));
            await Task.Delay(1_000);
        }
    }

    private static async Task FaultsAsync(HttpClient dev, int seed, string faults)
    {
        using var told = await dev.PostAsync(
            "/sandbox/faults",
            new StringContent($$"""{"seed": {{seed}}, "faults": { {{faults}} } }""", null, "application/json")
        );
        told.StatusCode.ShouldBe(HttpStatusCode.OK, await told.Content.ReadAsStringAsync());
    }

    private static Task<string> CountsAsync(UseCases world) =>
        world.Database.AskAsync<string>(
            """
            select concat_ws(', ',
                (select 'lots: ' || string_agg(n || ' ' || status, ', ') from (select status, count(*) as n from rooms group by status order by status) s),
                (select count(*) || ' entries' from room_entries), (select count(*) || ' purchases' from room_entry_purchases),
                (select count(*) || ' refunds' from refunds), (select count(*) || ' disputes' from disputes),
                (select count(*) || ' webhooks' from webhook_events), (select count(*) || ' quarantined' from webhook_events where quarantined))
            """
        );

    private static void Write(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
