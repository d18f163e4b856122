using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Alot.Data;
using Alot.Data.Accounts;
using Alot.Domain.Accounts;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Alot.Web.Accounts;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Api;

/// <summary>Classes that don't move the clock share one app and one database.</summary>
[CollectionDefinition(nameof(ApiCollection))]
public sealed class ApiCollection : ICollectionFixture<ApiWorld>;

/// <summary>
/// The app on a real socket with a database of its own, and people who talk to it as programs do. Its processor can be made
/// unreachable.
/// </summary>
public class ApiWorld(TestCluster cluster) : AppHost(cluster)
{
    private int people;

    public Outages Processor { get; } = new();

    public Caller Anonymous { get; private set; } = null!;

    public Caller Admin { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Anonymous = new Caller(this, null, Guid.Empty);
        Admin = await StaffAsync(StaffRole.Admin);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
        {
            var real = services.Last(s => s.ServiceType == typeof(IPaymentGateway)).ImplementationFactory!;
            services.AddTransient<IPaymentGateway>(s => new ShakyGateway((IPaymentGateway)real(s), Processor));
        });
    }

    /// <summary>A verified player, with credits granted by staff.</summary>
    public async Task<Caller> PlayerAsync(int credits = 0)
    {
        var player = await SignedInAsync();
        for (var left = credits; left > 0; left -= 10_000)
            (
                await Admin.PostAsync(
                    $"/api/admin/users/{player.Id}/credits",
                    new { amount = Math.Min(left, 10_000), reason = "For the test" }
                )
            ).Status.ShouldBe(201);
        return player;
    }

    public async Task<Caller> StaffAsync(StaffRole role)
    {
        var person = await SignedInAsync();
        await using var db = Database.Open();
        db.Add(
            new StaffMember
            {
                Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
                UserId = person.Id,
                Role = role,
                CreatedAt = TimeProvider.System.GetUtcNow(),
            }
        );
        await db.SaveChangesAsync();
        return person;
    }

    private async Task<Caller> SignedInAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var name = string.Create(CultureInfo.InvariantCulture, $"player_{Interlocked.Increment(ref people)}");
        var user = new AlotUser
        {
            Id = Guid.CreateVersion7(now),
            UserName = name,
            Email = $"{name}@alot.test",
            EmailConfirmed = true,
            Country = "US",
            CreatedAt = now.AddDays(-30),
            UpdatedAt = now,
        };
        await using (var db = Database.Open())
        {
            (await Services.GetRequiredService<Users>().On(db).CreateAsync(user)).Succeeded.ShouldBeTrue();
            await db.SaveChangesAsync();
        }
        var session = await Services
            .GetRequiredService<Sessions>()
            .BeginAsync(user.Id, SessionKind.Api, "a test", default);
        var principal = await Services
            .GetRequiredService<Principals>()
            .MakeAsync(user, session, IdentityConstants.BearerScheme, default);
        return new Caller(this, Services.GetRequiredService<AccessTokens>().Issue(principal), user.Id)
        {
            Session = session,
        };
    }

    /// <summary>A draft of an item of this value, written by staff.</summary>
    public JsonObject Draft(long value = 40, Action<JsonObject>? change = null)
    {
        var draft = new JsonObject
        {
            ["product"] = new JsonObject
            {
                ["name"] = "Meridian Chrono 42",
                ["brand"] = "Meridian",
                ["category"] = "watch",
                ["retail_value"] = value,
                ["description"] = "A chronograph with a clear dial.",
                ["condition"] = "New, unworn",
            },
            ["deadline"] = In(TimeSpan.FromDays(30)),
        };
        change?.Invoke(draft);
        return draft;
    }

    /// <summary>A time ahead of the app's clock.</summary>
    public string In(TimeSpan time) =>
        (Services.GetRequiredService<TimeProvider>().GetUtcNow() + time).ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            CultureInfo.InvariantCulture
        );

    public async Task<Guid> DraftAsync(long value = 40, Action<JsonObject>? change = null)
    {
        var drafted = await Admin.PostAsync("/api/lots", Draft(value, change));
        drafted.Status.ShouldBe(201, drafted.Text);
        return Guid.Parse(drafted["id"]);
    }

    /// <summary>An open lot; its target is 2.5 times the item's value.</summary>
    public async Task<Guid> LotAsync(long value = 40, Action<JsonObject>? change = null)
    {
        var id = await DraftAsync(value, change);
        var opened = await Admin.PostAsync($"/api/lots/{id}/open");
        opened.Status.ShouldBe(200, opened.Text);
        return id;
    }

    /// <summary>A lot that asks a question first. The answers are "Geneva" and "Genf".</summary>
    public Task<Guid> GatedLotAsync() =>
        LotAsync(
            40,
            draft =>
                draft["trivia"] = new JsonObject
                {
                    ["enabled"] = true,
                    ["question"] = "Where was Meridian founded?",
                    ["answers"] = new JsonArray("Geneva", "Genf"),
                }
        );

    public async Task<Answer> LotAsync(Guid id) => await Anonymous.GetAsync($"/api/lots/{id}");

    public async Task AdvanceAsync(TimeSpan by) =>
        (await Anonymous.PostAsync("/dev/clock/advance", new { seconds = (long)by.TotalSeconds })).Status.ShouldBe(200);

    /// <summary>Looks until it is so.</summary>
    public static async Task<Answer> UntilAsync(Func<Task<Answer>> look, Func<Answer, bool> isSo)
    {
        for (var i = 0; ; i++)
        {
            var seen = await look();
            if (isSo(seen))
                return seen;
            i.ShouldBeLessThan(1_200, $"it didn't come about: {seen.Text}");
            await Task.Delay(50);
        }
    }

    public Task<Answer> UntilLotIsAsync(Guid id, string status) =>
        UntilAsync(() => LotAsync(id), lot => lot.Status == 200 && lot["status"] == status);

    /// <summary>Everything that commands change, as one text: equal before and after means nothing was changed.</summary>
    public Task<string> StateAsync() => new ApiState(this).ReadAsync();
}

