using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

/// <param name="BaseUrl">The site's own address: where the processor sends the payer back.</param>
public sealed record OpenedCheckout(
    PurchaseId PurchaseId,
    PurchaseStatus Status,
    Domain.Ledger.Money Amount,
    int Tickets,
    DateTimeOffset HoldExpiresAt,
    string? CheckoutUrl
);

/// <summary>Opens the processor's checkout page for a purchase that holds capacity. Safe to repeat: the key is the purchase.</summary>
public sealed class OpenCheckout(
    Transactions.Transactions transactions,
    IDbContextFactory<AlotDb> contexts,
    IPaymentGateway gateway,
    SiteAddress site,
    TimeProvider clock
)
{
    public async Task<OpenedCheckout> RunAsync(PurchaseId id, CancellationToken stop)
    {
        var (purchase, title) = await ReadAsync(id, stop);
        if (purchase.Status != PurchaseStatus.Pending || purchase.CheckoutUrl is not null)
            return Answer(purchase);

        var page = $"{site.Url}/purchases/{id}";
        var session = await gateway.CreateCheckoutAsync(
            new NewCheckout(
                id,
                purchase.LotId,
                title,
                purchase.Amount,
                purchase.Tickets,
                purchase.HoldExpiresAt - (Lot.HoldLife - Lot.CheckoutLife),
                page,
                $"{site.Url}/lots/{purchase.LotId}"
            ),
            $"checkout-{id}",
            stop
        );

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
