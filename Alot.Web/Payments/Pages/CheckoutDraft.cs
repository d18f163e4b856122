using System.Globalization;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;

namespace Alot.Web.Payments.Pages;

/// <summary>What entries are paid with.</summary>
public enum PayWith
{
    Cash,
    Credits,
}

/// <summary>What a checkout shows: the lot, what it is to the player, and what this form has bought already.</summary>
/// <param name="Bought">Set when the form was carried out with credits.</param>
public sealed record CheckoutModel(LotView Lot, MyLot Mine, BoughtTickets? Bought)
{
    /// <summary>Without what a checkout doesn't show: it is handed on to the circuit in one message, which may be 32 KiB long.</summary>
    public static CheckoutModel Of(LotView lot, MyLot mine, BoughtTickets? bought) =>
        new(
            lot with
            {
                Product = lot.Product with { Description = "", Specifications = [], Images = [] },
                Question = null,
                CancelReason = null,
            },
            mine with
            {
                Ranges = [],
                Purchases = [],
            },
            bought
        );
}

/// <summary>What the player has set in a checkout, and what follows from it.</summary>
public sealed class CheckoutDraft
{
    public int Tickets { get; set; }

    public PayWith With { get; set; }

    public bool Consent { get; set; }

    public Money Amount => Money.Dollars(Tickets);

    public Credits Price => Credits.ForEntries(Tickets);

    public EntryKind Kind => With == PayWith.Cash ? EntryKind.Cash : EntryKind.Credits;

    /// <summary>Entries that can be bought this way now.</summary>
    public int Free(LotView lot) => With == PayWith.Cash ? lot.FreeCash : lot.FreeNonCash;

    public OutcomeCard Outcome(LotView lot) =>
        With == PayWith.Cash ? OutcomeCard.ForCash(lot.Terms, Amount) : OutcomeCard.ForCredits(Price);

    /// <summary>Of as many as can be bought; null when none can.</summary>
    public EntryOdds? Odds(LotView lot, MyLot mine) =>
        Free(lot) < 1
            ? null
            : EntryOdds.Of(
                new OddsBasis(lot.LiveTickets, lot.LiveNonCash, lot.Target.Cents / 100, lot.NonCashCapacity),
                mine.Tickets,
                Math.Min(Tickets, Free(lot)),
                Kind
            );

    /// <summary>Null unless the address asks for a number of entries that a lot could sell.</summary>
    public static CheckoutDraft? From(string? entries, string? with) =>
        int.TryParse(entries, NumberStyles.None, CultureInfo.InvariantCulture, out var tickets)
        && tickets is > 0 and <= 25_000_000
            ? new CheckoutDraft { Tickets = tickets, With = with == "credits" ? PayWith.Credits : PayWith.Cash }
            : null;

    /// <summary>A form's own key: 32 hex digits.</summary>
    public static bool IsKey(string? form) => form is { Length: 32 } && form.All(char.IsAsciiHexDigitLower);
}

/// <summary>Why nothing can be paid on this page at the moment, and where to go.</summary>
/// <param name="Way">What the link says; it leads to <paramref name="Href"/>.</param>
public sealed record CheckoutStop(string Text, string Way, string Href)
{
    public static CheckoutStop? For(LotView lot, MyLot mine, CheckoutDraft draft, DateTimeOffset now)
    {
        var page = $"/lots/{lot.Id}";
        if (!lot.Sells(now))
            return new(
                lot.Frozen && lot.Status == LotStatus.Open
                    ? "This lot is held while staff check it, so nothing is sold. No money was taken."
                    : "This lot isn't selling any more. No money was taken.",
                "See the lot",
                page
            );
        if (!mine.MayPlay)
            return new(mine.WhyNot ?? "You can't enter this lot. No money was taken.", "Back to the lot", page);
        if (!mine.TriviaPassed)
            return new(
                "This lot asks a question before the first entry. No money was taken.",
                "Answer the question",
                page
            );
        var free = draft.Free(lot);
        if (free < 1)
            return new(
                draft.With == PayWith.Cash
                    ? "No entries are left for cash. Those that others are paying for may come free again."
                    : "No entries are left for credits.",
                "Back to the lot",
                page
            );
        var least = Math.Min(lot.MinimumTickets, free);
        return draft.Tickets < least
            ? new($"This lot starts at {Kit.Figures.Entries(least)}.", "Choose how many", page)
            : null;
    }
}
