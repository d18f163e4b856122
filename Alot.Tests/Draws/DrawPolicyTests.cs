using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>Which draws may be promised where.</summary>
public sealed class DrawPolicyTests(TestCluster cluster)
{
    private static readonly DrawPolicy Offers = new(DrandChain.Quicknet, RequiresBeacon: false);
    private static readonly DrawPolicy Requires = new(DrandChain.Quicknet, RequiresBeacon: true);
    private static readonly DrawPolicy RequiresInVain = new(null, RequiresBeacon: true);

    [Fact]
    public void Beacon_is_the_default_where_one_is_configured_and_roster_elsewhere()
    {
        (Offers.Default, Requires.Default).ShouldBe((DrawMode.Beacon, DrawMode.Beacon));
        (DrawPolicy.WithoutBeacon.Default, RequiresInVain.Default).ShouldBe((DrawMode.Roster, DrawMode.Roster));
        Offers.Offered.ShouldBe([DrawMode.Beacon, DrawMode.Roster, DrawMode.Classic]);
        Requires.Offered.ShouldBe([DrawMode.Beacon]);
        DrawPolicy.WithoutBeacon.Offered.ShouldBe([DrawMode.Roster, DrawMode.Classic]);
    }

    [Fact]
    public void A_lot_opens_with_a_promise_that_policy_asks_for_and_that_can_be_kept()
    {
        Offers.RequireOpenable(DrawMode.Beacon).ShouldBe(DrandChain.Quicknet);
        Offers.RequireOpenable(DrawMode.Roster).ShouldBeNull();
        DrawPolicy.WithoutBeacon.RequireOpenable(DrawMode.Classic).ShouldBeNull();
        foreach (var weaker in (DrawMode[])[DrawMode.Roster, DrawMode.Classic])
        foreach (var policy in (DrawPolicy[])[Requires, RequiresInVain])
            Code(() => policy.RequireOpenable(weaker)).ShouldBe("beacon_required");
        foreach (var policy in (DrawPolicy[])[DrawPolicy.WithoutBeacon, RequiresInVain])
            Code(() => policy.RequireOpenable(DrawMode.Beacon)).ShouldBe("beacon_not_configured");
        // Nobody is just told to change a draft to what it then can't be changed to.
        Should
            .Throw<Refusal>(() => RequiresInVain.RequireOpenable(DrawMode.Roster))
            .Message.ShouldContain("no beacon is configured");
    }

    [Fact]
    public async Task Where_a_beacon_is_required_a_weaker_draft_is_not_opened_and_stays_as_it_was()
    {
        await using var world = await WorldAsync(Requires);
        var draft = await world.DraftLotAsync(mode: DrawMode.Roster);

        (await RefusedAsync(world, draft)).ShouldBe("beacon_required");

        (await world.LotAsync(draft)).Status.ShouldBe(LotStatus.Created);
        (await world.Database.AskAsync<long>("select count(*) from draw_commitments")).ShouldBe(0);
        (await world.Database.AskAsync<long>("select count(*) from fairness_log")).ShouldBe(0);
    }

    [Fact]
    public async Task Where_there_is_no_beacon_none_is_promised()
    {
        await using var world = await WorldAsync(DrawPolicy.WithoutBeacon);
        var refused = await Should.ThrowAsync<Refusal>(() => world.DraftLotAsync(mode: DrawMode.Beacon));
        refused.Code.ShouldBe("validation");
        refused.Message.ShouldContain("No beacon is configured");

        // One that was written while there was a beacon.
        var draft = await world.DraftLotAsync();
        await world.Database.RunAsync(
            "update rooms set draw_mode = 'beacon' where id = $1",
            world.Database.Owner,
            draft.Value
        );
        (await RefusedAsync(world, draft)).ShouldBe("beacon_not_configured");
        (await world.LotAsync(draft)).Status.ShouldBe(LotStatus.Created);
    }

    private async Task<UseCases> WorldAsync(DrawPolicy policy)
    {
        var world = new UseCases(cluster) { Policy = policy };
        await world.InitializeAsync();
        return world;
    }

    private static async Task<string> RefusedAsync(UseCases world, LotId lot)
    {
        var admin = await world.Cast.AdminAsync();
        return (
            await Should.ThrowAsync<Refusal>(() => world.Get<OpenLot>().RunAsync(new(admin, world.Key(), lot), default))
        ).Code;
    }

    private static string Code(Action refused) => Should.Throw<Refusal>(refused).Code;
}
