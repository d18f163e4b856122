using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Web.Mail;
using AngleSharp.Html.Parser;
using Shouldly;
using Xunit;

namespace Alot.Tests.Mail;

public sealed class MailTests
{
    private static readonly ReceiptMail Receipt = new(
        "0417",
        "Aurelian Meridian Chrono 42",
        Money.Dollars(25),
        new TicketRange(14551, 25),
        new DateTimeOffset(2026, 11, 20, 18, 46, 9, TimeSpan.Zero),
        "pi_3QfT8vK2e0417",
        "c7d1f0b6f1a94e6f0b9f6e1c8f7a2d35b1e0476a9c3d582fe61b7d04a8c29e13",
        "8e41c09b37d2f65a1c08e9f4b7703ad15e62c8f0947b3d1ae58c60f2d49b5b7d",
        [("Funded, someone else wins", "1,250 cr, not cash"), ("Not funded", "$24.50, or 3,750 cr")],
        "https://alot.test/receipts/1"
    );

    [Fact]
    public void A_receipt_says_what_was_bought_and_how_to_check_the_draw()
    {
        var mail = Receipt.Page().To("ines@alot.test");
        mail.Subject.ShouldBe("Your 25 tickets in lot 0417");
        foreach (var body in new[] { mail.Text, new HtmlParser().ParseDocument(mail.Html).Body!.TextContent })
        foreach (
            var part in new[]
            {
                "14,551–14,575",
                "$25",
                "20 Nov 2026, 18:46:09 UTC",
                Receipt.Reference,
                Receipt.Commitment,
                Receipt.FairnessHead,
                "$24.50, or 3,750 cr",
                "Credits are not cash",
            }
        )
            body.ShouldContain(part);
    }

    [Fact]
    public void One_ticket_is_one_ticket() =>
        (Receipt with { Tickets = new TicketRange(7, 1) }).Page().Subject.ShouldBe("Your ticket in lot 0417");

    [Fact]
    public void Names_are_text_not_markup()
    {
        var html = (Receipt with { ItemName = "<img src=x onerror=alert(1)>" }).Page().To("a@alot.test").Html;
        html.ShouldNotContain("<img");
        html.ShouldContain("&lt;img");
    }

    [Fact]
    public void Nothing_is_loaded_from_elsewhere()
    {
        var page = new HtmlParser().ParseDocument(Receipt.Page().To("a@alot.test").Html);
        page.QuerySelectorAll("[src], link, script").ShouldBeEmpty();
        page.QuerySelectorAll("table").ShouldAllBe(t => t.GetAttribute("role") == "presentation");
    }
}
