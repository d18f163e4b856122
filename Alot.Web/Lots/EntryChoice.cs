using Alot.Data.Lots;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;

namespace Alot.Web.Lots;

/// <summary>What somebody has chosen on a lot's page and not yet bought.</summary>
/// <param name="Entries">None until they choose.</param>
/// <param name="With">Cash or credits.</param>
public sealed record EntryChoice(long? Entries, EntryKind With)
{
    public static readonly EntryChoice None = new(null, EntryKind.Cash);

    /// <summary>The same choice in what the lot and the balance still allow; nothing when nothing is left.</summary>
    public EntryChoice Within(LotView lot, MyLot? mine)
    {
        var with = With == EntryKind.Credits && LotText.Most(lot, mine, With) < 1 ? EntryKind.Cash : With;
        var most = LotText.Most(lot, mine, with);
        var least = LotText.Least(lot, with);
        long? entries = Entries is { } n && most >= least ? Math.Clamp(n, least, most) : null;
        return new EntryChoice(entries, with);
    }

    /// <summary>What outcomes are told for: the choice, or the smallest there is.</summary>
    public long Example(LotView lot) => Entries ?? lot.MinimumTickets;

    public OutcomeCard Outcome(LotView lot) =>
        With == EntryKind.Cash
            ? OutcomeCard.ForCash(lot.Terms, Money.Dollars(Example(lot)))
            : OutcomeCard.ForCredits(Credits.ForEntries(Example(lot)));

    /// <summary>With own entries and nothing chosen, the odds are those one has; else of the smallest purchase.</summary>
    public EntryOdds Odds(LotView lot, MyLot? mine) =>
        EntryOdds.Of(
            LotText.Basis(lot),
            mine?.Tickets ?? 0,
            Entries ?? (mine?.Tickets > 0 ? 0 : lot.MinimumTickets),
            With
        );
}
