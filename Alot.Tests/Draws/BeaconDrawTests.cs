using System.Text.Json;
using Alot.Data.Draws;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>Beacon mode from opening to draw, with real recorded rounds from relays on this machine.</summary>
public sealed class BeaconDrawTests(TestCluster cluster)
{
    private static readonly RecordedRound Agreed = RecordedRounds.Of(BeaconWorld.Round);

    [Fact]
    public async Task A_lot_is_drawn_with_the_round_that_was_agreed_when_its_roster_was_published()
    {
        await using var world = await BeaconWorld.StartAsync(cluster);
        var node = world.Node();
        var lot = await world.FundedAsync();
        (await world.CommitmentAsync(lot)).ShouldSatisfyAllConditions(
            c => c.BeaconChain.ShouldBe(RecordedRounds.ChainHash),
            c => c.BeaconRound.ShouldBeNull("the round follows from the time of publication")
        );
        await world.UseCases.Get<FreezeRoster>().RunAsync(lot, default);
        var commitment = await world.CommitmentAsync(lot);
        commitment.BeaconRound.ShouldBe(1001);

        // What players see: the chain, the round, and a draw that is due when the round is, not at the lot's own delay.
        var seen = (await world.UseCases.Get<LotReads>().FindAsync(lot, null, null, default))!;
        (seen.BeaconChain, seen.BeaconRound).ShouldBe((RecordedRounds.ChainHash, 1001));
        seen.DrawDueAt.ShouldBe(DrandChain.Quicknet.TimeOf(1001));
        seen.DrawDueAt!.Value.ShouldBeGreaterThan((await world.UseCases.LotAsync(lot)).DrawDueAt!.Value);
        var listed = await world.UseCases.Get<LotDiscovery>().FindAsync(new(LotStatus.Funded), default);
        listed.Items.Single(l => l.Id == lot).DrawDueAt.ShouldBe(seen.DrawDueAt);

        world.UseCases.Clock.Advance(TimeSpan.FromSeconds(61));
        await WaitsAsync(world, node, lot);
        world.ToTheRound();
        var due = (await world.UseCases.Get<DueWork>().ToDrawByBeaconAsync(default)).ShouldHaveSingleItem();
        due.ShouldBe(new WaitingForRound(lot, DrandChain.Quicknet, 1001, IsAlternate: false, IsToReport: false));
        (await world.UseCases.Get<DueWork>().ToDrawAsync(default)).ShouldBeEmpty();
        (await world.UseCases.Get<DrawLot>().RunAsync(lot, default)).ShouldBeFalse("only with the round");

        await node.StartAsync();
        node.Wake();
        await Eventually.TrueAsync(() => world.IsDrawnAsync(lot));

        world.First.Asked.ShouldBe([$"/{RecordedRounds.ChainHash}/public/1001"]);
        var proof = await ProofAsync(world, lot);
        proof.Mode.ShouldBe("beacon");
        proof.Beacon.ShouldBe(new DrawProofBeacon(RecordedRounds.ChainHash, 1001, Agreed.Randomness, Agreed.Signature));
        await RecomputesAsync(world, lot, proof);
        var fields = proof.Signatures.ToDictionary(s => s.Kind, s => s.Fields);
        fields["roster"]
            .ShouldBe([
                $"{lot}",
                commitment.RosterRoot!,
                "52",
                "1001",
                DrawFormula.FormatTime(commitment.PublishedAt!.Value),
            ]);
        fields["draw"].ShouldBe([$"{lot}", proof.CombinedSeed, $"{proof.WinningTicket}", proof.DrawnAt]);
        (await OpeningAsync(world, lot)).ShouldBe([
            $"{lot}",
            "beacon",
            commitment.Commitment,
            commitment.TagCommitment,
            RecordedRounds.ChainHash,
            DrawFormula.FormatTime(commitment.CreatedAt),
        ]);
        (await world.UseCases.Get<SettleLot>().RunAsync(lot, default)).ShouldBeTrue();
        (await world.UseCases.LotAsync(lot)).Status.ShouldBe(LotStatus.Settled);
    }

    [Fact]
    public async Task The_round_is_counted_from_when_the_list_was_read_however_long_that_took()
    {
        await using var world = await BeaconWorld.StartAsync(cluster);
        var lot = await world.FundedAsync();

        Task<bool> publishing;
        await using (await world.UseCases.Database.HoldTableAsync("room_entries"))
        {
            publishing = world.UseCases.Get<FreezeRoster>().RunAsync(lot, default);
            await world.UseCases.Database.SomebodyWaitsAsync();
            world.UseCases.Clock.Advance(TimeSpan.FromMinutes(2));
        }
        (await publishing).ShouldBeTrue();

        (await world.CommitmentAsync(lot)).ShouldSatisfyAllConditions(
            c => c.PublishedAt.ShouldBe(world.UseCases.Now),
            c => c.BeaconRound.ShouldBe(DrandChain.Quicknet.RoundAt(world.UseCases.Now.AddSeconds(60)))
        );
    }

