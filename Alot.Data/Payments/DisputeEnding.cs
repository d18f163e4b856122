using Alot.Data.Accounts;
using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

/// <summary>How a dispute claws back and how it ends, in the transaction that heard of it. Lot and purchase are locked.</summary>
internal static class DisputeEnding
{
    /// <summary>Takes back the credits of the purchase once they were given; before settlement there are none yet.</summary>
    public static async Task ClawBackAsync(
        this AlotDb db,
        Lot lot,
        Purchase purchase,
        Dispute dispute,
        Entry? entry,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var converted = purchase.CreditsConverted > Credits.Zero;
        if (!converted && lot.Status != LotStatus.Settled)
            return;
        var given = converted ? purchase.CreditsConverted : entry?.CreditsAwarded ?? Credits.Zero;
        var wallet = await db.LockWalletAsync(purchase.PlayerId, now, stop);
        var clawback = dispute.ClawBack(wallet, given, purchase.Amount, lot.NumberText, now);
        if (clawback.Line is { } line)
            db.CreditTransactions.Add(line);
        foreach (var journal in clawback.Journals)
            db.Post(journal);
    }

    /// <summary>The money is there again: every journal entry of the dispute is undone, one by one.</summary>
    public static async Task WinAsync(
        this AlotDb db,
        Lot lot,
        Purchase purchase,
        Dispute dispute,
        List<Dispute> all,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var lines = await db
            .JournalLines.AsNoTracking()
            .Where(l => dispute.JournalIds.Contains(l.JournalId))
            .ToListAsync(stop);
        foreach (var entry in lines.GroupBy(l => (l.JournalId, l.Currency)))
            db.Post(
                JournalEntry.Undoing(
                    entry.Key.Currency,
                    lot.Id,
                    purchase.Id,
                    entry.Select(l => new JournalLine(l.AccountKind, l.OwnerId, l.Amount)),
                    now
                )
            );
        var wasOpen = dispute.Stage == DisputeStage.Open;
        var back = dispute.Win(now);
        if (!wasOpen)
            return;
        if (back > Credits.Zero)
        {
            var wallet = await db.LockWalletAsync(purchase.PlayerId, now, stop);
            db.CreditTransactions.Add(
                wallet.Receive(
                    back,
                    CreditKind.DisputeReturn,
                    $"Lot {lot.NumberText}: the dispute is over, your credits are back",
                    now,
                    lot.Id,
                    purchase: purchase.Id
                )
            );
        }
        purchase.DisputesAre(all, now);
        await db.LiftFreezeAsync(purchase.PlayerId, FreezeReason.Dispute, dispute.GatewayDisputeId, now, stop);
        await ReleaseShipmentAsync(db, purchase, dispute, stop);
        await GoOnAsync(db, lot, purchase, now, stop);
    }

    /// <summary>The money is gone: the books say where, and what is still owed to the buyer goes on its way.</summary>
    public static async Task LoseAsync(
        this AlotDb db,
        Lot lot,
        Purchase purchase,
        Dispute dispute,
        List<Dispute> all,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        db.Post(dispute.Lose(now));
        purchase.DisputesAre(all, now);
        await WithdrawRefundsAsync(db, lot, purchase, now, stop);
        if (!dispute.FreezesSpending)
            await db.LiftFreezeAsync(purchase.PlayerId, FreezeReason.Dispute, dispute.GatewayDisputeId, now, stop);
        await GoOnAsync(db, lot, purchase, now, stop);
    }

    // What the buyer has from the bank is not sent to the card as well. The platform had carried the dispute: it gets the
    // refund's money back.
    private static async Task WithdrawRefundsAsync(
        AlotDb db,
        Lot lot,
        Purchase purchase,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        var open = await db
            .Refunds.FromSql(
                $"select * from refunds where purchase_id = {purchase.Id.Value} and status in ('due', 'payable') for update"
            )
            .ToListAsync(stop);
        foreach (var refund in open.Where(r => r.Amount > purchase.Left))
        {
            db.Post(Withdrawn("refund_withdrawn", refund.Amount));
            if (purchase.WithdrawRefund(refund, now) is not { } rest)
                continue;
            db.Post(Withdrawn("dispute_over_returned", -rest.Amount));
            db.Refunds.Add(rest);
        }

        JournalEntry Withdrawn(string kind, Money amount) =>
            JournalEntry
                .Of(kind, Currency.Usd, now, lot.Id, purchase.Id)
                .Line(AccountKind.RefundsPayable, lot.Id.Value, -amount.Cents)
                .Line(AccountKind.PlatformMargin, lot.Id.Value, amount.Cents);
    }

    private static async Task ReleaseShipmentAsync(
        AlotDb db,
        Purchase purchase,
        Dispute dispute,
        CancellationToken stop
    )
    {
        var others = await db.Disputes.AnyAsync(
            d =>
                d.LotId == purchase.LotId
                && d.PlayerId == purchase.PlayerId
                && d.Id != dispute.Id
                && (d.Stage == DisputeStage.Open || d.Stage == DisputeStage.Lost),
            stop
        );
        if (others)
            return;
        var card = await db.Cards.SingleOrDefaultAsync(
            c => c.LotId == purchase.LotId && c.PlayerId == purchase.PlayerId,
            stop
        );
        card?.ReleaseShipment();
    }

    // With the last dispute over, what waited for it goes on: tickets, choice, refund.
    private static async Task GoOnAsync(
        AlotDb db,
        Lot lot,
        Purchase purchase,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        if (purchase.Disputed)
            return;
        db.Enqueue(OutboxKinds.Mail, new MailLetter("dispute_over", purchase.PlayerId, purchase.Id, lot.Id));
        if (purchase.HeldInDispute)
        {
            var put = lot.PutBack(purchase, EntryId.New(now), now);
            foreach (var journal in put.Journals)
                db.Post(journal);
            if (put.Entry is { } entry)
                db.Entries.Add(entry);
            if (put.Refund is { } refund)
                db.Refunds.Add(refund);
            if (put.Funded is { } funded)
                db.Record(funded);
        }
        // Those that waited and those that were ordered just now.
        await db.Refunds.Where(r => r.PurchaseId == purchase.Id).LoadAsync(stop);
        foreach (var due in db.Refunds.Local.Where(r => r.PurchaseId == purchase.Id && r.Status == RefundStatus.Due))
            db.Enqueue(OutboxKinds.Refund, new RefundLetter(due.Id));
    }
}
