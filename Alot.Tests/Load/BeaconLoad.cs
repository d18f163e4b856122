using System.Diagnostics;
using System.Globalization;
using Alot.Domain.Draws;
using Alot.Tests.Draws;
using Shouldly;
using Xunit;

namespace Alot.Tests.Load;

/// <summary>How long it takes to verify a round of drand (decision 12). <c>script/load beacon</c> does it 200 times.</summary>
public sealed class BeaconLoad(ITestOutputHelper output)
{
    private static readonly int Times = int.Parse(
        Environment.GetEnvironmentVariable("ALOT_LOAD_TIMES") ?? "5",
        CultureInfo.InvariantCulture
    );

    [Fact]
    public void Rounds_are_verified()
    {
        var rounds = RecordedRounds.All;
        var chain = DrandChain.Quicknet;
        chain.Verify(rounds[0].Round, rounds[0].Signature).ShouldBeTrue(); // code is compiled, lines are drawn

        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Times; i++)
            chain.Verify(rounds[i % rounds.Count].Round, rounds[i % rounds.Count].Signature).ShouldBeTrue();
        var took = Stopwatch.GetElapsedTime(start);

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"a round verified: {took.TotalMilliseconds / Times:F1} ms, mean of {Times}"
            )
        );
    }
}
