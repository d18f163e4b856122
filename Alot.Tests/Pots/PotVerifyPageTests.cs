using System.Text.Json.Nodes;
using Alot.Data.Draws;
using Alot.Data.Pots;
using Alot.Domain.Draws;
using Alot.Domain.Pots;
using Alot.Tests.Draws;
using Alot.Web.Draws;
using Alot.Web.Kit;
using Alot.Web.Pots;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

public sealed class PotVerifyPageTests : BunitContext
{
    public PotVerifyPageTests()
    {
        Services.AddKit();
        Services.AddSingleton(TimeProvider.System);
    }

    /// <summary>What is known of the specified pot, in beacon mode, at each step of its life.</summary>
    internal static KnownPot Known(string status)
    {
        using var pot = new PublishedPot(DrawMode.Beacon);
        var isLocked = status is "locked" or "settling" or "settled";
        return new(
            pot.Result.PotId,
            pot.Facts.Title,
            status,
            pot.Inputs.LockedAt,
            pot.Result.SeedHash,
            isLocked ? pot.Result.RosterRoot : null,
            isLocked ? pot.Inputs.LockedAt : null,
            isLocked ? 1000 : null,
            status is "settling" or "settled" ? pot.Result.CommitHash : null,
            [.. pot.Log.Where(r => r.Sequence == 2 || (isLocked && r.Sequence == 4))]
        );
    }

    [Fact]
    public async Task The_words_the_server_writes_are_those_of_the_verifier()
    {
        var lines = (await OtherPrograms.VerifierAsync([]))["potLines"]!.AsArray();

        PotSheet
            .Subject.Lines.Select(l => new[] { l.Id, l.Title, l.Explanation, l.Formula })
            .ShouldBe(lines.Select(l => Words(l!)));
        for (var i = 0; i < lines.Count; i++)
        {
            string[] needs = [.. lines[i]!["needs"]!.AsArray().Select(n => n!.GetValue<string>())];
            PotSheet.Subject.Lines[i].Needs.ShouldBe(needs);
            needs.Except(PotSheet.Subject.Lines.Take(i).Select(l => l.Id)).ShouldBeEmpty();
        }

        static string[] Words(JsonNode l) =>
            [.. new[] { "id", "title", "explanation", "formula" }.Select(name => l[name]!.GetValue<string>())];
    }

    [Fact]
    public void Every_value_of_a_proof_can_be_changed()
    {
        using var pot = new PublishedPot(DrawMode.Beacon);
        var page = Render<PotVerify>(p => p.Add(x => x.Pot, Known("settled")));

        var controls = page.FindAll("[data-inputs] :is(input, textarea, select)");
        foreach (var control in controls)
            page.FindAll($"label[for={control.Id}]").Count.ShouldBe(1, control.Id);
        var names = controls.Select(c => c.GetAttribute("name")).ToList();
        names.ShouldBeUnique();
        // The list has a box of its own, the round's values one each; the title is shown over the sheet.
        pot.ProofJson()
            .Select(m => m.Key)
            .Except(["title", "entries", "beacon"])
            .Concat(["leaves", "chain", "round", "randomness", "signature", "tag", "keys"])
            .Except(names)
            .ShouldBeEmpty();
        page.FindAll("select[name=mode] option").Select(o => o.TextContent).ShouldBe(["roster", "beacon"]);
    }

