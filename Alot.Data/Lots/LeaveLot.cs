using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Ledger;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Lots;

public sealed record LeaveLotCommand(PlayerId ActorId, string Key, PurchaseId PurchaseId) : Command(ActorId, Key);

public sealed record LeftLot(PurchaseId PurchaseId, Money Refund);

/// <summary>Takes a purchase out of an extended lot at 100 %; its tickets are voided.</summary>
public sealed class LeaveLot(Transactions.Transactions transactions, TimeProvider clock)
{
    public Task<LeftLot> RunAsync(LeaveLotCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                var (lot, purchase) = await db.LockWithLotAsync(command.PurchaseId, stop, command.ActorId);
                var entry =
                    await db.Entries.SingleOrDefaultAsync(e => e.PurchaseId == purchase.Id && e.VoidedAt == null, stop)
                    ?? throw new Refusal("nothing_to_return", "This purchase has nothing to give back.");

                lot.RequireNotFrozen();
                var left = lot.Leave(purchase, entry, clock.GetUtcNow());

                db.Refunds.Add(left.Refund);
                db.Post(left.Journal);
                db.Enqueue(OutboxKinds.Refund, new RefundLetter(left.Refund.Id));
                db.Announce(Topic.Lot(lot.Id), Topic.Player(command.ActorId));
                return new LeftLot(purchase.Id, left.Refund.Amount);
            },
            stop
        );
}
