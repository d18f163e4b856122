using System.Diagnostics;
using System.Text.Json.Nodes;
using Alot.Tests.Api;
using Alot.Tests.Live;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>api.md, Realtime, of pots, over real sockets.</summary>
public sealed class PotLiveApiTests(PotApiWorld app) : IClassFixture<PotApiWorld>
{
    private static readonly TimeSpan ASecond = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_join_is_told_within_a_second_with_the_public_state()
    {
        var (pot, ines) = (await app.PotAsync(), await app.PlayerAsync(500));
        await using var room = await ConnectAsync(ines);
        await using var lobby = await ConnectAsync(await app.PlayerAsync());
        (await room.CallAsync("subscribe_pot", pot.ToString()))!["tickets_sold"]!.GetValue<int>().ShouldBe(0);
        (await lobby.CallAsync("subscribe_pots"))!["items"]!
            .AsArray()
            .ShouldContain(p => p!["id"]!.ToString() == pot.ToString());

        await PotApiWorld.JoinAsync(ines, pot, 2);
        var committed = Stopwatch.StartNew();
        foreach (var live in new[] { room, lobby })
        {
            var (_, state) = await UntilAboutAsync(live, pot, "pot_update");
            state["credits_committed"]!.GetValue<int>().ShouldBe(200);
            state.ContainsKey("my").ShouldBeFalse();
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"told after {committed.ElapsedMilliseconds} ms (1 s promised)"
        );

        await PotApiWorld.JoinAsync(await app.PlayerAsync(500), pot, 1);
        var asked = (await app.SeeAsync(pot)).Json.AsObject();
        var (_, told) = await UntilAboutAsync(room, pot, "pot_update");
        told.Select(m => m.Key).ShouldBe(asked.Select(m => m.Key), "the same shape as the API's");
        told["entries"]!.AsArray().ShouldAllBe(e => !e!["is_me"]!.GetValue<bool>());
        (await UntilAboutAsync(lobby, pot, "pot_update")).State.ContainsKey("entries").ShouldBeFalse();

        await room.CallAsync("unsubscribe_pot", pot.ToString());
        await lobby.CallAsync("unsubscribe_pots");
        await PotApiWorld.JoinAsync(ines, pot, 1);
        (await room.NextAsync(ASecond)).ShouldBeNull();
        (await lobby.NextAsync(ASecond)).ShouldBeNull();
    }

    [Fact]
    public async Task Lock_and_settlement_are_told_in_their_order_to_the_room_and_to_the_lobby()
    {
        var pot = await app.PotAsync(2, 1);
        var players = new[] { await app.PlayerAsync(100), await app.PlayerAsync(100) };
        await using var room = await ConnectAsync(players[0]);
        await using var lobby = await ConnectAsync(players[1]);
        await room.CallAsync("subscribe_pot", new JsonObject { ["id"] = pot.ToString() });
        await lobby.CallAsync("subscribe_pots");
        foreach (var player in players)
            await PotApiWorld.JoinAsync(player, pot, 1);
        foreach (var live in new[] { room, lobby })
        {
            var (_, locked) = await UntilAboutAsync(live, pot, "pot_locked");
            locked["status"]!.ToString().ShouldBe("locked");
            locked["commit_hash"]!.ToString().Length.ShouldBe(64);
        }
        await app.AdvanceAsync(TimeSpan.FromSeconds(9));
        foreach (var live in new[] { room, lobby })
        {
            var (names, settled) = await UntilAboutAsync(live, pot, "pot_settled");
            names.ShouldNotContain("pot_locked", "told once");
            settled["winner"]!["payout"]!.GetValue<int>().ShouldBe(200);
        }
    }

    [Fact]
    public async Task However_many_join_two_updates_a_second_are_told_and_the_last_state_arrives()
    {
        var pot = await app.PotAsync(200, 20, 1);
        var players = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.PlayerAsync(100)));
        await using var live = await ConnectAsync(players[0]);
        await live.CallAsync("subscribe_pot", pot.ToString());
        var time = Stopwatch.StartNew();
        await Task.WhenAll(
            players.Select(async p =>
            {
                for (var i = 0; i < 10; i++)
                    await PotApiWorld.JoinAsync(p, pot, 1);
            })
        );
        var (count, last) = (0, 0);
        while (last < 80)
            (count, last) = (count + 1, (await live.NextAsync()).State["tickets_sold"]!.GetValue<int>());
        count.ShouldBeLessThanOrEqualTo((int)(2 * time.Elapsed.TotalSeconds) + 1);
    }

    [Fact]
    public async Task What_is_not_there_is_told_in_a_sentence()
    {
        await using var live = await ConnectAsync(await app.PlayerAsync());
        foreach (
            var wrong in new JsonNode?[]
            {
                "not-an-id",
                PotApiWorld.Nobody,
                417,
                null,
                new JsonObject(),
                new JsonObject { ["id"] = 5 },
                new JsonArray(),
            }
        )
            (
                await Should.ThrowAsync<InvalidOperationException>(() => live.CallAsync("subscribe_pot", wrong))
            ).Message.ShouldContain("There is no such pot");
        await live.CallAsync("unsubscribe_pot", PotApiWorld.Nobody);
        await live.CallAsync("unsubscribe_pots");
        (await live.CallAsync("subscribe_pot", (await app.PotAsync()).ToString())).ShouldNotBeNull("it goes on");
    }

    // The lobby hears of other tests' pots too.
    private static async Task<(IReadOnlyList<string> Names, JsonObject State)> UntilAboutAsync(
        HubClient live,
        Guid pot,
        string name
    )
    {
        var names = new List<string>();
        while (true)
        {
            var (told, state) = await live.NextAsync();
            if (state["id"]!.ToString() != pot.ToString())
                continue;
            names.Add(told);
            if (told == name)
                return (names, state);
        }
    }

    private async Task<HubClient> ConnectAsync(Caller caller) =>
        await HubClient.ConnectAsync(
            app.Address,
            $"ticket={(await caller.PostAsync("/api/realtime/ticket"))["ticket"]}"
        );
}
