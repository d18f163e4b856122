using System.Globalization;
using System.Text;
using Alot.Data.Ledger;
using Alot.Domain.Ledger;

namespace Alot.Web.Ledger;

/// <summary>
/// A player's ledger as CSV (RFC 4180, UTF-8 with a mark so that spreadsheets read it). Columns are of two kinds. Text: a cell
/// that a spreadsheet would take for a formula (it starts with <c>= + - @</c>, a tab or a line break) gets an apostrophe in
/// front, and every cell is quoted. Number (<c>lot</c>, <c>credits</c>, <c>balance_after</c>): written by us as an optional minus
/// and digits, never quoted or changed, so that <c>-5000</c> stays a number that can be summed.
/// </summary>
public static class LedgerCsv
{
    public const string Head = "time_utc,kind,description,lot,credits,balance_after";

    private const string Dangerous = "=+-@\t\r\n＝＋－＠";

    public static string Line(LedgerLine line) =>
        string.Join(
            ',',
            Text(line.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            Text(LedgerWords.Kind(line.Kind)),
            Text(line.Description),
            line.LotNumber is { } lot ? Number(lot) : "",
            Number(line.Amount.Amount),
            Number(line.BalanceAfter.Amount)
        );

    /// <summary>A text cell, quoted and never a formula.</summary>
    public static string Text(string cell)
    {
        var safe = new StringBuilder("\"");
        if (cell.Length > 0 && Dangerous.Contains(cell[0], StringComparison.Ordinal))
            safe.Append('\'');
        return safe.Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"').ToString();
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a ledger line's kind is called.</summary>
public static class LedgerWords
{
    public static string Kind(CreditKind kind) =>
        kind switch
        {
            CreditKind.LotSettlement => "Lot settled",
            CreditKind.ExpiredConversion => "Refund taken as credits",
            CreditKind.EntryPurchase => "Entry purchase",
            CreditKind.EntryReturn => "Credit entries back",
            CreditKind.PotJoin => "Pot seat",
            CreditKind.PotReturn => "Pot seat back",
            CreditKind.PotPayout => "Pot payout",
            CreditKind.AdminGrant => "Given by staff",
            CreditKind.AdminDeduct => "Taken by staff",
            CreditKind.DisputeClawback => "Taken back: payment disputed",
            CreditKind.DisputeReturn => "Given back: dispute won",
            CreditKind.Redemption => "Redeemed",
            _ => "Expired",
        };
}
