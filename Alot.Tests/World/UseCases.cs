using System.Globalization;
using Alot.Data;
using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Data.Pots;
using Alot.Data.Transactions;
using Alot.Data.Trivia;
using Alot.Domain;
using Alot.Domain.Compliance;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Alot.Tests.World;

/// <summary>
/// The use cases as the app wires them, on a database of their own with the app's login, without the web: time stands still
/// until a test moves it, the processor is in memory, nothing runs in the background. A class fixture.
/// </summary>
public sealed class UseCases(TestCluster cluster) : IAsyncLifetime
{
    private readonly ServiceCollection services = new();
    private ServiceProvider? provider;
    private int keys;

    public TestDatabase Database { get; } = new(cluster);

    public ManualClock Clock { get; init; } = new();

    /// <summary>Which draws are promised.</summary>
    public DrawPolicy Policy { get; init; } = DrawPolicy.WithoutBeacon;

    /// <summary>How the use cases get to the database, for lines that break.</summary>
    public Func<string, string> Route { get; set; } = app => app;

    public static byte[] MasterKey { get; } = [.. Enumerable.Range(1, Sealer.KeyBytes).Select(i => (byte)i)];

    public FakeGateway Gateway { get; private set; } = null!;

    public Cast Cast { get; private set; } = null!;

    public Sealer Sealer { get; } = new(MasterKey);