    [Fact]
    public void A_settled_pots_page_is_the_sheet_and_offers_its_pocket_auditor()
    {
        var page = Render<PotVerify>(p => p.Add(x => x.Pot, Known("settled")));

        var sheet = page.Find("#verify");
        sheet.GetAttribute("data-subject").ShouldBe("pot");
        sheet.GetAttribute("data-pot").ShouldBe("019a2b3c-9999-7f60-8a1b-2c3d4e5f6071");
        sheet.HasAttribute("data-lot").ShouldBeFalse();
        page.FindAll("ol.checks > li")
            .Select(li => li.GetAttribute("data-line"))
            .ShouldBe(PotSheet.Subject.Lines.Select(l => l.Id));
        page.Find("a[data-auditor]")
            .GetAttribute("href")
            .ShouldBe("/api/pots/019a2b3c-9999-7f60-8a1b-2c3d4e5f6071/auditor.html");
        page.Find("noscript").InnerHtml.ShouldContain("/api/pots/019a2b3c-9999-7f60-8a1b-2c3d4e5f6071/proof");
        page.FindAll("[style]").ShouldBeEmpty();
        page.FindAll("script").ShouldAllBe(script => script.HasAttribute("src") && script.TextContent == "");
    }

    [Fact]
    public void An_open_pot_shows_its_seeds_hash_and_says_what_follows()
    {
        var page = Render<PotVerify>(p => p.Add(x => x.Pot, Known("open")));

        page.FindAll("#verify").ShouldBeEmpty();
        page.Find("h1").TextContent.ShouldBe("This pot is still open");
        page.Find("#pot-known").TextContent.ShouldContain(PotVectors.Spec().SeedHash);
        page.Find("#pot-known").TextContent.ShouldContain("follow when the pot locks");
        page.Find("#pot-known").TextContent.ShouldNotContain("Roster root");
        page.FindAll("details").Count.ShouldBe(1);
    }

    [Fact]
    public void A_locked_pot_shows_root_round_and_the_signed_record_but_no_seed()
    {
        var known = Known("locked");
        var page = Render<PotVerify>(p => p.Add(x => x.Pot, known));

        var text = page.Find("#pot-known").TextContent;
        page.Find("h1").TextContent.ShouldBe("This pot is locked");
        text.ShouldContain(known.RosterRoot!);
        text.ShouldContain("1000, due");
        text.ShouldContain("as soon as the round below is there and checked");
        text.ShouldNotContain("Commit hash");
        page.Find("details[open]").TextContent.ShouldContain("\"pot_lock\"");
        Render<PotVerify>(p => p.Add(x => x.Pot, Known("settling")))
            .Find("#pot-known")
            .TextContent.ShouldContain(Known("settling").CommitHash!);
        page.Markup.ShouldNotContain(PotVectors.Spec().Seed.Hex);
    }

    [Fact]
    public void A_cancelled_pot_says_that_nothing_was_drawn()
    {
        var page = Render<PotVerify>(p => p.Add(x => x.Pot, Known("cancelled")));

        page.Find("h1").TextContent.ShouldBe("This pot was cancelled");
        page.Find("#pot-known").TextContent.ShouldContain("everybody has their credits back");
    }

    [Fact]
    public void The_log_has_a_word_for_each_kind_and_finds_the_pot()
    {
        using var pot = new PublishedPot(DrawMode.Roster);
        foreach (var record in pot.Log)
        {
            FairnessReads.Kinds.ShouldContain(record.Kind);
            FairnessText.KindWord(record.Kind).ShouldStartWith("Pot ");
            FairnessText.KindMeans(record.Kind).ShouldNotBeEmpty();
            FairnessText.PotOf(record).ShouldNotBeNull();
        }
        FairnessText.PotOf(pot.Log[1]).ShouldBe(pot.Result.PotId);
        using var lot = new PublishedLot(DrawMode.Roster);
        FairnessText.PotOf(lot.Log[1]).ShouldBeNull();
        foreach (var record in (string[])["{}", "{\"fields\":[]}", "{\"fields\":[\"x\"]}", "{\"fields\":[1]}"])
            FairnessText
                .PotOf(
                    new FairnessRecord
                    {
                        Sequence = 1,
                        Kind = PotStatements.LockKind,
                        Record = record,
                        PreviousHash = "",
                        Hash = "",
                        CreatedAt = default,
                    }
                )
                .ShouldBeNull();
    }
}
