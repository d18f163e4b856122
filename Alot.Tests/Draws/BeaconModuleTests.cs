using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Alot.Domain.Draws;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>The browser's check of a drand round: real rounds hold, forged ones don't, and the round is the right one.</summary>
public sealed class BeaconModuleTests
{
    [Fact]
    public async Task Five_real_rounds_hold_and_forged_ones_do_not()
    {
        var real = Quicknet.Rounds;
        real.Count.ShouldBe(5);
        DrawProofBeacon[] forged =
        [
            real[0] with
            {
                Round = real[0].Round + 1,
            },
            real[1] with
            {
                Signature = real[2].Signature,
            },
            real[1] with
            {
                Signature = real[1].Signature[..^2] + "00",
            },
            real[1] with
            {
                Signature = "",
            },
            real[1] with
            {
                Signature = real[1].Signature + "00",
            },
            real[1] with
            {
                Signature = "c0" + new string('0', 94), // the point at infinity
            },
            real[1] with
            {
                Randomness = real[2].Randomness,
            },
        ];

        var answer = await RunAsync([.. real, .. forged], []);

        var judged = answer["signed"]!.AsArray().Select(pair => (bool)pair![0]! && (bool)pair[1]!).ToList();
        judged.Take(real.Count).ShouldAllBe(ok => ok);
        judged.Skip(real.Count).Count().ShouldBe(forged.Length);
        judged.Skip(real.Count).ShouldAllBe(ok => !ok);
    }

    [Theory]
    [InlineData("2023-08-23T15:08:27.000000Z", 1)] // a minute before the genesis
    [InlineData("2020-01-01T00:00:00.000000Z", 1)]
    [InlineData("2023-08-23T15:08:27.000001Z", 2)]
    [InlineData("2023-08-23T15:08:30.000000Z", 2)]
    [InlineData("2023-08-23T15:08:30.000001Z", 3)]
    [InlineData("2023-08-23T15:58:24.000000Z", 1000)]
    [InlineData("2023-08-23T15:58:23.999999Z", 1000)]
    [InlineData("2023-08-23T15:58:21.000000Z", 999)]
    [InlineData("2026-11-28T12:00:00.000000Z", 34354632)]
    public async Task The_round_is_the_first_one_at_or_after_a_minute_from_the_publication(string published, long round)
    {
        var answer = await RunAsync([], [(published, round)]);

        answer["at"]![0]!.GetValue<string>().ShouldStartWith($"round {round}, due ");
    }

    [Fact]
    public async Task The_committed_library_is_the_version_of_the_lock_file_and_keeps_its_licence()
    {
        var locked = JsonNode.Parse(
            await File.ReadAllTextAsync(RepoFiles.Of("script", "bundle", "package-lock.json"))
        )!["packages"]!["node_modules/@noble/curves"]!["version"]!.GetValue<string>();
        var file = await File.ReadAllTextAsync(RepoFiles.Of("Alot.Web", "wwwroot", "draws", "curves.mjs"));

        locked.ShouldBe("2.4.0");
        (await RunAsync([], []))["version"]!.GetValue<string>().ShouldBe(locked);
        file.ShouldStartWith($"// Made by script/curves: @noble/curves {locked}, ");
        file.ShouldContain("Permission is hereby granted, free of charge");
        Regex.Count(file, @"\b(eval|fetch|XMLHttpRequest|import)\s*\(").ShouldBe(0);
    }

    private static async Task<JsonNode> RunAsync(
        IEnumerable<DrawProofBeacon> rounds,
        IEnumerable<(string Time, long Round)> published
    ) =>
        await OtherPrograms.NodeAsync(
            RepoFiles.Of("Alot.Tests", "Draws", "run-beacon.mjs"),
            new JsonObject
            {
                ["rounds"] = JsonSerializer.SerializeToNode(rounds),
                ["published"] = new JsonArray([
                    .. published.Select(p => new JsonObject { ["time"] = p.Time, ["round"] = p.Round }),
                ]),
            }
        );
}
