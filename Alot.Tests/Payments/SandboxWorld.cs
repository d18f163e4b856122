using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Alot.Web.Payments;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>
/// The payments room alone on a real socket with a database of its own: gateway → HTTP → sandbox → PostgreSQL → signed
/// webhook → door. Only the shelf where webhooks are put is the test's.
/// </summary>
internal sealed class SandboxWorld : IAsyncDisposable
{
    private readonly List<WebApplication> _nodes = [];

    private readonly ConcurrentQueue<StoreWebhookCommand> _received = new();

    private readonly TestCluster _cluster;

    private readonly ClonedDatabase _clone;

    private SandboxWorld(TestCluster cluster, ClonedDatabase clone) =>
        (_cluster, _clone, Database) = (cluster, clone, NpgsqlDataSource.Create(clone.App));

    /// <summary>With the app's login: what the sandbox needs, the app must be allowed to do.</summary>
    public NpgsqlDataSource Database { get; }

    public ManualClock Clock { get; } = new();

    /// <summary>Every webhook that got through the door, in order of arrival, duplicates included.</summary>
    public IReadOnlyList<StoreWebhookCommand> Received => [.. _received];

    /// <summary>What storing a webhook does before it is put on the shelf: throw to make the door answer 500.</summary>
    public Func<StoreWebhookCommand, Task> OnStore { get; set; } = _ => Task.CompletedTask;

    public WebApplication App => _nodes[0];

    public IPaymentGateway Gateway => App.Services.GetRequiredService<IPaymentGateway>();

    public Uri Address => AddressOf(App);

    /// <summary>A browser or a test's client: follows no redirect, keeps cookies.</summary>
    public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public static async Task<SandboxWorld> StartAsync(
        TestCluster cluster,
        string environment = "Development",
        params (string Name, string Value)[] settings
    )
    {
        var world = new SandboxWorld(cluster, await cluster.CloneAsync());
        await world.AddNodeAsync(environment, settings);
        world.Client.BaseAddress = world.Address;
        return world;
    }

    public async Task<WebApplication> AddNodeAsync(
        string environment = "Development",
        params (string Name, string Value)[] settings
    )
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = environment, ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(
            settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton(Database);
        builder.Services.AddPayments(builder.Configuration, builder.Environment);
        var app = builder.Build();
        app.UseRouting();
        app.MapPayments(
            async (_, received, _) =>
            {
                await OnStore(received);
                _received.Enqueue(received);
                return true;
            }
        );
        await app.StartAsync();
        _nodes.Add(app);
        return app;
    }

    public static Uri AddressOf(WebApplication app) => new(app.Urls.Single());

    public NewCheckout NewCheckout(long dollars = 25, int minutes = 30) =>
        new(
            PurchaseId.New(Clock.GetUtcNow()),
            LotId.New(Clock.GetUtcNow()),
            "Lot 0417: Meridian & Söhne <Chrono>",
            Money.Dollars(dollars),
            (int)dollars,
            Clock.GetUtcNow().AddMinutes(minutes),
            new Uri(Address, "/paid?session={CHECKOUT_SESSION_ID}").ToString(),
            new Uri(Address, "/lots/417").ToString(),
            "ines@calder.example"
        );

    public Task<CheckoutSession> CreateAsync(NewCheckout? checkout = null, string? key = null) =>
        Gateway.CreateCheckoutAsync(
            checkout ?? NewCheckout(),
            key ?? RandomNumberGenerator.GetHexString(16),
            TestContext.Current.CancellationToken
        );

    public async Task<CheckoutSession> CreatePaidAsync(long dollars = 25)
    {
        var session = await CreateAsync(NewCheckout(dollars));
        (await CompleteAsync(session.Id, "succeed")).StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        return (await Gateway.FindCheckoutAsync(session.Id, TestContext.Current.CancellationToken))!;
    }

    public Task<HttpResponseMessage> CompleteAsync(string sessionId, string outcome, string? card = null)
    {
        var body = new JsonObject { ["outcome"] = outcome };
        if (card is not null)
            body["card"] = card;
        return Client.PostAsync(
            $"/sandbox/checkout/{sessionId}/complete",
            new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json")),
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>A call to the sandbox's API as another client than ours would make it.</summary>
    public async Task<(int Status, JsonObject Body)> StripeAsync(
        HttpMethod method,
        string path,
        string? form = null,
        string? idempotencyKey = null,
        string secretKey = StripeSettings.SandboxSecretKey
    )
    {
        using var request = new HttpRequestMessage(method, "/sandbox/stripe" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secretKey);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (form is not null)
            request.Content = new StringContent(form, new MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        using var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, JsonNode.Parse(body)!.AsObject());
    }

    /// <summary>Waits until a webhook of this type has come; fails otherwise.</summary>
    public async Task<T> ReceivedAsync<T>(Func<T, bool>? which = null)
        where T : ProcessorEvent =>
        await Eventually.GetAsync(() =>
            Task.FromResult(
                _received
                    .Select(r => ProcessorEvent.Parse(r.Payload))
                    .OfType<T>()
                    .FirstOrDefault(e => which?.Invoke(e) ?? true)
            )
        );

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await Database.DisposeAsync();
        await _cluster.DropAsync(_clone);
    }
}
