using System.Diagnostics;
using System.Globalization;

namespace Alot.Tests.Load;

/// <summary>Buyers who buy again as soon as they have bought, for a while: how often they could, and how long each took.</summary>
public sealed record Crowd(string Name, int Buyers, int Sales, TimeSpan Took, TimeSpan P50, TimeSpan P99)
{
    public double PerSecond => Sales / Took.TotalSeconds;

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
        var all = spells.SelectMany(s => s).Order().ToList();
        return new Crowd(name, buyers, all.Count, took, all[all.Count / 2], all[(int)(all.Count * 0.99)]);
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Name, -34} {Buyers, 3} buyers {PerSecond, 8:F0} sales/s   p50 {P50.TotalMilliseconds, 6:F1} ms   p99 {P99.TotalMilliseconds, 6:F1} ms"
        );
}
