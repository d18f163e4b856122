using System.Text.Json;
using Alot.Data.Ledger;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Tests.Payments;
using Alot.Tests.World;
using Alot.Web.Kit;
using Alot.Web.Ledger;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Ledger;

/// <summary>What the wallet says of credits, and what it never lets one forget.</summary>
public sealed class WalletPageTests : BunitContext
{
    private int older;

    public WalletPageTests()
    {
        Services.AddSingleton<TimeProvider>(new StoppedClock(Samples.Now));
        Services.AddKit();
    }

    [Fact]
    public void The_balance_is_told_with_what_it_is_worth_and_that_it_is_not_cash()
    {
        var page = Show(12_480, []);

        page.Find("#balance").TextContent.ShouldBe("12,480 cr");
        page.Markup.ShouldContain("Worth 124 entries.");
        page.Markup.ShouldContain("Not cash. Can not be paid out, sold or passed on.");
    }

    [Fact]
    public void Without_credits_it_teaches_how_one_gets_some_and_is_still_not_cash()
    {
        var page = Show(0, []);

        page.Find(".empty").TextContent.ShouldContain("won by somebody else");
        page.Markup.ShouldContain("Worth 0 entries.");
        page.Markup.ShouldContain("Not cash.");
        page.FindAll("a[download]").ShouldBeEmpty();
        page.FindAll("table").ShouldBeEmpty();
    }

    [Fact]
    public void Each_line_has_its_sign_its_source_and_the_balance_after_it()
    {
        var page = Show(
            12_480,
            [Line(1_250, 12_480, CreditKind.LotSettlement, 409), Line(-5_000, 11_230, CreditKind.EntryPurchase, null)]
        );

        var rows = page.FindAll("tbody tr");
        rows[0].QuerySelector("td:nth-child(3)")!.TextContent.ShouldBe("+1,250");
        rows[0].QuerySelector("td:nth-child(3)")!.ClassList.ShouldContain("ok");
        rows[0].QuerySelector("td:nth-child(4)")!.TextContent.ShouldBe("balance 12,480");
        rows[0].QuerySelector("a")!.GetAttribute("href").ShouldBe($"/lots/{Samples.LotId}");
        rows[0].QuerySelector("a")!.TextContent.ShouldBe("lot 0409");
        rows[1].QuerySelector("td:nth-child(3)")!.TextContent.ShouldBe("−5,000");
        rows[1].QuerySelector("a").ShouldBeNull();
        page.Find("a[download]").GetAttribute("href").ShouldBe("/wallet/ledger.csv");
    }

    [Fact]
    public async Task Older_entries_are_offered_as_long_as_there_are_some()
    {
        var line = Line(100, 100, CreditKind.AdminGrant, null);
        Show(100, [line]).FindAll("button").ShouldBeEmpty();

        await Show(100, [line], more: true).Find("button").ClickAsync(new MouseEventArgs());

        older.ShouldBe(1);
    }

    [Fact]
    public void Payments_lead_to_their_receipts()
    {
        var page = Show(0, [], payments: [Samples.Paid(), Samples.ToChoose(), Samples.Failed("given_up")]);

        var lines = page.FindAll(".list li");
        lines
            .Select(l => l.QuerySelector("a")!.GetAttribute("href"))
            .ShouldAllBe(href => href == $"/purchases/{Samples.PurchaseId}");
        lines[0].TextContent.ShouldContain("25 entries, lot 0417");
        lines[1].TextContent.ShouldContain("choose cash or credits");
        lines[2].TextContent.ShouldContain("not paid");
    }

    [Fact]
    public void A_full_first_page_fits_into_the_message_that_hands_it_on()
    {
        var lines = Enumerable.Repeat(Line(-5_000, 11_230, CreditKind.EntryPurchase, 422, new string('x', 80)), 20);
        var model = new WalletPage.WalletModel(
            new WalletView(new Credits(1), new Credits(1), Credits.Zero),
            new PageOf<LedgerLine>([.. lines], Guid.Empty.ToString()),
            [.. Enumerable.Repeat(PaymentLine.Of(Samples.ToChoose()), 6)],
            true
        );

        var json = JsonSerializer.Serialize(model, JsonSerializerOptions.Web);

        // Protected and in base64 it is a third longer; 32 KiB is the end.
        json.Length.ShouldBeLessThan(16_000);
        var back = JsonSerializer.Deserialize<WalletPage.WalletModel>(json, JsonSerializerOptions.Web)!;
        back.First.Items[0].ShouldBe(model.First.Items[0]);
        back.Payments[0].ShouldBe(model.Payments[0]);
    }

    internal static LedgerLine Line(long amount, long after, CreditKind kind, int? lot, string text = "25 entries") =>
        new(
            Guid.CreateVersion7(Samples.Now),
            new Credits(amount),
            new Credits(after),
            kind,
            text,
            lot is null ? null : Samples.LotId,
            lot,
            Samples.Now
        );

    private IRenderedComponent<WalletBody> Show(
        long balance,
        IReadOnlyList<LedgerLine> lines,
        bool more = false,
        IReadOnlyList<PurchaseView>? payments = null
    ) =>
        Render<WalletBody>(p =>
            p.Add(w => w.Wallet, new WalletView(new Credits(balance), new Credits(balance), Credits.Zero))
                .Add(w => w.Lines, lines)
                .Add(w => w.More, more)
                .Add(w => w.Payments, [.. (payments ?? []).Select(PaymentLine.Of)])
                .Add(w => w.OnOlder, () => older++)
        );
}
