using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>
/// Pocket Auditors with something false in them, opened from disk with the network off: each is refused at the step where it
/// breaks, which is the first ✗, and later steps that rest on it say so.
/// </summary>
public sealed class TamperedAuditorTests(AuditorBrowser browser) : IClassFixture<AuditorBrowser>
{
    public static IEnumerable<TheoryDataRow<string>> Names =>
        FalseProofs.All.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_false_proof_is_refused_at_the_step_where_it_breaks(string name)
    {
        var (mode, step, tell) = FalseProofs.All[name];
        using var lot = new PublishedLot(mode);
        var file = await browser.WriteAsync(lot.ToPublished());
        await using var auditor = await browser.OpenAsync(AuditorBrowser.Tampered(file, d => tell(d, lot)));

        var said = await auditor.VerdictAsync("0");

        var failing = await auditor.FailingAsync();
        failing[0].ShouldBe(step, string.Join(", ", failing));
        var title = await auditor.Page.Locator($"[data-line={step}] .strong").First.TextContentAsync();
        said.ShouldContain($"It breaks at “{title}”");
        await auditor.LaterStepsShouldSayWhatTheyRestOnAsync();
        auditor.ShouldHaveAskedNobody();
    }

    [Fact]
    public async Task More_cash_than_live_tickets_is_impossible_even_where_every_hash_is_right()
    {
        // 266 tickets are live; everything else is computed and signed honestly.
        var inputs = PublishedLot.InputsOf(DrawMode.Roster) with
        {
            EscrowBalance = Money.Dollars(267),
        };
        using var lot = new PublishedLot(DrawMode.Roster, inputs);
        await using var auditor = await browser.OpenAsync(await browser.WriteAsync(lot.ToPublished()));

        await auditor.VerdictAsync("0");

        (await auditor.FailingAsync()).ShouldBe(["client_seed_input"]);
        (await auditor.ComputedAsync("client_seed_input")).ShouldBe(
            "$267.00 of cash, but only 266 live tickets at a dollar each"
        );
    }

    [Theory]
    [InlineData("a record changed", 4, "broken at record 4: its hash is not that of what it says")]
    [InlineData("a record taken out", 3, "broken at record 3: it is numbered 4")]
    [InlineData("a record taken out and numbered anew", 3, "broken at record 3: it does not follow record 2")]
    [InlineData("the beginning cut off", 1, "broken at record 1: it does not start from 64 zeros")]
    [InlineData("text among the records", 2, "broken at record 2: it can’t be read")]
    public async Task A_broken_log_is_refused_and_says_where(string what, int at, string said)
    {
        using var lot = new PublishedLot(DrawMode.Roster);
        var log = lot.LogFile(lines =>
        {
            if (what == "a record changed")
                lines[at - 1]["record"]!["fields"]![2] = "367";
            else if (what == "the beginning cut off")
                (lines[0]["previous_hash"], lines[0]["sequence"]) = (new string('1', 64), 1);
            else if (what.StartsWith("a record taken out", StringComparison.Ordinal))
                lines.RemoveAt(at - 1);
            if (what == "a record taken out and numbered anew")
                foreach (var (index, line) in lines.Index())
                    line["sequence"] = index + 1;
        });
        if (what == "text among the records")
            log = log.Insert(log.IndexOf('\n', StringComparison.Ordinal) + 1, "and then\n");

        await ShouldFailAsync(lot, "[data-log-file]", log, "log", said);
    }