    [Fact]
    public async Task The_other_relay_is_used_when_the_first_lies()
    {
        await using var world = await BeaconWorld.StartAsync(cluster, RelayMood.Forged);
        var lot = await world.PublishedAsync();
        world.ToTheRound();
        var node = world.Node();

        await node.StartAsync();
        await Eventually.TrueAsync(() => world.IsDrawnAsync(lot));

        world.First.Asked.Count.ShouldBe(1);
        (await ProofAsync(world, lot)).Beacon!.Signature.ShouldBe(Agreed.Signature);
        node.Log.OfRelays.ShouldHaveSingleItem().ShouldContain("false");
    }

    [Theory]
    [InlineData(RelayMood.Forged)]
    [InlineData(RelayMood.ForgedWithAnother)]
    [InlineData(RelayMood.OtherRound)]
    public async Task Nothing_is_drawn_while_every_relay_lies_and_the_right_round_is_waited_for(RelayMood mood)
    {
        await using var world = await BeaconWorld.StartAsync(cluster, mood, mood);
        var lot = await world.PublishedAsync();
        world.ToTheRound();
        var node = world.Node();
        await node.StartAsync();

        await AskedAsync(world, node, 3);

        (await world.IsDrawnAsync(lot)).ShouldBeFalse();
        (await world.UseCases.LotAsync(lot)).ShouldSatisfyAllConditions(
            l => l.Status.ShouldBe(LotStatus.Funded),
            l => l.FrozenAt.ShouldBeNull("it only waits")
        );
        world.Second.Mood = RelayMood.Honest;
        await DrawnAsync(world, node, lot);
        (await ProofAsync(world, lot)).Beacon!.Round.ShouldBe(BeaconWorld.Round);
        world.First.Asked.Concat(world.Second.Asked).ShouldAllBe(path => path.EndsWith("/public/1001"));
    }

    [Fact]
    public async Task A_caller_can_draw_neither_early_nor_with_anything_but_the_agreed_round()
    {
        await using var world = await BeaconWorld.StartAsync(cluster);
        var draw = world.UseCases.Get<DrawByBeacon>();
        var lot = await world.FundedAsync();
        (await draw.RunAsync(lot, Agreed.Signature, default)).ShouldBeFalse("no roster is published");
        await world.UseCases.Get<FreezeRoster>().RunAsync(lot, default);
        world.UseCases.Clock.Advance(TimeSpan.FromSeconds(61));
        (await draw.RunAsync(lot, Agreed.Signature, default)).ShouldBeFalse("its round is not due");
        world.ToTheRound();

        foreach (var other in RecordedRounds.All.Where(r => r.Round != Agreed.Round))
            (await draw.RunAsync(lot, other.Signature, default)).ShouldBeFalse($"that is round {other.Round}");
        (await draw.RunAsync(lot, LocalRelay.Flipped(Agreed.Signature), default)).ShouldBeFalse("it is forged");
        (await draw.RunAsync(lot, "", default)).ShouldBeFalse();
        (await world.IsDrawnAsync(lot)).ShouldBeFalse();

        (await draw.RunAsync(lot, Agreed.Signature, default)).ShouldBeTrue();
        (await draw.RunAsync(lot, Agreed.Signature, default)).ShouldBeFalse("there is one draw, ever");
    }

