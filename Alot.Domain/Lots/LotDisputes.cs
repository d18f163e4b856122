using Alot.Domain.Ledger;
using Alot.Domain.Payments;

namespace Alot.Domain.Lots;

// Disputes: money.md. Before funding the tickets go and may come back; from funding on nothing is voided or drawn again.
public sealed partial class Lot
{
    /// <summary>Tickets of a disputed purchase are void; once a lot was funded they never are.</summary>
    public bool VoidsDisputedTickets => FundedAt is null;

    /// <summary>
    /// Takes a disputed purchase out of a lot that was not funded: its tickets are voided, never renumbered, and its money
    /// leaves the escrow until the dispute is over.
    /// </summary>
    /// <param name="entry">Its live tickets; null when it had none left, as after an earlier dispute.</param>
    public JournalEntry TakeOut(Purchase purchase, Entry? entry, DateTimeOffset now)
    {
        if (!VoidsDisputedTickets)
            throw new InvalidOperationException($"Lot {NumberText} was funded: its tickets stay.");
        var held = purchase.Left;
        purchase.HoldForDispute(now);
        if (entry is not null)
        {
            held = entry.AmountPaid!.Value;
            entry.Void(now);
            LiveTickets -= entry.TicketCount;
            CurrentFunding -= held;
        }
        return Held("dispute_tickets_voided", purchase, held, now);
    }

    /// <summary>
    /// The last dispute of a purchase that was taken out is over. What is left of it gets new tickets if the lot still sells
    /// and has room, a fresh choice if the lot expired, and goes back whole otherwise.
    /// </summary>
    public PutBack PutBack(Purchase purchase, EntryId id, DateTimeOffset now)
    {
        var left = purchase.Left;
        purchase.ReleaseFromDispute(now);
        if (left == Money.Zero)
        {
            purchase.NothingLeft(now);
            return new PutBack([], null, null, null);
        }
        var journals = new List<JournalEntry> { Held("dispute_over", purchase, -left, now) };
        var tickets = left.Cents / 100;
        if (Sells(now) && left.IsWholeDollars && tickets <= FreeCashTickets)
        {
            CurrentFunding += left;
            var entry = Issue(
                (int)tickets,
                id,
                purchase.PlayerId,
                EntryKind.Cash,
                left,
                Credits.Zero,
                purchase.Id,
                now
            );
            return new PutBack(journals, entry, null, FundIfFull(now));
        }
        if (Status is LotStatus.Expired or LotStatus.Refunding)
        {
            purchase.OfferChoice(now.AddDays(Terms.RefundChoiceDays));
            return new PutBack(journals, null, null, null);
        }
        var refund = purchase.GiveBackAll(RefundReason.Disputed, now);
        journals.Add(
            JournalEntry
                .Of("dispute_over_returned", Currency.Usd, now, Id, purchase.Id)
                .Line(AccountKind.CashEscrow, Id.Value, -left.Cents)
                .Line(AccountKind.RefundsPayable, Id.Value, left.Cents)
                .Balanced()
        );
        return new PutBack(journals, null, refund, null);
    }

    private JournalEntry Held(string kind, Purchase purchase, Money amount, DateTimeOffset now) =>
        JournalEntry
            .Of(kind, Currency.Usd, now, Id, purchase.Id)
            .Line(AccountKind.CashEscrow, Id.Value, -amount.Cents)
            .Line(AccountKind.HeldInDispute, Id.Value, amount.Cents)
            .Balanced();

    private LotMove? FundIfFull(DateTimeOffset now)
    {
        if (CurrentFunding != FundingTarget)
            return null;
        FundedAt = now;
        return MoveTo(LotStatus.Funded, now, null, "live cash reached the target");
    }
}

/// <summary>What became of a purchase whose dispute is over.</summary>
/// <param name="Entry">Its new tickets.</param>
/// <param name="Refund">Or everything that is left, back to the card.</param>
/// <param name="Funded">The move, when the new tickets were the last ones.</param>
public sealed record PutBack(IReadOnlyList<JournalEntry> Journals, Entry? Entry, Refund? Refund, LotMove? Funded);
