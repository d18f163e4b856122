using System.Globalization;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

public sealed class DrawFormulaTests
{
    [Fact]
    public void The_classic_case_of_the_specification_comes_out_value_for_value()
    {
        var draw = DrawFormula.Draw(SpecCases.Classic());

        draw.ClientSeedInput.ShouldBe("019a2b3c-4d5e-7f60-8a1b-2c3d4e5f6071:2026-11-20T09:15:00.123456Z:2561:2500.00");
        draw.ClientSeed.ShouldBe("e438d924f5b408db87e4df62a7c3457b19e3c63d8b73beac82a59451fffa5607");
        draw.FirstNonce.ShouldBe(0);
        draw.Steps.ShouldBe([
            new DrawStep(0, "9e554f5a555bda7761ab12529063eda84fa75b593d8fa22336520409f0197204", 2656391002, 1436, null),
        ]);
        draw.WinningTicket.ShouldBe(1436);
        draw.Winner.ShouldBeNull();
    }

    [Theory]
    [InlineData(DrawMode.Classic, 0, 1)]
    [InlineData(DrawMode.Roster, 1955100076, 1955100077)]
    [InlineData(DrawMode.Roster, int.MaxValue, 0)]
    public void An_alternates_nonce_is_the_next_one_where_no_round_decides(DrawMode mode, int used, int next) =>
        DrawFormula.AlternateNonce(mode, used, SpecCases.RosterRoot, null).ShouldBe(next);

    [Fact]
    public void An_alternates_nonce_in_beacon_mode_is_a_new_rounds_or_none_yet()
    {
        var randomness = new string('a', 64);
        DrawFormula.AlternateNonce(DrawMode.Beacon, 7, SpecCases.RosterRoot, null).ShouldBeNull();
        DrawFormula
            .AlternateNonce(DrawMode.Beacon, 7, SpecCases.RosterRoot, randomness)
            .ShouldBe(DrawFormula.FirstNonce(DrawMode.Beacon, SpecCases.RosterRoot, randomness));
    }

    [Fact]
    public void The_roster_case_of_the_specification_comes_out_value_for_value()
    {
        var draw = DrawFormula.Draw(SpecCases.WithRoster());

        draw.ClientSeed.ShouldBe("b3443290667cadcc2562168441c13feb8dcff3fd932dcce01f31cfa2bdbcb5c3");
        draw.RosterRoot.ShouldBe(SpecCases.RosterRoot);
        draw.FirstNonce.ShouldBe(1955100076);
        draw.Steps.ShouldBe([
            new DrawStep(
                1955100076,
                "0f7e808fd0eef882bbdde486750791a07ebee714a061759a5fb4aee8e2c925b3",
                259948687,
                116,
                SkipReason.Void
            ),
            new DrawStep(
                1955100077,
                "69ab4c2c661034354eb57c34a502c7449ce95488a296e40f2def6255e994130e",
                1772833836,
                109,
                SkipReason.Void
            ),
            new DrawStep(
                1955100078,
                "fa4eae6d7675160d85ca9753acb5e9af694157a0bfd1bc7aa9a9a3b94f0077c2",
                4199460461,
                252,
                null
            ),
        ]);
        draw.Skips.Count.ShouldBe(2);
        draw.WinningTicket.ShouldBe(252);
        draw.Winner!.Value.ToString().ShouldBe(SpecCases.Leaves[6]);
    }

    [Fact]
    public void The_beacon_case_of_the_specification_comes_out_value_for_value()
    {
        var draw = DrawFormula.Draw(SpecCases.WithBeacon());

        draw.FirstNonce.ShouldBe(702161707);
        draw.CombinedSeed.ShouldBe("0630984b0818c6949f5bb22a739d1a495d2214f2a713b7253e658a4195b475a6");
        draw.Number.ShouldBe(103848011u);
        draw.WinningTicket.ShouldBe(270);
        draw.Skips.ShouldBeEmpty();
    }

    [Fact]
    public void A_stored_seed_that_is_not_the_committed_one_stops_the_draw()
    {
        var inputs = SpecCases.Classic() with { Commitment = new string('0', 64) };

        Should.Throw<DrawMismatchException>(() => DrawFormula.Draw(inputs)).What.ShouldBe("commitment");
    }

    [Fact]
    public void A_roster_changed_after_its_root_was_published_stops_the_draw()
    {
        var leaves = SpecCases.Leaves.ToArray();
        leaves[4] = leaves[4].Replace("void", "live", StringComparison.Ordinal);
        var inputs = SpecCases.WithRoster() with { Roster = Roster.Parse(leaves) };

        Should.Throw<DrawMismatchException>(() => DrawFormula.Draw(inputs)).What.ShouldBe("roster_root");
    }

    [Fact]
    public void A_classic_draw_checks_the_roster_too_when_it_has_one()
    {
        var inputs = SpecCases.WithRoster() with { Mode = DrawMode.Classic, RosterRoot = new string('0', 64) };

        Should.Throw<DrawMismatchException>(() => DrawFormula.Draw(inputs)).What.ShouldBe("roster_root");
    }

    [Fact]
    public void A_roster_that_ends_elsewhere_than_the_lot_stops_the_draw()
    {
        var inputs = SpecCases.WithRoster() with { TotalTickets = 365 };

        Should.Throw<DrawMismatchException>(() => DrawFormula.Draw(inputs)).What.ShouldBe("total_tickets");
    }

