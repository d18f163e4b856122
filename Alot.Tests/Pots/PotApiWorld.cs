using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Alot.Domain.Pots;
using Alot.Tests.Api;
using Alot.Tests.World;
using Alot.Web.Workers;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;

namespace Alot.Tests.Pots;

/// <summary>The app with its own pot workers. Everybody here has one address, so nobody counts joins by it.</summary>
public class PotApiWorld(TestCluster cluster) : ApiWorld(cluster)
{
    public const string Nobody = "01948f3e-0000-7000-8000-000000000417";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Pots:JoinsPerAddress", "100000");
    }

    public async Task<Guid> PotAsync(int tickets = 10, int cap = 3, int cost = 100, int seconds = 3_600)
    {
        var opened = await Admin.PostAsync("/api/pots", Plan(tickets, cap, cost, seconds));
        opened.Status.ShouldBe(201, opened.Text);
        return Guid.Parse(opened["id"]);
    }

    public static object Plan(int tickets = 10, int cap = 3, int cost = 100, int seconds = 3_600) =>
        new
        {
            title = "Quick ten",
            entry_cost = cost,
            max_tickets = tickets,
            max_per_user = cap,
            duration_seconds = seconds,
        };

    /// <summary>A full pot of players with one ticket each.</summary>
    public async Task<(Guid Pot, IReadOnlyList<Caller> Players)> FullPotAsync(int players = 2, int cost = 100)
    {
        var pot = await PotAsync(players, 1, cost);
        var joined = new List<Caller>();
        for (var i = 0; i < players; i++)
        {
            joined.Add(await PlayerAsync(cost));
            await JoinAsync(joined[i], pot, 1);
        }
        return (pot, joined);
    }

    public static async Task<Guid> JoinAsync(Caller player, Guid pot, int tickets)
    {
        var joined = await player.PostAsync($"/api/pots/{pot}/join", new { ticket_count = tickets });
        joined.Status.ShouldBe(201, joined.Text);
        return Guid.Parse(joined["entry_id"]);
    }

    public Task<Answer> SeeAsync(Guid pot) => Anonymous.GetAsync($"/api/pots/{pot}");

    public Task<Answer> UntilPotIsAsync(Guid pot, string status) =>
        UntilAsync(() => SeeAsync(pot), p => p["status"] == status);

    public static async Task<int> BalanceAsync(Caller player) =>
        int.Parse((await player.GetAsync("/api/users/me/credits"))["balance"], CultureInfo.InvariantCulture);

    public Task<long> OpenAlertsAsync(string kind, string subject) =>
        Database.AskAsync<long>(
            "select count(*) from alerts where kind = $1 and subject = $2 and cleared_at is null",
            kind,
            subject
        );
}

/// <summary>The app as the pot services' outside: keys are set, and none of its own workers moves a pot.</summary>
public sealed class PotServiceWorld(TestCluster cluster) : PotApiWorld(cluster)
{
    public const string Orchestrator = "orchestrator-0123456789-0123456789-0123";
    public const string Settlement = "settlement-0123456789-0123456789-0123-x";

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false });

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Pots:ServiceKeys:Orchestrator", Orchestrator);
        builder.UseSetting("Pots:ServiceKeys:Settlement", Settlement);
        builder.ConfigureTestServices(services =>
        {
            foreach (
                var worker in services
                    .Where(s => s.ServiceType == typeof(IHostedService))
                    .Where(s =>
                        s.ImplementationType == typeof(PotsWorker)
                        || s.ImplementationType == typeof(PotSettlementWorker)
                    )
                    .ToList()
            )
                services.Remove(worker);
        });
    }

    public Task<Answer> LockAsync(Guid pot, string? authorization = $"Service {Orchestrator}") =>
        ServiceAsync($"/api/pots/{pot}/lock", authorization, null);

    public Task<Answer> RevealAsync(Guid pot, HandedReveal reveal, string? authorization = $"Service {Settlement}") =>
        ServiceAsync(
            $"/api/pots/{pot}/reveal",
            authorization,
            System.Text.Json.JsonSerializer.Serialize(
                new { reveal_seed = reveal.Seed, settlement_signature = reveal.Signature }
            )
        );

    public async Task<Answer> ServiceAsync(
        string path,
        string? authorization,
        string? body,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, path));
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await Http.SendAsync(request);
        return new Answer(
            (int)answer.StatusCode,
            await answer.Content.ReadAsStringAsync(),
            answer.Content.Headers.ContentType?.MediaType,
            answer.Headers.Location?.ToString()
        );
    }

    /// <summary>What the settlement service would hand in: it has the seed and its own key.</summary>
    public async Task<HandedReveal> RightRevealAsync(Guid id)
    {
        var sealer = Services.GetRequiredService<Sealer>();
        await using var db = Database.Open();
        var potId = new PotId(id);
        var pot = await db.Pots.AsNoTracking().SingleAsync(p => p.Id == potId);
        var tags = pot.OpenTagKey(sealer);
        var entries = await db
            .PotEntries.AsNoTracking()
            .Where(e => e.PotId == potId && e.CancelledAt == null)
            .OrderBy(e => e.TicketsStart)
            .ToListAsync();
        var roster = new Roster(
            entries.Select(e => new RosterLeaf(
                e.Id,
                new TicketRange(e.TicketsStart!.Value, e.TicketCount),
                tags.TagOf(e.PlayerId),
                IsVoid: false
            ))
        );
        var seed = sealer.Open(
            await Database.AskAsync<string>("select reveal_seed_encrypted from pots where id = $1", id),
            $"pot-seed:{potId}"
        );
        var draw = pot.Draw(ServerSeed.FromHex(seed), roster);
        const string InUse = "from signing_keys where use = 'settlement' and valid_until is null";
        var key = await Database.AskAsync<string>($"select id {InUse}");
        using var privateKey = System.Security.Cryptography.ECDsa.Create();
        privateKey.ImportPkcs8PrivateKey(
            Convert.FromBase64String(
                sealer.Open(await Database.AskAsync<string>($"select private_key_sealed {InUse}"), $"signing-key:{key}")
            ),
            out _
        );
        return new HandedReveal(seed, PotStatements.Reveal(draw).SignWith(privateKey).Signature);
    }
}
