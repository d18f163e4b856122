using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

/// <summary>Orders the refund of one purchase of a cancelled lot: 100 %, no choice, no fee.</summary>
public sealed class ReturnCancelled(Transactions.Transactions transactions, TimeProvider clock)
{
    public Task<bool> RunAsync(PurchaseId id, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var (lot, purchase) = await db.LockWithLotAsync(id, stop);
                if (
                    lot is not { Status: LotStatus.Cancelled, FrozenAt: null }
                    || purchase is not { Status: PurchaseStatus.Succeeded, IsSettledWithBuyer: false, Disputed: false }
                )
                    return false;
                var now = clock.GetUtcNow();
                var entry = await db
                    .Entries.AsNoTracking()
                    .SingleOrDefaultAsync(e => e.PurchaseId == id && e.VoidedAt == null, stop);
                // What a lost dispute took from a funded lot, the platform had carried: it gets that back from the escrow.
                var escrowed = entry?.AmountPaid ?? purchase.Left;
                var left = purchase.Left;
                db.Post(
                    JournalEntry
                        .Of("lot_cancelled", Currency.Usd, now, lot.Id, id)
                        .Line(AccountKind.CashEscrow, lot.Id.Value, -escrowed.Cents)
                        .Line(AccountKind.RefundsPayable, lot.Id.Value, left.Cents)
                        .Line(AccountKind.PlatformMargin, lot.Id.Value, (escrowed - left).Cents)
                );
                if (left == Money.Zero)
                    purchase.NothingLeft(now);
                else
                {
                    var refund = purchase.GiveBackAll(RefundReason.Cancelled, now);
                    db.Refunds.Add(refund);
                    db.Enqueue(OutboxKinds.Refund, new RefundLetter(refund.Id));
                }
                db.Announce(Topic.Player(purchase.PlayerId));
                return true;
            },
            stop
        );
}
