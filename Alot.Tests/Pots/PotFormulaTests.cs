using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Alot.Tests.Draws;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

public sealed class PotFormulaTests
{
    private static readonly DateTimeOffset Due = Quicknet.TimeOf(1000);

    [Fact]
    public void The_case_of_the_specification_comes_out_value_for_value()
    {
        var draw = PotFormula.Draw(PotVectors.Spec());

        draw.RosterRoot.ShouldBe("3e5599973ead850bd8007de416e6dbdf05ceddd3ed7f6037434568a08f74012a");
        draw.LockedAt.ShouldBe("2026-11-20T09:16:30Z");
        draw.CommitInput.ShouldBe(
            "019a2b3c-9999-7f60-8a1b-2c3d4e5f6071:fb06ddb3bdfcb64846542e914e40802323d259b93fbbacfee55e693e2b036dbf:"
                + "3e5599973ead850bd8007de416e6dbdf05ceddd3ed7f6037434568a08f74012a:2026-11-20T09:16:30Z"
        );
        draw.CommitHash.ShouldBe("eb7fc7401e2528f04fc7e2a86529a8c9723aa32b465720b6bea3ffd41a53c218");
        draw.Mac.ShouldBe("ac36ba7a06e1dcf35ff673f6b01ee9d6e1697ec5dbbb6e38cd7be70c66195f53");
        draw.WinnerIndex.ShouldBe(9);
        draw.WinningTicket.ShouldBe(10);
        draw.Winner.ToString().ShouldBe(PotVectors.SpecLeaves[3]);
    }

    [Fact]
    public void A_stored_seed_list_or_total_that_is_not_the_published_one_stops_the_draw()
    {
        var spec = PotVectors.Spec();

        Mismatch(spec with { SeedHash = new string('0', 64) }).ShouldBe("seed_hash");
        Mismatch(spec with { RosterRoot = new string('0', 64) }).ShouldBe("roster_root");
        Mismatch(spec with { TotalTickets = 11 }).ShouldBe("total_tickets");
        Mismatch(spec with { Seed = SpecCases.WithBeacon().Seed }).ShouldBe("seed_hash");

        static string Mismatch(PotDrawInputs inputs) =>
            Should.Throw<DrawMismatchException>(() => PotFormula.Draw(inputs)).What;
    }

    [Fact]
    public void Inputs_that_can_make_no_draw_are_refused()
    {
        var spec = PotVectors.Spec();
        var withVoid = Roster.Parse([
            .. PotVectors.SpecLeaves[..3],
            PotVectors.SpecLeaves[3].Replace("live", "void", StringComparison.Ordinal),
        ]);

        Refused(spec with { Mode = DrawMode.Classic }, "roster or beacon mode");
        Refused(spec with { Mode = DrawMode.Beacon }, "randomness");
        Refused(spec with { Mode = DrawMode.Beacon, Randomness = new string('A', 64) }, "randomness");
        Refused(spec with { Randomness = new string('a', 64) }, "Only a beacon pot");
        Refused(spec with { Roster = withVoid, RosterRoot = withVoid.Root }, "no void entry");

        static void Refused(PotDrawInputs inputs, string because) =>
            Should.Throw<ArgumentException>(() => PotFormula.Draw(inputs)).Message.ShouldContain(because);
    }

    [Fact]
    public void The_commit_hash_of_the_lock_is_that_of_the_draw()
    {
        var inputs = PotVectors.Spec() with { Mode = DrawMode.Beacon, Randomness = Quicknet.Round(1000).Randomness };
        var draw = PotFormula.Draw(inputs);

        PotFormula
            .CommitHash(inputs.PotId, inputs.SeedHash, inputs.RosterRoot, inputs.LockedAt, inputs.Randomness)
            .ShouldBe(draw.CommitHash);
        draw.CommitInput.ShouldEndWith($":{inputs.Randomness}");
        Should.Throw<FormatException>(() =>
            PotFormula.CommitHash(inputs.PotId, "AB", inputs.RosterRoot, inputs.LockedAt, null)
        );
    }

