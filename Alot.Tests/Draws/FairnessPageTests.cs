using Alot.Data.Draws;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Alot.Web.Draws;
using Alot.Web.Kit;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>The public pages about fairness, over a log that the use cases wrote.</summary>
public sealed class FairnessPageTests : BunitContext, IClassFixture<UseCases>
{
    private readonly UseCases world;

    public FairnessPageTests(UseCases world)
    {
        this.world = world;
        Services.AddKit();
        Services.AddSingleton<TimeProvider>(world.Clock);
        Services.AddSingleton(world.Get<FairnessReads>());
    }

    [Fact]
    public async Task The_overview_says_what_each_level_does_not_prove_and_counts_the_ways_out()
    {
        var lot = await world.OpenLotAsync(20);
        await world.OpenLotAsync(20, visibility: Visibility.Private);
        await world.BuyAsync(await world.Cast.PlayerAsync(), lot, 20);
        await world.Get<FreezeRoster>().RunAsync(lot, default);
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Get<DrawLot>().RunAsync(lot, default);

        var page = Render<FairnessPage>();

        page.FindAll(".level h3").Select(h => h.TextContent).ShouldBe(["classic", "roster", "beacon"]);
        page.Find("#roster").TextContent.ShouldContain("It does not bind an operator who knows the seed.");
        page.Find("#beacon").TextContent.ShouldContain("nobody, the operator included, could know or steer the result");
        page.Find("#classic").TextContent.ShouldContain("The seed was not changed after the lot opened.");
        page.WaitForElement("#fairness-counts dd").TextContent.ShouldNotBe("0");
        page.FindAll("a")
            .Select(a => a.GetAttribute("href"))
            .ShouldLeadTo(
                "/fairness/log",
                "/fairness/heads",
                "/fairness/lab",
                "/.well-known/alot-keys.json",
                "/api/fairness/log.ndjson",
                "/docs"
            );
    }

    [Fact]
    public async Task The_log_is_newest_first_in_pages_and_names_the_lots_that_anyone_may_see()
    {
        var lot = await world.OpenLotAsync();
        var hidden = await world.OpenLotAsync(visibility: Visibility.Private);
        for (var i = 0; i < 25; i++)
            await world.OpenLotAsync();
        var number = Figures.LotNumber((await world.LotAsync(lot)).Number);
        var newest = (await world.Get<FairnessReads>().HeadAsync(default))!;

        var page = Show();
        var shown = page.FindAll(".record__no").Select(n => n.TextContent).ToList();
        shown.Count.ShouldBe(25);
        shown[0].ShouldBe(Figures.Of(newest.Sequence));
        page.Find($"#r{newest.Sequence} .record__hashes").TextContent.ShouldContain(newest.Hash);
        var older = page.FindAll("nav[aria-label=Pages] a").Single(a => a.TextContent == "Older records");

        page = Show(older.GetAttribute("href")!);
        var record = page.FindAll(".record")
            .Single(r => r.TextContent.Contains($"lot {number}", StringComparison.Ordinal));
        record.QuerySelector("h2")!.TextContent.ShouldStartWith("Opening");
        record.QuerySelector("details code")!.TextContent.ShouldContain($"\"{lot}\"");
        page.FindAll("nav[aria-label=Pages] a").Select(a => a.TextContent).ShouldContain("Newest");
        page.Markup.ShouldNotContain(hidden.ToString());
        page.FindAll(".record h2").Select(h => h.TextContent.Trim()).ShouldContain("Private lot");
    }

    [Fact]
    public async Task The_log_is_filtered_by_lot_and_kind_in_the_address_and_a_private_lot_has_nothing_there()
    {
        var lot = await world.OpenLotAsync();
        var hidden = await world.OpenLotAsync(visibility: Visibility.Private);

        var page = Show($"/fairness/log?lot={lot}");
        page.FindAll(".record").Count.ShouldBe(1);
        page.FindAll(".chip")
            .Single(c => c.TextContent.Contains("show all lots", StringComparison.Ordinal))
            .GetAttribute("href")
            .ShouldBe("/fairness/log");
        Show($"/fairness/log?lot={lot}&kind=draw").Find(".empty h3").TextContent.ShouldBe("No such record.");
        Show($"/fairness/log?lot={hidden}").Find(".empty h3").TextContent.ShouldBe("No such record.");
        Show("/fairness/log?kind=private")
            .FindAll(".record h2")
            .ShouldAllBe(h => h.TextContent.Trim() == "Private lot");
        foreach (var wrong in (string[])["kind=lottery", "lot=x", "before=-1", "before=x"])
            Show($"/fairness/log?{wrong}").Find(".empty a").GetAttribute("href").ShouldBe("/fairness/log");
    }

    [Fact]
    public async Task Signed_heads_are_shown_with_the_text_that_was_signed()
    {
        await world.OpenLotAsync();
        world.Clock.Advance(TimeSpan.FromDays(1));
        await world.Get<MakeHead>().RunAsync(default);
        var head = (await world.Get<FairnessReads>().HeadsAsync(null, 1, default))[0];

        var page = Render<FairnessHeadsPage>();

        page.WaitForElement(".record");
        var record = page.FindAll(".record")[0];
        record.TextContent.ShouldContain(head.Hash);
        record.QuerySelector("details")!.TextContent.ShouldContain($"alot:head:v1:{head.Sequence}:{head.Hash}:");
        record.QuerySelector("details")!.TextContent.ShouldContain(head.Signature);
    }

    [Fact]
    public void When_it_can_not_be_read_the_page_says_that_nothing_moved()
    {
        Services.AddSingleton(new FairnessReads(new Broken()));
        Render<FairnessLogPage>()
            .WaitForElement(".problem")
            .TextContent.ShouldContain("No money and no credits moved.");
        Render<FairnessHeadsPage>().WaitForElement(".problem").TextContent.ShouldContain("Reference");
        var overview = Render<FairnessPage>();
        overview.WaitForElement(".problem").TextContent.ShouldContain("The counts could not be read.");
        overview.FindAll(".level").Count.ShouldBe(3);
    }

    private IRenderedComponent<FairnessLogPage> Show(string path = "/fairness/log")
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(path);
        var page = Render<FairnessLogPage>();
        page.WaitForElement(".record, .empty");
        return page;
    }

    private sealed class Broken : IDbContextFactory<Data.AlotDb>
    {
        public Data.AlotDb CreateDbContext() => throw new InvalidOperationException("The database is gone.");
    }
}

file static class Links
{
    public static void ShouldLeadTo(this IEnumerable<string?> links, params string[] wanted)
    {
        var all = links.ToList();
        foreach (var link in wanted)
            all.ShouldContain(link);
    }
}
