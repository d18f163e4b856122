using System.Text.Json;
using Alot.Data.Accounts;
using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>In beacon mode whoever disqualifies a winner can't know who follows: a round yet to come says it.</summary>
public sealed class BeaconAlternateTests(TestCluster cluster)
{
    private const long OfTheLot = 123;
    private const long OfTheAlternate = 1001;

    private static readonly RecordedRound Agreed = RecordedRounds.Of(OfTheAlternate);

    [Fact]
    public async Task The_alternate_waits_for_the_round_that_was_published_with_the_disqualification()
    {
        await using var world = await BeaconWorld.StartAsync(cluster, round: OfTheLot);
        var lot = await SettledAsync(world);
        var first = await WinnerAsync(world, lot);
        world.ToBefore(OfTheAlternate);
        var (one, two) = (await StaffAsync(world), await StaffAsync(world));
        await DecideAsync(world, two, (await ProposeAsync(world, one, lot)).ApprovalId);

        // Named, and nobody holds the prize in a way that counts.
        var awaited = await WinnerAsync(world, lot);
        (awaited.WinnerUserId, awaited.Sequence, awaited.AwaitedRound).ShouldBe(
            (first.WinnerUserId, 0, OfTheAlternate)
        );
        (await RefusedAsync(() => ProposeAsync(world, one, lot))).ShouldBe("alternate_awaited");
        (await ClaimAsync(world, lot)).ShouldBe("reveals_disqualified");
        (await world.UseCases.Get<LotReads>().FindAsync(lot, null, null, default))!.Winner!.AwaitedRound.ShouldBe(
            OfTheAlternate
        );
        (await KindsAsync(world, lot)).ShouldBe(["opening", "roster", "draw", "disqualification"]);
        (await world.UseCases.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();

        // Neither early nor by another round.
        var draw = world.UseCases.Get<DrawAlternate>();
        (await draw.RunAsync(lot, Agreed.Signature, default)).ShouldBeFalse("the round is not due");
        (await world.UseCases.Get<DueWork>().ToDrawByBeaconAsync(default)).ShouldBeEmpty();
        world.ToTheRound(OfTheAlternate);
        (await draw.RunAsync(lot, RecordedRounds.Of(1000).Signature, default)).ShouldBeFalse("another round");
        (await WinnerAsync(world, lot)).AwaitedRound.ShouldBe(OfTheAlternate);

        var node = world.Node();
        await node.StartAsync();
        node.Wake();
        await Eventually.TrueAsync(async () => (await WinnerAsync(world, lot)).Sequence == 1);
        // One is enough.
        (await draw.RunAsync(lot, Agreed.Signature, default)).ShouldBeFalse();

        world.First.Asked.ShouldBe([$"/{RecordedRounds.ChainHash}/public/{OfTheAlternate}"]);
        await ShouldFollowFromTheRoundAsync(world, lot, first);
        (await KindsAsync(world, lot)).ShouldBe(["opening", "roster", "draw", "disqualification", "alternate"]);
        (await world.UseCases.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_nobody_else_holds_a_ticket_nothing_is_published()
    {
        await using var world = await BeaconWorld.StartAsync(cluster, round: OfTheLot);
        var lot = await world.UseCases.OpenLotAsync(40, mode: DrawMode.Beacon);
        await world.UseCases.BuyAsync(await world.UseCases.Cast.PlayerAsync(), lot, 40);
        await SettleAsync(world, lot);
        var asked = await ProposeAsync(world, await StaffAsync(world), lot);

        (await RefusedAsync(async () => await DecideAsync(world, await StaffAsync(world), asked.ApprovalId))).ShouldBe(
            "no_alternate"
        );

        (await WinnerAsync(world, lot)).AwaitedRound.ShouldBeNull();
        (await KindsAsync(world, lot)).ShouldBe(["opening", "roster", "draw"]);
    }

    [Fact]
    public async Task The_round_is_counted_from_when_the_list_was_read_however_long_that_took()
    {
        await using var world = await BeaconWorld.StartAsync(cluster, round: OfTheLot);
        var lot = await SettledAsync(world);
        var (one, two) = (await StaffAsync(world), await StaffAsync(world));
        var asked = await ProposeAsync(world, one, lot);

        Task<DecidedApproval> deciding;
        await using (await world.UseCases.Database.HoldTableAsync("room_entries"))
        {
            deciding = DecideAsync(world, two, asked.ApprovalId);
            await world.UseCases.Database.SomebodyWaitsAsync();
            world.UseCases.Clock.Advance(TimeSpan.FromMinutes(2));
        }
        await deciding;

        var published = await world.UseCases.ReadAsync(db => db.LotDisqualifications.SingleAsync(d => d.LotId == lot));
        published.PublishedAt.ShouldBe(world.UseCases.Now);
        published.BeaconRound.ShouldBe(DrandChain.Quicknet.RoundAt(world.UseCases.Now.AddSeconds(60)));
    }

    [Fact]
    public async Task A_list_that_was_changed_together_with_its_root_stops_the_alternate()
    {
        await using var world = await BeaconWorld.StartAsync(cluster, round: OfTheLot);
        var lot = await SettledAsync(world);
        world.ToBefore(OfTheAlternate);
        var asked = await ProposeAsync(world, await StaffAsync(world), lot);
        await DecideAsync(world, await StaffAsync(world), asked.ApprovalId);

        // Somebody with the owner's login gives the others' tickets to one of them, and has the stored root follow.
        var winner = (await WinnerAsync(world, lot)).WinnerUserId;
        await world.UseCases.Database.RunAsync(
            $"""
            alter table room_entries disable trigger user;
            update room_entries set user_id = (select max(user_id::text)::uuid from room_entries where user_id <> '{winner}')
                where user_id <> '{winner}';
            alter table room_entries enable trigger user;
            """,
            world.UseCases.Database.Owner
        );
        var leaves = await (await world.UseCases.Get<DrawReads>().RosterAsync(lot, null, null, default))!.ToListAsync();
        await world.UseCases.Database.RunAsync(
            "update draw_commitments set roster_root = $1",
            world.UseCases.Database.Owner,
            new Roster(leaves).Root
        );
        world.ToTheRound(OfTheAlternate);
        await world.UseCases.Get<DrawAlternate>().RunAsync(lot, Agreed.Signature, default);

        (await WinnerAsync(world, lot)).Sequence.ShouldBe(0);
        (await world.UseCases.LotAsync(lot)).FrozenReason.ShouldBe("roster_signature");
    }

    [Fact]
    public async Task Staff_are_told_of_a_late_round_and_a_changed_list_stops_the_alternate()
    {
        await using var world = await BeaconWorld.StartAsync(cluster, RelayMood.Down, RelayMood.Down, OfTheLot);
        var lot = await SettledAsync(world);
        world.ToBefore(OfTheAlternate);
        var asked = await ProposeAsync(world, await StaffAsync(world), lot);
        await DecideAsync(world, await StaffAsync(world), asked.ApprovalId);

        world.ToTheRound(OfTheAlternate);
        (await world.UseCases.Get<ReportLateBeacon>().RunAsync(lot, default)).ShouldBeFalse("it is only just due");
        world.UseCases.Clock.Advance(TimeSpan.FromMinutes(10));
        (await world.UseCases.Get<ReportLateBeacon>().RunAsync(lot, default)).ShouldBeTrue();
        (await world.AlertsAsync()).ShouldHaveSingleItem().Text.ShouldContain($"round {OfTheAlternate}");

        // Somebody with the owner's login makes another list of what was sold.
        await world.UseCases.Database.RunAsync(
            """
            alter table room_entries disable trigger user;
            update room_entries set tickets_start = tickets_start, user_id = (select min(user_id::text)::uuid from room_entries);
            alter table room_entries enable trigger user;
            """,
            world.UseCases.Database.Owner
        );
        (await world.UseCases.Get<DrawAlternate>().RunAsync(lot, Agreed.Signature, default)).ShouldBeTrue();

        (await WinnerAsync(world, lot)).Sequence.ShouldBe(0);
        (await world.UseCases.LotAsync(lot)).FrozenReason.ShouldBe("roster_root");
        // The round is there; what staff have to look at now is the freeze.
        (await world.AlertsAsync())
            .Where(a => a.ClearedAt is null)
            .Select(a => a.Kind)
            .ShouldBe(["lot_frozen"]);
    }

    [Fact]
    public async Task What_was_published_is_never_changed_and_no_other_round_takes_its_place()
    {
        await using var world = await BeaconWorld.StartAsync(cluster, round: OfTheLot);
        var lot = await SettledAsync(world);
        world.ToBefore(OfTheAlternate);
        var asked = await ProposeAsync(world, await StaffAsync(world), lot);
        await DecideAsync(world, await StaffAsync(world), asked.ApprovalId);

        foreach (var login in (string[])[world.UseCases.Database.App, world.UseCases.Database.Owner])
        foreach (
            var sql in (string[])
                ["update draw_disqualifications set beacon_round = 1002", "delete from draw_disqualifications"]
        )
            (
                await Should.ThrowAsync<PostgresException>(() => world.UseCases.Database.RunAsync(sql, login))
            ).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        (
            await Should.ThrowAsync<PostgresException>(() =>
                world.UseCases.Database.RunAsync(
                    """
                    insert into draw_alternates (room_id, sequence, disqualified_user_id, reason, approval_id, requested_by, approved_by, nonce,
                        beacon_round, combined_seed, winning_ticket, winner_user_id, winner_entry_id, drawn_at, verification_details)
                    select q.room_id, q.sequence, q.user_id, q.reason, q.approval_id, q.requested_by, q.approved_by, 1,
                        q.beacon_round + 1, 'x', 1, e.user_id, e.id, now(), '{}'
                    from draw_disqualifications q join room_entries e on e.room_id = q.room_id limit 1
                    """,
                    world.UseCases.Database.Owner
                )
            )
        ).ConstraintName.ShouldBe("alternates_keep_the_round");

        // Who switches triggers off can't sign another round.
        await world.UseCases.Database.RunAsync(
            """
            alter table draw_disqualifications disable trigger user;
            update draw_disqualifications set beacon_round = 1002;
            alter table draw_disqualifications enable trigger user;
            """,
            world.UseCases.Database.Owner
        );
        world.ToTheRound(1002);
        await world.UseCases.Get<DrawAlternate>().RunAsync(lot, RecordedRounds.Of(1002).Signature, default);
        (await WinnerAsync(world, lot)).Sequence.ShouldBe(0);
        (await world.UseCases.LotAsync(lot)).FrozenReason.ShouldBe("disqualification_signature");
    }

    private static async Task ShouldFollowFromTheRoundAsync(BeaconWorld world, LotId lot, LotWinner first)
    {
        var reads = world.UseCases.Get<DrawReads>();
        var proof = JsonSerializer.Deserialize<DrawProof>((await reads.ProofAsync(lot, null, null, default))!)!;
        var leaves = await (await reads.RosterAsync(lot, null, null, default))!.ToListAsync();
        var tags = (await world.CommitmentAsync(lot)).OpenTagKey(world.UseCases.Sealer);
        var start = DrawFormula.FirstNonce(DrawMode.Beacon, proof.RosterRoot, Agreed.Randomness);
        var expected = AlternateTests.Recompute(proof, leaves, [first.WinnerUserId], start - 1, tags);

        var published = JsonSerializer.Deserialize<AlternateProof>(
            (await reads.AlternatesAsync(lot, null, null, default))!.ShouldHaveSingleItem()
        )!;
        (published.FirstNonce, published.Nonce, published.CombinedSeed, published.WinningTicket).ShouldBe(
            (start, expected.Nonce, expected.CombinedSeed, expected.Ticket)
        );
        published.Beacon.ShouldBe(
            new DrawProofBeacon(RecordedRounds.ChainHash, OfTheAlternate, Agreed.Randomness, Agreed.Signature)
        );
        published.Signatures.Select(s => s.Kind).ShouldBe(["disqualification", "alternate"]);
        published.Signatures[0].Fields.Take(4).ShouldBe([$"{lot}", "1", $"{first.WinningTicket}", $"{OfTheAlternate}"]);
        var now = await WinnerAsync(world, lot);
        (now.WinningTicket, now.AwaitedRound).ShouldBe((expected.Ticket, null));
        now.WinnerUserId.ShouldNotBe(first.WinnerUserId);
    }

    private static async Task<LotId> SettledAsync(BeaconWorld world)
    {
        var lot = await world.FundedAsync();
        await SettleAsync(world, lot);
        return lot;
    }

    private static async Task SettleAsync(BeaconWorld world, LotId lot)
    {
        (await world.UseCases.Get<FreezeRoster>().RunAsync(lot, default)).ShouldBeTrue();
        (await world.CommitmentAsync(lot)).BeaconRound.ShouldBe(OfTheLot);
        world.ToTheRound(OfTheLot);
        await world.UseCases.Get<DrawByBeacon>().RunAsync(lot, RecordedRounds.Of(OfTheLot).Signature, default);
        while (await world.UseCases.Get<SettleLot>().RunAsync(lot, default)) { }
        (await world.UseCases.LotAsync(lot)).Status.ShouldBe(LotStatus.Settled);
    }

    private static async Task<string?> ClaimAsync(BeaconWorld world, LotId lot) =>
        (
            await Should.ThrowAsync<PostgresException>(() =>
                world.UseCases.Database.RunAsync(
                    "update reveals set status = 'claimed', claimed_at = now() where room_id = $1 and status = 'revealed_won'",
                    null,
                    lot.Value
                )
            )
        ).ConstraintName;

    private static async Task<IEnumerable<string>> KindsAsync(BeaconWorld world, LotId lot) =>
        (await world.UseCases.Get<FairnessReads>().OfLotAsync(lot, null, null, default))!.Records.Select(r => r.Kind);

    private static Task<LotWinner> WinnerAsync(BeaconWorld world, LotId lot) =>
        world.UseCases.ReadAsync(db => db.LotWinners.SingleAsync(w => w.LotId == lot));

    private static Task<PlayerId> StaffAsync(BeaconWorld world) => world.UseCases.Cast.StaffAsync(StaffRole.Admin);

    private static Task<AskedOfLot> ProposeAsync(BeaconWorld world, PlayerId by, LotId lot) =>
        world
            .UseCases.Get<ProposeDisqualification>()
            .RunAsync(new(by, world.UseCases.Key(), lot, "A stolen card."), default);

    private static Task<DecidedApproval> DecideAsync(BeaconWorld world, PlayerId by, Guid asked) =>
        world.UseCases.Get<DecideApproval>().RunAsync(new(by, world.UseCases.Key(), asked, true), default);

    private static async Task<string> RefusedAsync(Func<Task> act) => (await Should.ThrowAsync<Refusal>(act)).Code;
}
