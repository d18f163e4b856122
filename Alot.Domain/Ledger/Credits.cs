using System.Globalization;

namespace Alot.Domain.Ledger;

/// <summary>Stash Credits. 1 credit is $0.01 of platform value; 100 buy one entry. Never cash. May be negative in journal lines only.</summary>
public readonly record struct Credits(long Amount) : IComparable<Credits>
{
    public const long PerEntry = 100;

    public static readonly Credits Zero = new(0);

    /// <summary>The price of so many entries.</summary>
    public static Credits ForEntries(long entries) => new(checked(entries * PerEntry));

    public static Credits operator +(Credits a, Credits b) => new(checked(a.Amount + b.Amount));

    public static Credits operator -(Credits a, Credits b) => new(checked(a.Amount - b.Amount));

    public static Credits operator -(Credits a) => new(checked(-a.Amount));

    public static bool operator <(Credits a, Credits b) => a.Amount < b.Amount;

    public static bool operator >(Credits a, Credits b) => a.Amount > b.Amount;

    public static bool operator <=(Credits a, Credits b) => a.Amount <= b.Amount;

    public static bool operator >=(Credits a, Credits b) => a.Amount >= b.Amount;

    public int CompareTo(Credits other) => Amount.CompareTo(other.Amount);

    /// <summary><c>12,480 cr</c>.</summary>
    public override string ToString() => Amount.ToString("#,0", CultureInfo.InvariantCulture) + " cr";
}
