using System.Globalization;
using System.Security.Claims;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Data.Transactions;
using Alot.Domain.Payments;
using Alot.Tests.Api;
using Alot.Web.Kit;
using Alot.Web.Payments.Pages;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>Checkout and purchase pages over the real use cases: what presses, returns and outages lead to.</summary>
[Collection(nameof(ApiCollection))]
public sealed class PurchaseFlowPageTests : BunitContext
{
    private static readonly Type[] Used =
    [
        typeof(LiveFeed),
        typeof(LotReads),
        typeof(PurchaseReads),
        typeof(CommandReads),
        typeof(StartPurchase),
        typeof(OpenCheckout),
        typeof(BuyWithCredits),
        typeof(GiveUpHold),
    ];

    private readonly ApiWorld app;
    private readonly BunitAuthorizationContext signedIn;

    public PurchaseFlowPageTests(ApiWorld app)
    {
        this.app = app;
        Services.AddSingleton(app.Services.GetRequiredService<TimeProvider>());
        Services.AddKit();
        foreach (var used in Used)
            Services.AddSingleton(used, app.Services.GetRequiredService(used));
        JSInterop.Mode = JSRuntimeMode.Loose;
        signedIn = this.AddAuthorization();
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public async Task Pressing_twice_makes_one_purchase_and_goes_to_the_processor()
    {
        var (player, lot) = (await SignInAsync(), await app.LotAsync());
        var page = Checkout(lot, 5, Caller.NewKey());
        await AgreeAsync(page);

        var presses = new[]
        {
            page.Find("#pay").ClickAsync(new MouseEventArgs()),
            page.Find("#pay").ClickAsync(new MouseEventArgs()),
        };
        await Task.WhenAll(presses);

        Here.ShouldContain("/sandbox/pay/");
        (await CountAsync(player)).ShouldBe(1);
    }

    [Fact]
    public async Task Coming_back_to_the_same_form_finds_its_purchase_and_makes_no_other()
    {
        var (player, lot, key) = (await SignInAsync(), await app.LotAsync(), Caller.NewKey());
        var page = Checkout(lot, 5, key);
        await AgreeAsync(page);
        await page.Find("#pay").ClickAsync(new MouseEventArgs());

        var again = Checkout(lot, 5, key, show: false);

        again.WaitForAssertion(() => Here.ShouldContain("/purchases/"));
        (await CountAsync(player)).ShouldBe(1);
    }

    [Fact]
    public async Task Credits_are_taken_once_and_the_forms_address_shows_the_same_tickets_again()
    {
        var (player, lot, key) = (await SignInAsync(credits: 1_000), await app.LotAsync(), Caller.NewKey());
        var page = Checkout(lot, 4, key, "credits");
        await AgreeAsync(page);

        await Task.WhenAll(
            page.Find("#pay").ClickAsync(new MouseEventArgs()),
            page.Find("#pay").ClickAsync(new MouseEventArgs())
        );
        page.WaitForElement(".receipt__nos").TextContent.ShouldBe("1–4");

        Checkout(lot, 4, key, "credits", show: false).WaitForElement(".receipt__nos").TextContent.ShouldBe("1–4");
        (await player.GetAsync("/api/users/me/credits"))["balance"].ShouldBe("600");
    }

    [Fact]
    public async Task An_address_without_a_key_gets_one_and_one_without_entries_leads_to_the_lot()
    {
        await SignInAsync();
        var lot = await app.LotAsync();

        Checkout(lot, 5, null, show: false);
        Here.ShouldMatch("form=[0-9a-f]{32}$");

        Go($"/lots/{lot}/checkout?entries=-1");
        Render<Checkout>(p => p.Add(c => c.Id, lot));
        Here.ShouldEndWith($"/lots/{lot}");
    }

    [Fact]
    public async Task More_than_is_left_is_offered_and_bought_exactly_as_offered()
    {
        var (player, lot) = (await SignInAsync(), await app.LotAsync(4));
        var page = Checkout(lot, 25, Caller.NewKey());
        await AgreeAsync(page);

        var offer = page.FindAll("button").Single(b => b.TextContent == "Get 10 instead, $10.00");
        await offer.ClickAsync(new MouseEventArgs());

        Here.ShouldContain("/sandbox/pay/");
        (
            await app.Database.AskAsync<int>("select tickets from room_entry_purchases where user_id = $1", player.Id)
        ).ShouldBe(10);
    }

    [Fact]
    public async Task When_the_payment_page_does_not_open_the_purchase_says_so_and_can_open_it_later()
    {
        var (player, lot) = (await SignInAsync(), await app.LotAsync());
        var page = Checkout(lot, 5, Caller.NewKey());
        await AgreeAsync(page);
        app.Processor.Now = new PaymentGatewayException("unreachable", "away", retryable: true);
        try
        {
            await page.Find("#pay").ClickAsync(new MouseEventArgs());
            Here.ShouldContain("/purchases/");

            var purchase = Purchase(Guid.Parse(Here.Split('/')[^1]));
            await purchase.Find("button.btn--cta").ClickAsync(new MouseEventArgs());
            purchase.Find("[role=alert]").TextContent.ShouldContain("The payment page did not open. No money moved.");

            app.Processor.Now = null;
            await purchase.Find("button.btn--cta").ClickAsync(new MouseEventArgs());
            Here.ShouldContain("/sandbox/pay/");
        }
        finally
        {
            app.Processor.Now = null;
        }
        (await CountAsync(player)).ShouldBe(1);
    }

    [Fact]
    public async Task A_purchase_becomes_its_receipt_without_a_reload_when_the_payment_arrives()
    {
        var (player, lot) = (await SignInAsync(), await app.LotAsync());
        var started = await player.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 });
        var page = Purchase(Guid.Parse(started["purchase_id"]));
        page.Find("h1").TextContent.ShouldBe("Waiting for your payment.");

