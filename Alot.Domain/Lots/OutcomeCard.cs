using Alot.Domain.Ledger;

namespace Alot.Domain.Lots;

/// <summary>What an entry can become, to the cent, stated before anyone pays (lots.md, "Entries").</summary>
/// <param name="Paid">Cash, none for a credit entry.</param>
/// <param name="Spent">Credits, none for a cash entry.</param>
/// <param name="IfNotWinner">Credits when the lot is funded and somebody else wins.</param>
/// <param name="CashIfExpired">Cash back when it isn't funded and the buyer takes cash.</param>
/// <param name="FeeIfExpired">What is kept of it then; with <paramref name="CashIfExpired"/> it is what was paid.</param>
/// <param name="CreditsIfExpired">Credits when it isn't funded: the other choice for cash, everything back for credits.</param>
public sealed record OutcomeCard(
    Money Paid,
    Credits Spent,
    Credits IfNotWinner,
    Money CashIfExpired,
    Money FeeIfExpired,
    Credits CreditsIfExpired
)
{
    public static OutcomeCard ForCash(LotTerms terms, Money paid) =>
        new(
            paid,
            Credits.Zero,
            terms.CreditsIfNotWinner(paid),
            terms.CashBack(paid),
            terms.Fee(paid),
            terms.CreditsIfExpired(paid)
        );

    /// <summary>Credit entries bring no credits when somebody else wins, and come back 1 : 1 when the lot isn't funded.</summary>
    public static OutcomeCard ForCredits(Credits spent) =>
        new(Money.Zero, spent, Credits.Zero, Money.Zero, Money.Zero, spent);

    public bool IsCash => Paid > Money.Zero;

    /// <summary>Whole entries that <see cref="CreditsIfExpired"/> buy.</summary>
    public long EntriesIfExpired => CreditsIfExpired.Amount / Credits.PerEntry;
}
