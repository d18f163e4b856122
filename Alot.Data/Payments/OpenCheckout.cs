using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

/// <param name="CheckoutUrl">Null when the purchase isn't pending any more.</param>
public sealed record OpenedCheckout(
    PurchaseId PurchaseId,
    PurchaseStatus Status,
    Domain.Ledger.Money Amount,
    int Tickets,
    DateTimeOffset HoldExpiresAt,
    string? CheckoutUrl
);

/// <summary>
/// Opens the processor's checkout page for a purchase that holds capacity. Safe to repeat: the key is the purchase. When the
/// first call to reach the processor comes so late that it refuses the page, the hold is given up at once instead of keeping
/// its buyer waiting for a page that can't come.
/// </summary>
public sealed class OpenCheckout(
    Transactions.Transactions transactions,
    IDbContextFactory<AlotDb> contexts,
    IPaymentGateway gateway,
    ReleaseHold release,
    SiteAddress site,
    TimeProvider clock
)
{
    public async Task<OpenedCheckout> RunAsync(PurchaseId id, CancellationToken stop)
    {
        var (purchase, title) = await ReadAsync(id, stop);
        if (purchase.Status != PurchaseStatus.Pending || purchase.CheckoutUrl is not null)
            return Answer(purchase);

        CheckoutSession session;
        try
        {
            session = await CreateAsync(purchase, title, stop);
        }
        catch (PaymentGatewayException refused)
            when (refused is { HttpStatus: 400, Code: not "idempotency_error" }
                && purchase.IsTooLateToOpen(clock.GetUtcNow())
            )
        {
            await release.RunAsync(id, "checkout_refused", null, CancellationToken.None);
            return Answer((await ReadAsync(id, stop)).Purchase);
        }

        return await transactions.RunAsync(
            async db =>
            {
                var locked = await db.LockPurchaseAsync(id, stop);
                locked.CheckoutOpened(session.Id, session.Url, clock.GetUtcNow());
                return Answer(locked);
            },
            // The session exists: it must be recorded even if the caller has left.
            CancellationToken.None
        );
    }

    private Task<CheckoutSession> CreateAsync(Purchase purchase, string title, CancellationToken stop)
    {
        var page = $"{site.Url}/purchases/{purchase.Id}";
        return gateway.CreateCheckoutAsync(
            new NewCheckout(
                purchase.Id,
                purchase.LotId,
                title,
                purchase.Amount,
                purchase.Tickets,
                purchase.CheckoutExpiresAt,
                page,
                $"{site.Url}/lots/{purchase.LotId}"
            ),
            $"checkout-{purchase.Id}",
            stop
        );
    }

    private async Task<(Purchase Purchase, string Title)> ReadAsync(PurchaseId id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var purchase =
            await db.Purchases.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, stop)
            ?? throw Refusal.NotFound("purchase");
        var lot = await db.Lots.AsNoTracking().SingleAsync(l => l.Id == purchase.LotId, stop);
        // A sealed mystery's name must not stand on the payment page either.
        var hidden = lot.LotType == LotType.Mystery && !lot.MysteryRevealed;
        var name = hidden
            ? "Mystery lot"
            : await db.Products.Where(p => p.Id == lot.ProductId).Select(p => p.Name).SingleAsync(stop);
        return (purchase, $"Lot {lot.NumberText}: {name}");
    }

    private static OpenedCheckout Answer(Purchase purchase) =>
        new(
            purchase.Id,
            purchase.Status,
            purchase.Amount,
            purchase.Tickets,
            purchase.HoldExpiresAt,
            purchase.CheckoutUrl
        );
}

/// <summary>The site's public address without a slash at its end (<c>Site:Url</c>; in Development the server's own).</summary>
public sealed class SiteAddress(Func<string> url)
{
    public string Url => url().TrimEnd('/');
}
