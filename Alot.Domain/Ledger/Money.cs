using System.Globalization;

namespace Alot.Domain.Ledger;

/// <summary>An amount of US dollars in whole cents. May be negative in journal lines only.</summary>
public readonly record struct Money(long Cents) : IComparable<Money>
{
    public static readonly Money Zero = new(0);

    /// <summary>A whole-dollar amount, as entries and bundles have.</summary>
    public static Money Dollars(long dollars) => new(checked(dollars * 100));

    /// <summary>The amount in a <c>numeric(12,2)</c> column or a JSON decimal. Never used to calculate.</summary>
    public decimal ToDecimal() => (decimal)Cents / 100m;

    public static Money FromDecimal(decimal amount)
    {
        var cents = amount * 100m;
        if (cents != decimal.Truncate(cents))
            throw new ArgumentOutOfRangeException(nameof(amount), "An amount of money has at most two decimals.");
        return new Money((long)cents);
    }

    public bool IsWholeDollars => Cents % 100 == 0;

    public static Money operator +(Money a, Money b) => new(checked(a.Cents + b.Cents));

    public static Money operator -(Money a, Money b) => new(checked(a.Cents - b.Cents));

    public static Money operator -(Money a) => new(checked(-a.Cents));

    public static bool operator <(Money a, Money b) => a.Cents < b.Cents;

    public static bool operator >(Money a, Money b) => a.Cents > b.Cents;

    public static bool operator <=(Money a, Money b) => a.Cents <= b.Cents;

    public static bool operator >=(Money a, Money b) => a.Cents >= b.Cents;

    public int CompareTo(Money other) => Cents.CompareTo(other.Cents);

    /// <summary><c>$1,250</c> or <c>$1,250.50</c>; a minus sign in front when negative.</summary>
    public override string ToString()
    {
        var format = Cents % 100 == 0 ? "#,0" : "#,0.00";
        var sign = Cents < 0 ? "-" : "";
        return sign + "$" + (Math.Abs((decimal)Cents) / 100m).ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary><c>2500.00</c>: two decimals, a point, no grouping; what JSON and draw proofs carry.</summary>
    public string ToPlainString() => ((decimal)Cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
