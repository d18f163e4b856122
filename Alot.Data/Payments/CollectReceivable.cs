using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

/// <param name="WriteOff">Forgives what the balance does not cover.</param>
public sealed record CollectReceivableCommand(
    PlayerId ActorId,
    string Key,
    Guid DisputeId,
    bool WriteOff,
    string Reason
) : Command(ActorId, Key);

public sealed record CollectedReceivable(Guid DisputeId, Credits StillOwed);

/// <summary>Staff take what an account owes for a lost dispute out of its credits, or write it off; then it may spend again.</summary>
public sealed class CollectReceivable(Transactions.Transactions transactions, StaffAccess staff, TimeProvider clock)
{
    public Task<CollectedReceivable> RunAsync(CollectReceivableCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                await staff.RequireAsync(db, new Actor(command.ActorId, true), Permission.AdjustCredits, stop);
                var reason = StaffWords.Require(command.Reason, "reason");
                var found =
                    await db.Disputes.AsNoTracking().SingleOrDefaultAsync(d => d.Id == command.DisputeId, stop)
                    ?? throw Refusal.NotFound("dispute");
                var (lot, purchase) = await db.LockWithLotAsync(found.PurchaseId, stop);
                var dispute = await db.Disputes.SingleAsync(d => d.Id == command.DisputeId, stop);
                var now = clock.GetUtcNow();
                var wallet = await db.LockWalletAsync(purchase.PlayerId, now, stop);

                var owed = dispute.CreditsReceivable;
                var collected = dispute.Collect(wallet, command.WriteOff, lot.NumberText, now);

                if (collected.Line is { } line)
                    db.CreditTransactions.Add(line);
                foreach (var journal in collected.Journals)
                    db.Post(journal);
                if (!dispute.FreezesSpending)
                    await db.LiftFreezeAsync(
                        purchase.PlayerId,
                        FreezeReason.Dispute,
                        dispute.GatewayDisputeId,
                        now,
                        stop
                    );
                db.Audit(
                    command.ActorId,
                    "receivable_collected",
                    "dispute",
                    dispute.Id,
                    new
                    {
                        before = owed.Amount,
                        after = dispute.CreditsReceivable.Amount,
                        command.WriteOff,
                        reason,
                    }
                );
                db.Announce(Topic.Player(purchase.PlayerId), Topic.Queues);
                return new CollectedReceivable(dispute.Id, dispute.CreditsReceivable);
            },
            stop
        );
}

/// <summary>What staff must write when they do something with money.</summary>
internal static class StaffWords
{
    public static string Require(string? text, string field) =>
        text?.Trim() is { Length: >= 3 and <= 300 } words
            ? words
            : throw Refusal.Invalid(field, "Write from 3 to 300 characters: they go into the audit log.");
}
