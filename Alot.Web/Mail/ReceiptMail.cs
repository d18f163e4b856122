using System.Globalization;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;

namespace Alot.Web.Mail;

/// <summary>The receipt of a purchase (money.md, Receipts): amounts, tickets, time, reference, the terms of that moment, and what to check the draw with.</summary>
/// <param name="LotNumber"><c>0417</c>.</param>
/// <param name="Reference">Of the payment, or of the entry for credits.</param>
/// <param name="FairnessHead">The head of the fairness log at that moment.</param>
/// <param name="Terms">What happens in each outcome, label and value.</param>
public sealed record ReceiptMail(
    string LotNumber,
    string ItemName,
    Money Amount,
    TicketRange Tickets,
    DateTimeOffset Time,
    string Reference,
    string Commitment,
    string FairnessHead,
    IReadOnlyList<(string Label, string Value)> Terms,
    string ReceiptUrl
)
{
    public MailPage Page()
    {
        var tickets = Numbers(Tickets);
        var held =
            Tickets.Count == 1 ? "You hold 1 ticket." : $"You hold {Tickets.Count.ToString("#,0", Invariant)} tickets.";
        return new MailPage(
            Tickets.Count == 1
                ? $"Your ticket in lot {LotNumber}"
                : $"Your {Tickets.Count.ToString("#,0", Invariant)} tickets in lot {LotNumber}",
            $"Tickets {tickets}. Paid {Amount}.",
            $"Lot {LotNumber}, {ItemName}",
            tickets,
            held,
            [
                ("Paid", Amount.ToString()),
                ("Time", Time.UtcDateTime.ToString("d MMM yyyy, HH:mm:ss 'UTC'", Invariant)),
                .. Terms,
                ("Payment reference", Reference),
            ],
            ("See the receipt", ReceiptUrl),
            [($"Commitment of lot {LotNumber}", Commitment), ("Fairness log head", FairnessHead)],
            "Keep this mail: with these two lines you can check the draw later, without us."
        );
    }

    private static string Numbers(TicketRange range)
    {
        var first = range.First.ToString("#,0", Invariant);
        return range.Count == 1 ? first : $"{first}–{range.Last.ToString("#,0", Invariant)}";
    }

    private static CultureInfo Invariant => CultureInfo.InvariantCulture;
}
