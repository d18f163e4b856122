using Alot.Domain.Ledger;
using Alot.Web.Kit;
using Alot.Web.Shell;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Kit;

/// <summary>The frame around every page.</summary>
public sealed class ShellLayoutTests : BunitContext
{
    private const string Head = "8e41c09b37d2f65a1c08e9f4b7703ad15e62c8f0947b3d1ae58c60f2d49b5b7d";

    private ShellFacts facts = ShellFacts.None;

    public ShellLayoutTests()
    {
        Services.AddKit();
        Services.AddScoped<ReadShell>(_ => (_, _) => Task.FromResult(facts));
    }

    [Fact]
    public void A_signed_in_player_sees_the_balance_and_the_head_of_the_fairness_log()
    {
        facts = new(Balance: new Credits(12_480), FairnessHead: new(412, Head));

        var page = Frame<PlayerLayout>("cards");

        page.Find(".chip-credits").TextContent.ShouldBe("12,480 cr");
        page.Find(".chip-credits").GetAttribute("aria-label").ShouldBe("12,480 cr, open wallet");
        page.Find(".foot code").TextContent.ShouldBe(Head[..16]);
        var link = page.Find(".foot .log-head a");
        (link.GetAttribute("title"), link.GetAttribute("href")).ShouldBe((Head, "/fairness/log#r412"));
        link.TextContent.ShouldStartWith("412");
    }

    [Fact]
    public void A_visitor_can_sign_in_and_come_back_to_the_same_page()
    {
        var page = Frame<PlayerLayout>("lots/417?n=25");

        page.Find(".chip-credits").TextContent.ShouldBe("Sign in");
        page.Find(".chip-credits").GetAttribute("href").ShouldBe("/account/login?returnUrl=%2Flots%2F417%3Fn%3D25");
        page.FindAll(".foot code").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "Lots", "page")]
    [InlineData("?tier=rare", "Lots", "page")]
    [InlineData("lots/417", "Lots", "true")]
    [InlineData("cards", "Cards", "page")]
    [InlineData("wallet", "Me", "true")]
    public void Rail_and_tabs_say_where_one_is(string path, string place, string how)
    {
        var page = Frame<PlayerLayout>(path);

        foreach (var nav in new[] { ".rail nav", ".tabs-bar" })
        {
            var current = page.FindAll(nav + " [aria-current]").ShouldHaveSingleItem();
            current.TextContent.Trim().ShouldBe(place);
            current.GetAttribute("aria-current").ShouldBe(how);
        }
    }

    [Fact]
    public void Both_layouts_let_the_keyboard_skip_to_the_content_of_this_very_page()
    {
        var page = Frame<PlayerLayout>("lots/417");
        page.Find("a.skip").GetAttribute("href").ShouldBe("/lots/417#main");
        page.FindAll("main#main").Count.ShouldBe(1);

        var desk = Frame<StaffLayout>("staff/lots");
        desk.Find("a.skip").GetAttribute("href").ShouldBe("/staff/lots#main");
        desk.FindAll("main#main").Count.ShouldBe(1);
    }

    [Fact]
    public void The_desk_shows_who_works_there_and_what_waits()
    {
        facts = new(
            Name: "Ines Marsh",
            Roles: "moderator, refunds",
            Counts: new Dictionary<string, int> { ["/staff/lots"] = 3 }
        );

        var desk = Frame<StaffLayout>("staff/lots/417");

        desk.Find(".desk-me").TextContent.ShouldContain("Ines Marsh");
        desk.Find(".avatar").TextContent.ShouldBe("IM");
        var current = desk.Find(".desk-rail > nav [aria-current=page]");
        current.GetAttribute("href").ShouldBe("/staff/lots");
        current.QuerySelector(".num")!.TextContent.ShouldBe("3");
        desk.Find(".crumbs a").GetAttribute("href").ShouldBe("/staff/lots");
    }

    [Fact]
    public void The_reconnect_strip_is_where_Blazor_looks_for_it_and_survives_navigation()
    {
        var strip = Render<Reconnecting>();

        strip.Find("#components-reconnect-modal").HasAttribute("data-permanent").ShouldBeTrue();
        strip.Find("#reconnect-dialog").HasAttribute("data-permanent").ShouldBeTrue();
        strip.Find("#reconnect-dialog [data-retry]").TextContent.ShouldBe("Retry");
    }

    [Fact]
    public void A_page_that_does_not_exist_says_that_nothing_moved_and_gives_a_reference()
    {
        var http = new DefaultHttpContext { TraceIdentifier = "3f2a91bcdeadbeef" };

        var page = Render<CascadingValue<HttpContext>>(p => p.Add(c => c.Value, http).AddChildContent<NotFound>());

        page.Markup.ShouldContain("No money and no credits moved.");
        page.Find("code").TextContent.ShouldBe("ALT-3F2A-91BC");
    }

    private IRenderedComponent<CascadingValue<HttpContext>> Frame<TLayout>(string path)
        where TLayout : LayoutComponentBase
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo("/" + path);
        return Render<CascadingValue<HttpContext>>(p =>
            p.Add(c => c.Value, new DefaultHttpContext())
                .AddChildContent<TLayout>(l => l.Add(x => x.Body, b => b.AddContent(0, "body")))
        );
    }
}