    [Fact]
    public async Task Twenty_triggers_on_two_nodes_at_once_make_one_draw()
    {
        await using var world = await BeaconWorld.StartAsync(cluster);
        var lot = await world.PublishedAsync();
        world.ToTheRound();
        BeaconNode[] nodes = [world.Node(), world.Node()];

        foreach (var node in nodes)
            await node.StartAsync();
        var drawn = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        nodes[i % 2].Wake();
                        return await nodes[i % 2].Get<DrawByBeacon>().RunAsync(lot, Agreed.Signature, default);
                    })
                )
        );

        // A worker may have been quicker than all twenty, and they don't wait for it.
        drawn.Count(d => d).ShouldBeLessThanOrEqualTo(1);
        await Eventually.TrueAsync(() => world.IsDrawnAsync(lot));
        (await world.UseCases.ReadAsync(db => db.LotDraws.CountAsync(d => d.LotId == lot))).ShouldBe(1);
        var kinds = await world.UseCases.ReadAsync(db =>
            db.FairnessLog.Where(r => r.Record.Contains(lot.Value.ToString()))
                .OrderBy(r => r.Sequence)
                .Select(r => r.Kind)
                .ToListAsync()
        );
        kinds.ShouldBe(["opening", "roster", "draw"]);
        (await world.UseCases.EntriesAsync(lot)).Count(e => e.IsWinner).ShouldBe(1);
    }

    [Fact]
    public async Task A_node_that_starts_anew_goes_on_waiting_for_the_same_round()
    {
        await using var world = await BeaconWorld.StartAsync(cluster, RelayMood.Down, RelayMood.TooEarly);
        var lot = await world.PublishedAsync();
        var before = await world.CommitmentAsync(lot);
        world.ToTheRound();
        var first = world.Node();
        await first.StartAsync();
        await AskedAsync(world, first, 1);
        await first.StopAsync();
        (await world.IsDrawnAsync(lot)).ShouldBeFalse();

        // Hours later, with thousands of later rounds to be had.
        world.UseCases.Clock.Advance(TimeSpan.FromHours(5));
        world.First.Mood = RelayMood.Honest;
        var second = world.Node();
        await second.StartAsync();
        await Eventually.TrueAsync(() => world.IsDrawnAsync(lot));

        (await world.CommitmentAsync(lot)).BeaconRound.ShouldBe(before.BeaconRound);
        (await ProofAsync(world, lot)).Beacon!.Round.ShouldBe(BeaconWorld.Round);
    }

    [Fact]
    public async Task Staff_are_told_once_after_ten_minutes_and_the_alert_goes_with_the_draw()
    {
        await using var world = await BeaconWorld.StartAsync(cluster, RelayMood.Down, RelayMood.Down);
        var lot = await world.PublishedAsync();
        var report = world.UseCases.Get<ReportLateBeacon>();
        world.ToTheRound();
        world.UseCases.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        (await report.RunAsync(lot, default)).ShouldBeFalse("there is some time left");
        (await world.AlertsAsync()).ShouldBeEmpty();

        world.UseCases.Clock.Advance(TimeSpan.FromSeconds(1));
        var node = world.Node();
        await node.StartAsync();
        await Eventually.TrueAsync(async () => (await world.AlertsAsync()).Count > 0);
        await AskedAsync(world, node, 2);
        var alert = (await world.AlertsAsync()).ShouldHaveSingleItem();
        (alert.Kind, alert.Subject, alert.ClearedAt).ShouldBe(("beacon_late", lot.ToString(), null));
        alert.Text.ShouldContain("drand round 1001");
        (await world.UseCases.Get<DueWork>().ToDrawByBeaconAsync(default)).Single().IsToReport.ShouldBeFalse();

        world.First.Mood = RelayMood.Honest;
        await DrawnAsync(world, node, lot);

        (await world.AlertsAsync()).ShouldHaveSingleItem().ClearedAt.ShouldBe(world.UseCases.Now);
    }

    private static async Task WaitsAsync(BeaconWorld world, BeaconNode node, LotId lot)
    {
        (await node.Get<DueWork>().ToDrawByBeaconAsync(default)).ShouldBeEmpty();
        (await world.IsDrawnAsync(lot)).ShouldBeFalse();
    }

    /// <summary>Until the first relay was asked so often.</summary>
    private static Task AskedAsync(BeaconWorld world, BeaconNode node, int times) =>
        Eventually.TrueAsync(() =>
        {
            node.Wake();
            return world.First.Asked.Count >= times;
        });

    private static Task DrawnAsync(BeaconWorld world, BeaconNode node, LotId lot) =>
        Eventually.TrueAsync(() =>
        {
            node.Wake();
            return world.IsDrawnAsync(lot);
        });

    private static async Task<DrawProof> ProofAsync(BeaconWorld world, LotId lot) =>
        JsonSerializer.Deserialize<DrawProof>(
            (await world.UseCases.Get<DrawReads>().ProofAsync(lot, null, null, default))!
        )!;

    /// <summary>From what is public, and the round as it was recorded.</summary>
    private static async Task RecomputesAsync(BeaconWorld world, LotId lot, DrawProof proof)
    {
        var leaves = await world.UseCases.Get<DrawReads>().RosterAsync(lot, null, null, default);
        var again = DrawFormula.Draw(
            new DrawInputs
            {
                Mode = DrawMode.Beacon,
                LotId = lot,
                CreatedAt = (await world.UseCases.LotAsync(lot)).CreatedAt,
                Seed = ServerSeed.FromHex(proof.ServerSeed),
                Commitment = proof.Commitment,
                TotalTickets = proof.TotalTickets,
                EscrowBalance = Domain.Ledger.Money.Dollars(40),
                Roster = new Roster(await leaves!.ToListAsync()),
                RosterRoot = proof.RosterRoot,
                Randomness = Agreed.Randomness,
            }
        );
        (again.WinningTicket, again.Nonce, again.CombinedSeed).ShouldBe(
            (proof.WinningTicket, proof.Nonce, proof.CombinedSeed)
        );
    }

    private static async Task<string[]> OpeningAsync(BeaconWorld world, LotId lot)
    {
        var record = await world.UseCases.ReadAsync(db =>
            db.FairnessLog.Where(r => r.Kind == "opening" && r.Record.Contains(lot.Value.ToString()))
                .Select(r => r.Record)
                .SingleAsync()
        );
        return JsonDocument.Parse(record).RootElement.GetProperty("fields").Deserialize<string[]>()!;
    }
}
