using System.Collections.Concurrent;
using Alot.Data.Draws;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Domain.Draws;

namespace Alot.Web.Workers;

/// <summary>
/// Fetches rounds that lots wait for, outside any transaction, and draws those lots. A worker of its own: while no relay
/// answers, everything else goes on. What is waited for stands in rows, so a restart forgets nothing but its patience.
/// </summary>
public sealed class BeaconWorker(
    DueWork due,
    IRandomnessBeacon beacon,
    DrawByBeacon draw,
    DrawAlternate drawAlternate,
    ReportLateBeacon report,
    LiveFeed feed,
    ILogger<BeaconWorker> log
) : Worker(feed, Topic.DueLots, log)
{
    private const int AtOnce = 4;

    /// <summary>Relays that give nothing are asked again after 1 s, then 2, 4 and so on up to this.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<(string Chain, long Round), Pause> pauses = new();

    protected override async Task RunDueAsync(CancellationToken stop)
    {
        var waiting = await due.ToDrawByBeaconAsync(stop);
        var rounds = waiting.GroupBy(w => (w.Chain.Hash, w.Round)).ToList();
        foreach (var gone in pauses.Keys.Except(rounds.Select(r => r.Key)))
            pauses.TryRemove(gone, out _);
        await Parallel.ForEachAsync(
            rounds,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop },
            async (lots, inner) =>
                await TryAsync("Drawing by drand", lots.Key.Round, (_, s) => DrawAsync([.. lots], s), inner)
        );
    }

    private async Task DrawAsync(IReadOnlyList<WaitingForRound> lots, CancellationToken stop)
    {
        var (chain, round) = (lots[0].Chain, lots[0].Round);
        var pause = pauses.GetValueOrDefault((chain.Hash, round));
        if (pause is null || pause.IsOver)
        {
            if (await beacon.SignatureAsync(chain, round, stop) is { } signature)
            {
                foreach (var lot in lots)
                    if (lot.IsAlternate)
                        await TryAsync(
                            "An alternate",
                            lot.LotId,
                            (id, s) => drawAlternate.RunAsync(id, signature, s),
                            stop
                        );
                    else
                        await TryAsync("The draw", lot.LotId, (id, s) => draw.RunAsync(id, signature, s), stop);
                return;
            }
            pauses[(chain.Hash, round)] = Pause.After(pause);
        }
        foreach (var lot in lots.Where(l => l.IsToReport))
            await TryAsync("Reporting a late round", lot.LotId, report.RunAsync, stop);
    }

    /// <summary>By the machine's own time: relays live in it too.</summary>
    private sealed record Pause(TimeSpan Length, long Since)
    {
        public bool IsOver => TimeProvider.System.GetElapsedTime(Since) >= Length;

        public static Pause After(Pause? before)
        {
            var length = before is null ? TimeSpan.FromSeconds(1) : before.Length * 2;
            return new Pause(length < LongestPause ? length : LongestPause, TimeProvider.System.GetTimestamp());
        }
    }
}
