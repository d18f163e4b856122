using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Alot.Tests.Api;
using Alot.Web.Draws;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>The Pocket Auditor as the app hands it out, opened from disk with the network off.</summary>
public sealed partial class PocketAuditorApiTests(ApiWorld app, AuditorBrowser browser)
    : IClassFixture<ApiWorld>,
        IClassFixture<AuditorBrowser>
{
    [Fact]
    public async Task A_settled_lots_auditor_checks_the_real_draw_and_the_real_log()
    {
        var lot = await app.LotAsync(8);
        var (ines, theo) = (await app.PlayerAsync(), await app.PlayerAsync());
        await ines.PayAsync(lot, 12);
        (await app.Anonymous.GetAsync(PocketAuditor.UrlOf(lot))).ShouldBeProblem(404, "not_found");
        await theo.PayAsync(lot, 8);
        await app.UntilLotIsAsync(lot, "funded");
        await app.AdvanceAsync(TimeSpan.FromSeconds(61));
        await app.UntilLotIsAsync(lot, "settled");
        var tag = (await ines.GetAsync($"/api/lots/{lot}"))["my.tag"];

        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(app.Address, PocketAuditor.UrlOf(lot)));

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        answer.Content.Headers.ContentDisposition.FileName!.ShouldMatch(@"^alot-pocket-auditor-lot-\d{4}\.html$");
        var file = await answer.Content.ReadAsStringAsync();
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'sha256-");
        file.ShouldContain($"content=\"{policy.Replace("; frame-ancestors 'none'", "", StringComparison.Ordinal)}\"");
        Addresses().Matches(file).Select(m => m.Value).ShouldBeEmpty();

        await using var auditor = await browser.OpenAsync(file);
        await auditor.VerdictAsync("1");
        (await auditor.FailingAsync()).ShouldBeEmpty();
        (await auditor.ComputedAsync("signatures")).ShouldBe("roster: valid · draw: valid · opening: valid");
        await auditor.Page.GetByLabel("Your tag").FillAsync(tag);
        await Assertions.Expect(auditor.Page.Locator("[data-line=mine] [data-computed]")).ToHaveTextAsync("1 to 12");

        await auditor
            .Page.Locator("[data-log-file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "log.ndjson",
                    MimeType = "application/x-ndjson",
                    Buffer = Encoding.UTF8.GetBytes(await DownloadedLogAsync()),
                }
            );
        await Assertions.Expect(auditor.Page.Locator("[data-line=log] [data-computed]")).ToContainTextAsync("unbroken");
        await auditor.VerdictAsync("1");
        auditor.ShouldHaveAskedNobody();
    }

    [Fact]
    public async Task A_private_lots_auditor_is_for_those_who_may_see_the_lot_and_carries_no_record()
    {
        var lot = await app.LotAsync(1, d => d["visibility"] = "private");
        var key = (await app.Admin.GetAsync($"/api/lots/{lot}"))["share_key"];
        var ines = await app.PlayerAsync();
        var started = await ines.PostAsync($"/api/lots/{lot}/entries/purchase?key={key}", new { amount = 3 });
        await ines.CompleteAsync(started["checkout_url"]);
        await ApiWorld.UntilAsync(() => ines.GetAsync($"/api/lots/{lot}"), l => l["status"] == "funded");
        await app.AdvanceAsync(TimeSpan.FromSeconds(61));
        await ApiWorld.UntilAsync(() => ines.GetAsync($"/api/lots/{lot}"), l => l["status"] == "settled");

        (await app.Anonymous.GetAsync(PocketAuditor.UrlOf(lot))).ShouldBeProblem(404, "not_found");
        using var http = new HttpClient();
        var file = await http.GetStringAsync(new Uri(app.Address, PocketAuditor.UrlOf(lot, key)));

        file.ShouldContain("\"records\":[]");
        await using var auditor = await browser.OpenAsync(file);
        (await auditor.VerdictAsync("1")).ShouldContain("won.");
    }

    [Fact]
    public async Task An_auditor_of_no_lot_is_not_found()
    {
        (await app.Anonymous.GetAsync(PocketAuditor.UrlOf(Guid.Empty))).ShouldBeProblem(404, "not_found");
        (await app.Anonymous.GetAsync("/api/lots/x/draw/auditor.html")).Status.ShouldBe(
            (await app.Anonymous.GetAsync("/api/lots/x/draw")).Status
        );
    }

    // The log's records in the form of its download: one a line.
    private async Task<string> DownloadedLogAsync()
    {
        var (lines, after) = (new StringBuilder(), "0");
        do
        {
            var page = await app.Anonymous.GetAsync($"/api/fairness/log?limit=500&after={after}");
            foreach (var item in page.Items)
            {
                var record = item!.DeepClone().AsObject();
                record.Remove("canonical");
                lines.Append(record.ToJsonString()).Append('\n');
            }
            after = page["next_cursor"];
        } while (after.Length > 0);
        return lines.ToString();
    }

    // Nothing in the file leads out of it, but for the names of standards.
    [GeneratedRegex("""(?:\s(?:src|href|action)="(?!#)[^"]*"|url\([^)]*\)|@import)""")]
    private static partial Regex Addresses();
}
