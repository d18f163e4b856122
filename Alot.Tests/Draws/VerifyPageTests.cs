using System.Text.Json.Nodes;
using Alot.Web.Draws;
using Bunit;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

public sealed class VerifyPageTests : IDisposable
{
    private static readonly Guid Lot = Guid.Parse("019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071");

    private readonly BunitContext _bunit = new();

    public void Dispose() => _bunit.Dispose();

    [Fact]
    public async Task The_words_the_server_writes_are_those_of_the_verifier()
    {
        var lines = (await OtherPrograms.VerifierAsync([]))["lines"]!.AsArray();

        VerifyLine
            .All.Select(l => new[] { l.Id, l.Title, l.Explanation, l.Formula })
            .ShouldBe(lines.Select(l => Words(l!)));

        static string[] Words(JsonNode l) =>
            [.. new[] { "id", "title", "explanation", "formula" }.Select(name => l[name]!.GetValue<string>())];
    }

    [Fact]
    public async Task What_a_line_rests_on_is_the_same_here_and_there_and_comes_before_it()
    {
        var lines = (await OtherPrograms.VerifierAsync([]))["lines"]!.AsArray();

        for (var i = 0; i < lines.Count; i++)
        {
            string[] needs = [.. lines[i]!["needs"]!.AsArray().Select(n => n!.GetValue<string>())];
            VerifyLine.All[i].Needs.ShouldBe(needs);
            needs.Except(VerifyLine.All.Take(i).Select(l => l.Id)).ShouldBeEmpty();
        }
        VerifyLine.All.SelectMany(l => l.Needs).Count().ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Every_line_has_its_place_before_any_script_runs()
    {
        var page = _bunit.Render<VerifyPage>(p => p.Add(x => x.Id, Lot));

        page.Find("#verify").GetAttribute("data-lot").ShouldBe(Lot.ToString());
        var items = page.FindAll("ol.checks > li");
        items.Select(li => li.GetAttribute("data-line")).ShouldBe(VerifyLine.All.Select(l => l.Id));
        items.ShouldAllBe(li =>
            li.QuerySelector("[data-published]") != null && li.QuerySelector("[data-computed]") != null
        );
        items
            .Where(li => li.HasAttribute("hidden"))
            .Select(li => li.GetAttribute("data-line"))
            .ShouldBe(["saved", "log", "beacon_chain", "beacon_round", "beacon_signature", "beacon"]);
        page.Find("[data-line=commitment] [data-computed]").TextContent.Length.ShouldBe(64);
        page.Find(".verdict h2").TextContent.ShouldBe($"Checking {items.Count - 6} lines");
    }

    [Fact]
    public void Every_input_has_a_label_and_a_name()
    {
        var page = _bunit.Render<VerifyPage>(p => p.Add(x => x.Id, Lot));

        var controls = page.FindAll("[data-inputs] :is(input, textarea, select)");
        controls.Count.ShouldBeGreaterThan(VerifyField.All.Count);
        foreach (var control in controls)
        {
            control.GetAttribute("name").ShouldNotBeNullOrEmpty();
            page.FindAll($"label[for={control.Id}]").Count.ShouldBe(1, control.Id);
        }
    }

    [Fact]
    public void A_lots_page_offers_its_pocket_auditor_and_a_page_without_a_lot_none()
    {
        var button = _bunit.Render<VerifyPage>(p => p.Add(x => x.Id, Lot)).Find("a[data-auditor]");

        button.TextContent.Trim().ShouldBe("Download the Pocket Auditor");
        button.GetAttribute("href").ShouldBe($"/api/lots/{Lot}/draw/auditor.html");
        button.HasAttribute("download").ShouldBeTrue();
        _bunit.Render<VerifyPage>().Find("a[data-auditor]").HasAttribute("hidden").ShouldBeTrue();
    }

    [Fact]
    public void Without_a_lot_the_page_asks_for_a_proof()
    {
        var page = _bunit.Render<VerifyPage>();

        page.Find("#verify").HasAttribute("data-lot").ShouldBeFalse();
        page.Find(".verdict h2").TextContent.ShouldBe("Nothing to check yet");
        page.FindAll("[data-paste] textarea").Count.ShouldBe(1);
        page.FindAll("a[href^='/api/']").ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_on_the_page_needs_an_inline_script_or_style()
    {
        var page = _bunit.Render<VerifyPage>(p => p.Add(x => x.Id, Lot));

        page.FindAll("[style]").ShouldBeEmpty();
        page.FindAll("script").ShouldAllBe(script => script.HasAttribute("src") && script.TextContent == "");
        page.FindAll("*")
            .SelectMany(e => e.Attributes)
            .ShouldAllBe(a => !a.Name.StartsWith("on", StringComparison.Ordinal));
    }
}
