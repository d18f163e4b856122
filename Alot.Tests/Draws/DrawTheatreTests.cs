using System.Globalization;
using System.Text.Json;
using Alot.Data.Lots;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Alot.Tests.Lots;
using Alot.Web.Draws;
using AngleSharp.Dom;
using Bunit;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>The theatre as the server writes it: what its script is given, and what is read where none runs.</summary>
public sealed class DrawTheatreTests : LotScenery
{
    private static readonly string[] Steps = ["1", "2", "3", "4", "5", "6"];

    [Fact]
    public void Six_steps_stand_in_order_and_all_come_within_six_seconds()
    {
        var stage = Stage();

        var marks = stage.FindAll("[data-mark]");
        marks.Select(m => m.GetAttribute("data-mark")).ShouldBe(Steps);
        var moments = stage.FindAll("[data-at]").Select(p => At(p)).ToList();
        marks.Select(m => At(m)).ShouldBeInOrder(SortDirection.Ascending);
        moments.ShouldAllBe(at => at >= 0 && at < 6_000);
        stage.Find("[data-theatre]").GetAttribute("data-length").ShouldBe("6000");
    }

    [Fact]
    public void Without_scripts_it_is_a_transcript_of_the_published_values()
    {
        var stage = Stage();

        stage.FindAll(".digits b").Select(d => d.TextContent).ShouldBe(["5", "9", "5", "4", "d", "c", "3", "7"]);
        stage.Find(".digits").GetAttribute("aria-label").ShouldBe("First eight digits: 5 9 5 4 d c 3 7");
        stage.Find(".modulo").TextContent.ShouldContain("1,498,733,623 mod 17,610");
        stage.Find(".drop .num").TextContent.ShouldBe("932");
        stage.Find(".drop").TextContent.ShouldContain("held by k•••4. Yours were 110 to 134.");
        stage.Find(".theatre__log").TextContent.ShouldContain("17,610 tickets locked");
    }

    [Fact]
    public void Its_script_gets_the_proof_that_the_api_publishes()
    {
        var proof = JsonSerializer.Deserialize<DrawProof>(Stage().Find("[data-theatre]").GetAttribute("data-proof")!)!;

        JsonSerializer.Serialize(proof).ShouldBe(JsonSerializer.Serialize(Proof with { Signatures = [] }));
    }

    [Fact]
    public void The_first_time_it_runs_from_the_moment_of_the_draw_by_the_servers_clock()
    {
        var stage = Stage().Find("[data-theatre]");

        stage.GetAttribute("data-from").ShouldBe($"{DrawnLot.DrawnAt!.Value.ToUnixTimeMilliseconds()}");
        stage.GetAttribute("data-now").ShouldBe($"{Now.ToUnixTimeMilliseconds()}");
        Stage(premiere: false).Find("[data-theatre]").HasAttribute("data-from").ShouldBeFalse();
    }

    [Fact]
    public void Only_the_winners_stage_is_a_winners()
    {
        Stage().Find("[data-theatre]").HasAttribute("data-won").ShouldBeFalse();
        Stage(Nothing).Find(".drop").TextContent.ShouldEndWith("held by k•••4.");
        var winner = Stage(In with { Ranges = [new TicketRange(930, 25)] });

        winner.Find("[data-theatre]").HasAttribute("data-won").ShouldBeTrue();
        winner.Find(".drop").TextContent.ShouldContain("It is yours.");
    }

    private static int At(IElement part) => int.Parse(part.GetAttribute("data-at")!, CultureInfo.InvariantCulture);

    private IRenderedComponent<DrawTheatre> Stage(MyLot? mine = null, bool premiere = true) =>
        Render<DrawTheatre>(p =>
            p.Add(t => t.Lot, DrawnLot)
                .Add(t => t.Proof, Proof)
                .Add(t => t.Mine, mine ?? In)
                .Add(t => t.Premiere, premiere)
                .Add(t => t.Now, Now)
        );
}