/// <summary>A program with somebody's access token, or with none.</summary>
public sealed class Caller(ApiWorld app, string? token, Guid id)
{
    private static readonly HttpClient Http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        }
    );

    public Guid Id { get; } = id;

    public Guid Session { get; init; }

    public string? Token { get; } = token;

    public static string NewKey() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, null);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null, null);

    /// <summary>With a key of its own unless told otherwise.</summary>
    public Task<Answer> PostAsync(string path, object? body = null, string? key = null) =>
        SendAsync(HttpMethod.Post, path, Json(body), key ?? NewKey());

    public Task<Answer> PatchAsync(string path, object body, string? key = null) =>
        SendAsync(HttpMethod.Patch, path, Json(body), key ?? NewKey());

    /// <summary>The body as it stands, and no key unless one is given.</summary>
    public async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        string? body,
        string? key,
        string type = "application/json"
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(app.Address, path));
        if (Token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        using var answer = await Http.SendAsync(request);
        return new Answer(
            (int)answer.StatusCode,
            await answer.Content.ReadAsStringAsync(),
            answer.Content.Headers.ContentType?.MediaType,
            answer.Headers.Location?.ToString()
        );
    }

    /// <summary>Buys for cash and pays on the sandbox's page.</summary>
    /// <returns>The purchase's id.</returns>
    public async Task<Guid> PayAsync(Guid lot, int amount)
    {
        var started = await PostAsync($"/api/lots/{lot}/entries/purchase", new { amount });
        started.Status.ShouldBe(201, started.Text);
        await CompleteAsync(started["checkout_url"]);
        var id = Guid.Parse(started["purchase_id"]);
        await ApiWorld.UntilAsync(() => GetAsync($"/api/purchases/{id}"), p => p["status"] != "pending");
        return id;
    }

    /// <summary>What the payer does on the hosted page.</summary>
    public async Task CompleteAsync(string checkoutUrl, string outcome = "succeed") =>
        (
            await SendAsync(
                HttpMethod.Post,
                $"/sandbox/checkout/{checkoutUrl.Split('/')[^1]}/complete",
                Json(new { outcome }),
                null
            )
        ).Status.ShouldBe(200);

    private static string? Json(object? body) =>
        body switch
        {
            null => null,
            string text => text,
            JsonNode node => node.ToJsonString(),
            _ => System.Text.Json.JsonSerializer.Serialize(body, Alot.Web.Api.ApiJson.Options),
        };
}