        await player.CompleteAsync(started["checkout_url"]);

        page.WaitForElement(".receipt__nos").TextContent.ShouldBe("1–5");
        page.Find("[role=status]").TextContent.ShouldBe("You are in.");
    }

    [Fact]
    public async Task Giving_up_takes_no_money_and_frees_the_entries()
    {
        var (player, lot) = (await SignInAsync(), await app.LotAsync());
        var started = await player.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 });
        var page = Purchase(Guid.Parse(started["purchase_id"]));

        await page.FindAll("button").Single(b => b.TextContent == "Give it up").ClickAsync(new MouseEventArgs());

        page.WaitForAssertion(() => page.Find("h1").TextContent.ShouldBe("Nothing was paid."));
        page.Find("[role=alert]").TextContent.ShouldBe("Given up. No money was taken.");
        (await app.LotAsync(lot))["held_tickets"].ShouldBeOneOf("0", "");
    }

    [Fact]
    public async Task Somebody_elses_purchase_is_not_there()
    {
        var (other, lot) = (await app.PlayerAsync(), await app.LotAsync());
        var started = await other.PostAsync($"/api/lots/{lot}/entries/purchase", new { amount = 5 });
        await SignInAsync();

        Purchase(Guid.Parse(started["purchase_id"])).Find("h1").TextContent.ShouldBe("Nothing at this address.");
    }

    private string Here => Services.GetRequiredService<NavigationManager>().Uri;

    private async Task<Caller> SignInAsync(int credits = 0)
    {
        var player = await app.PlayerAsync(credits);
        signedIn.SetAuthorized("player");
        signedIn.SetClaims(new Claim(ClaimTypes.NameIdentifier, player.Id.ToString()));
        return player;
    }

    private IRenderedComponent<Checkout> Checkout(
        Guid lot,
        int entries,
        string? key,
        string with = "cash",
        bool show = true
    )
    {
        var form = key is null ? "" : "&form=" + key;
        Go(string.Create(CultureInfo.InvariantCulture, $"/lots/{lot}/checkout?entries={entries}&with={with}{form}"));
        var page = Render<Checkout>(p => p.Add(c => c.Id, lot));
        if (show)
            page.WaitForElement("#consent, .pay__say");
        return page;
    }

    private IRenderedComponent<PurchasePage> Purchase(Guid id)
    {
        Go($"/purchases/{id}");
        var page = Render<PurchasePage>(p => p.Add(c => c.Id, id));
        page.WaitForElement("h1");
        return page;
    }

    private static async Task AgreeAsync(IRenderedComponent<Checkout> page)
    {
        foreach (var box in page.FindAll("#consent"))
            await box.ChangeAsync(new ChangeEventArgs { Value = true });
    }

    private void Go(string path) => Services.GetRequiredService<NavigationManager>().NavigateTo(path);

    private Task<long> CountAsync(Caller player) =>
        app.Database.AskAsync<long>("select count(*) from room_entry_purchases where user_id = $1", player.Id);
}
