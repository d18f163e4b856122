using System.Security.Claims;
using Alot.Data.Live;
using Alot.Domain;
using Alot.Web.Live;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Live;

/// <summary>How a player's page loads, follows what changes, and says that it could not.</summary>
public sealed class PlayerPageTests : BunitContext
{
    private static readonly Guid Me = new("019a0000-0000-7000-8000-000000000001");
    private static readonly LotId Lot = new(new Guid("019a0000-0000-7000-8000-000000000417"));

    private readonly LiveFeed feed = new();
    private readonly Source source = new();

    public PlayerPageTests()
    {
        Services.AddSingleton(feed);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(source);
        this.AddAuthorization().SetAuthorized("player").SetClaims(new Claim(ClaimTypes.NameIdentifier, Me.ToString()));
        Renderer.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    [Fact]
    public void A_change_of_what_it_shows_is_loaded_without_being_asked()
    {
        var page = Render<Numbers>();
        page.WaitForElement("b").TextContent.ShouldBe("1");

        feed.Changed(Topic.Player(new PlayerId(Me)));
        page.WaitForAssertion(() => page.Find("b").TextContent.ShouldBe("2"));

        // Known only since the first load.
        feed.Changed(Topic.Lot(Lot));
        page.WaitForAssertion(() => page.Find("b").TextContent.ShouldBe("3"));
    }

    [Fact]
    public void Many_changes_at_once_are_few_loads()
    {
        var page = Render<Numbers>();
        page.WaitForElement("b");

        for (var i = 0; i < 50; i++)
        {
            feed.Changed(Topic.Player(new PlayerId(Me)));
            feed.Changed(Topic.Lot(Lot));
        }

        page.WaitForAssertion(() => source.Loads.ShouldBeGreaterThan(1));
        source.Loads.ShouldBeLessThan(5);
    }

    [Fact]
    public async Task A_load_that_fails_says_so_with_a_reference_and_can_be_tried_again()
    {
        source.Away = true;
        var page = Render<Numbers>();

        page.WaitForElement(".problem").TextContent.ShouldContain("No money and no credits moved.");
        page.Find(".problem code").TextContent.ShouldMatch("^ALT-[0-9A-F]{4}-[0-9A-F]{4}$");

        source.Away = false;
        await page.Find(".problem button").ClickAsync(new MouseEventArgs());
        page.WaitForAssertion(() => page.Find("b").TextContent.ShouldBe("2"));
    }

    [Fact]
    public void A_later_load_that_fails_leaves_what_was_there()
    {
        var page = Render<Numbers>();
        page.WaitForElement("b");
        source.Away = true;

        feed.Changed(Topic.Player(new PlayerId(Me)));

        page.WaitForAssertion(() => source.Loads.ShouldBe(2));
        page.Find("b").TextContent.ShouldBe("1");
    }

    [Fact]
    public async Task A_page_that_was_left_loads_no_more()
    {
        Render<Numbers>().WaitForElement("b");
        await DisposeComponentsAsync();

        feed.Changed(Topic.Player(new PlayerId(Me)));
        await Task.Delay(200, Xunit.TestContext.Current.CancellationToken);

        source.Loads.ShouldBe(1);
    }

    private sealed class Source
    {
        public int Loads { get; set; }

        public bool Away { get; set; }
    }

    private sealed class Numbers : PlayerPage
    {
        private int? number;

        [Inject]
        private Source From { get; set; } = null!;

        protected override bool HasModel => number is not null;

        protected override IEnumerable<Topic> Shown =>
            number is null ? [Topic.Player(Me)] : [Topic.Player(Me), Topic.Lot(Lot)];

        protected override async Task LoadAsync(CancellationToken stop)
        {
            From.Loads++;
            await Task.Yield();
            if (From.Away)
                throw new InvalidOperationException("The database is away.");
            number = From.Loads;
        }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            if (number is { } known)
            {
                builder.OpenElement(0, "b");
                builder.AddContent(1, known);
                builder.CloseElement();
            }
            else if (LoadFailure is not null)
            {
                builder.OpenComponent<LoadProblem>(2);
                builder.AddComponentParameter(3, "Title", "The numbers could not be loaded.");
                builder.AddComponentParameter(4, "Reference", LoadFailure);
                builder.AddComponentParameter(5, "OnRetry", EventCallback.Factory.Create(this, ReloadAsync));
                builder.CloseComponent();
            }
        }
    }
}
