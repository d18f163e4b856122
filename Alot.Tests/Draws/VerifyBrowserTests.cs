using System.Text.Json.Nodes;
using Alot.Domain.Draws;
using Alot.Tests.World;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>The verify page in Chromium.</summary>
public sealed class VerifyBrowserTests(Browser browser) : IAsyncLifetime
{
    private const string Lot = "019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071";

    private readonly List<string> _complaints = [];
    private VerifySite _site = null!;
    private IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await VerifySite.StartAsync();
        _page = await OpenAsync(1280);
    }

    public async ValueTask DisposeAsync()
    {
        await _page.Context.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task A_true_draw_passes_every_line_without_a_circuit()
    {
        var connected = false;
        _page.WebSocket += (_, _) => connected = true;
        await GotoLotAsync();

        await VerdictAsync("All 14 lines match");
        (await FailingAsync()).ShouldBeEmpty();
        (await _page.Locator("[data-about]").TextContentAsync())!.ShouldStartWith(
            "Lot 0409 · Strata ’84 “Salt” · drawn 20 Nov 2026"
        );
        (await _page.Locator("[data-line=signatures] [data-computed]").TextContentAsync()).ShouldBe(
            "opening: valid · roster: valid · draw: valid"
        );
        connected.ShouldBeFalse();
        _complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_changed_value_breaks_its_lines_and_reset_mends_them()
    {
        await GotoLotAsync();
        await VerdictAsync("All 14 lines match");

        await _page.GetByLabel("Cash of live entries").FillAsync("251.00");
        await VerdictAsync(" lines do not match");
        (await FailingAsync()).ShouldBe([
            "client_seed_input",
            "client_seed",
            "skips",
            "nonce",
            "combined_seed",
            "number",
            "winning_ticket",
        ]);
        await _page.GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync();
        await VerdictAsync("All 14 lines match");
    }

    [Fact]
    public async Task A_server_that_publishes_another_seed_is_found_out()
    {
        _site.Proof = _site.Proof with { ServerSeed = "7" + _site.Proof.ServerSeed[1..] };
        await GotoLotAsync();

        await VerdictAsync(" lines do not match");
        (await FailingAsync()).ShouldContain("commitment");
        (await _page.Locator("[data-verdict]").GetAttributeAsync("data-ok")).ShouldBe("0");
    }

    [Fact]
    public async Task A_server_that_publishes_another_list_is_found_out()
    {
        _site.Leaves = [.. SpecCases.Leaves.Select(l => l.Replace("void", "live", StringComparison.Ordinal))];
        await GotoLotAsync();

        await VerdictAsync("3 of 15 lines do not match");
        (await FailingAsync()).ShouldBe(["roster_root", "skips", "nonce"]);
    }

    [Fact]
    public async Task What_was_promised_at_opening_is_taken_from_the_log_and_a_seed_that_was_not_is_found_out()
    {
        using var lot = new PublishedLot(DrawMode.Roster);
        (_site.Proof, _site.Keys, _site.Records) = (lot.Proof, lot.Keys, RecordsOf(lot, _ => { }));
        _site.Leaves = RosterDocument.Of(lot.Inputs.Roster!).Leaves;
        await GotoLotAsync();

        await VerdictAsync("All 15 lines match");
        (await _page.Locator("[data-line=signatures] [data-computed]").TextContentAsync()).ShouldBe(
            "roster: valid · draw: valid · opening: valid"
        );
        (await _page.Locator("[data-line=log] [data-computed]").TextContentAsync())!.ShouldStartWith(
            "opening: record 2 · roster: record 4 · draw: record 5."
        );

        // Signed and chained all right, and of another seed.
        var other = DrawStatements.Opening(
            lot.Result.LotId,
            DrawMode.Roster,
            ServerSeed.New().Commitment,
            new string('7', 64),
            lot.OpenedAt
        );
        _site.Records = RecordsOf(lot, lines => lines[1]["record"] = PublishedLog.RecordOf(lot.Sign(other)));
        await GotoLotAsync();
        await VerdictAsync(" lines do not match");
        (await FailingAsync()).ShouldBe(["signatures", "log"]);

        // Of a private lot there are only hashes, which say nothing here.
        _site.Records = RecordsOf(
            lot,
            lines => lines.ForEach(l => l["record"] = new JsonObject { ["concealed"] = new string('1', 64) })
        );
        await GotoLotAsync();
        await VerdictAsync("All 14 lines match");
        _complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reader_finds_their_own_tickets_by_their_tag()
    {
        await GotoLotAsync();
        await VerdictAsync("All 14 lines match");

        await _page.GetByLabel("Your tag").FillAsync("7bdc105abaffd726");

        await VerdictAsync("All 15 lines match");
        (await _page.Locator("[data-line=mine] [data-computed]").TextContentAsync()).ShouldBe("1 to 25, 41 to 90");
    }

    [Fact]
    public async Task The_curves_arithmetic_is_fetched_only_for_a_beacon_draw()
    {
        var fetched = new List<string>();
        _page.Request += (_, request) => fetched.Add(new Uri(request.Url).AbsolutePath);
        await GotoLotAsync();
        await VerdictAsync("All 14 lines match");
        fetched.ShouldNotContain("/draws/curves.mjs");

        using var lot = new PublishedLot(DrawMode.Beacon);
        (_site.Proof, _site.Keys) = (lot.Proof, lot.Keys);
        _site.Leaves = RosterDocument.Of(lot.Inputs.Roster!).Leaves;
        await GotoLotAsync();
        await VerdictAsync("All 18 lines match");
        fetched.ShouldContain("/draws/curves.mjs");
        (await _page.Locator("[data-line=beacon_round] [data-computed]").TextContentAsync()).ShouldStartWith(
            "round 1000, due 2023-08-23T15:59:24Z"
        );

        await _page.GetByLabel("Its round").FillAsync("1001");
        await VerdictAsync(" lines do not match");
        (await FailingAsync()).ShouldBe(["beacon_round", "beacon_signature"]);
        _complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_the_curves_arithmetic_can_not_be_had_the_draw_is_not_called_proved()
    {
        using var lot = new PublishedLot(DrawMode.Beacon);
        (_site.Proof, _site.Keys) = (lot.Proof, lot.Keys);
        _site.Leaves = RosterDocument.Of(lot.Inputs.Roster!).Leaves;
        await _page.RouteAsync("**/curves.mjs", route => route.AbortAsync());
        await GotoLotAsync();

        await VerdictAsync("17 lines match, one could not be checked");
        (await _page.Locator("[data-verdict]").GetAttributeAsync("data-ok")).ShouldBe("");
    }

    [Fact]
    public async Task Coming_by_a_link_runs_the_check_too()
    {
        await _page.GotoAsync(_site.Address + "/tests/verify-start");
        await _page.GetByRole(AriaRole.Link, new() { Name = "Check this draw" }).ClickAsync();

        await VerdictAsync("All 14 lines match");
    }

    [Fact]
    public async Task A_lot_that_is_not_drawn_says_so()
    {
        _site.IsDrawn = false;
        await GotoLotAsync();

        await VerdictAsync("There is no draw to check yet");
    }

    [Fact]
    public async Task Every_published_vector_can_be_pasted_and_passes()
    {
        var book = JsonNode.Parse(await File.ReadAllTextAsync(RepoFiles.Of("docs", "draw-vectors.json")))!;
        await _page.GotoAsync(_site.Address + "/verify");
        await VerdictAsync("Nothing to check yet");

        foreach (var vector in book["vectors"]!.AsArray())
        {
            await _page.Locator("[data-paste] textarea").FillAsync(vector!.ToJsonString());
            await _page.GetByRole(AriaRole.Button, new() { Name = "Check this" }).ClickAsync();
            await Assertions
                .Expect(_page.Locator(".verdict p"))
                .ToContainTextAsync($"Ticket {vector["winning_ticket"]} won");
            (await FailingAsync()).ShouldBeEmpty($"{vector["name"]}");
        }
        _complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Values_can_be_typed_in_one_by_one_on_the_blank_page()
    {
        var draw = DrawFormula.Draw(SpecCases.Classic());
        await _page.GotoAsync(_site.Address + "/verify");

        await _page.GetByLabel("Secret seed").FillAsync(draw.ServerSeed);
        await _page.GetByLabel("Commitment").FillAsync(draw.Commitment);
        await _page.GetByLabel("Lot id").FillAsync(draw.LotId.ToString());
        await _page.GetByLabel("Created at").FillAsync(draw.CreatedAt);
        await _page.GetByLabel("Total tickets").FillAsync("2561");
        await _page.GetByLabel("Cash of live entries").FillAsync(draw.EscrowBalance);
        await _page.GetByLabel("First nonce").FillAsync("0");
        await _page.GetByLabel("Nonce", new() { Exact = true }).FillAsync("0");
        await _page.GetByLabel("Published winning ticket").FillAsync("1436");

        await Assertions.Expect(_page.Locator("[data-line=winning_ticket]")).ToHaveAttributeAsync("data-ok", "1");
        await Assertions.Expect(_page.Locator("[data-line=commitment]")).ToHaveAttributeAsync("data-ok", "1");
        // What nobody typed in is not claimed to match.
        (await FailingAsync()).ShouldBe(["client_seed", "combined_seed", "number"]);
    }

    [Fact]
    public async Task What_is_not_a_proof_is_refused_in_a_sentence()
    {
        await _page.GotoAsync(_site.Address + "/verify");
        foreach (
            var source in new[] { "", "hello", "{}", "[]", "null", "42", "{\"a\":1}", "<script>alert(1)</script>" }
        )
        {
            await _page.Locator("[data-paste] textarea").FillAsync(source);
            await _page.GetByRole(AriaRole.Button, new() { Name = "Check this" }).ClickAsync();
            await Assertions.Expect(_page.Locator("[data-paste-error]")).ToBeVisibleAsync();
        }
        await VerdictAsync("Nothing to check yet");
        _complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_downloaded_file_can_be_opened_again()
    {
        await GotoLotAsync();
        await VerdictAsync("All 14 lines match");
        var download = await _page.RunAndWaitForDownloadAsync(() =>
            _page.GetByRole(AriaRole.Button, new() { Name = "JSON" }).ClickAsync()
        );
        download.SuggestedFilename.ShouldBe($"draw-{Lot}.json");

        await _page.GotoAsync(_site.Address + "/verify");
        await _page.Locator("[data-file]").SetInputFilesAsync(await download.PathAsync());

        await VerdictAsync("All 14 lines match");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task The_page_stands_still_while_it_fills_and_axe_finds_nothing_serious(int width)
    {
        await _page.Context.DisposeAsync();
        _page = await OpenAsync(width);
        await _page.AddInitScriptAsync(
            "window.shift = 0; new PerformanceObserver(l => l.getEntries().forEach(e => window.shift += e.value)).observe({ type: 'layout-shift', buffered: true });"
        );
        await GotoLotAsync();
        await VerdictAsync("All 14 lines match");

        (await _page.EvaluateAsync<double>("window.shift")).ShouldBeLessThan(0.05);
        (await _page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue(
            "scrolls sideways"
        );
        var serious = (await _page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical");
        serious.Select(v => $"{v.Id}: {v.Nodes[0].Html}").ShouldBeEmpty();
    }

    private static JsonArray RecordsOf(PublishedLot lot, Action<List<JsonObject>> tamper)
    {
        var log = lot.LogFile(lines =>
        {
            tamper(lines);
            PublishedLog.Rechain(lines);
        });
        int[] own = [1, 3, 4];
        return [.. own.Select(line => JsonNode.Parse(log.Split('\n')[line]))];
    }

    private async Task<IPage> OpenAsync(int width)
    {
        var context = await browser.NewVisitorAsync(new Uri(_site.Address), width);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => _complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Add(message.Text);
        };
        return page;
    }

    private async Task GotoLotAsync() => await _page.GotoAsync($"{_site.Address}/lots/{Lot}/verify");

    private async Task VerdictAsync(string words)
    {
        try
        {
            await Assertions.Expect(_page.Locator(".verdict h2")).ToContainTextAsync(words);
        }
        catch (PlaywrightException e) when (_complaints.Count > 0)
        {
            throw new InvalidOperationException(string.Join(" | ", _complaints), e);
        }
    }

    private async Task<IReadOnlyList<string?>> FailingAsync() =>
        await _page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('.checks > li[data-ok=\"0\"]')].map(li => li.dataset.line)"
        );
}
