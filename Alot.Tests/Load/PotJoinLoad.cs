using System.Diagnostics;
using System.Globalization;
using Alot.Data.Auditing;
using Alot.Domain;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Load;

/// <summary>
/// Joins by 64 players at once: all at one pot, and spread over 50. Whether joins should be gathered as sales of a lot are is
/// decided by it (docs/decisions/0014-pots.md). <c>script/load joins</c> measures for longer.
/// </summary>
public sealed class PotJoinLoad(UseCases world, ITestOutputHelper output) : IClassFixture<UseCases>
{
    private const int Players = 64;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("ALOT_LOAD_SECONDS") ?? "1", CultureInfo.InvariantCulture)
    );

    [Fact]
    public async Task Joins_at_one_pot_and_at_many()
    {
        var players = await world.Cast.PlayersAsync(Players, 10_000);
        await MeasureAsync("one pot", players, [await PotAsync()]);
        var pots = new List<PotId>();
        for (var i = 0; i < 50; i++)
            pots.Add(await PotAsync());
        await MeasureAsync("50 pots", players, pots);
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    private Task<PotId> PotAsync() => world.OpenPotAsync(tickets: 10_000, cap: 9_999, cost: 1, seconds: 604_800);

    private async Task MeasureAsync(string what, IReadOnlyList<PlayerId> players, IReadOnlyList<PotId> pots)
    {
        var waits = new List<double>();
        using var over = new CancellationTokenSource(Length);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            players.Select(
                (player, i) =>
                    Task.Run(async () =>
                    {
                        for (var n = i; !over.IsCancellationRequested; n++)
                        {
                            var asked = Stopwatch.GetTimestamp();
                            await world.JoinAsync(player, pots[n % pots.Count], 1);
                            // Time stands still here, and nobody joins so often within a minute.
                            world.Clock.Advance(TimeSpan.FromSeconds(5));
                            lock (waits)
                                waits.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                        }
                    })
            )
        );
        var took = Stopwatch.GetElapsedTime(started);
        waits.Sort();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Players} players at {what}: {waits.Count / took.TotalSeconds:F0} joins/s, p50 {waits[waits.Count / 2]:F1} ms, p99 {waits[waits.Count * 99 / 100]:F1} ms"
            )
        );
        waits.Count.ShouldBeGreaterThan(0);
    }
}
