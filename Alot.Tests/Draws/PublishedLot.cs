using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alot.Data.Draws;
using Alot.Domain.Draws;

namespace Alot.Tests.Draws;

/// <summary>A drawn lot as it is published: proof, list, keys, and a fairness log with its records among others'.</summary>
internal sealed class PublishedLot : IDisposable
{
    private static readonly string Tags = new('7', 64);

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public DrawInputs Inputs { get; }
    public DrawResult Result { get; }
    public DateTimeOffset OpenedAt { get; }
    public DateTimeOffset PublishedAt { get; }
    public DateTimeOffset DrawnAt { get; }
    public DrawProof Proof { get; }
    public SignedStatement Opening { get; }
    public IReadOnlyList<FairnessRecord> Log { get; }

    public PublishedLot(DrawMode mode, DrawInputs? inputs = null, long round = 1000)
    {
        Inputs = inputs ?? InputsOf(mode, round);
        Result = DrawFormula.Draw(Inputs);
        // Late enough for this round and too late for the one before, to the microsecond.
        PublishedAt = Quicknet.TimeOf(round - 1).AddSeconds(-60).AddMicroseconds(1);
        OpenedAt = PublishedAt.AddHours(-1);
        DrawnAt = Quicknet.TimeOf(round).AddSeconds(1);
        Opening = Sign(
            mode == DrawMode.Beacon
                ? Quicknet.Opening(Result, Tags, Quicknet.Chain, OpenedAt)
                : DrawStatements.Opening(Result.LotId, mode, Result.Commitment, Tags, OpenedAt)
        );
        SignedStatement[] signed =
        [
            Sign(
                mode == DrawMode.Beacon
                    ? Quicknet.Roster(Result, round, PublishedAt)
                    : DrawStatements.Roster(Result.LotId, Result.RosterRoot!, Result.TotalTickets, PublishedAt)
            ),
            Sign(DrawStatements.Draw(Result, DrawnAt)),
        ];
        Proof = DrawProof.Of(Result, DrawnAt, signed, mode == DrawMode.Beacon ? Quicknet.Round(round) : null);
        Log = PublishedLog.Of([Other(1), Opening, Other(2), signed[0], signed[1], Other(3)], PublishedAt);
    }

    /// <summary>Some lot of the mode, its figures possible: cash for at most the live tickets, made before it opened.</summary>
    public static DrawInputs InputsOf(DrawMode mode, long round = 1000)
    {
        var (seed, roster) = (SpecCases.WithBeacon().Seed, SpecCases.WithRoster().Roster!);
        return SpecCases.WithRoster() with
        {
            Mode = mode,
            CreatedAt = SpecCases.Time("2023-08-23T10:11:12.131415Z"),
            Seed = seed,
            Commitment = seed.Commitment,
            Roster = roster,
            RosterRoot = roster.Root,
            Randomness = mode == DrawMode.Beacon ? Quicknet.Round(round).Randomness : null,
        };
    }

    public SignedStatement Sign(Statement statement) => statement.SignWith(Key);

    public PublicKeysDocument Keys
    {
        get
        {
            var publicKey = StatementSignature.PublicKeyOf(Key);
            var from = DrawFormula.FormatTime(OpenedAt);
            return new([new(StatementSignature.KeyIdOf(publicKey), publicKey, from, null)]);
        }
    }

    public PublishedDraw ToPublished(int mostLeaves = 20_000) =>
        new(
            409,
            "Strata ’84 “Salt” </script><script>alert(1)</script>",
            JsonSerializer.Serialize(Proof),
            Inputs.Roster!.Leaves.Count,
            Inputs.Roster.Leaves.Count > mostLeaves ? [] : Inputs.Roster.Leaves,
            Keys,
            [.. Log.Where(r => r.Record.Contains(Proof.LotId, StringComparison.Ordinal))]
        );

    /// <summary>The log as it is downloaded, a record a line; a test may change the records first.</summary>
    public string LogFile(Action<List<JsonObject>>? tamper = null) => PublishedLog.FileOf(Log, tamper);

    private SignedStatement Other(int lot) =>
        Sign(new Statement("pot", [$"019a2b3c-0000-7000-8000-00000000000{lot}", DrawFormula.FormatTime(OpenedAt)]));

    public void Dispose() => Key.Dispose();
}
