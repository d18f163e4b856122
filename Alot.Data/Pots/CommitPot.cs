using Alot.Data.Live;
using Alot.Domain;
using Alot.Domain.Pots;

namespace Alot.Data.Pots;

/// <summary>
/// The orchestrator takes in the round that a beacon pot waits for: the commitment follows from it. The signature was fetched
/// before, outside any transaction, and is verified here against the round that was signed at the lock.
/// </summary>
public sealed class CommitPot(OrchestratorTransactions transactions)
{
    /// <param name="signature">96 lower-case hex digits.</param>
    /// <returns>False when it waits for none, or the signature is not that round's.</returns>
    public Task<bool> RunAsync(PotId id, string signature, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var pot = await db.TryLockPotAsync(id, stop);
                if (
                    pot
                    is not {
                        Status: PotStatus.Locked,
                        BeaconRound: not null,
                        CommitHash: null,
                        CancelRequestedAt: null
                    }
                )
                    return false;
                if (!pot.Commit(signature))
                    return false;
                db.Announce(Topic.Pot(id), Topic.Pots, Topic.DuePots);
                return true;
            },
            stop
        );
}
