using System.Text;
using System.Text.Json.Nodes;
using Alot.Domain.Draws;
using Alot.Domain.Pots;
using Alot.Tests.Draws;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>The Pocket Auditor of a pot opened from disk, the network off: it accepts what is true and refuses what is false.</summary>
public sealed class PotAuditorTests(AuditorBrowser browser) : IClassFixture<AuditorBrowser>
{
    public static IEnumerable<TheoryDataRow<string>> Lies =>
        FalsePots.All.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [InlineData(DrawMode.Roster, 0.25, 13)]
    [InlineData(DrawMode.Beacon, 0.25, 17)]
    [InlineData(DrawMode.Beacon, 10, 17)]
    public async Task A_true_proof_is_accepted_and_nobody_is_asked(DrawMode mode, double notice, int lines)
    {
        using var pot = new PublishedPot(mode, notice: TimeSpan.FromSeconds(notice));
        await using var auditor = await browser.OpenAsync(await pot.WriteAsync(browser));

        var said = await auditor.VerdictAsync("1");

        (await auditor.FailingAsync()).ShouldBeEmpty();
        said.ShouldContain($"All {lines} lines match");
        said.ShouldContain($"Ticket {pot.Result.WinningTicket} won.");
        (await auditor.Page.Locator("[data-about]").TextContentAsync())!.ShouldStartWith(
            "Quick “pot” </script><script>alert(1)</script> · settled 23 Aug 2023"
        );
        (await auditor.ComputedAsync("signatures")).ShouldBe(
            "pot_opening: valid · pot_lock: valid · pot_reveal: valid"
        );
        (await auditor.ComputedAsync("log")).ShouldStartWith(
            "pot_opening: record 2 · pot_lock: record 4 · pot_reveal: record 5."
        );
        auditor.ShouldHaveAskedNobody();
    }

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_false_proof_is_refused_at_the_step_where_it_breaks(string name)
    {
        var (mode, step, tell, says) = FalsePots.All[name];
        using var pot = new PublishedPot(mode);
        await using var auditor = await browser.OpenAsync(await pot.WriteAsync(browser, d => tell(d, pot)));

        var said = await auditor.VerdictAsync("0");

        var failing = await auditor.FailingAsync();
        failing[0].ShouldBe(step, string.Join(", ", failing));
        (await auditor.ComputedAsync(step)).ShouldContain(says);
        var title = await auditor.Page.Locator($"[data-line={step}] .strong").First.TextContentAsync();
        said.ShouldContain($"It breaks at “{title}”");
        await auditor.LaterStepsShouldSayWhatTheyRestOnAsync();
        auditor.ShouldHaveAskedNobody();
    }

