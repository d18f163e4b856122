using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Payments;

namespace Alot.Data.Payments;

/// <summary>Reminds a buyer of an expired lot after 1, 7 and 13 days.</summary>
public sealed class RemindToChoose(Transactions.Transactions transactions, TimeProvider clock)
{
    public static readonly IReadOnlyList<int> Days = [1, 7, 13];

    public Task<bool> RunAsync(PurchaseId id, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var (lot, purchase) = await db.LockWithLotAsync(id, stop);
                var now = clock.GetUtcNow();
                if (!purchase.RefundEligible || lot.ExpiredAt is not { } expired || purchase.ChooseBy <= now)
                    return false;
                var due = Days.Count(day => now >= expired.AddDays(day));
                if (due <= purchase.RemindersSent)
                    return false;
                purchase.Reminded(due);
                db.Enqueue(OutboxKinds.Mail, new MailLetter("refund_reminder", purchase.PlayerId, id, lot.Id));
                return true;
            },
            stop
        );
}
