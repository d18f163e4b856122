using Alot.Data.Accounts;
using Alot.Data.Auditing;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

/// <summary>
/// Books what the processor says of a dispute (money.md, "Disputes"), by webhook or by reconciliation, in whatever order and
/// however often: a dispute passes through being open whatever was heard first, and a payment is booked before its dispute.
/// </summary>
public sealed class RecordDispute(
    Transactions.Transactions transactions,
    IDbContextFactory<AlotDb> contexts,
    IPaymentGateway gateway,
    ConfirmPayment confirm,
    TimeProvider clock
)
{
    /// <returns>What came of it, for the webhook's record.</returns>
    /// <exception cref="PaymentMismatchException">Somebody else's payment, or more than was paid, or against what is final.</exception>
    public async Task<string> RunAsync(GatewayDispute heard, CancellationToken stop)
    {
        var stage = Dispute.StageOf(heard.Status);
        var purchase = await FindPurchaseAsync(heard, stop);
        // Each step is its own commit: what a win undoes is read from the books.
        if (stage is DisputeStage.Won or DisputeStage.Lost)
            await StepAsync(purchase, heard with { Status = "needs_response" }, DisputeStage.Open, stop);
        return await StepAsync(purchase, heard, stage, stop);
    }

    private async Task<PurchaseId> FindPurchaseAsync(GatewayDispute heard, CancellationToken stop)
    {
        await using (var db = await contexts.CreateDbContextAsync(stop))
        {
            var booked = await db
                .Purchases.Where(p =>
                    p.CompletedAt != null
                    && (p.StripePaymentIntentId == heard.PaymentIntentId || p.StripeChargeId == heard.ChargeId)
                )
                .Select(p => (PurchaseId?)p.Id)
                .FirstOrDefaultAsync(stop);
            if (booked is { } known)
                return known;
        }
        // The payment's own news may still be under way: it is looked up and booked first.
        var session = heard.PaymentIntentId is { } payment ? await gateway.FindCheckoutOfAsync(payment, stop) : null;
        if (session?.PurchaseId is not { } purchase)
            throw new PaymentMismatchException("A dispute of a payment that isn't ours.");
        await confirm.RunAsync(session, stop);
        return purchase;
    }

    private Task<string> StepAsync(PurchaseId id, GatewayDispute heard, DisputeStage stage, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var (lot, purchase) = await db.LockWithLotAsync(id, stop);
                var now = clock.GetUtcNow();
                var all = await db.Disputes.Where(d => d.PurchaseId == id).ToListAsync(stop);
                var dispute = all.SingleOrDefault(d => d.GatewayDisputeId == heard.Id);
                RequireMatch(heard, stage, purchase, dispute, all);
                if (dispute is null)
                {
                    all.Add(dispute = Dispute.Of(purchase, heard, now));
                    db.Add(dispute);
                }
                if (!dispute.IsNews(heard.Status))
                    return "known already";

                dispute.Hear(heard);
                if (stage == DisputeStage.Open && dispute.Stage == DisputeStage.Inquiry)
                    await OpenAsync(db, lot, purchase, dispute, all, now, stop);
                else if (stage is DisputeStage.Won or DisputeStage.Dismissed)
                    await db.WinAsync(lot, purchase, dispute, all, now, stop);
                else if (stage == DisputeStage.Lost)
                    await db.LoseAsync(lot, purchase, dispute, all, now, stop);
                purchase.DisputesAre(all, now);
                await TellAsync(db, lot, dispute, now, stop);
                return $"dispute {dispute.Stage}";
            },
            stop
        );

    private static void RequireMatch(
        GatewayDispute heard,
        DisputeStage stage,
        Purchase purchase,
        Dispute? known,
        IReadOnlyList<Dispute> all
    )
    {
        if (!string.Equals(heard.Currency, purchase.Currency, StringComparison.OrdinalIgnoreCase))
            throw new PaymentMismatchException("The dispute's currency isn't the purchase's.");
        if (known?.Contradicts(stage) == true)
            throw new PaymentMismatchException(
                $"The dispute was {known.Stage} before: the processor contradicts itself."
            );
        if (known is { Stage: not DisputeStage.Inquiry } && known.Amount != heard.Amount)
            throw new PaymentMismatchException("The dispute's amount changed after the money was taken.");
        var others = all.Where(d => d != known && d.Stage is DisputeStage.Open or DisputeStage.Lost)
            .Where(d => d.GatewayDisputeId != heard.Id)
            .Sum(d => d.Amount.Cents);
        if (heard.Amount <= Money.Zero || heard.Amount.Cents + others > purchase.Amount.Cents)
            throw new PaymentMismatchException("More is disputed than was paid.");
    }

    private static async Task OpenAsync(
        AlotDb db,
        Lot lot,
        Purchase purchase,
        Dispute dispute,
        List<Dispute> all,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var entry = await db.Entries.SingleOrDefaultAsync(e => e.PurchaseId == purchase.Id && e.VoidedAt == null, stop);
        var takesOut =
            lot.VoidsDisputedTickets && purchase is { Status: PurchaseStatus.Succeeded, IsSettledWithBuyer: false };
        if (takesOut && !purchase.HeldInDispute)
            db.Post(lot.TakeOut(purchase, entry, now));
        var converted = purchase.CreditsConverted > Credits.Zero;
        var clawsBack = converted || (!lot.VoidsDisputedTickets && entry is not null && !purchase.IsSettledWithBuyer);
        db.Post(dispute.Open(takesOut, clawsBack, now));
        if (clawsBack)
        {
            await db.FreezeAccountAsync(purchase.PlayerId, FreezeReason.Dispute, dispute.GatewayDisputeId, now, stop);
            await db.ClawBackAsync(lot, purchase, dispute, entry, now, stop);
        }
        var card = await db.Cards.SingleOrDefaultAsync(c => c.LotId == lot.Id && c.PlayerId == purchase.PlayerId, stop);
        card?.HoldShipment(now);
        db.Enqueue(OutboxKinds.Mail, new MailLetter("dispute_opened", purchase.PlayerId, purchase.Id, lot.Id));
    }

    private static async Task TellAsync(AlotDb db, Lot lot, Dispute dispute, DateTimeOffset now, CancellationToken stop)
    {
        if (!dispute.IsOver)
            await db.RaiseAsync(
                "dispute",
                dispute.GatewayDisputeId,
                $"Lot {lot.NumberText}: {dispute.Amount} is {(dispute.Stage == DisputeStage.Inquiry ? "asked about" : "disputed")} ({dispute.Reason ?? "no reason given"}).",
                now,
                stop
            );
        db.Announce(Topic.Lot(lot.Id), Topic.Lots, Topic.Player(dispute.PlayerId), Topic.DueLots, Topic.Queues);
    }
}
