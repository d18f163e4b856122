using Alot.Data.Live;
using Alot.Data.Pots;
using Alot.Domain.Draws;

namespace Alot.Web.Workers;

/// <summary>
/// The pots' orchestrator: keeps templates' pots open, ends those that are called off, locks those that are full or over, and
/// fetches the rounds that beacon pots wait for.
/// </summary>
public sealed class PotsWorker(
    DuePots due,
    RotatePots rotate,
    CancelPot cancel,
    LockPot lockPot,
    CommitPot commit,
    ReportLatePot report,
    IRandomnessBeacon beacon,
    LiveFeed feed,
    ILogger<PotsWorker> log
) : Worker(feed, Topic.DuePots, log)
{
    protected override async Task RunDueAsync(CancellationToken stop)
    {
        foreach (var id in await due.ToCancelAsync(stop))
            await TryAsync("Calling off a pot", id, cancel.RunAsync, stop);
        foreach (var id in await due.ToLockAsync(stop))
            await TryAsync("Locking a pot", id, lockPot.RunAsync, stop);
        await TryAsync("Opening pots", 0, (_, s) => rotate.RunAsync(s), stop);
        foreach (var round in (await due.ToCommitAsync(stop)).GroupBy(w => (w.Chain, w.Round)))
            await TryAsync("Committing pots by drand", round.Key.Round, (_, s) => CommitAsync([.. round], s), stop);
        foreach (var id in await due.LateAsync(stop))
            await TryAsync("Reporting a late pot", id, report.RunAsync, stop);
    }

    private async Task CommitAsync(IReadOnlyList<PotWaitingForRound> pots, CancellationToken stop)
    {
        // Not there yet, or no relay answers: the next wake asks again.
        if (await beacon.SignatureAsync(pots[0].Chain, pots[0].Round, stop) is not { } signature)
            return;
        foreach (var pot in pots)
            await TryAsync("A pot's commitment", pot.PotId, (id, s) => commit.RunAsync(id, signature, s), stop);
    }
}

/// <summary>The pots' settlement service: reveals and pays, a worker of its own as it is a service of its own.</summary>
public sealed class PotSettlementWorker(
    DuePots due,
    RevealPot reveal,
    PayPot pay,
    LiveFeed feed,
    ILogger<PotSettlementWorker> log
) : Worker(feed, Topic.DuePots, log)
{
    protected override async Task RunDueAsync(CancellationToken stop)
    {
        foreach (var id in await due.ToRevealAsync(stop))
            await TryAsync("A reveal", id, (pot, s) => reveal.RunAsync(pot, null, s), stop);
        foreach (var id in await due.ToPayAsync(stop))
            await TryAsync("A payout", id, pay.RunAsync, stop);
    }
}
