using System.Text.Json;
using Alot.Data.Auditing;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Pots;
using Microsoft.Extensions.Logging;

namespace Alot.Data.Pots;

/// <summary>The settlement service's second step: the whole pot to the winner, exactly once.</summary>
public sealed class PayPot(
    SettlementTransactions transactions,
    PotPolicy policy,
    TimeProvider clock,
    ILogger<PayPot> log
)
{
    /// <returns>False when there was nothing to pay.</returns>
    public async Task<bool> RunAsync(PotId id, CancellationToken stop)
    {
        var paid = await transactions.RunAsync(
            async db =>
            {
                var pot = await db.TryLockPotAsync(id, stop);
                if (pot is not { Status: PotStatus.Settling, Paused: false, WinnerId: { } winner })
                    return false;
                var now = clock.GetUtcNow();
                var wallet = await db.LockWalletAsync(winner, now, stop);
                var proof = JsonSerializer.Deserialize<PotProof>(pot.SettlementProof!)!;
                var won = pot.Pay(wallet, proof.RevealSeed, now);

                db.Add(won.Received);
                db.Post(won.Journal);
                db.Note(id, "settled", now, metadata: new { Payout = pot.Committed.Amount });
                if (pot.Committed >= policy.LargeWin)
                    db.Enqueue(OutboxKinds.LargeWin, new LargeWinLetter(id));
                await db.ClearAlertsAsync(PotAlerts.Late, id.ToString(), now, stop);
                await db.ClearAlertsAsync(PotAlerts.Mismatch, id.ToString(), now, stop);
                db.Announce(Topic.Pot(id), Topic.Pots, Topic.Player(winner));
                return true;
            },
            stop
        );
        if (paid)
            log.LogInformation("Event {Event}: pot {PotId}", "pot_settled", id);
        return paid;
    }
}

/// <summary>A payout that is told outside (<see cref="PotPolicy.LargeWin"/>).</summary>
public sealed record LargeWinLetter(PotId PotId);
