using Alot.Data.Draws;
using Alot.Domain.Lots;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>What a lot's fairness panel says of the lot's records in the public log.</summary>
public sealed class LotFairnessTests : LotScenery
{
    private const string Salt = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static readonly LotRecords Concealed = new(
        Id,
        Visibility.Private,
        Salt,
        [
            new LotRecord(
                new FairnessRecord
                {
                    Sequence = 7,
                    Kind = "private",
                    Record = """{"concealed":"aa"}""",
                },
                "opening",
                """{"kind":"opening"}"""
            ),
        ]
    );

    [Fact]
    public void A_public_lot_leads_to_its_records()
    {
        var links = Show()
            .FindAll("section[aria-labelledby=fair-title] a")
            .Select(a => a.GetAttribute("href"))
            .ToList();

        links.ShouldContain($"/fairness/log?lot={Id}");
        links.ShouldContain("/fairness#roster");
    }

    [Fact]
    public void Who_entered_a_private_lot_gets_the_salt_and_what_it_opens_and_others_get_neither()
    {
        var hidden = OpenLot with { Visibility = Visibility.Private };

        var mine = Show(hidden, Nothing with { Tickets = 3, Concealed = Concealed });
        var panel = mine.Find("section[aria-labelledby=fair-title]");
        panel.QuerySelectorAll(".hash code").Select(c => c.TextContent).ShouldContain(Salt);
        panel.QuerySelector("details summary")!.TextContent.ShouldBe("Record 7, opening");
        panel.TextContent.ShouldContain("""{"kind":"opening"}""");
        panel.TextContent.ShouldContain("""{"concealed":"aa"}""");

        foreach (var other in new[] { null, Nothing })
        {
            var page = Show(hidden, other).Find("section[aria-labelledby=fair-title]");
            page.QuerySelectorAll("details").ShouldBeEmpty();
            page.InnerHtml.ShouldNotContain("/fairness/log");
        }
    }
}
