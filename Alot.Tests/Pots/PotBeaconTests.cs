using System.Text.Json;
using Alot.Data.Auditing;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Pots;
using Alot.Tests.Draws;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>Pots drawn by a recorded round of drand.</summary>
public sealed class PotBeaconTests(TestCluster cluster)
{
    private const long Agreed = 1001;

    [Fact]
    public async Task A_beacon_pot_waits_for_the_round_that_was_signed_at_its_lock_and_takes_no_other()
    {
        await using var world = await WorldAsync();
        var (pot, _) = await world.FullPotAsync(3);
        await world.RunPotsAsync();
        var locked = await world.PotAsync(pot);
        (locked.Status, locked.Mode, locked.BeaconRound).ShouldBe((PotStatus.Locked, DrawMode.Beacon, Agreed));
        locked.CommitHash.ShouldBeNull("nobody can know it yet");
        (await world.Get<DuePots>().ToCommitAsync(default)).ShouldBeEmpty();

        // As long as the round is not there nothing is revealed, however late it gets.
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.RunPotsAsync();
        (await world.PotAsync(pot)).Status.ShouldBe(PotStatus.Locked);
        (await world.Get<DuePots>().ToCommitAsync(default))
            .ShouldHaveSingleItem()
            .ShouldBe(new PotWaitingForRound(pot, DrandChain.Quicknet, Agreed));
        var commit = world.Get<CommitPot>();
        var another = Quicknet.Rounds.First(r => r.Round != Agreed).Signature;
        (await commit.RunAsync(pot, another, default)).ShouldBeFalse();
        (await commit.RunAsync(pot, "00", default)).ShouldBeFalse();
        (await world.PotAsync(pot)).CommitHash.ShouldBeNull();

        (await commit.RunAsync(pot, Quicknet.Round(Agreed).Signature, default)).ShouldBeTrue();
        (await commit.RunAsync(pot, Quicknet.Round(Agreed).Signature, default)).ShouldBeFalse("once");
        await world.RunPotsAsync();

        var settled = await world.PotAsync(pot);
        settled.Status.ShouldBe(PotStatus.Settled);
        var proof = JsonSerializer.Deserialize<PotProof>(settled.SettlementProof!)!;
        proof.Beacon.ShouldBe(Quicknet.Round(Agreed));
        proof.CommitInput.ShouldEndWith(":" + Quicknet.Round(Agreed).Randomness);
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_round_that_was_due_soon_after_a_late_lock_is_not_taken()
    {
        await using var world = await WorldAsync();
        var (pot, _) = await world.FullPotAsync();
        var filled = (await world.PotAsync(pot)).FilledAt!.Value;
        // The job comes only when the round of a lock in time is about to be known.
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await world.RunPotsAsync();
        var locked = await world.PotAsync(pot);
        locked.LockedAt.ShouldBe(
            new DateTimeOffset(filled.UtcTicks - filled.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero)
        );
        locked.BeaconRound!.Value.ShouldBeGreaterThan(Agreed);
        DrandChain
            .Quicknet.TimeOf(locked.BeaconRound.Value)
            .ShouldBeGreaterThanOrEqualTo(locked.PublishedAt!.Value + PotFormula.BeaconWait);
    }

    [Fact]
    public async Task Where_a_beacon_is_required_and_none_is_there_no_pot_opens()
    {
        await using var world = new UseCases(cluster) { Policy = new DrawPolicy(null, RequiresBeacon: true) };
        await world.InitializeAsync();
        (await Should.ThrowAsync<Refusal>(() => world.OpenPotAsync())).Code.ShouldBe("beacon_not_configured");
    }

    /// <summary>So that a pot that fills at once waits for the recorded round.</summary>
    private async Task<UseCases> WorldAsync()
    {
        var world = new UseCases(cluster)
        {
            Clock = new ManualClock(DrandChain.Quicknet.TimeOf(Agreed) - PotFormula.BeaconWait),
            Policy = new DrawPolicy(DrandChain.Quicknet, RequiresBeacon: true),
        };
        await world.InitializeAsync();
        return world;
    }
}
