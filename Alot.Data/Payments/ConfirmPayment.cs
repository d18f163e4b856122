using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

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
public sealed class ConfirmPayment(IDbContextFactory<AlotDb> contexts, SaleRounds rounds)
{
    /// <exception cref="PaymentMismatchException">The session's amount, currency or owner isn't the purchase's.</exception>
    /// <exception cref="Refusal"><c>not_found</c>: we never asked for this payment.</exception>
    public async Task<PaymentOutcome> RunAsync(CheckoutSession session, CancellationToken stop)
    {
        var id = session.PurchaseId ?? throw new PaymentMismatchException("The session names no purchase.");
        return await rounds.SellAsync<PaymentOutcome>(
            await LotOfAsync(id, stop),
            new PaidSaleRequest(id, session),
            stop
        );
    }

    private async Task<LotId> LotOfAsync(PurchaseId id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var lots = await db.Purchases.AsNoTracking().Where(p => p.Id == id).Select(p => p.LotId).ToListAsync(stop);
        return lots is [var lot] ? lot : throw Refusal.NotFound("purchase");
    }
}

internal static class PaidSession
{
    /// <summary>What the processor says must be what we asked for.</summary>
    /// <exception cref="PaymentMismatchException">It isn't.</exception>
    public static void RequireMatch(this CheckoutSession session, Purchase purchase)
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
