using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Tests.World;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>What is stored and not what was published stops a draw by beacon as it stops any other.</summary>
public sealed class BeaconTamperTests(TestCluster cluster)
{
    // What somebody with the owner's login might do once everybody has seen root and round.
    [Theory]
    [InlineData("update draw_commitments set beacon_round = 1002 where room_id = $1", "roster_signature")]
    [InlineData(
        "update draw_commitments set published_at = published_at - interval '3 s' where room_id = $1",
        "roster_signature"
    )]
    [InlineData("update draw_commitments set roster_root = repeat('0', 64) where room_id = $1", "roster_signature")]
    [InlineData("update room_entries set voided_at = now() where room_id = $1 and tickets_start = 1", "roster")]
    [InlineData("delete from room_entries where room_id = $1 and tickets_start = 1", "roster")]
    [InlineData("update draw_commitments set seed_encrypted = 'v1.nonsense' where room_id = $1", "seed")]
    public async Task What_does_not_match_freezes_the_lot_and_nothing_is_drawn(string tampering, string what)
    {
        await using var world = await BeaconWorld.StartAsync(cluster);
        var lot = await world.PublishedAsync();
        await TamperAsync(world, tampering, lot);
        world.ToTheRound();
        world.UseCases.Clock.Advance(TimeSpan.FromSeconds(3));
        var node = world.Node();

        await node.StartAsync();
        await Eventually.TrueAsync(async () => (await world.UseCases.LotAsync(lot)).FrozenAt is not null);

        (await world.UseCases.LotAsync(lot)).FrozenReason.ShouldBe(what);
        (await world.IsDrawnAsync(lot)).ShouldBeFalse();
        (await world.AlertsAsync()).ShouldHaveSingleItem().Kind.ShouldBe("lot_frozen");
        (await world.UseCases.Get<DueWork>().ToDrawByBeaconAsync(default)).ShouldBeEmpty();
        (
            await world
                .UseCases.Get<DrawByBeacon>()
                .RunAsync(lot, RecordedRounds.Of(BeaconWorld.Round).Signature, default)
        ).ShouldBeFalse();
    }

    [Fact]
    public async Task A_lot_that_waits_for_a_round_is_not_drawn_without_one_whatever_mode_is_stored()
    {
        await using var world = await BeaconWorld.StartAsync(cluster);
        var lot = await world.PublishedAsync();
        await TamperAsync(world, "update rooms set draw_mode = 'roster' where id = $1", lot);
        await TamperAsync(world, "update draw_commitments set mode = 'roster' where room_id = $1", lot);
        world.ToTheRound();

        await world.UseCases.Get<DrawLot>().RunAsync(lot, default);

        (await world.IsDrawnAsync(lot)).ShouldBeFalse();
        (await world.UseCases.LotAsync(lot)).FrozenReason.ShouldBe("roster_signature");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public async Task A_round_that_can_not_be_stops_its_own_lot_and_no_other(long round)
    {
        await using var world = await BeaconWorld.StartAsync(cluster);
        var (tampered, other) = (await world.PublishedAsync(), await world.PublishedAsync());
        await TamperAsync(world, $"update draw_commitments set beacon_round = {round} where room_id = $1", tampered);
        world.ToTheRound();

        var due = await world.UseCases.Get<DueWork>().ToDrawByBeaconAsync(default);

        due.Select(w => w.LotId).ShouldBe([other]);
        (await world.UseCases.Get<LotReads>().FindAsync(tampered, null, null, default))!.BeaconRound.ShouldBe(round);
        (
            await world
                .UseCases.Get<DrawByBeacon>()
                .RunAsync(tampered, RecordedRounds.Of(BeaconWorld.Round).Signature, default)
        ).ShouldBeFalse();
        // The auditor finds it, and its lot is frozen.
        (await world.UseCases.Get<Auditor>().RunAsync(default)).Violations.ShouldContain(v =>
            v.Invariant == "fairness_log_says_what_was_done" && v.LotId == tampered
        );
    }

    [Fact]
    public async Task A_roster_that_is_changed_before_it_is_published_freezes_the_lot()
    {
        await using var world = await BeaconWorld.StartAsync(cluster);
        var lot = await world.FundedAsync();
        await TamperAsync(world, "delete from room_entries where room_id = $1 and tickets_start = 1", lot);

        await world.UseCases.Get<FreezeRoster>().RunAsync(lot, default);

        (await world.UseCases.LotAsync(lot)).FrozenReason.ShouldBe("roster");
        (await world.CommitmentAsync(lot)).ShouldSatisfyAllConditions(
            c => c.PublishedAt.ShouldBeNull(),
            c => c.BeaconRound.ShouldBeNull()
        );
        (await world.AlertsAsync()).ShouldHaveSingleItem().Kind.ShouldBe("lot_frozen");
    }

    [Fact]
    public async Task A_chain_that_is_not_the_one_of_the_opening_freezes_the_lot()
    {
        await using var world = await BeaconWorld.StartAsync(cluster);
        var lot = await world.FundedAsync();
        await TamperAsync(world, "update draw_commitments set beacon_chain = repeat('5', 64) where room_id = $1", lot);

        await world.UseCases.Get<FreezeRoster>().RunAsync(lot, default);

        (await world.UseCases.LotAsync(lot)).FrozenReason.ShouldBe("beacon_chain");
        (await world.CommitmentAsync(lot)).PublishedAt.ShouldBeNull();
    }

    // With the constraints and triggers off, as only a superuser can.
    private static async Task TamperAsync(BeaconWorld world, string sql, LotId lot)
    {
        await using var open = new NpgsqlConnection(world.UseCases.Database.Administrator);
        await open.OpenAsync();
        await using (var off = new NpgsqlCommand("set session_replication_role = replica", open))
            await off.ExecuteNonQueryAsync();
        await using var tamper = new NpgsqlCommand(sql, open);
        tamper.Parameters.Add(new NpgsqlParameter { Value = lot.Value });
        (await tamper.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }
}
