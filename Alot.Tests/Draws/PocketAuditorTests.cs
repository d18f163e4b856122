using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>The Pocket Auditor opened from disk, the network off: it accepts what is true and serves its reader.</summary>
public sealed class PocketAuditorTests(AuditorBrowser browser) : IClassFixture<AuditorBrowser>
{
    [Theory]
    [InlineData(DrawMode.Classic, 14)]
    [InlineData(DrawMode.Roster, 15)]
    [InlineData(DrawMode.Beacon, 19)]
    public async Task A_true_proof_of_each_mode_is_accepted_and_nobody_is_asked(DrawMode mode, int lines)
    {
        using var lot = new PublishedLot(mode);
        await using var auditor = await OpenAsync(lot);

        var said = await auditor.VerdictAsync("1");

        (await auditor.FailingAsync()).ShouldBeEmpty();
        said.ShouldContain($"All {lines} lines match");
        said.ShouldContain($"Ticket {lot.Result.WinningTicket} won.");
        (await auditor.Page.Locator("[data-about]").TextContentAsync())!.ShouldStartWith(
            "Lot 0409 · Strata ’84 “Salt” </script><script>alert(1)</script> · drawn 23 Aug 2023"
        );
        (await auditor.ComputedAsync("signatures")).ShouldBe("roster: valid · draw: valid · opening: valid");
        (await auditor.ComputedAsync("log")).ShouldStartWith("opening: record 2 · roster: record 4 · draw: record 5.");
        auditor.ShouldHaveAskedNobody();
    }

    [Fact]
    public async Task The_policy_of_the_file_allows_its_own_script_and_style_and_nothing_else()
    {
        using var lot = new PublishedLot(DrawMode.Roster);
        var file = await browser.WriteAsync(lot.ToPublished());

        (await browser.Auditor.PolicyAsync()).ShouldMatch(
            "^default-src 'none'; script-src 'sha256-[^' ]+'; style-src 'sha256-[^' ]+'; base-uri 'none'; form-action 'none'$"
        );
        // A script that somebody adds to the file does not run.
        await using var auditor = await browser.OpenAsync(
            file.Replace("</body>", "<script>document.title = 'stolen'</script></body>", StringComparison.Ordinal)
        );
        await auditor.VerdictAsync("1");
        (await auditor.Page.TitleAsync()).ShouldBe("Pocket Auditor · ALOT!");
        (
            await auditor.Page.EvaluateAsync<string>("fetch('https://example.com').then(() => 'sent', () => 'refused')")
        ).ShouldBe("refused");
    }

    [Fact]
    public async Task A_player_finds_their_tickets_and_their_way_into_the_root()
    {
        using var lot = new PublishedLot(DrawMode.Beacon);
        await using var auditor = await OpenAsync(lot);
        await auditor.VerdictAsync("1");

        await auditor.Page.GetByLabel("Your tag").FillAsync("7bdc105abaffd726");
        await Assertions
            .Expect(auditor.Page.Locator("[data-line=mine] [data-computed]"))
            .ToHaveTextAsync("1 to 25, 41 to 90");
        await auditor.Page.GetByText("Your entry, tickets 41 to 90").ClickAsync();

        var way = await auditor.Page.Locator("[data-line=mine] .path[open] li").AllTextContentsAsync();
        var proof = lot.Inputs.Roster!.ProofOf(3);
        proof.Proves(lot.Result.RosterRoot!).ShouldBeTrue();
        way[0].ShouldBe($"entry 4 of 7: {proof.Leaf}");
        way.Skip(1).Take(way.Count - 2).Select(w => w[^64..]).ShouldBe(proof.Path);
        way[^1].ShouldBe($"gives the root {lot.Result.RosterRoot}");

        await auditor.Page.GetByLabel("Your tag").FillAsync("0000000000000000");
        await auditor.VerdictAsync("0");
        (await auditor.FailingAsync()).ShouldBe(["mine"]);
        auditor.ShouldHaveAskedNobody();
    }

