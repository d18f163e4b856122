using Alot.Data.Fulfilment;
using Alot.Domain.Fulfilment;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Web.Kit;

namespace Alot.Web.Fulfilment;

/// <summary>Where a card lies.</summary>
public enum CardPile
{
    Live,
    Won,
    Ended,
}

/// <summary>What a card says, and which pile it lies in. A result that was not turned is told by nothing, not even a count.</summary>
public static class CardStory
{
    public static bool IsFaceDown(CardView card) =>
        !card.Turned && (card.Status is CardStatus.RevealedWon or CardStatus.RevealedLost);

    public static CardPile PileOf(CardView card) =>
        card.Status switch
        {
            CardStatus.Active => CardPile.Live,
            CardStatus.RevealedWon when IsFaceDown(card) => CardPile.Ended,
            CardStatus.RevealedWon or CardStatus.Claimed or CardStatus.Shipped or CardStatus.Delivered => CardPile.Won,
            _ => CardPile.Ended,
        };

    /// <summary>The figure on the stub.</summary>
    public static string Headline(CardView card) =>
        card.Status switch
        {
            CardStatus.Active => Figures.Entries(card.Tickets),
            CardStatus.RevealedWon or CardStatus.Claimed or CardStatus.Shipped or CardStatus.Delivered => "You won",
            CardStatus.RevealedLost => card.Credits > Credits.Zero ? "+" + Figures.Of(card.Credits) : "Not drawn",
            CardStatus.Expired when card.ToChoose is not null => $"{Figures.Exact(card.CashPaid)} back",
            CardStatus.Expired => Back(card, "back"),
            _ => Back(card, "returned"),
        };

    /// <summary>The words beside it. Times are written by the page.</summary>
    public static string? Status(CardView card) =>
        card.Status switch
        {
            CardStatus.Active when card.LotStatus == LotStatus.Drawing => "being settled",
            CardStatus.Active when card.Tickets > 0 => Figures.Odds(card.Tickets, card.LiveTickets),
            CardStatus.Active => "left",
            CardStatus.RevealedWon
            or CardStatus.RevealedLost
            or CardStatus.Claimed
            or CardStatus.Shipped
            or CardStatus.Delivered => card.WinningTicket is { } ticket ? "ticket " + Figures.Of(ticket) : "drawn",
            CardStatus.Expired => "not funded",
            _ => "cancelled",
        };

    /// <summary>Where the card leads.</summary>
    public static string Href(CardView card) =>
        card.ToChoose is { } purchase ? $"/purchases/{purchase}/choice" : $"/lots/{card.LotId}";

    /// <summary>What comes next for a winner. Claims have no page of their own yet.</summary>
    public static string NextForWinner(CardView card) =>
        card.Status switch
        {
            CardStatus.Claimed => "We have your details and prepare the parcel.",
            CardStatus.Shipped => "It is on its way.",
            CardStatus.Delivered => "Delivered.",
            _ => "We write to you about shipping.",
        };

    /// <summary>Said aloud when a card is turned.</summary>
    public static string Spoken(CardView card) =>
        PileOf(card) == CardPile.Won
            ? $"Lot {card.LotNumberText}: you won {card.Name}, worth {Figures.Of(card.RetailValue)}."
            : $"Lot {card.LotNumberText}, {card.Name}: somebody else won. "
                + (
                    card.Credits > Credits.Zero
                        ? $"You received {Figures.Of(card.Credits)}."
                        : "Credit entries earn no credits."
                );

    private static string Back(CardView card, string word) =>
        (card.CashBack > Money.Zero, card.Credits > Credits.Zero) switch
        {
            (true, true) => $"{Figures.Exact(card.CashBack)}, +{Figures.Of(card.Credits)}",
            (true, false) => $"{Figures.Exact(card.CashBack)} {word}",
            (false, true) => "+" + Figures.Of(card.Credits),
            _ => card.CashPaid > Money.Zero ? $"{Figures.Exact(card.CashPaid)} {word}" : "Credits " + word,
        };
}
