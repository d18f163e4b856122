using Alot.Domain.Ledger;

namespace Alot.Domain.Lots;

/// <summary>What a lot promises, fixed when it opens and never changed after; every receipt repeats them.</summary>
/// <param name="NonWinnerCreditsPerDollar">Credits for each cash dollar when somebody else wins (<c>Lots:NonWinnerCreditsPerDollar</c>).</param>
/// <param name="NonCashTicketCapPercent">Share of the target that credit and free tickets may reach (<c>Lots:NonCashTicketCap</c>).</param>
/// <param name="RefundCashPercent">Cash back when the lot expires, in percent.</param>
/// <param name="ConversionCreditsPerDollar">Credits for each dollar when the lot expires and the buyer takes credits: 1.5 × its worth.</param>
/// <param name="RefundChoiceDays">Days to choose; then cash (<c>Lots:RefundChoiceDays</c>).</param>
/// <param name="DrawDelaySeconds">From funding to the draw (<c>Lots:DrawDelay</c>).</param>
public sealed record LotTerms(
    int NonWinnerCreditsPerDollar,
    int NonCashTicketCapPercent,
    int RefundCashPercent,
    int ConversionCreditsPerDollar,
    int RefundChoiceDays,
    int DrawDelaySeconds
)
{
    public static readonly LotTerms Default = new(50, 30, 98, 150, 14, 60);

    /// <summary>⌊30 % of target⌋, in tickets.</summary>
    public int NonCashCapacity(Money target) => checked((int)(target.Cents / 100 * NonCashTicketCapPercent / 100));

    /// <summary>What a cash purchase becomes when the lot is funded and somebody else wins.</summary>
    public Credits CreditsIfNotWinner(Money cash) => new(checked(cash.Cents * NonWinnerCreditsPerDollar / 100));

    /// <summary>Cash back when the lot expires. The fee is rounded down, in cents, in the player's favour.</summary>
    public Money CashBack(Money cash) => cash - Fee(cash);

    public Money Fee(Money cash) => new(checked(cash.Cents * (100 - RefundCashPercent)) / 100);

    /// <summary>Credits when the lot expires and the buyer takes credits, rounded up.</summary>
    public Credits CreditsIfExpired(Money cash) => new(checked(cash.Cents * ConversionCreditsPerDollar + 99) / 100);
}
