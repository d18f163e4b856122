using System.Globalization;
using Alot.Data.Accounts;
using Alot.Data.Lots;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Alot.Web.Lots.Staff;
using Bunit;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>All lots in a table: by state, by what is typed, page by page.</summary>
public sealed class StaffLotsPageTests(AppHost app) : StaffDesk(app), IClassFixture<AppHost>
{
    [Fact]
    public async Task Lots_are_found_by_number_by_a_part_of_name_or_brand_and_by_state()
    {
        var id = await DraftAsync(name: "Quite 100% special_case");
        var number = (await Lots.FindAsync(id, default))!.Row.Number;
        await OpenAsync();

        (await FindAsync(new(Text: number.ToString("0000", CultureInfo.InvariantCulture)))).ShouldBe([number]);
        (await FindAsync(new(Text: "100% SPECIAL_"))).ShouldBe([number]);
        (await FindAsync(new(Text: "100_ special"))).ShouldBeEmpty("an underscore is not any sign");
        (await FindAsync(new(Text: "special", Status: LotStatus.Open))).ShouldBeEmpty();
        (await FindAsync(new(Text: "colette", Status: LotStatus.Created))).ShouldContain(number);
    }

    [Fact]
    public async Task Pages_go_on_below_the_last_number_without_gap_or_repetition()
    {
        for (var i = 0; i < 5; i++)
            await DraftAsync(name: $"Paged {i}");
        var seen = new List<int>();
        int? below = null;
        do
        {
            var page = await Lots.PageAsync(new(Text: "paged", Below: below, Limit: 2), default);
            page.Items.Count.ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(page.Items.Select(l => l.Number));
            below = page.NextCursor is { } next ? int.Parse(next, CultureInfo.InvariantCulture) : null;
        } while (below is not null);

        seen.Count.ShouldBe(5);
        seen.ShouldBe(seen.OrderDescending().Distinct());
    }

    [Fact]
    public async Task The_table_has_a_row_a_lot_and_its_filters_in_addresses()
    {
        await DraftAsync(name: "Shown in a table");
        var desk = await SitDownAsync(DemoAccounts.Admin);
        var filter = new StaffLotFilter(LotStatus.Created, "table");

        var page = Show(desk, filter, await Lots.PageAsync(filter, default));

        var row = page.Find("tbody tr");
        row.QuerySelector("a[data-row]")!.TextContent.ShouldBe("Shown in a table");
        row.QuerySelector(".st")!.TextContent.ShouldBe("draft");
        row.TextContent.ShouldContain("$3,000");
        var chips = page.FindAll("nav.chips a");
        chips.Single(c => c.HasAttribute("aria-current")).TextContent.ShouldStartWith("Drafts");
        chips.Select(c => c.GetAttribute("href")).ShouldContain("/staff/lots?status=open&q=table");
        page.Find("form input[name=status]").GetAttribute("value").ShouldBe("draft");
        page.FindAll("[style]").ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_found_says_what_was_asked_and_how_to_see_all()
    {
        var filter = new StaffLotFilter(LotStatus.Settled, "nothing like it");

        var page = Show(await SitDownAsync(DemoAccounts.Support), filter, await Lots.PageAsync(filter, default));

        page.Find(".empty").TextContent.ShouldContain("Nothing called “nothing like it” is settled.");
        page.Find(".empty a").GetAttribute("href").ShouldBe("/staff/lots");
        page.FindAll("a[href='/staff/lots/new']").ShouldBeEmpty("support may not make lots");
    }

    [Fact]
    public async Task A_new_draft_comes_into_the_table_without_a_reload()
    {
        var filter = new StaffLotFilter(Text: "comes by itself");
        var page = Show(await SitDownAsync(DemoAccounts.Admin), filter, await Lots.PageAsync(filter, default));
        page.FindAll("tbody tr").ShouldBeEmpty();

        await DraftAsync(name: "Comes by itself");

        page.WaitForAssertion(() => page.FindAll("tbody tr").Count.ShouldBe(1));
    }

    private IRenderedComponent<StaffLots> Show(StaffView desk, StaffLotFilter filter, PageOf<StaffLotRow> page) =>
        Render<StaffLots>(p =>
            p.Add(x => x.Desk, desk)
                .Add(x => x.Status, filter.Status)
                .Add(x => x.Text, filter.Text)
                .Add(x => x.Page, page)
        );

    private async Task<IEnumerable<int>> FindAsync(StaffLotFilter filter) =>
        (await Lots.PageAsync(filter, default)).Items.Select(l => l.Number);
}