    [Fact]
    public void Inputs_that_can_make_no_draw_are_refused()
    {
        var allVoid = Roster.Parse(["019a2b3d-1111-7abc-9def-000000000000:1:366:7bdc105abaffd726:void"]);
        var roster = SpecCases.WithRoster();

        Refused(SpecCases.Classic() with { TotalTickets = 0 }, "at least one ticket");
        Refused(SpecCases.Classic() with { TotalTickets = -1 }, "at least one ticket");
        Refused(SpecCases.Classic() with { EscrowBalance = new Money(-1) }, "can't be negative");
        Refused(roster with { Roster = allVoid, RosterRoot = allVoid.Root }, "Every ticket is void");
        Refused(roster with { Mode = DrawMode.Classic, Roster = allVoid, RosterRoot = null }, "Every ticket is void");
        Refused(roster with { Roster = null }, "needs the roster");
        Refused(roster with { RosterRoot = null }, "published root");
        Refused(SpecCases.WithBeacon() with { Randomness = null }, "randomness");
        Refused(SpecCases.WithBeacon() with { Randomness = new string('A', 64) }, "randomness");

        static void Refused(DrawInputs inputs, string because) =>
            Should.Throw<ArgumentException>(() => DrawFormula.Draw(inputs)).Message.ShouldContain(because);
    }

    [Theory]
    [InlineData(1, 4294967296)]
    [InlineData(3, 4294967295)]
    [InlineData(366, 4294967178)]
    [InlineData(65536, 4294967296)]
    [InlineData(1431655766, 2863311532)]
    [InlineData(2147483647, 4294967294)]
    public void The_bias_limit_is_the_largest_whole_multiple_of_the_total(int total, long limit) =>
        DrawFormula.BiasLimit(total).ShouldBe((ulong)limit);

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(4294967295, 1, 1)]
    [InlineData(366, 366, 1)]
    [InlineData(365, 366, 366)]
    [InlineData(2147483646, 2147483647, 2147483647)]
    [InlineData(4294967295, 2147483647, 2)]
    public void The_ticket_is_one_more_than_the_rest(long number, int total, int ticket) =>
        DrawFormula.Ticket((uint)number, total).ShouldBe(ticket);

    [Fact]
    public void After_the_highest_nonce_comes_zero()
    {
        DrawFormula.NextNonce(0).ShouldBe(1);
        DrawFormula.NextNonce(2147483646).ShouldBe(2147483647);
        DrawFormula.NextNonce(2147483647).ShouldBe(0);
    }

    [Fact]
    public void Times_are_written_in_utc_with_six_decimals()
    {
        DrawFormula.FormatTime(SpecCases.Time("2026-11-20T09:15:00Z")).ShouldBe("2026-11-20T09:15:00.000000Z");
        DrawFormula.FormatTime(SpecCases.Time("2026-11-20T11:15:00.5+02:00")).ShouldBe("2026-11-20T09:15:00.500000Z");
        DrawFormula
            .FormatTime(SpecCases.Time("2026-12-31T23:59:59.999999Z").AddTicks(9))
            .ShouldBe("2026-12-31T23:59:59.999999Z");
    }

    [Theory]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    [InlineData("de-CH")]
    [InlineData("sv-SE")]
    public void The_machines_culture_changes_nothing(string culture)
    {
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new CultureInfo(culture);
            var draw = DrawFormula.Draw(SpecCases.WithRoster());
            draw.ClientSeed.ShouldBe("b3443290667cadcc2562168441c13feb8dcff3fd932dcce01f31cfa2bdbcb5c3");
            draw.WinningTicket.ShouldBe(252);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_seed_keeps_its_secret_when_it_lands_in_a_log()
    {
        var seed = ServerSeed.New();

        $"{seed}".ShouldNotContain(seed.Hex);
        $"{SpecCases.Classic()}".ShouldNotContain(SpecCases.Classic().Seed.Hex);
        $"{TagKey.FromHex(SpecCases.TagKey)}".ShouldNotContain(SpecCases.TagKey);
    }

    [Fact]
    public void New_secrets_are_sixty_four_lower_case_hex_digits_and_never_the_same()
    {
        var seeds = Enumerable.Range(0, 100).Select(_ => ServerSeed.New().Hex).ToHashSet();

        seeds.Count.ShouldBe(100);
        seeds.ShouldAllBe(hex => hex.Length == 64 && hex.All(char.IsAsciiHexDigitLower));
        TagKey.New().Hex.Length.ShouldBe(64);
    }

    [Theory]
    [InlineData("")]
    [InlineData("947f95a4a6a7dacd9f93300bcaf30ba3e057cf61a342540f2b2cfcafda07b17")]
    [InlineData("947F95A4A6A7DACD9F93300BCAF30BA3E057CF61A342540F2B2CFCAFDA07B17B")]
    [InlineData("g47f95a4a6a7dacd9f93300bcaf30ba3e057cf61a342540f2b2cfcafda07b17b")]
    public void A_seed_in_another_spelling_is_refused(string hex) =>
        Should.Throw<FormatException>(() => ServerSeed.FromHex(hex));
}