    [Theory]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    public void The_machines_culture_changes_nothing(string culture)
    {
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            Thread.CurrentThread.CurrentCulture = new CultureInfo(culture);
            PotFormula.Draw(PotVectors.Spec()).WinningTicket.ShouldBe(10);
            PotFormula.FormatLockedAt(SpecCases.Time("2026-11-20T11:16:30.9+02:00")).ShouldBe("2026-11-20T09:16:30Z");
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 7, 0)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000007", 7, 0)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 1, 0)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 2147483647, 255)]
    [InlineData("8000000000000000000000000000000000000000000000000000000000000000", 2147483647, 128)]
    public void The_place_is_what_is_left_of_all_256_bits(string mac, int total, int index) =>
        PotFormula.WinnerIndex(mac, total).ShouldBe(index);

    // Seconds from the lock to the round, seconds from the lock to its publication, and which round it is.
    [Theory]
    [InlineData(6, 0.1, 1000)]
    [InlineData(6.000001, 0.1, 1000)]
    [InlineData(6.999999, 0.1, 1000)]
    [InlineData(5, 0.1, 1001)]
    [InlineData(8, 0.1, 1000)]
    [InlineData(8.999999, 0.1, 999)]
    [InlineData(9, 0.1, 999)]
    [InlineData(6, 3, 1000)]
    [InlineData(6, 3.000001, 1002)]
    [InlineData(6, 3.0000001, 1000)]
    [InlineData(8, 4.9, 1000)]
    [InlineData(8, 5.1, 1002)]
    [InlineData(8, 60, 1000 + 20)]
    public void The_round_follows_the_lock_and_a_late_lock_its_publication(double before, double notice, long round)
    {
        var locked = Due.AddTicks(-(long)(before * TimeSpan.TicksPerSecond));
        var published = locked.AddTicks((long)Math.Round(notice * TimeSpan.TicksPerSecond));

        var found = PotFormula.RoundFor(DrandChain.Quicknet, locked, published);

        found.ShouldBe(round);
        // Whatever happens, the round lies ahead of the publication.
        DrandChain
            .Quicknet.TimeOf(found)
            .ShouldBeGreaterThanOrEqualTo(
                published.AddTicks(-(published.Ticks % TimeSpan.TicksPerMicrosecond)).AddSeconds(3)
            );
    }

    [Fact]
    public void The_round_of_what_was_signed_is_the_round_of_what_was_meant()
    {
        var seed = RandomDraws.Seed();
        TestContext.Current.TestOutputHelper?.WriteLine($"ALOT_SEED={seed}");
        var random = new RandomDraws(seed);
        for (var i = 0; i < 2_000; i++)
        {
            var inputs = random.NextPot(out var published);
            published = published.AddTicks(i % 10);
            var statement = PotStatements.Lock(
                inputs.PotId,
                inputs.SeedHash,
                inputs.RosterRoot,
                inputs.TotalTickets,
                inputs.LockedAt,
                published
            );
            var readLocked = DateTimeOffset.FromUnixTimeSeconds(
                long.Parse(statement.Fields[4], CultureInfo.InvariantCulture)
            );
            PotFormula
                .RoundFor(DrandChain.Quicknet, readLocked, SpecCases.Time(statement.Fields[^1]))
                .ShouldBe(PotFormula.RoundFor(DrandChain.Quicknet, inputs.LockedAt, published));
        }
    }