    public DateTimeOffset Now => Clock.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        Gateway = new FakeGateway(Clock);
        Cast = new Cast(this);
        services.AddAlotData(
            Route(Database.App),
            clockFollows: false,
            new PotLogins(Route(Database.Pots.Orchestrator), Route(Database.Pots.Settlement))
        );
        services.AddSingleton(new AppClock(Clock, follows: false));
        services.AddSingleton(Sealer);
        services.AddSingleton(Policy);
        services.AddSingleton(new TriviaKey(Sealer.Derive("trivia-answers")));
        services.AddSingleton(new StaffRules(SecondFactor: false));
        services.AddSingleton<StaffAccess>();
        services.AddSingleton(new SiteAddress(() => "http://alot.test"));
        services.AddSingleton(new PaymentMode(Live: false));
        services.AddSingleton<IPaymentGateway>(Gateway);
        services.AddLogging(log => log.SetMinimumLevel(LogLevel.None));
        provider = services.BuildServiceProvider();
    }

    public T Get<T>()
        where T : notnull => provider!.GetRequiredService<T>();

    /// <summary>One that is given some parts by hand.</summary>
    public T Make<T>(params object[] parts) => ActivatorUtilities.CreateInstance<T>(provider!, parts);

    /// <summary>A fresh idempotency key.</summary>
    public string Key() => "key-" + Interlocked.Increment(ref keys).ToString(CultureInfo.InvariantCulture);

    /// <summary>Looks into the database as the app.</summary>
    public async Task<T> ReadAsync<T>(Func<AlotDb, Task<T>> read)
    {
        await using var db = Database.Open();
        return await read(db);
    }

    public Task<Lot> LotAsync(LotId id) => ReadAsync(db => db.Lots.AsNoTracking().SingleAsync(l => l.Id == id));

    public Task<Purchase> PurchaseAsync(PurchaseId id) =>
        ReadAsync(db => db.Purchases.AsNoTracking().SingleAsync(p => p.Id == id));

    public Task<List<Entry>> EntriesAsync(LotId id) =>
        ReadAsync(db => db.Entries.AsNoTracking().Where(e => e.LotId == id).OrderBy(e => e.TicketsStart).ToListAsync());

    public async Task<long> CreditsAsync(PlayerId player) =>
        (await Get<Data.Ledger.WalletReads>().FindAsync(player, default)).Balance.Amount;

    /// <summary>What the journal says an account of a lot or player holds.</summary>
    public Task<long> BalanceAsync(string account, Guid owner) =>
        Database.AskAsync<long>(
            "select coalesce((select balance from accounts where kind = $1 and owner_id = $2), 0)",
            account,
            owner
        );

    /// <summary>An open lot with this target in dollars; everything that the product asks for is made up.</summary>
    public async Task<LotId> OpenLotAsync(
        int target = 100,
        TimeSpan? life = null,
        GateQuestion? gate = null,
        DrawMode mode = DrawMode.Roster,
        Visibility visibility = Visibility.Public,
        Money? agreedCost = null,
        int drawDelay = 60
    )
    {
        var lot = await DraftLotAsync(target, life, gate, mode, visibility, agreedCost, drawDelay);
        await Get<OpenLot>().RunAsync(new(await Cast.AdminAsync(), Key(), lot), default);
        return lot;
    }

    public async Task<LotId> DraftLotAsync(
        int target = 100,
        TimeSpan? life = null,
        GateQuestion? gate = null,
        DrawMode mode = DrawMode.Roster,
        Visibility visibility = Visibility.Public,
        Money? agreedCost = null,
        int drawDelay = 60
    )
    {
        var plan = new LotPlan(
            Now + (life ?? TimeSpan.FromDays(7)),
            Visibility: visibility,
            DrawMode: mode,
            TriviaEnabled: gate is not null,
            AgreedCost: agreedCost
        )
        {
            Terms = LotTerms.Default with { DrawDelaySeconds = drawDelay },
        };
        return (
            await Get<DraftLot>()
                .RunAsync(new(await Cast.AdminAsync(), Key(), Watch(target), null, plan, gate), default)
        ).LotId;
    }

    /// <summary>An item whose lot has this target: 2.5 × its value.</summary>
    public static ProductFacts Watch(int target) =>
        new("Meridian Chrono 42", "Velden", Category.Watch, new Money(target * 40L), "A steel chronograph.", "New");

    /// <summary>Starts a payment and opens its page; the payer has not paid yet.</summary>
    public async Task<StartedPurchase> HoldAsync(PlayerId player, LotId lot, int dollars, bool acceptTrim = false)
    {
        var started = await Get<StartPurchase>()
            .RunAsync(new(player, Key(), lot, Money.Dollars(dollars), acceptTrim), default);
        await Get<OpenCheckout>().RunAsync(started.PurchaseId, default);
        return started;
    }

    /// <summary>A whole cash purchase: hold, page, payment, news of it.</summary>
    public async Task<PurchaseId> BuyAsync(PlayerId player, LotId lot, int dollars)
    {
        var started = await HoldAsync(player, lot, dollars);
        Gateway.Pay(started.PurchaseId);
        await ConfirmAsync(started.PurchaseId);
        return started.PurchaseId;
    }

    /// <summary>The processor's news of a payment arrives.</summary>
    public Task<PaymentOutcome> ConfirmAsync(PurchaseId purchase) =>
        Get<ConfirmPayment>().RunAsync(Gateway.SessionOf(purchase), default);

    public Task<BoughtTickets> BuyWithCreditsAsync(PlayerId player, LotId lot, int tickets, string? key = null) =>
        Get<BuyWithCredits>().RunAsync(new(player, key ?? Key(), lot, tickets), default);

    /// <summary>Does the refunds that are due in the outbox, as the worker would. Failures wait for the next call.</summary>
    public async Task SendRefundsAsync()
    {
        var outbox = Get<Outbox>();
        foreach (var message in await outbox.LeaseAsync(1_000, default))
        {
            try
            {
                if (message.Kind == OutboxKinds.Refund)
                    await Get<SendRefund>().RunAsync(message.Read<RefundLetter>().RefundId, default);
                await outbox.DoneAsync(message, default);
            }
            catch (PaymentGatewayException failure)
            {
                await outbox.FailedAsync(message, failure.Message, default);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (provider is not null)
            await provider.DisposeAsync();
        await Database.DisposeAsync();
    }
}