    [Theory]
    [InlineData("another list", "roster: record 4 says something else")]
    [InlineData("no draw", "draw: not there")]
    [InlineData("two lists", "roster: 2 records")]
    [InlineData("the draw before the list", "roster: record 5 · draw: record 4")]
    [InlineData("another promise", "opening: record 2 says something else")]
    public async Task A_log_that_holds_but_tells_another_story_is_refused(string what, string said)
    {
        using var lot = new PublishedLot(DrawMode.Roster);
        var log = lot.LogFile(lines =>
        {
            switch (what)
            {
                case "another list":
                    lines[3]["record"]!["fields"]![1] = new string('2', 64);
                    break;
                case "no draw":
                    lines.RemoveAt(4);
                    break;
                case "two lists":
                    lines.Add(lines[3].DeepClone().AsObject());
                    lines[^1]["record"]!["fields"]![1] = new string('2', 64);
                    break;
                case "the draw before the list":
                    lines.Reverse(3, 2);
                    break;
                default:
                    lines[1]["record"]!["fields"]![2] = new string('2', 64);
                    break;
            }
            PublishedLog.Rechain(lines);
        });

        // The records that came along are taken out: here the log alone is asked.
        await ShouldFailAsync(lot, "[data-log-file]", log, "log", said, d => d["records"] = new JsonArray());
    }

    [Fact]
    public async Task A_log_without_the_records_that_came_along_is_refused()
    {
        using var lot = new PublishedLot(DrawMode.Roster);
        var log = lot.LogFile(lines =>
        {
            lines.RemoveAt(0);
            PublishedLog.Rechain(lines);
        });

        await ShouldFailAsync(lot, "[data-log-file]", log, "log", "record 2 is not in this log");
    }

    [Theory]
    [InlineData(
        1,
        "root 2222222222222222222222222222222222222222222222222222222222222222 (signed by us); two different records"
    )]
    [InlineData(2, "total 365 (signed by us)")]
    [InlineData(3, "round 1001 (signed by us)")]
    [InlineData(4, "time 2023-08-23T15:58:21.000002Z (signed by us)")]
    public async Task A_saved_record_that_differs_is_refused(int field, string said)
    {
        using var lot = new PublishedLot(DrawMode.Beacon);
        var statement = Quicknet.Roster(lot.Result, 1000, lot.PublishedAt);
        string[] fields = [.. statement.Fields];
        fields[field] = field switch
        {
            1 => new string('2', 64),
            2 => "365",
            3 => "1001",
            _ => DrawFormula.FormatTime(lot.PublishedAt.AddMicroseconds(1)),
        };
        var saved = PublishedLog.RecordOf(lot.Sign(statement with { Fields = fields }));

        await ShouldFailAsync(lot, "[data-saved-file]", saved.ToJsonString(), "saved", said);
    }

    [Fact]
    public async Task A_saved_record_that_somebody_else_signed_or_that_is_none_is_refused()
    {
        using var lot = new PublishedLot(DrawMode.Beacon);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var statement = Quicknet.Roster(lot.Result, 1000, lot.PublishedAt);
        var saved = PublishedLog.RecordOf(statement.SignWith(stranger)).ToJsonString();

        await ShouldFailAsync(lot, "[data-saved-file]", saved, "saved", "made with a key that is not ours");
        await ShouldFailAsync(lot, "[data-saved-file]", "hello", "saved", "can’t be computed: That is neither");
        await ShouldFailAsync(lot, "[data-saved-file]", "{}", "saved", "can’t be computed: That holds no signed list");
    }

    private async Task ShouldFailAsync(
        PublishedLot lot,
        string picker,
        string text,
        string step,
        string said,
        Action<JsonObject>? values = null
    )
    {
        var file = AuditorBrowser.Tampered(await browser.WriteAsync(lot.ToPublished()), values ?? (_ => { }));
        await using var auditor = await browser.OpenAsync(file);
        await auditor.VerdictAsync("1");

        await auditor
            .Page.Locator(picker)
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "kept.txt",
                    MimeType = "text/plain",
                    Buffer = System.Text.Encoding.UTF8.GetBytes(text),
                }
            );

        await auditor.VerdictAsync("0");
        (await auditor.FailingAsync()).ShouldBe([step]);
        (await auditor.ComputedAsync(step)).ShouldContain(said);
        auditor.ShouldHaveAskedNobody();
    }
}
