namespace Alot.Domain.Lots;

/// <summary>Own tickets among all tickets, own ones included. At least one is the player's.</summary>
public readonly record struct Odds
{
    /// <exception cref="ArgumentOutOfRangeException">No own ticket, or more own tickets than there are.</exception>
    public Odds(long own, long all)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(own, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(all, own);
        Own = own;
        All = all;
    }

    public long Own { get; }

    public long All { get; }

    /// <summary>"1 in N", rounded up: what is shown is never better than what is true.</summary>
    public long OneIn => All / Own + (All % Own == 0 ? 0 : 1);
}

/// <summary>The tickets of a lot that odds are made of.</summary>
/// <param name="Live">Tickets not voided, of every kind.</param>
/// <param name="LiveNonCash">Those of them that were not bought with cash.</param>
/// <param name="Target">Cash tickets that fund the lot.</param>
/// <param name="NonCashCapacity">The most credit and free tickets there can be.</param>
public sealed record OddsBasis(long Live, long LiveNonCash, long Target, long NonCashCapacity);

/// <summary>
/// The odds shown wherever an entry is sold (lots.md, "Entries"): now, when the cash target fills and nothing else is added,
/// and at worst, with all capacity of both kinds used.
/// </summary>
public sealed record EntryOdds(Odds Now, Odds IfFilled, Odds AtWorst)
{
    /// <param name="own">Live tickets the player has already.</param>
    /// <param name="buying">Tickets about to be bought; with <paramref name="own"/> at least one.</param>
    /// <param name="with">What they are bought with: credit tickets come on top of the target.</param>
    public static EntryOdds Of(OddsBasis lot, long own, long buying, EntryKind with)
    {
        var mine = own + buying;
        var nonCash = lot.LiveNonCash + (with == EntryKind.Cash ? 0 : buying);
        return new EntryOdds(
            new Odds(mine, lot.Live + buying),
            new Odds(mine, lot.Target + nonCash),
            new Odds(mine, lot.Target + Math.Max(nonCash, lot.NonCashCapacity))
        );
    }
}