    [Fact]
    public async Task Every_input_can_be_changed_and_breaks_the_check_and_reset_mends_it()
    {
        using var lot = new PublishedLot(DrawMode.Beacon);
        await using var auditor = await OpenAsync(lot);
        await auditor.VerdictAsync("1");
        await auditor.Page.GetByText("Values in between").ClickAsync();
        var names = await auditor.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('[data-inputs] [name]')].map(f => f.name).filter(n => n !== 'mode')"
        );
        names.Length.ShouldBeGreaterThan(22);

        foreach (var name in names)
        {
            var field = auditor.Page.Locator($"[data-inputs] [name={name}]");
            var before = await field.InputValueAsync();
            var broken = name switch
            {
                "tag" => "0000000000000000",
                "leaves" => before.Replace("live", "void", StringComparison.Ordinal),
                "skips" or "signatures" or "keys" => "[]",
                _ => before[..^1] + (before[^1] == '1' ? '2' : '1'),
            };
            await field.FillAsync(broken == before ? "[{}]" : broken);
            await auditor.VerdictAsync("0");
            (await auditor.FailingAsync()).ShouldNotBeEmpty(name);
            await field.FillAsync(before);
            await auditor.Page.GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync();
            await auditor.VerdictAsync("1");
        }
        auditor.ShouldHaveAskedNobody();
    }

    [Fact]
    public async Task A_list_too_long_for_the_file_is_opened_from_the_download()
    {
        var leaves = Enumerable.Range(1, 20_001).Select(LongLeaf).ToArray();
        var roster = new Roster(leaves);
        using var lot = new PublishedLot(
            DrawMode.Roster,
            PublishedLot.InputsOf(DrawMode.Roster) with
            {
                TotalTickets = leaves.Length,
                Roster = roster,
                RosterRoot = roster.Root,
            }
        );
        await using var auditor = await OpenAsync(lot);

        (await auditor.VerdictAsync("")).ShouldContain("5 could not be checked");
        (await auditor.FailingAsync()).ShouldBeEmpty();
        (await auditor.Page.Locator("[data-roster-wanted]").InnerTextAsync()).ShouldContain("20,001 entries");
        await auditor
            .Page.Locator("[data-roster-wanted] [data-file]")
            .SetInputFilesAsync(JsonFile("roster.json", JsonSerializer.Serialize(RosterDocument.Of(roster))));

        (await auditor.VerdictAsync("1")).ShouldContain($"Ticket {lot.Result.WinningTicket} won.");
        (await auditor.Page.Locator("[data-roster-wanted]").IsVisibleAsync()).ShouldBeFalse();
        await auditor.Page.GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync();
        await auditor.VerdictAsync("1");
        auditor.ShouldHaveAskedNobody();
    }

    [Fact]
    public async Task The_downloaded_log_is_checked_and_this_lots_records_are_found_in_it()
    {
        using var lot = new PublishedLot(DrawMode.Beacon);
        await using var auditor = await OpenAsync(lot);
        await auditor.VerdictAsync("1");

        await auditor.Page.Locator("[data-log-file]").SetInputFilesAsync(JsonFile("log.ndjson", lot.LogFile()));

        await Assertions
            .Expect(auditor.Page.Locator("[data-line=log] [data-computed]"))
            .ToHaveTextAsync(
                $"opening: record 2 · roster: record 4 · draw: record 5. 6 records, unbroken, head {lot.Log[^1].Hash}."
            );
        await auditor.VerdictAsync("1");
        auditor.ShouldHaveAskedNobody();
    }

    [Fact]
    public async Task A_private_lots_records_are_found_by_its_salt()
    {
        using var lot = new PublishedLot(DrawMode.Roster);
        var salt = new string('5', 64);
        var log = lot.LogFile(lines =>
        {
            foreach (
                var line in lines.Where(l =>
                    l["record"]!.ToJsonString().Contains(lot.Proof.LotId, StringComparison.Ordinal)
                )
            )
            {
                line["record"] = new JsonObject
                {
                    ["concealed"] = FairnessChain.Conceal(salt, line["record"]!.ToJsonString()),
                };
                line["kind"] = "private";
            }
            PublishedLog.Rechain(lines);
        });
        await using var auditor = await browser.OpenAsync(
            await browser.WriteAsync(lot.ToPublished() with { Records = [] })
        );
        (await auditor.VerdictAsync("1")).ShouldContain("All 14 lines match");

        await auditor.Page.Locator("[data-log-file]").SetInputFilesAsync(JsonFile("log.ndjson", log));
        await auditor.VerdictAsync("0");
        (await auditor.FailingAsync()).ShouldBe(["log"]);

        await auditor.Page.GetByLabel("log salt").FillAsync(salt);
        await auditor.VerdictAsync("1");
        (await auditor.ComputedAsync("log")).ShouldStartWith("roster: record 4 · draw: record 5. 6 records, unbroken");
    }

    [Fact]
    public async Task A_saved_roster_record_that_says_the_same_is_accepted_in_every_form()
    {
        using var lot = new PublishedLot(DrawMode.Beacon);
        await using var auditor = await OpenAsync(lot);
        await auditor.VerdictAsync("1");
        var statement = PublishedLog
            .RecordOf(lot.Sign(Quicknet.Roster(lot.Result, 1000, lot.PublishedAt)))
            .ToJsonString();
        var plain = Quicknet.Roster(lot.Result, 1000, lot.PublishedAt).Text;

        foreach (
            var (form, signed) in new[]
            {
                (statement, "(signed by us)"),
                ($"{{\"sequence\":4,\"record\":{statement}}}", "(signed by us)"),
                (plain, "(signature: not signed)"),
            }
        )
        {
            await auditor.Page.GetByLabel("A saved roster record").FillAsync(form);
            await Assertions
                .Expect(auditor.Page.Locator("[data-line=saved] [data-computed]"))
                .ToHaveTextAsync($"the same {signed}");
            await auditor.VerdictAsync("1");
        }
    }

    [Fact]
    public async Task The_whole_check_works_by_keyboard()
    {
        using var lot = new PublishedLot(DrawMode.Roster);
        await using var auditor = await OpenAsync(lot);
        await auditor.VerdictAsync("1");
        var keyboard = auditor.Page.Keyboard;

        await keyboard.PressAsync("Tab");
        (await FocusAsync(auditor)).ShouldContain("Skip to content");
        await keyboard.PressAsync("Enter");
        await UntilFocusAsync(auditor, "seed");
        await keyboard.PressAsync("End");
        await keyboard.PressAsync("Backspace");
        await auditor.VerdictAsync("0");
        (await auditor.FailingAsync())[0].ShouldBe("commitment");
        await keyboard.PressAsync("Shift+Tab");
        await keyboard.PressAsync("Shift+Tab");
        (await FocusAsync(auditor)).ShouldContain("Reset");
        await keyboard.PressAsync("Enter");
        await auditor.VerdictAsync("1");
        await UntilFocusAsync(auditor, "Values in between");
        await keyboard.PressAsync("Enter");
        (await auditor.Page.GetByLabel("Our public keys").IsVisibleAsync()).ShouldBeTrue();
        await UntilFocusAsync(auditor, "data-log-file");
        var picker = await PickerAsync(auditor, () => keyboard.PressAsync("Enter"));
        await picker.SetFilesAsync(JsonFile("log.ndjson", lot.LogFile()));
        await Assertions.Expect(auditor.Page.Locator("[data-line=log] [data-computed]")).ToContainTextAsync("unbroken");
    }

    // On a busy machine Chromium now and then forgets to tell of a dialog that was asked for; a person would press again.
    private static async Task<IFileChooser> PickerAsync(AuditorPage auditor, Func<Task> press)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                return await auditor.Page.RunAndWaitForFileChooserAsync(press, new() { Timeout = 15_000 });
            }
            catch (TimeoutException) when (attempt < 4) { }
    }

    [Theory]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    public async Task Axe_finds_nothing_serious_and_nothing_scrolls_sideways(int width, ColorScheme theme)
    {
        using var lot = new PublishedLot(DrawMode.Beacon);
        await using var auditor = await browser.OpenAsync(await browser.WriteAsync(lot.ToPublished()), width, theme);
        await auditor.VerdictAsync("1");
        await ShouldBeCleanAsync(auditor);
        await PictureAsync(auditor, $"auditor-{width}-{theme}");

        // Broken, and with a way up the tree open.
        await auditor.Page.GetByLabel("Your tag").FillAsync("7bdc105abaffd726");
        await auditor.Page.GetByText("Your entry, tickets 41 to 90").ClickAsync();
        await auditor.Page.GetByLabel("Cash of live entries").FillAsync("251.00");
        await auditor.VerdictAsync("0");
        (await auditor.Page.Locator("[data-line=mine] .path[open]").CountAsync()).ShouldBe(1);
        await ShouldBeCleanAsync(auditor);
        await PictureAsync(auditor, $"auditor-broken-{width}-{theme}");
    }

    [Fact]
    public async Task What_is_downloaded_from_the_file_can_be_opened_in_it_again()
    {
        using var lot = new PublishedLot(DrawMode.Roster);
        await using var auditor = await OpenAsync(lot);
        await auditor.VerdictAsync("1");

        var download = await auditor.Page.RunAndWaitForDownloadAsync(() =>
            auditor.Page.GetByRole(AriaRole.Button, new() { Name = "JSON" }).ClickAsync()
        );
        download.SuggestedFilename.ShouldBe($"draw-{lot.Proof.LotId}.json");
        await auditor.Page.GetByLabel("Cash of live entries").FillAsync("1.00");
        await auditor.VerdictAsync("0");
        await auditor.Page.Locator("[data-paste] [data-file]").SetInputFilesAsync(await download.PathAsync());
        await auditor.VerdictAsync("1");
    }

    private async Task<AuditorPage> OpenAsync(PublishedLot lot) =>
        await browser.OpenAsync(await browser.WriteAsync(lot.ToPublished()));

    private static RosterLeaf LongLeaf(int ticket) =>
        new(
            new EntryId(new Guid(ticket, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10])),
            new TicketRange(ticket, 1),
            new UserTag((ulong)ticket * 7),
            IsVoid: false
        );

    private static FilePayload JsonFile(string name, string text) =>
        new()
        {
            Name = name,
            MimeType = "application/json",
            Buffer = Encoding.UTF8.GetBytes(text),
        };

    private static async Task ShouldBeCleanAsync(AuditorPage auditor)
    {
        (await auditor.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue(
            "scrolls sideways"
        );
        var serious = (await auditor.Page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical");
        serious.Select(v => $"{v.Id}: {v.Nodes[0].Html}").ShouldBeEmpty();
    }

    // Pictures for whoever wants to look: set ALOT_PICTURES to a folder.
    private static async Task PictureAsync(AuditorPage auditor, string name)
    {
        if (Environment.GetEnvironmentVariable("ALOT_PICTURES") is { Length: > 0 } folder)
            await auditor.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
    }

    private static Task<string> FocusAsync(AuditorPage auditor) =>
        auditor.Page.EvaluateAsync<string>(
            "document.activeElement.id + ' ' + document.activeElement.getAttributeNames().join(' ') + ' ' + document.activeElement.textContent"
        );

    private static async Task UntilFocusAsync(AuditorPage auditor, string part)
    {
        for (var tabs = 0; tabs < 60; tabs++)
        {
            await auditor.Page.Keyboard.PressAsync("Tab");
            if ((await FocusAsync(auditor)).Contains(part, StringComparison.Ordinal))
                return;
        }
        throw new InvalidOperationException($"Tab never comes to {part}.");
    }
}
