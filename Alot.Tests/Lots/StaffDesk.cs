using System.Security.Claims;
using Alot.Data.Accounts;
using Alot.Data.Ledger;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Alot.Web.Kit;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Alot.Tests.Lots;

/// <summary>The parts of staff pages, rendered here, over the app's own use cases and a real database.</summary>
public abstract class StaffDesk : BunitContext
{
    private readonly AppHost app;

    protected StaffDesk(AppHost app)
    {
        this.app = app;
        Services.AddSingleton(app.Services.GetRequiredService<TimeProvider>());
        Services.AddKit();
        Services.AddFallbackServiceProvider(new OwnServices(app.Services));
        JSInterop.Mode = JSRuntimeMode.Loose;
        JSInterop.SetupModule("./js/desk.mjs").Mode = JSRuntimeMode.Loose;
        Browser = this.AddAuthorization();
    }

    protected BunitAuthorizationContext Browser { get; }

    protected TestDatabase Database => app.Database;

    protected TimeProvider Clock => Get<TimeProvider>();

    protected DateTimeOffset Now => Clock.GetUtcNow();

    protected StaffLotReads Lots => Get<StaffLotReads>();

    protected static string NewKey() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");

    protected T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    protected void Announce(params Topic[] topics) => Get<LiveFeed>().Announce(topics);

    protected async Task<PlayerId> IdOfAsync(string email)
    {
        await using var db = Database.Open();
        return new PlayerId(await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync());
    }

    /// <summary>Signs in this person, who must be staff.</summary>
    protected async Task<StaffView> SitDownAsync(string email)
    {
        var id = await IdOfAsync(email);
        Browser.SetAuthorized(email);
        Browser.SetClaims(new Claim(ClaimTypes.NameIdentifier, id.ToString()));
        return (await Get<StaffReads>().FindAsync(id, default))!;
    }

    protected async Task<LotId> DraftAsync(
        decimal value = 1_200m,
        string name = "Colette 25 Top-Handle",
        LotPlan? plan = null
    )
    {
        var drafted = await Get<DraftLot>()
            .RunAsync(
                new DraftLotCommand(
                    await IdOfAsync(DemoAccounts.Admin),
                    NewKey(),
                    new ProductFacts(name, "Colette", Category.Bag, Money.FromDecimal(value), "With box.", "Excellent"),
                    null,
                    plan ?? new LotPlan(Now.AddDays(3))
                ),
                default
            );
        return drafted.LotId;
    }

    protected async Task<LotId> OpenAsync(decimal value = 1_200m, LotPlan? plan = null)
    {
        var id = await DraftAsync(value, plan: plan);
        await Get<OpenLot>().RunAsync(new OpenLotCommand(await IdOfAsync(DemoAccounts.Admin), NewKey(), id), default);
        return id;
    }

    /// <summary>The second demo player enters with credits given for it.</summary>
    protected async Task EnterAsync(LotId lot, int tickets)
    {
        var (admin, player) = (await IdOfAsync(DemoAccounts.Admin), await IdOfAsync(DemoAccounts.SecondPlayer));
        await Get<AdjustCredits>()
            .RunAsync(new AdjustCreditsCommand(admin, NewKey(), player, tickets * 100, "for a test"), default);
        await Get<BuyWithCredits>().RunAsync(new BuyWithCreditsCommand(player, NewKey(), lot, tickets), default);
    }

    // Found and pressed in one go: a page that follows what happens may be rendered again at any time.
    protected static Task PressAsync<T>(IRenderedComponent<T> page, string what)
        where T : IComponent => page.InvokeAsync(() => page.Find(what).ClickAsync(new()));

    protected static Task ChangeAsync<T>(IRenderedComponent<T> page, string what, string to)
        where T : IComponent => page.InvokeAsync(() => page.Find(what).ChangeAsync(new() { Value = to }));

    protected static Task WriteAsync<T>(IRenderedComponent<T> page, string what, string to)
        where T : IComponent => page.InvokeAsync(() => page.Find(what).InputAsync(new() { Value = to }));

    protected Task<long> AuditsAsync(string action, Guid entity) =>
        Database.AskAsync<long>("select count(*) from audit_logs where action = $1 and entity_id = $2", action, entity);

    /// <summary>Use cases and reads of the app; rendering is done by this context's own.</summary>
    private sealed class OwnServices(IServiceProvider app) : IServiceProvider
    {
        public object? GetService(Type service) =>
            service.Namespace?.StartsWith("Alot.", StringComparison.Ordinal) == true ? app.GetService(service) : null;
    }
}
