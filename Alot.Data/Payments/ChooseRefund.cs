using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;

namespace Alot.Data.Payments;

public sealed record ChooseRefundCommand(PlayerId ActorId, string Key, PurchaseId PurchaseId, RefundChoice Choice)
    : Command(ActorId, Key);

public sealed record ChosenRefund(PurchaseId PurchaseId, RefundChoice Choice, Money Cash, Credits Credits);

/// <summary>A buyer of an expired lot takes 98 % cash or 1.5 × credits. Final. Open to suspended players too.</summary>
public sealed class ChooseRefund(Transactions.Transactions transactions, TimeProvider clock)
{
    public Task<ChosenRefund> RunAsync(ChooseRefundCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                var (lot, purchase) = await db.LockWithLotAsync(command.PurchaseId, stop, command.ActorId);
                var now = clock.GetUtcNow();
                lot.RequireNotFrozen();
                var outcome = purchase.Choose(command.Choice, lot.Terms, now);
                await db.CarryOutAsync(lot, purchase, outcome, now, stop);
                return new ChosenRefund(
                    purchase.Id,
                    command.Choice,
                    outcome.Refund?.Amount ?? Money.Zero,
                    outcome.Credits
                );
            },
            stop
        );
}

internal static class ChoiceCarrying
{
    /// <summary>Books a choice or default: the refund's intent or the credits, and the lot's move with the first one.</summary>
    public static async Task CarryOutAsync(
        this AlotDb db,
        Lot lot,
        Purchase purchase,
        ChoiceOutcome outcome,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        if (lot.Status == LotStatus.Expired)
            db.Record(lot.StartRefunding(now));
        foreach (var journal in outcome.Journals)
            db.Post(journal);
        if (outcome.Refund is { } refund)
        {
            db.Refunds.Add(refund);
            db.Enqueue(OutboxKinds.Refund, new RefundLetter(refund.Id));
        }
        if (outcome.Credits > Credits.Zero)
        {
            var wallet = await db.LockWalletAsync(purchase.PlayerId, now, stop);
            db.CreditTransactions.Add(
                wallet.Receive(
                    outcome.Credits,
                    CreditKind.ExpiredConversion,
                    $"{purchase.Amount} from lot {lot.NumberText} as credits",
                    now,
                    lot.Id,
                    purchase: purchase.Id
                )
            );
        }
        db.Announce(Topic.Lot(lot.Id), Topic.Player(purchase.PlayerId), Topic.DueLots);
    }
}