    [Fact]
    public void Statements_have_their_fields_in_order_and_colons_only_in_the_last()
    {
        using var pot = new PublishedPot(DrawMode.Beacon);
        var (id, draw) = (pot.Proof.PotId, pot.Result);
        var opened = DrawFormula.FormatTime(pot.Facts.OpenedAt);
        var published = DrawFormula.FormatTime(pot.Facts.PublishedAt);

        pot.Signed.Select(s => s.Kind).ShouldBe(["pot_opening", "pot_lock", "pot_reveal"]);
        pot.Signed[0].Fields.ShouldBe([id, "beacon", draw.SeedHash, new string('7', 64), Quicknet.Chain, opened]);
        pot.Signed[1]
            .Fields.ShouldBe([
                id,
                draw.SeedHash,
                draw.RosterRoot,
                "10",
                "1000",
                $"{Due.AddSeconds(-6).ToUnixTimeSeconds()}",
                published,
            ]);
        pot.Signed[2]
            .Fields.ShouldBe([id, draw.CommitHash, draw.RevealSeed, $"{draw.WinnerIndex}", pot.Proof.WinnerTag]);
        PotStatements
            .Cancelled(draw.PotId, "open", "too_few_players", pot.Facts.OpenedAt)
            .ShouldSatisfyAllConditions(
                s => s.Kind.ShouldBe("pot_cancelled"),
                s => s.Fields.ShouldBe([id, "open", "too_few_players", opened])
            );
        foreach (var statement in pot.Signed)
            statement.Fields.SkipLast(1).ShouldAllBe(field => !field.Contains(':'));
        Should.Throw<ArgumentException>(() =>
            PotStatements.Opening(draw.PotId, DrawMode.Classic, draw.SeedHash, draw.SeedHash, Due)
        );
    }

    [Fact]
    public void In_roster_mode_neither_opening_nor_lock_names_a_beacon()
    {
        using var pot = new PublishedPot(DrawMode.Roster);

        pot.Signed.Select(s => s.Fields.Count).ShouldBe([5, 6, 5]);
    }

    [Fact]
    public void The_proof_has_the_members_of_the_contract_in_order()
    {
        using var pot = new PublishedPot(DrawMode.Beacon);
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(pot.Proof));

        json.RootElement.EnumerateObject()
            .Select(m => m.Name)
            .ShouldBe([
                "pot_id",
                "title",
                "mode",
                "entry_cost",
                "max_tickets",
                "opened_at",
                "seed_hash",
                "reveal_seed",
                "tag_commitment",
                "roster_root",
                "total_tickets",
                "locked_at",
                "published_at",
                "beacon",
                "commit_input",
                "commit_hash",
                "mac",
                "winner_index",
                "winning_ticket",
                "winner_tag",
                "winner_entry_id",
                "payout",
                "entries",
                "signatures",
                "settled_at",
            ]);
        json.RootElement.GetProperty("payout").GetInt64().ShouldBe(500);
        json.RootElement.GetProperty("winner_index").GetInt32().ShouldBe(pot.Result.WinnerIndex);
        using var roster = new PublishedPot(DrawMode.Roster);
        JsonSerializer.SerializeToElement(roster.Proof).GetProperty("beacon").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public void A_proof_is_not_made_with_another_round_or_with_more_credits_than_there_can_be()
    {
        using var pot = new PublishedPot(DrawMode.Beacon);
        using var roster = new PublishedPot(DrawMode.Roster);

        Should.Throw<ArgumentException>(() => PotProof.Of(pot.Result, pot.Facts, pot.Signed, Quicknet.Round(1001)));
        Should.Throw<ArgumentException>(() => PotProof.Of(pot.Result, pot.Facts, pot.Signed));
        Should.Throw<ArgumentException>(() =>
            PotProof.Of(roster.Result, roster.Facts, roster.Signed, Quicknet.Round(1000))
        );
        Should.Throw<OverflowException>(() =>
            PotProof.Of(roster.Result, roster.Facts with { EntryCost = new Credits(long.MaxValue) }, roster.Signed)
        );
    }

    // Over many seeds every ticket of a small pot wins about as often as any other.
    [Fact]
    public void No_ticket_has_an_edge()
    {
        var spec = PotVectors.Spec();
        var wins = new int[10];
        for (var i = 0; i < 10_000; i++)
        {
            var seed = ServerSeed.FromHex(Convert.ToHexStringLower(SHA256.HashData(BitConverter.GetBytes(i))));
            wins[PotFormula.Draw(spec with { Seed = seed, SeedHash = seed.Commitment }).WinnerIndex]++;
        }

        // 1,000 each on average, with a deviation of 30: five of them.
        wins.ShouldAllBe(count => count > 850 && count < 1_150);
    }
}
