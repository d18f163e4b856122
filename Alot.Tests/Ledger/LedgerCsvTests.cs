using Alot.Domain.Ledger;
using Alot.Web.Ledger;
using Shouldly;
using Xunit;

namespace Alot.Tests.Ledger;

/// <summary>A ledger that a spreadsheet can open without running anything.</summary>
public sealed class LedgerCsvTests
{
    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+49 170", "\"'+49 170\"")]
    [InlineData("-5", "\"'-5\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("25 entries = $25", "\"25 entries = $25\"")]
    [InlineData("he said \"no\"", "\"he said \"\"no\"\"\"")]
    [InlineData("", "\"\"")]
    public void A_text_cell_is_quoted_and_never_a_formula(string text, string cell) =>
        LedgerCsv.Text(text).ShouldBe(cell);

    [Fact]
    public void Negative_amounts_stay_numbers_while_text_beside_them_is_made_harmless() =>
        LedgerCsv
            .Line(WalletPageTests.Line(-5_000, 11_230, CreditKind.AdminDeduct, 422, "=HYPERLINK(\"x\")"))
            .ShouldBe("\"2026-11-20T23:45:51Z\",\"Taken by staff\",\"'=HYPERLINK(\"\"x\"\")\",422,-5000,11230");

    [Fact]
    public void A_line_without_a_lot_has_an_empty_cell_and_as_many_columns_as_the_head()
    {
        var line = LedgerCsv.Line(WalletPageTests.Line(100, 100, CreditKind.AdminGrant, null, "welcome"));

        line.ShouldEndWith("\"welcome\",,100,100");
        line.Split(',').Length.ShouldBe(LedgerCsv.Head.Split(',').Length);
    }

    [Fact]
    public void Every_kind_has_words()
    {
        var words = Enum.GetValues<CreditKind>().Select(LedgerWords.Kind).ToList();
        words.Distinct().Count().ShouldBe(words.Count);
    }
}
