using Alot.Data.Auditing;
using Alot.Data.Live;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

/// <summary>Books what the processor says of a refund: paid out, on its way, or refused and now in the staff's payable queue.</summary>
public sealed class RecordRefund(Transactions.Transactions transactions, TimeProvider clock)
{
    /// <returns>What came of it, for the webhook's record.</returns>
    public Task<string> RunAsync(GatewayRefund answer, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var found =
                    await FindAsync(db, answer, stop)
                    ?? throw new PaymentMismatchException("A refund we didn't order.");
                var (lot, purchase) = await db.LockWithLotAsync(found.PurchaseId, stop);
                var refund = await db
                    .Refunds.FromSql($"select * from refunds where id = {found.Id} for update")
                    .SingleAsync(stop);
                if (refund.EarlierGatewayIds.Contains(answer.Id))
                    return "an earlier try";
                if (answer.Amount != refund.Amount)
                    throw new PaymentMismatchException("The refund's amount isn't the one we ordered.");
                if (!string.Equals(answer.Currency, purchase.Currency, StringComparison.OrdinalIgnoreCase))
                    throw new PaymentMismatchException("The refund's currency isn't the purchase's.");
                if (
                    (answer.PurchaseId is { } named && named != purchase.Id)
                    || (answer.PaymentIntentId is { } payment && payment != purchase.StripePaymentIntentId)
                )
                    throw new PaymentMismatchException("The refund is of another payment.");
                var now = clock.GetUtcNow();

                var news = refund.Answered(answer, now);
                if (news == RefundNews.Paid)
                {
                    purchase.CashReturned(refund, now);
                    db.Post(refund.PaidOut(now));
                    db.Enqueue(OutboxKinds.Mail, new MailLetter("refunded", purchase.PlayerId, purchase.Id, lot.Id));
                }
                if (news == RefundNews.Bounced)
                {
                    purchase.CashBounced(refund, now);
                    db.Post(refund.CameBack(now));
                }
                if (news is RefundNews.Refused or RefundNews.Bounced)
                    await db.RaiseAsync(
                        "refund_payable",
                        refund.Id.ToString(),
                        $"Lot {lot.NumberText}: the card network refused {refund.Amount} ({refund.FailureReason}). Pay it another way.",
                        now,
                        stop
                    );
                db.Announce(Topic.Lot(lot.Id), Topic.Player(purchase.PlayerId), Topic.DueLots);
                return refund.Status.ToString();
            },
            stop
        );

    private static async Task<Refund?> FindAsync(AlotDb db, GatewayRefund answer, CancellationToken stop)
    {
        var refunds = db.Refunds.AsNoTracking();
        if (
            await refunds.SingleOrDefaultAsync(
                r => r.GatewayRefundId == answer.Id || r.EarlierGatewayIds.Contains(answer.Id),
                stop
            ) is
            { } known
        )
            return known;
        // The webhook may be here before the answer to our own call, or that answer comes between these two reads.
        if (answer.PurchaseId is not { } purchase || answer.Reason is null)
            return null;
        var ofPurchase = await refunds
            .Where(r => r.PurchaseId == purchase && (r.GatewayRefundId == null || r.GatewayRefundId == answer.Id))
            .ToListAsync(stop);
        return ofPurchase.SingleOrDefault(r => Refund.Text(r.Reason) == answer.Reason);
    }
}
