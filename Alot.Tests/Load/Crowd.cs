using System.Diagnostics;
using System.Globalization;

namespace Alot.Tests.Load;

/// <summary>Buyers who buy again as soon as they have bought, for a while: how often they could, and how long each took.</summary>
/// <param name="Spells">How long each sale took, in order of length.</param>
public sealed record Crowd(string Name, int Buyers, TimeSpan Took, IReadOnlyList<TimeSpan> Spells)
{
    // A machine has better and worse moments; both sides get their share of them.
    private const int Turns = 4;

    public double PerSecond => Spells.Count / Took.TotalSeconds;

    public TimeSpan P50 => Spells[Spells.Count / 2];

    public TimeSpan P99 => Spells[(int)(Spells.Count * 0.99)];

    /// <summary>Two ways of doing the same, in turns.</summary>
    /// <param name="buyers">How many at once.</param>
    /// <param name="while">How long each of the two goes on in all.</param>
    /// <param name="one">Makes one sale for the buyer of this number; asked for anew each turn.</param>
    public static async Task<(Crowd One, Crowd Other)> CompareAsync(
        int buyers,
        TimeSpan @while,
        (string Name, Func<Task<Func<int, Task>>> Sale) one,
        (string Name, Func<Task<Func<int, Task>>> Sale) other
    )
    {
        var turns = new List<(Crowd One, Crowd Other)>();
        for (var turn = 0; turn < Turns; turn++)
            turns.Add(
                (
                    await RunAsync(one.Name, buyers, @while / Turns, await one.Sale()),
                    await RunAsync(other.Name, buyers, @while / Turns, await other.Sale())
                )
            );
        return (Together(turns.Select(t => t.One)), Together(turns.Select(t => t.Other)));
    }

    /// <param name="name">What is measured.</param>
    /// <param name="buyers">How many at once.</param>
    /// <param name="while">How long they go on.</param>
    /// <param name="buy">One sale by the buyer of this number.</param>
    public static async Task<Crowd> RunAsync(string name, int buyers, TimeSpan @while, Func<int, Task> buy)
    {
        var spells = new List<TimeSpan>[buyers];
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, buyers)
                .Select(buyer =>
                    Task.Run(async () =>
                    {
                        var own = spells[buyer] = [];
                        while (Stopwatch.GetElapsedTime(start) < @while)
                        {
                            var asked = Stopwatch.GetTimestamp();
                            await buy(buyer);
                            own.Add(Stopwatch.GetElapsedTime(asked));
                        }
                    })
                )
        );
        var took = Stopwatch.GetElapsedTime(start);
        return new Crowd(name, buyers, took, [.. spells.SelectMany(s => s).Order()]);
    }

    private static Crowd Together(IEnumerable<Crowd> turns) =>
        turns.Aggregate((a, b) => a with { Took = a.Took + b.Took, Spells = [.. a.Spells.Concat(b.Spells).Order()] });

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Name, -34} {Buyers, 3} buyers {PerSecond, 8:F0} sales/s   p50 {P50.TotalMilliseconds, 6:F1} ms   p99 {P99.TotalMilliseconds, 6:F1} ms"
        );
}