/// <summary>An answer of the API.</summary>
public sealed record Answer(int Status, string Text, string? Type, string? Location)
{
    private readonly Lazy<JsonNode?> json = new(() => JsonNode.Parse(Text));

    public JsonNode Json => json.Value.ShouldNotBeNull(Text);

    /// <summary>A member as text, "" when it is null or isn't there; <c>product.name</c> goes deeper.</summary>
    public string this[string path] => At(path)?.ToString() ?? "";

    public JsonNode? At(string path)
    {
        JsonNode? node = Json;
        foreach (var name in path.Split('.'))
            node = node is JsonArray list ? list[int.Parse(name, CultureInfo.InvariantCulture)] : node?[name];
        return node;
    }

    public bool Has(string member) => Json.AsObject().ContainsKey(member);

    public IReadOnlyList<JsonNode> Items => [.. Json["items"]!.AsArray().Select(i => i!)];

    /// <summary>It is a problem with this code, a sentence and a correlation id.</summary>
    public Answer ShouldBeProblem(int status, string code)
    {
        Status.ShouldBe(status, Text);
        Type.ShouldBe("application/problem+json", Text);
        this["code"].ShouldBe(code, Text);
        this["detail"].ShouldNotBeEmpty();
        this["correlation_id"].ShouldNotBeEmpty();
        At("status")!.GetValue<int>().ShouldBe(status);
        return this;
    }
}

/// <summary>Whether the processor can be reached, and what it says when not.</summary>
public sealed class Outages
{
    public PaymentGatewayException? Now { get; set; }
}

/// <summary>The real gateway, but for outages.</summary>
internal sealed class ShakyGateway(IPaymentGateway real, Outages outages) : IPaymentGateway
{
    private IPaymentGateway Reached => outages.Now is { } failure ? throw failure : real;

    public Task<CheckoutSession> CreateCheckoutAsync(
        NewCheckout checkout,
        string idempotencyKey,
        CancellationToken stop
    ) => Reached.CreateCheckoutAsync(checkout, idempotencyKey, stop);

    public Task<CheckoutSession?> FindCheckoutAsync(string sessionId, CancellationToken stop) =>
        Reached.FindCheckoutAsync(sessionId, stop);

    public Task<CheckoutSession> ExpireCheckoutAsync(string sessionId, CancellationToken stop) =>
        Reached.ExpireCheckoutAsync(sessionId, stop);

    public Task<GatewayRefund> RefundAsync(NewRefund refund, string idempotencyKey, CancellationToken stop) =>
        Reached.RefundAsync(refund, idempotencyKey, stop);

    public Task<GatewayRefund?> FindRefundAsync(string refundId, CancellationToken stop) =>
        Reached.FindRefundAsync(refundId, stop);

    public Task<IReadOnlyList<GatewayRefund>> FindRefundsOfAsync(string paymentIntentId, CancellationToken stop) =>
        Reached.FindRefundsOfAsync(paymentIntentId, stop);

    public Task<CheckoutSession?> FindCheckoutOfAsync(string paymentIntentId, CancellationToken stop) =>
        Reached.FindCheckoutOfAsync(paymentIntentId, stop);

    public Task<IReadOnlyList<CheckoutSession>> CheckoutsSinceAsync(DateTimeOffset since, CancellationToken stop) =>
        Reached.CheckoutsSinceAsync(since, stop);

    public Task<IReadOnlyList<GatewayRefund>> RefundsSinceAsync(DateTimeOffset since, CancellationToken stop) =>
        Reached.RefundsSinceAsync(since, stop);

    public Task<GatewayDispute?> FindDisputeAsync(string disputeId, CancellationToken stop) =>
        Reached.FindDisputeAsync(disputeId, stop);

    public Task<IReadOnlyList<GatewayDispute>> DisputesSinceAsync(DateTimeOffset since, CancellationToken stop) =>
        Reached.DisputesSinceAsync(since, stop);
}
