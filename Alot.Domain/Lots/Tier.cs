using Alot.Domain.Ledger;

namespace Alot.Domain.Lots;

/// <summary>A lot's class by retail value, lower bound inclusive: ICON &lt; $1,000 ≤ RARE &lt; $8,000 ≤ GRAIL &lt; $50,000 ≤ MYTHIC.</summary>
public enum Tier
{
    Icon,
    Rare,
    Grail,
    Mythic,
}

/// <summary>What an item is.</summary>
public enum Category
{
    Watch,
    Bag,
    Sneaker,
    Memorabilia,
}

/// <summary>What follows from a tier (lots.md, "Catalogue" and "Entries").</summary>
public static class Tiers
{
    public static Tier Of(Money retailValue) =>
        retailValue < Money.Dollars(1_000) ? Tier.Icon
        : retailValue < Money.Dollars(8_000) ? Tier.Rare
        : retailValue < Money.Dollars(50_000) ? Tier.Grail
        : Tier.Mythic;

    /// <summary>The price choices, in whole dollars; $1 is one ticket.</summary>
    public static IReadOnlyList<int> Bundles(Tier tier) =>
        tier is Tier.Icon or Tier.Rare ? [2, 5, 10, 25, 50] : [25, 50, 100, 250, 500];

    /// <summary>The smallest purchase in tickets, unless less is left.</summary>
    public static int Minimum(Tier tier) => tier is Tier.Icon or Tier.Rare ? 1 : 25;

    /// <summary>Retail value × 2.5, rounded up to a whole dollar.</summary>
    public static Money Target(Money retailValue)
    {
        var cents = checked(retailValue.Cents * 5);
        // 2.5 × v cents = 5v/2 cents; up to the next whole dollar is up to the next multiple of 200 half-cents.
        return Money.Dollars((cents + 199) / 200);
    }
}
