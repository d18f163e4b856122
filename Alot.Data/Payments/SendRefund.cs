using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

/// <summary>
/// Asks the processor to send cash back, for an intent that is committed already. After 24 h the processor has forgotten our
/// key: look up what it has before asking again.
/// </summary>
public sealed class SendRefund(
    IDbContextFactory<AlotDb> contexts,
    IPaymentGateway gateway,
    RecordRefund record,
    RefuseRefund refuse,
    TimeProvider clock
)
{
    public static readonly TimeSpan KeyLife = TimeSpan.FromHours(24);

    public async Task RunAsync(Guid refundId, CancellationToken stop)
    {
        Refund refund;
        Purchase purchase;
        await using (var db = await contexts.CreateDbContextAsync(stop))
        {
            refund = await db.Refunds.AsNoTracking().SingleAsync(r => r.Id == refundId, stop);
            purchase = await db.Purchases.AsNoTracking().SingleAsync(p => p.Id == refund.PurchaseId, stop);
        }
        // While a bank decides the money is not ours to send; the end of the dispute sends it on.
        if (refund.Status != RefundStatus.Due || purchase.Disputed)
            return;
        if (purchase.StripePaymentIntentId is not { } payment)
        {
            await refuse.RunAsync(refundId, "no_payment_reference", stop);
            return;
        }
        try
        {
            var answer = await FindEarlierAsync(refund, payment, stop);
            answer ??= await gateway.RefundAsync(
                new NewRefund(payment, refund.Amount, purchase.Id, Refund.Text(refund.Reason)),
                refund.IdempotencyKey,
                stop
            );
            await record.RunAsync(answer, stop);
        }
        // The processor knows of a dispute that we have not heard of yet: it stays due.
        catch (PaymentGatewayException refused)
            when (!refused.Retryable && !refused.OutcomeUnknown && refused.Code != "charge_disputed")
        {
            await refuse.RunAsync(refundId, refused.Code ?? "refused", stop);
        }
    }

    private async Task<GatewayRefund?> FindEarlierAsync(Refund refund, string payment, CancellationToken stop)
    {
        if (clock.GetUtcNow() - refund.DueSince < KeyLife)
            return null;
        var made = await gateway.FindRefundsOfAsync(payment, stop);
        return made.FirstOrDefault(r =>
            r.Reason == Refund.Text(refund.Reason)
            && r.Amount == refund.Amount
            && !refund.EarlierGatewayIds.Contains(r.Id)
        );
    }
}
