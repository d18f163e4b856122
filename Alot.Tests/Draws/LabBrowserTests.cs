using System.Globalization;
using System.Text.Json;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Tests.World;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>The cheat-us lab in Chromium.</summary>
public sealed class LabBrowserTests(Browser browser) : IAsyncLifetime
{
    private readonly List<string> _complaints = [];
    private VerifySite _site = null!;
    private IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await VerifySite.StartAsync();
        await OpenAsync(1280, ColorScheme.Dark);
    }

    public async ValueTask DisposeAsync()
    {
        await _page.Context.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Theory]
    [InlineData("classic")]
    [InlineData("roster")]
    public async Task Whoever_knows_the_seed_chooses_the_winner_and_every_check_still_passes(string mode)
    {
        await ChooseAsync(mode);
        await PressAsync("Publish it, open the sale");

        // In 1 of 170 orders no size will do; then another order is tried.
        for (var tries = 0; tries < 6; tries++)
        {
            await PressAsync("Try all 50 sizes");
            if ((await SayAsync("forecast")).EndsWith("wins: Max’s.", StringComparison.Ordinal))
                break;
            await PressAsync("Move Max down");
        }
        (await SayAsync("forecast")).ShouldEndWith("wins: Max’s.");
        await PressAsync("Close the sale and draw");

        (await SayAsync("outcome")).ShouldBe("Max’s. You chose the winner.");
        (await SayAsync("checked")).ShouldEndWith("Nobody could tell from the proof that you steered it.");
        (await ScoreAsync(mode)).ShouldBe("1 of 1");
        await IsRealAsync(mode);
        _complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task In_classic_mode_a_seed_can_be_picked_before_anyone_has_entered()
    {
        for (
            var tries = 0;
            tries < 3 && !(await SayAsync("plan")).Contains("will do: ", StringComparison.Ordinal);
            tries++
        )
            await PressAsync("Try 200 seeds");
        (await SayAsync("plan")).ShouldContain("Max’s. The sale hasn’t begun.");

        await PressAsync("Publish it, open the sale");
        await _page.Locator("#lab-size").FillAsync("50");

        (await SayAsync("forecast")).ShouldContain("wins: Max’s.");
    }

    [Fact]
    public async Task In_roster_mode_a_seed_decides_nothing_before_the_list_is_there()
    {
        await ChooseAsync("roster");
        await PressAsync("Try 200 seeds");

        (await SayAsync("plan")).ShouldContain("nobody has entered yet");
    }

    [Fact]
    public async Task In_beacon_mode_the_value_is_made_after_everything_is_locked()
    {
        await ChooseAsync("beacon");
        await PressAsync("Publish it, open the sale");
        (await SayAsync("forecast")).ShouldContain("Nobody can say who will win");
        (await _page.Locator(".needle").CountAsync()).ShouldBe(0);
        await PressAsync("Try all 50 sizes");
        (await SayAsync("forecast")).ShouldContain("the next does not exist yet");

        await PressAsync("Close the sale, publish the list");
        var root = await SayAsync("root");
        (await SayAsync("randomness")).ShouldBe("does not exist yet");
        (await _page.Locator("#lab-size").IsVisibleAsync()).ShouldBeFalse();
        (await _page.GetByRole(AriaRole.Button, new() { Name = "Move Ada up" }).CountAsync()).ShouldBe(0);
        (await _page.GetByText("in place of drand’s").IsVisibleAsync()).ShouldBeTrue();
        await PressAsync("Next round");

        (await SayAsync("root")).ShouldBe(root);
        (await SayAsync("randomness")).Length.ShouldBe(64);
        await IsRealAsync("beacon");
    }

    /// <summary>
    /// By luck 20 of 200 lots: 51 or more come once in 3 × 10⁹ runs, fewer than 150 of a sure thing once in 10⁵⁴.
    /// </summary>
    [Fact]
    public async Task The_machine_wins_at_will_in_classic_and_roster_and_by_luck_in_beacon_mode()
    {
        await PressAsync("Cheat 200 times in each");
        await Assertions
            .Expect(_page.Locator("[data-say=machine]"))
            .ToContainTextAsync("Done", new() { Timeout = 120_000 });

        (await MachineAsync("classic")).ShouldBeInRange(150, 200);
        (await MachineAsync("roster")).ShouldBeInRange(150, 200);
        (await MachineAsync("beacon")).ShouldBeLessThan(51);
        (await _page.Locator("[data-luck]").TextContentAsync()).ShouldBeOneOf("19", "20");
    }

    [Fact]
    public async Task The_whole_of_it_goes_by_keyboard()
    {
        await _page.Locator("[name=lab-mode]").First.FocusAsync();
        await _page.Keyboard.PressAsync("ArrowDown");
        (await _page.Locator("#lab").GetAttributeAsync("data-mode")).ShouldBe("roster");
        await _page.Keyboard.PressAsync("Tab");
        (await FocusAsync()).ShouldBe("Publish it, open the sale");
        await _page.Keyboard.PressAsync("Enter");
        (await FocusAsync()).ShouldBe("During the sale: the order and the last purchase");

        await _page.Keyboard.PressAsync("Tab");
        (await FocusAsync()).ShouldBe("Move Max down");
        await _page.Keyboard.PressAsync("Enter");
        (await _page.Locator("[data-entries] b").AllTextContentsAsync())[1].ShouldBe("Max, your accomplice");
        (await FocusAsync()).ShouldBe("Move Max down");
        await _page.Locator("#lab-size").FocusAsync();
        await _page.Keyboard.PressAsync("ArrowRight");
        (await SayAsync("size")).ShouldBe("26");
        await _page.Keyboard.PressAsync("Tab");
        await _page.Keyboard.PressAsync("Enter");
        (await FocusAsync()).ShouldBe("The draw");
        (await SayAsync("outcome")).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task The_page_fits_and_axe_finds_nothing_serious(int width, ColorScheme scheme)
    {
        await _page.Context.DisposeAsync();
        await OpenAsync(width, scheme);
        await PressAsync("Publish it, open the sale");
        await CheckAsync();
        await PressAsync("Close the sale and draw");
        await CheckAsync();
        _complaints.ShouldBeEmpty();

        async Task CheckAsync()
        {
            (await _page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue(
                "scrolls sideways"
            );
            var serious = (await _page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical");
            serious.Select(v => $"{v.Id}: {v.Nodes[0].Html}").ShouldBeEmpty();
        }
    }

    private async Task OpenAsync(int width, ColorScheme scheme)
    {
        var context = await browser.NewVisitorAsync(new Uri(_site.Address), width, scheme: scheme);
        _page = await context.NewPageAsync();
        _page.PageError += (_, error) => _complaints.Add(error);
        _page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Add(message.Text);
        };
        await _page.GotoAsync("/fairness/lab");
        await _page.Locator("#lab[data-mode]").WaitForAsync();
    }

    /// <summary>The proof on the page is one that the server's own formula comes to.</summary>
    private async Task IsRealAsync(string mode)
    {
        var given = JsonDocument.Parse(await _page.Locator("[data-proof]").InputValueAsync()).RootElement;
        var proof = given.GetProperty("proof");
        var roster = Roster.Parse(
            given.GetProperty("roster").GetProperty("leaves").EnumerateArray().Select(l => l.GetString()!)
        );
        var draw = DrawFormula.Draw(
            new DrawInputs
            {
                Mode = DrawModes.Parse(mode),
                LotId = new LotId(proof.GetProperty("lot_id").GetGuid()),
                CreatedAt = DateTimeOffset.Parse(
                    proof.GetProperty("created_at").GetString()!,
                    CultureInfo.InvariantCulture
                ),
                Seed = ServerSeed.FromHex(proof.GetProperty("server_seed").GetString()!),
                Commitment = proof.GetProperty("commitment").GetString()!,
                TotalTickets = proof.GetProperty("total_tickets").GetInt32(),
                EscrowBalance = Money.Dollars(roster.TotalTickets),
                Roster = roster,
                RosterRoot = proof.GetProperty("roster_root").GetString(),
                Randomness =
                    mode == "beacon" ? proof.GetProperty("beacon").GetProperty("randomness").GetString() : null,
            }
        );
        draw.WinningTicket.ShouldBe(proof.GetProperty("winning_ticket").GetInt32());
        draw.WinningTicket.ToString("N0", CultureInfo.InvariantCulture).ShouldBe(await SayAsync("ticket"));
        draw.Winner!.Value.Tag.ToString().ShouldBe(proof.GetProperty("winner_tag").GetString());
    }

    private Task ChooseAsync(string mode) => _page.Locator($"[name=lab-mode][value={mode}]").CheckAsync();

    private Task PressAsync(string name) =>
        _page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true }).ClickAsync();

    private async Task<string> SayAsync(string name) =>
        (await _page.Locator($"[data-say={name}]").TextContentAsync())!.Trim();

    private async Task<string> ScoreAsync(string mode) =>
        (await _page.Locator($"[data-score={mode}] [data-yours]").TextContentAsync())!;

    private async Task<int> MachineAsync(string mode) =>
        int.Parse(
            (await _page.Locator($"[data-score={mode}] [data-machine]").TextContentAsync())!,
            CultureInfo.InvariantCulture
        );

    private Task<string> FocusAsync() =>
        _page.EvaluateAsync<string>("document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()");
}
