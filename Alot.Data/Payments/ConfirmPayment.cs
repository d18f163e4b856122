using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Payments;

namespace Alot.Data.Payments;

/// <summary>What became of a payment that succeeded.</summary>
public enum PaymentOutcome
{
    TicketsGiven,
    ReturnedLate,

    /// <summary>It had been booked before: the same news twice.</summary>
    KnownAlready,
}

/// <summary>
/// The processor says the money is there, by webhook, by look-up or by reconciliation: tickets, or everything back at 100 %.
/// Exactly once, in whatever order and however often the news comes.
/// </summary>
public sealed class ConfirmPayment(Transactions.Transactions transactions, TimeProvider clock)
{
    /// <exception cref="PaymentMismatchException">The session's amount, currency or owner isn't the purchase's.</exception>
    public Task<PaymentOutcome> RunAsync(CheckoutSession session, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var id = session.PurchaseId ?? throw new PaymentMismatchException("The session names no purchase.");
                var (lot, purchase) = await db.LockWithLotAsync(id, stop);
                RequireMatch(session, purchase);
                if (purchase.IsPaid)
                    return PaymentOutcome.KnownAlready;
                var now = clock.GetUtcNow();
                purchase.CheckoutOpened(session.Id, null, now);
                purchase.PaidBy(session.PaymentIntentId, session.ChargeId);

                var sale = lot.Confirm(purchase, EntryId.New(now), now);

                db.Post(sale.Journal);
                db.Announce(Topic.Lot(lot.Id), Topic.Lots, Topic.Player(purchase.PlayerId));
                if (sale.Late is { } refund)
                {
                    db.Refunds.Add(refund);
                    db.Enqueue(OutboxKinds.Refund, new RefundLetter(refund.Id));
                    db.Enqueue(
                        OutboxKinds.Mail,
                        new MailLetter("late_payment", purchase.PlayerId, purchase.Id, lot.Id)
                    );
                    return PaymentOutcome.ReturnedLate;
                }
                db.Entries.Add(sale.Entry!);
                await db.JoinAsync(lot, purchase.PlayerId, now, stop);
                db.Enqueue(OutboxKinds.Mail, new MailLetter("receipt", purchase.PlayerId, purchase.Id, lot.Id));
                if (sale.Funded is { } funded)
                    db.Record(funded);
                return PaymentOutcome.TicketsGiven;
            },
            stop
        );

    private static void RequireMatch(CheckoutSession session, Purchase purchase)
    {
        if (session.PaymentStatus != PaymentStatus.Paid)
            throw new PaymentMismatchException("The session isn't paid.");
        if (session.AmountTotal != purchase.Amount)
            throw new PaymentMismatchException("The amount isn't the purchase's.");
        if (!string.Equals(session.Currency, purchase.Currency, StringComparison.OrdinalIgnoreCase))
            throw new PaymentMismatchException("The currency isn't the purchase's.");
        if (purchase.StripeCheckoutSessionId is { } known && known != session.Id)
            throw new PaymentMismatchException("The session isn't the purchase's.");
    }
}

/// <summary>The processor's news doesn't fit what we know: set aside for staff, nothing is booked.</summary>
public sealed class PaymentMismatchException(string message) : Exception(message);
