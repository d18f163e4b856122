using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Data.Trivia;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

public sealed record StartPurchaseCommand(
    PlayerId ActorId,
    string Key,
    LotId LotId,
    Money Amount,
    bool AcceptTrim = false,
    string? ShareKey = null
) : Command(ActorId, Key);

public sealed record StartedPurchase(
    PurchaseId PurchaseId,
    LotId LotId,
    Money Amount,
    int Tickets,
    DateTimeOffset HoldExpiresAt
);

/// <summary>
/// Keeps capacity for a buyer who goes to pay: a pending purchase and its hold. The processor is asked afterwards, outside of
/// any transaction (<see cref="OpenCheckout"/>).
/// </summary>
public sealed class StartPurchase(Transactions.Transactions transactions, TimeProvider clock)
{
    /// <exception cref="Refusal"><c>hold_exists</c> {purchase_id, checkout_url}, and those of <see cref="Lot.Hold"/>.</exception>
    public Task<StartedPurchase> RunAsync(StartPurchaseCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            command,
            async db =>
            {
                var lot = await db.LockLotAsync(command.LotId, stop);
                await db.RequireVisibleAsync(lot, command.ActorId, command.ShareKey, stop);
                var buyer = await db.LoadBuyerAsync(command.ActorId, stop);
                var answered = await db.HasAnsweredAsync(lot, buyer.Id, stop);
                // Holds of one player are counted over all lots; they start one after the other.
                await using (
                    var oneAtATime = db.Sql(
                        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
                        $"holds:{buyer.Id}"
                    )
                )
                    await oneAtATime.ExecuteNonQueryAsync(stop);
                var now = clock.GetUtcNow();
                await RefuseSecondHoldAsync(db, lot, buyer.Id, stop);
                var dayAgo = now.AddDays(-1);
                var unpaid = await db.Purchases.CountAsync(
                    p =>
                        p.PlayerId == buyer.Id
                        && p.CreatedAt > dayAgo
                        && p.CompletedAt == null
                        && (p.Status == PurchaseStatus.Pending || p.Status == PurchaseStatus.Failed),
                    stop
                );

                var purchase = lot.Hold(
                    PurchaseId.New(now),
                    command.Amount,
                    command.AcceptTrim,
                    buyer,
                    answered,
                    unpaid,
                    now
                );

                db.Purchases.Add(purchase);
                db.Announce(Topic.Lot(lot.Id));
                return new StartedPurchase(
                    purchase.Id,
                    lot.Id,
                    purchase.Amount,
                    purchase.Tickets,
                    purchase.HoldExpiresAt
                );
            },
            stop
        );

    private static async Task RefuseSecondHoldAsync(AlotDb db, Lot lot, PlayerId buyer, CancellationToken stop)
    {
        var hold = await db
            .Purchases.AsNoTracking()
            .SingleOrDefaultAsync(
                p => p.LotId == lot.Id && p.PlayerId == buyer && p.Status == PurchaseStatus.Pending,
                stop
            );
        if (hold is not null)
            throw new Refusal(
                "hold_exists",
                $"You are already paying for {hold.Tickets} entries in this lot. Finish or give up that payment first. No further money was taken.",
                details: new Dictionary<string, object?>
                {
                    ["purchase_id"] = hold.Id.Value,
                    ["checkout_url"] = hold.CheckoutUrl,
                }
            );
    }
}
