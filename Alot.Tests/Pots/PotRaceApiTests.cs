using System.Globalization;
using Alot.Data.Auditing;
using Alot.Tests.Api;
using Alot.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>Fifty players with three connections each want the ten tickets of one pot, over HTTP, at once.</summary>
public sealed class PotRaceApiTests(PotApiWorld app) : IClassFixture<PotApiWorld>
{
    private const int Players = 50;
    private const int Connections = 3;
    private const int Tickets = 10;
    private const int Cap = 3;
    private const int Cost = 10;
    private const int Credits = 1_000;

    private static readonly int Rounds = int.TryParse(
        Environment.GetEnvironmentVariable("ALOT_POT_RACES"),
        NumberStyles.None,
        CultureInfo.InvariantCulture,
        out var rounds
    )
        ? rounds
        : 2;

    private static readonly string[] Refusals = ["pot_full", "pot_not_open", "limit_reached"];

    [Fact]
    public async Task Never_more_than_ten_are_sold_and_every_cap_holds()
    {
        var random = Seeds.Random();
        var players = new List<Caller>();
        foreach (var part in Enumerable.Range(0, Players).Chunk(10))
            players.AddRange(await Task.WhenAll(part.Select(_ => app.PlayerAsync(Credits))));
        for (var round = 0; round < Rounds; round++)
            await RaceAsync(players, random);

        var balances = await Task.WhenAll(players.Select(PotApiWorld.BalanceAsync));
        balances.Sum().ShouldBe(Players * Credits, "what was lost in pots was won in them");
        (await app.Services.GetRequiredService<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    private async Task RaceAsync(List<Caller> players, Random random)
    {
        var pot = await app.PotAsync(Tickets, Cap, Cost);
        var go = new TaskCompletionSource();
        var joins = players
            .SelectMany(p => Enumerable.Range(0, Connections).Select(_ => (Player: p, Count: random.Next(1, Cap + 1))))
            .OrderBy(_ => random.Next())
            .Select(async j =>
            {
                await go.Task;
                return (
                    j.Player,
                    j.Count,
                    Answer: await j.Player.PostAsync($"/api/pots/{pot}/join", new { ticket_count = j.Count })
                );
            })
            .ToList();
        go.SetResult();
        var answers = await Task.WhenAll(joins);

        foreach (var (_, _, refused) in answers.Where(a => a.Answer.Status != 201))
            Refusals.ShouldContain(refused["code"], refused.Text);
        var sold = answers.Where(a => a.Answer.Status == 201).ToList();
        sold.Sum(a => a.Count).ShouldBeLessThanOrEqualTo(Tickets);
        sold.GroupBy(a => a.Player.Id).ShouldAllBe(own => own.Sum(a => a.Count) <= Cap);
        var seen = await app.SeeAsync(pot);
        seen["tickets_sold"].ShouldBe($"{sold.Sum(a => a.Count)}");
        seen.At("entries")!.AsArray().Sum(e => (int)e!["ticket_count"]!).ShouldBe(sold.Sum(a => a.Count));

        // Whatever single tickets are left go, so that the round ends.
        foreach (var player in players)
            if ((await player.PostAsync($"/api/pots/{pot}/join", new { ticket_count = 1 }))["code"] == "pot_not_open")
                break;
            else if ((await app.SeeAsync(pot))["tickets_sold"] == $"{Tickets}")
                break;
        await app.UntilPotIsAsync(pot, "locked");
        await app.AdvanceAsync(TimeSpan.FromSeconds(9));
        (await app.UntilPotIsAsync(pot, "settled"))["winner.payout"].ShouldBe($"{Tickets * Cost}");
    }
}
