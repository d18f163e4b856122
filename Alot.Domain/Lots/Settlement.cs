using Alot.Domain.Ledger;

namespace Alot.Domain.Lots;

/// <summary>How a funded lot's cash is split (money.md, "Settlement of a funded lot"). All in cents, and nothing is left over.</summary>
/// <param name="Cash">Live cash of the lot: its target.</param>
/// <param name="ProcessorFees">What the processor keeps of the payments.</param>
/// <param name="CreditReserve">Behind the credits that non-winners get: a cent for each.</param>
public sealed record Settlement(
    Money Cash,
    Money ItemCost,
    Money ProcessorFees,
    Money CreditReserve,
    Money HostPayable,
    Money Margin
)
{
    /// <summary>Card fees: 2.9 % and $0.30 a payment, rounded up to a cent.</summary>
    public static Money ProcessorFee(Money payment) => new((payment.Cents * 29 + 999) / 1000 + 30);

    /// <param name="hostCarriesItem">The host ships the item and is paid its agreed cost.</param>
    /// <param name="hostSharePercent">The host's part of a positive margin, rounded down.</param>
    public static Settlement Of(
        Money cash,
        Money agreedCost,
        Money processorFees,
        Money creditReserve,
        bool hostCarriesItem,
        decimal hostSharePercent
    )
    {
        var margin = cash - agreedCost - processorFees - creditReserve;
        // The share is a percentage with two decimals: hundredths of a percent keep this in integers.
        var share =
            margin > Money.Zero ? new Money(margin.Cents * (long)(hostSharePercent * 100m) / 10_000) : Money.Zero;
        return new Settlement(
            cash,
            hostCarriesItem ? Money.Zero : agreedCost,
            processorFees,
            creditReserve,
            (hostCarriesItem ? agreedCost : Money.Zero) + share,
            margin - share
        );
    }

    public JournalEntry Journal(LotId lot, DateTimeOffset now) =>
        JournalEntry
            .Of("settlement", Currency.Usd, now, lot)
            .Line(AccountKind.CashEscrow, lot.Value, -Cash.Cents)
            .Line(AccountKind.ItemCost, lot.Value, ItemCost.Cents)
            .Line(AccountKind.ProcessorFees, lot.Value, ProcessorFees.Cents)
            .Line(AccountKind.CreditReserve, lot.Value, CreditReserve.Cents)
            .Line(AccountKind.HostPayable, lot.Value, HostPayable.Cents)
            .Line(AccountKind.PlatformMargin, lot.Value, Margin.Cents)
            .Balanced();
}
