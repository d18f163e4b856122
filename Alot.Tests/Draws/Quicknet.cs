using System.Globalization;
using System.Text.Json.Nodes;
using Alot.Domain.Draws;

namespace Alot.Tests.Draws;

/// <summary>Real rounds of drand's quicknet (drand-quicknet.json), and the statements of a beacon draw.</summary>
internal static class Quicknet
{
    private static readonly JsonNode Book = JsonNode.Parse(
        File.ReadAllText(RepoFiles.Of("Alot.Tests", "Draws", "drand-quicknet.json"))
    )!;

    public static string Chain { get; } = Book["chain_hash"]!.GetValue<string>();

    public static IReadOnlyList<DrawProofBeacon> Rounds { get; } =
    [
        .. Book["rounds"]!
            .AsArray()
            .Select(r => new DrawProofBeacon(
                Chain,
                r!["round"]!.GetValue<long>(),
                r["randomness"]!.GetValue<string>(),
                r["signature"]!.GetValue<string>()
            )),
    ];

    public static DrawProofBeacon Round(long number) => Rounds.Single(r => r.Round == number);

    /// <summary>When a round is due, from the genesis and the period of the book.</summary>
    public static DateTimeOffset TimeOf(long round) =>
        DateTimeOffset.FromUnixTimeSeconds(
            Book["genesis_time"]!.GetValue<long>() + (round - 1) * Book["period_seconds"]!.GetValue<long>()
        );

    /// <summary>At opening: the chain is fixed too.</summary>
    public static Statement Opening(DrawResult draw, string tagCommitment, string chain, DateTimeOffset openedAt) =>
        new(
            "opening",
            [$"{draw.LotId}", "beacon", draw.Commitment, tagCommitment, chain, DrawFormula.FormatTime(openedAt)]
        );

    /// <summary>At funding: the round is fixed too.</summary>
    public static Statement Roster(DrawResult draw, long round, DateTimeOffset publishedAt) =>
        new(
            "roster",
            [
                $"{draw.LotId}",
                draw.RosterRoot!,
                draw.TotalTickets.ToString(CultureInfo.InvariantCulture),
                round.ToString(CultureInfo.InvariantCulture),
                DrawFormula.FormatTime(publishedAt),
            ]
        );
}
