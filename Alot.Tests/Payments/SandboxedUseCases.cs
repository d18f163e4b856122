using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Data.Transactions;
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
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>
/// The use cases with the sandbox as their processor, over HTTP and on the same database: its own list can be compared with
/// the books, and it can be told to misbehave.
/// </summary>
public sealed class SandboxedUseCases(TestCluster cluster) : IAsyncLifetime
{
    private WebApplication? app;
    private HttpClient? http;
    private NpgsqlDataSource? database;

    public UseCases World { get; } = new(cluster);

    public IPaymentGateway Gateway => app!.Services.GetRequiredService<IPaymentGateway>();

    public HttpClient Http => http!;

    public async ValueTask InitializeAsync()
    {
        await World.InitializeAsync();
        database = NpgsqlDataSource.Create(World.Database.App);
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { EnvironmentName = "Development", ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(World.Clock);
        builder.Services.AddSingleton(database);
        builder.Services.AddPayments(builder.Configuration, builder.Environment);
        app = builder.Build();
        app.MapPayments((_, received, stop) => World.Get<StoreWebhook>().RunAsync(received, stop));
        await app.StartAsync();
        http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    /// <summary>Held, page opened, paid by card; the webhook is stored when this returns.</summary>
    public async Task<PurchaseId> PayAsync(PlayerId player, LotId lot, int dollars, string? card = null)
    {
        var started = await World
            .Get<StartPurchase>()
            .RunAsync(new(player, World.Key(), lot, Money.Dollars(dollars)), default);
        await World.Make<OpenCheckout>(Gateway).RunAsync(started.PurchaseId, default);
        var purchase = await World.PurchaseAsync(started.PurchaseId);
        await PostAsync(
            $"/sandbox/checkout/{purchase.StripeCheckoutSessionId}/complete",
            new JsonObject { ["outcome"] = "succeed", ["card"] = card }
        );
        return started.PurchaseId;
    }

    /// <summary>Bought and booked.</summary>
    public async Task<PurchaseId> BuyAsync(PlayerId player, LotId lot, int dollars, string? card = null)
    {
        var purchase = await PayAsync(player, lot, dollars, card);
        await ApplyAsync();
        return purchase;
    }

    /// <summary>Applies the stored webhooks that are due. Failures wait, as in the app.</summary>
    public async Task ApplyAsync()
    {
        var record = World.Make<RecordDispute>(Gateway);
        var apply = World.Make<ApplyWebhook>(Gateway, record);
        foreach (var id in await World.Get<DueWork>().WebhooksAsync(default))
            try
            {
                await apply.RunAsync(id, default);
            }
            catch (PaymentGatewayException)
            {
                // Postponed.
            }
    }

    /// <summary>Does the refunds of the outbox that are due; failures wait for a later call.</summary>
    public async Task SendRefundsAsync()
    {
        var (outbox, send) = (World.Get<Outbox>(), World.Make<SendRefund>(Gateway));
        foreach (var message in await outbox.LeaseAsync(1_000, default))
            try
            {
                if (message.Kind == OutboxKinds.Refund)
                    await send.RunAsync(message.Read<RefundLetter>().RefundId, default);
                await outbox.DoneAsync(message, default);
            }
            catch (PaymentGatewayException failure)
            {
                await outbox.FailedAsync(message, failure.Message, default);
            }
    }

    public Task ReconcileAsync()
    {
        var record = World.Make<RecordDispute>(Gateway);
        return World.Make<Reconcile>(Gateway, record).RunAsync(default);
    }

    public Task<JsonNode> MisbehaveAsync(
        int seed,
        params (string Fault, double Probability, int Next, double Seconds)[] faults
    )
    {
        var rules = new JsonObject();
        foreach (var (fault, probability, next, seconds) in faults)
            rules[fault] = new JsonObject
            {
                ["probability"] = probability,
                ["next"] = next,
                ["seconds"] = seconds,
            };
        return PostAsync("/sandbox/faults", new JsonObject { ["seed"] = seed, ["faults"] = rules });
    }

    public async Task<JsonNode> CountsAsync() =>
        JsonNode.Parse(await Http.GetStringAsync("/sandbox/faults"))!["counts"]!;

    public async Task<JsonNode> PostAsync(string path, JsonObject body)
    {
        using var answer = await Http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"{path} answered {(int)answer.StatusCode}: {text}");
    }

    /// <summary>Waits until the sandbox owes no webhook that is due.</summary>
    public Task DeliveredAsync() =>
        Eventually.TrueAsync(async () =>
            await World.Database.AskAsync<long>(
                "select count(*) from sandbox.deliveries where delivered_at is null and due_at <= $1",
                World.Now
            ) == 0
        );

    public async ValueTask DisposeAsync()
    {
        http?.Dispose();
        if (app is not null)
            await app.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
        await World.DisposeAsync();
    }
}
