using System.Text.Json;

namespace Alot.Tests.Draws;

/// <summary>Real rounds of drand's quicknet (<c>drand-quicknet.json</c>), for machines that reach no relay.</summary>
internal static class RecordedRounds
{
    private static readonly JsonElement File = JsonDocument
        .Parse(System.IO.File.ReadAllText(RepoFiles.Of("Alot.Tests", "Draws", "drand-quicknet.json")))
        .RootElement;

    public static string ChainHash => File.GetProperty("chain_hash").GetString()!;
    public static string PublicKey => File.GetProperty("public_key").GetString()!;
    public static string Tag => File.GetProperty("dst").GetString()!;
    public static int PeriodSeconds => File.GetProperty("period_seconds").GetInt32();
    public static long GenesisTime => File.GetProperty("genesis_time").GetInt64();

    public static IReadOnlyList<RecordedRound> All { get; } =
    [
        .. File.GetProperty("rounds")
            .EnumerateArray()
            .Select(r => new RecordedRound(
                r.GetProperty("round").GetInt64(),
                r.GetProperty("randomness").GetString()!,
                r.GetProperty("signature").GetString()!
            )),
    ];

    public static RecordedRound Of(long round) => All.Single(r => r.Round == round);
}

internal sealed record RecordedRound(long Round, string Randomness, string Signature);