    [Fact]
    public async Task Every_input_can_be_changed_and_breaks_the_check_and_reset_mends_it()
    {
        using var pot = new PublishedPot(DrawMode.Beacon);
        await using var auditor = await browser.OpenAsync(await pot.WriteAsync(browser));
        await auditor.VerdictAsync("1");
        await auditor.Page.GetByText("Values in between").ClickAsync();
        var names = await auditor.Page.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('[data-inputs] [name]')].map(f => f.name).filter(n => n !== 'mode')"
        );
        names.Length.ShouldBeGreaterThan(24);

        foreach (var name in names)
        {
            var field = auditor.Page.Locator($"[data-inputs] [name={name}]");
            var before = await field.InputValueAsync();
            var broken = name switch
            {
                "tag" => "0000000000000000",
                "leaves" => before.Replace("live", "void", StringComparison.Ordinal),
                "signatures" or "keys" => "[]",
                "max_tickets" => "9",
                // Anything later would do: nothing but the keys' time depends on it.
                "settled_at" => DrawFormula.FormatTime(pot.Facts.PublishedAt.AddSeconds(-1)),
                _ => before[..^1] + (before[^1] == '1' ? '2' : '1'),
            };
            await field.FillAsync(broken);
            await auditor.VerdictAsync("0");
            (await auditor.FailingAsync()).ShouldNotBeEmpty(name);
            await field.FillAsync(before);
            await auditor.Page.GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync();
            await auditor.VerdictAsync("1");
        }
        auditor.ShouldHaveAskedNobody();
    }

    [Fact]
    public async Task A_player_finds_their_tickets_and_their_way_into_the_root()
    {
        using var pot = new PublishedPot(DrawMode.Roster);
        await using var auditor = await browser.OpenAsync(await pot.WriteAsync(browser));
        await auditor.VerdictAsync("1");

        await auditor.Page.GetByLabel("Your tag").FillAsync("da2094d6e33d0cbd");
        await Assertions.Expect(auditor.Page.Locator("[data-line=mine] [data-computed]")).ToHaveTextAsync("5 to 9");
        await auditor.Page.GetByText("Your entry, tickets 5 to 9").ClickAsync();

        var way = await auditor.Page.Locator("[data-line=mine] .path[open] li").AllTextContentsAsync();
        way[^1].ShouldBe($"gives the root {pot.Result.RosterRoot}");
    }

    [Fact]
    public async Task A_saved_lock_record_and_the_whole_log_are_compared()
    {
        using var pot = new PublishedPot(DrawMode.Beacon);
        await using var auditor = await browser.OpenAsync(await pot.WriteAsync(browser));
        await auditor.VerdictAsync("1");
        var said = pot.Signed[1];

        foreach (var form in new[] { PublishedLog.RecordOf(said).ToJsonString(), Text(said), pot.Log[3].Record })
        {
            await auditor.Page.Locator("[data-saved-file]").SetInputFilesAsync(Kept(form));
            await auditor.VerdictAsync("1");
            (await auditor.ComputedAsync("saved")).ShouldStartWith("the same (");
        }
        await auditor.Page.Locator("[data-log-file]").SetInputFilesAsync(Kept(pot.LogFile()));
        await Assertions
            .Expect(auditor.Page.Locator("[data-line=log] [data-computed]"))
            .ToHaveTextAsync(
                $"pot_opening: record 2 · pot_lock: record 4 · pot_reveal: record 5. 6 records, unbroken, head {pot.Log[^1].Hash}."
            );
        await auditor.VerdictAsync("1");

        // The operator signed another lock as well.
        string[] fields = [.. said.Fields];
        fields[2] = new string('2', 64);
        var other = new Statement(said.Kind, fields).SignWith(pot.Orchestrator);
        await auditor
            .Page.Locator("[data-saved-file]")
            .SetInputFilesAsync(Kept(PublishedLog.RecordOf(other).ToJsonString()));
        await auditor.VerdictAsync("0");
        (await auditor.FailingAsync()).ShouldBe(["saved"]);
        (await auditor.ComputedAsync("saved")).ShouldContain("two different records bear our signature");
        auditor.ShouldHaveAskedNobody();

        static string Text(SignedStatement s) => new Statement(s.Kind, s.Fields).Text;
    }

    [Theory]
    [InlineData("another list", "pot_lock: record 4 says something else")]
    [InlineData("no reveal", "pot_reveal: not there")]
    [InlineData("two locks", "pot_lock: 2 records")]
    [InlineData("the reveal before the lock", "pot_lock: record 5 · pot_reveal: record 4")]
    [InlineData("cancelled", "pot_cancelled: record 7")]
    public async Task A_log_that_holds_but_tells_another_story_is_refused(string what, string says)
    {
        using var pot = new PublishedPot(DrawMode.Roster);
        var log = pot.LogFile(lines =>
        {
            switch (what)
            {
                case "another list":
                    lines[3]["record"]!["fields"]![2] = new string('2', 64);
                    break;
                case "no reveal":
                    lines.RemoveAt(4);
                    break;
                case "two locks":
                    lines.Add(lines[3].DeepClone().AsObject());
                    lines[^1]["record"]!["fields"]![2] = new string('2', 64);
                    break;
                case "cancelled":
                    lines.Add(lines[5].DeepClone().AsObject());
                    lines[^1]["record"]!["fields"]![0] = pot.Proof.PotId;
                    break;
                default:
                    lines.Reverse(3, 2);
                    break;
            }
            PublishedLog.Rechain(lines);
        });
        var file = await pot.WriteAsync(browser, d => d["records"] = new JsonArray());
        await using var auditor = await browser.OpenAsync(file);
        await auditor.VerdictAsync("1");

        await auditor.Page.Locator("[data-log-file]").SetInputFilesAsync(Kept(log));

        await auditor.VerdictAsync("0");
        (await auditor.FailingAsync()).ShouldBe(["log"]);
        (await auditor.ComputedAsync("log")).ShouldContain(says);
        auditor.ShouldHaveAskedNobody();
    }

    [Fact]
    public async Task A_lots_proof_opened_in_it_is_sent_to_its_own_page()
    {
        using var pot = new PublishedPot(DrawMode.Roster);
        using var lot = new PublishedLot(DrawMode.Roster);
        await using var auditor = await browser.OpenAsync(await pot.WriteAsync(browser));
        await auditor.VerdictAsync("1");

        await auditor
            .Page.Locator("[data-paste] [data-file]")
            .SetInputFilesAsync(Kept(System.Text.Json.JsonSerializer.Serialize(lot.Proof)));

        await Assertions.Expect(auditor.Page.Locator("[data-paste-error]")).ToContainTextAsync("open it at /verify");
    }

    [Theory]
    [InlineData(1280, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    public async Task It_fits_and_reads_on_desk_and_phone(int width, ColorScheme theme)
    {
        using var pot = new PublishedPot(DrawMode.Beacon);
        await using var auditor = await browser.OpenAsync(await pot.WriteAsync(browser), width, theme);
        await auditor.VerdictAsync("1");

        (await auditor.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue(
            "scrolls sideways"
        );
        var serious = (await auditor.Page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical");
        serious.Select(v => $"{v.Id}: {v.Nodes[0].Html}").ShouldBeEmpty();
        if (Environment.GetEnvironmentVariable("ALOT_PICTURES") is { Length: > 0 } folder)
            await auditor.Page.ScreenshotAsync(
                new() { Path = Path.Combine(folder, $"pot-auditor-{width}.png"), FullPage = true }
            );
    }

    private static FilePayload Kept(string text) =>
        new()
        {
            Name = "kept.txt",
            MimeType = "text/plain",
            Buffer = Encoding.UTF8.GetBytes(text),
        };
}
