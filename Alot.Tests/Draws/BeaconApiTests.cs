using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Tests.Api;
using Alot.Tests.Live;
using Alot.Tests.World;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>The app with two relays that don't know the rounds of today, and everything it logs.</summary>
public sealed class BeaconApp(TestCluster cluster) : ApiWorld(cluster)
{
    private LocalRelay? first;
    private LocalRelay? second;

    internal HeardLog Log { get; } = new();

    public override async ValueTask InitializeAsync()
    {
        (first, second) = (await LocalRelay.StartAsync(), await LocalRelay.StartAsync());
        await base.InitializeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Draws:Beacon:Relays:0", first!.Address.ToString());
        builder.UseSetting("Draws:Beacon:Relays:1", second!.Address.ToString());
        builder.UseSetting("Logging:LogLevel:Default", "Debug");
        builder.ConfigureLogging(log => log.ClearProviders().AddProvider(Log));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await first!.DisposeAsync();
        await second!.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Beacon mode as programs and pages see it, from opening until it waits for its round.</summary>
public sealed class BeaconApiTests(BeaconApp app) : IClassFixture<BeaconApp>
{
    [Fact]
    public async Task A_lot_waits_in_public_for_its_round_and_its_seed_is_found_nowhere()
    {
        var lot = await app.LotAsync(8);
        var opened = await app.LotAsync(lot);
        (opened["draw_mode"], opened["beacon_chain"]).ShouldBe(("beacon", DrandChain.Quicknet.Hash));
        opened.Json["beacon_round"].ShouldBeNull();
        var (seed, tagKey) = await SecretsAsync(lot);
        opened["seed_commitment"].ShouldBe(seed.Commitment);

        var ines = await app.PlayerAsync();
        await using var live = await HubClient.ConnectAsync(
            app.Address,
            $"ticket={(await ines.PostAsync("/api/realtime/ticket"))["ticket"]}"
        );
        var told = new StringBuilder((await live.CallAsync("subscribe_lot", lot.ToString()))!.ToJsonString());
        await ines.PayAsync(lot, 20);
        var published = await ApiWorld.UntilAsync(() => app.LotAsync(lot), l => l["roster_root"].Length > 0);
        told.Append((await live.UntilAsync("lot_funded")).State.ToJsonString());
        var at = DateTimeOffset.Parse(published["roster_published_at"], CultureInfo.InvariantCulture);
        var round = DrandChain.Quicknet.RoundAt(at.AddSeconds(60));
        published["beacon_round"].ShouldBe(round.ToString(CultureInfo.InvariantCulture));
        DateTimeOffset
            .Parse(published["draw_due_at"], CultureInfo.InvariantCulture)
            .ShouldBe(DrandChain.Quicknet.TimeOf(round));
        (await app.Admin.PostAsync($"/api/admin/lots/{lot}/draw")).ShouldBeProblem(409, "draw_not_due");

        await app.AdvanceAsync(TimeSpan.FromSeconds(75));
        var page = await ApiWorld.UntilAsync(
            () => app.Anonymous.GetAsync($"/lots/{lot}"),
            p => p.Text.Contains("Waiting for drand round", StringComparison.Ordinal)
        );
        page.Text.ShouldContain($"Waiting for drand round {round.ToString(CultureInfo.InvariantCulture)}");
        (await app.LotAsync(lot))["status"].ShouldBe("funded");
        (await app.Admin.PostAsync($"/api/admin/lots/{lot}/draw")).Status.ShouldBe(202);

        var seen = new Dictionary<string, string> { ["live feed"] = told.ToString() };
        foreach (var caller in (Caller[])[app.Anonymous, ines, app.Admin])
        foreach (
            var path in (string[])
                [
                    $"/api/lots/{lot}",
                    $"/api/lots/{lot}/draw",
                    $"/api/lots/{lot}/draw/roster",
                    $"/api/lots/{lot}/entries",
                    "/api/lots?status=funded",
                    "/api/fairness/log?limit=500",
                    "/.well-known/alot-keys.json",
                    "/api/users/me/cards",
                    "/api/users/me/entries",
                    $"/lots/{lot}",
                    $"/lots/{lot}/verify",
                    "/",
                ]
        )
            seen[$"{path} for {caller.Id}"] = (await caller.GetAsync(path)).Text;
        var staff = app.Services.GetRequiredService<StaffLotReads>();
        seen["the staff's view"] = JsonSerializer.Serialize(await staff.FindAsync(new LotId(lot), default));
        seen["the log"] = string.Join('\n', app.Log.Lines.Select(l => l.Text));
        foreach (var (table, rows) in await TablesAsync())
            seen[$"table {table}"] = rows;

        // The search itself finds what is public, so it would find what isn't.
        Where(seen, seed.Commitment).ShouldContain("table draw_commitments");
        Where(seen, seed.Commitment).ShouldContain("table fairness_log");
        Where(seen, seed.Commitment).ShouldContain($"/lots/{lot} for {Guid.Empty}");
        Where(seen, lot.ToString()).ShouldContain("the staff's view");
        seen["the log"].ShouldContain(lot.ToString());
        foreach (var secret in (string[])[seed.Hex, tagKey.Hex])
        foreach (var spelling in Spellings(secret))
            Where(seen, spelling).ShouldBeEmpty();
    }

    [Fact]
    public async Task Staff_may_still_choose_a_weaker_draw_in_development()
    {
        (await app.LotAsync(await app.LotAsync(8, d => d["draw_mode"] = "classic")))["draw_mode"].ShouldBe("classic");
    }

    private async Task<(ServerSeed, TagKey)> SecretsAsync(Guid lot)
    {
        await using var db = app.Database.Open();
        var commitment = await db.DrawCommitments.SingleAsync(c => c.LotId == new LotId(lot));
        var sealer = app.Services.GetRequiredService<Sealer>();
        return (commitment.OpenSeed(sealer), commitment.OpenTagKey(sealer));
    }

    private static List<string> Where(Dictionary<string, string> seen, string text) =>
        [.. seen.Where(s => s.Value.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(s => s.Key)];

    /// <summary>As hex, as base64 of its bytes or text, and as hex of its text.</summary>
    private static IEnumerable<string> Spellings(string hex)
    {
        var (bytes, text) = (Convert.FromHexString(hex), Encoding.ASCII.GetBytes(hex));
        yield return hex;
        yield return Convert.ToHexStringLower(text);
        foreach (var form in (byte[][])[bytes, text])
            yield return Convert.ToBase64String(form).TrimEnd('=');
    }

    /// <summary>Every row of every table, as text; bytes as hex.</summary>
    private async Task<Dictionary<string, string>> TablesAsync()
    {
        var names = (
            await app.Database.AskAsync<string>(
                "select string_agg(tablename, ' ') from pg_tables where schemaname = 'public'"
            )
        ).Split(' ');
        names.Length.ShouldBeGreaterThan(20);
        var tables = new Dictionary<string, string>();
        foreach (var name in names)
            tables[name] = await app.Database.AskAsync<string>(
                $"select coalesce(string_agg(t::text, chr(10)), '') from \"{name}\" t"
            );
        return tables;
    }
}
