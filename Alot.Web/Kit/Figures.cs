using System.Globalization;
using Alot.Domain.Ledger;

namespace Alot.Web.Kit;

/// <summary>
/// How figures are written for people, in one place and never in the machine's culture (ux.md, Accessibility).
/// <c>wwwroot/js/figures.mjs</c> says the same for what ticks in the browser.
/// </summary>
public static class Figures
{
    /// <summary><c>13,940</c>.</summary>
    public static string Of(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary><c>$1,250</c>, or <c>$1,250.50</c> where there are cents.</summary>
    public static string Of(Money money) => money.ToString();

    /// <summary><c>12,480 cr</c>.</summary>
    public static string Of(Credits credits) => credits.ToString();

    /// <summary><c>$25.00</c>: always with cents, where a person pays or is paid.</summary>
    public static string Exact(Money money) =>
        (money.Cents < 0 ? "−$" : "$")
        + (Math.Abs((decimal)money.Cents) / 100m).ToString("#,0.00", CultureInfo.InvariantCulture);

    /// <summary><c>+1,250</c> or <c>−5,000</c>, as lines of a ledger have it; the unit stands in the column's head.</summary>
    public static string Signed(Credits credits) =>
        credits.Amount switch
        {
            > 0 => "+" + Of(credits.Amount),
            < 0 => "−" + Math.Abs((decimal)credits.Amount).ToString("#,0", CultureInfo.InvariantCulture),
            _ => "0",
        };

    /// <summary>Whole percent, floored, 0 to 100: 99.9 never shows 100. Nothing of nothing is 0.</summary>
    public static int PercentOf(long part, long whole) =>
        whole <= 0 || part <= 0 ? 0 : (int)Int128.Min(100, (Int128)part * 100 / whole);

    /// <summary><c>82%</c>.</summary>
    public static string Percent(Money part, Money whole) =>
        PercentOf(part.Cents, whole.Cents).ToString(CultureInfo.InvariantCulture) + "%";

    /// <summary><c>1 in 583</c>, rounded up, so that the true odds are never worse than the ones shown.</summary>
    /// <param name="own">The player's tickets, those about to be bought included; at least 1.</param>
    /// <param name="all">All tickets, the player's included.</param>
    public static string Odds(long own, long all)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(own, 1);
        return "1 in " + Of(Math.Max(1, (all / own) + (all % own == 0 ? 0 : 1)));
    }

    /// <summary><c>1 entry</c>, <c>25 entries</c>.</summary>
    public static string Entries(long count) => Of(count) + (count == 1 ? " entry" : " entries");

    /// <summary><c>1 ticket</c>, <c>25 tickets</c>.</summary>
    public static string Tickets(long count) => Of(count) + (count == 1 ? " ticket" : " tickets");

    /// <summary><c>0417</c>.</summary>
    public static string LotNumber(long number) => number.ToString("0000", CultureInfo.InvariantCulture);

    /// <summary>Time left in words: <c>38:12</c> under an hour, then <c>2h 14m</c>, then <c>13d 22h</c>; never negative.</summary>
    public static string Left(TimeSpan left)
    {
        var seconds = SecondsUp(left);
        return seconds switch
        {
            < 3600 => Invariant($"{seconds / 60:00}:{seconds % 60:00}"),
            < 86400 => Invariant($"{seconds / 3600}h {seconds / 60 % 60:00}m"),
            _ => Invariant($"{seconds / 86400}d {seconds / 3600 % 24}h"),
        };
    }

    /// <summary>Time left as a clock: <c>41:07</c>, <c>02:14:09</c>; from a day on as in <see cref="Left"/>.</summary>
    public static string Clock(TimeSpan left)
    {
        var seconds = SecondsUp(left);
        return seconds is >= 3600 and < 86400
            ? Invariant($"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}")
            : Left(left);
    }

    /// <summary>How long something waits, in its two largest units: <c>6m</c>, <c>3h 10m</c>, <c>1d 16h</c>; floored.</summary>
    public static string Age(TimeSpan age)
    {
        var minutes = Math.Max(0, (long)age.TotalMinutes);
        return minutes switch
        {
            < 60 => Invariant($"{minutes}m"),
            < 1440 => minutes % 60 == 0 ? Invariant($"{minutes / 60}h") : Invariant($"{minutes / 60}h {minutes % 60}m"),
            _ => minutes / 60 % 24 == 0
                ? Invariant($"{minutes / 1440}d")
                : Invariant($"{minutes / 1440}d {minutes / 60 % 24}h"),
        };
    }

    /// <summary>A player without a public name: <c>a•••7</c>, the first and the last sign of the name, lower case.</summary>
    public static string Masked(string name)
    {
        var signs = new StringInfo(name.Trim());
        var count = signs.LengthInTextElements;
        var first = count > 0 ? signs.SubstringByTextElements(0, 1).ToLowerInvariant() : "";
        var last = count > 1 ? signs.SubstringByTextElements(count - 1, 1).ToLowerInvariant() : "";
        return first + "•••" + last;
    }

    /// <summary>The start and the end of a hash, for where it is named rather than compared: <c>8e41c0…5b7d</c>.</summary>
    public static string ShortHash(string hash) => hash.Length <= 12 ? hash : hash[..6] + "…" + hash[^4..];

    // A countdown shows the second that is running, so that it reads 00:00 only when it is over.
    private static long SecondsUp(TimeSpan left) => Math.Max(0, (long)Math.Ceiling(left.TotalSeconds));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
