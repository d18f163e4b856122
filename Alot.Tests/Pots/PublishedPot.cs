using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alot.Data.Draws;
using Alot.Data.Pots;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Pots;
using Alot.Tests.Draws;

namespace Alot.Tests.Pots;

/// <summary>A settled pot as it is published: proof, keys, and a fairness log with its records among others'.</summary>
internal sealed class PublishedPot : IDisposable
{
    public ECDsa Orchestrator { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    public ECDsa Settlement { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public PotDrawInputs Inputs { get; }
    public PotDrawResult Result { get; }
    public PotProofFacts Facts { get; }
    public PotProof Proof { get; }
    public IReadOnlyList<SignedStatement> Signed { get; }
    public IReadOnlyList<FairnessRecord> Log { get; }

    /// <param name="notice">From the lock to its publication.</param>
    public PublishedPot(DrawMode mode, PotDrawInputs? inputs = null, long round = 1000, TimeSpan? notice = null)
    {
        var late = notice ?? TimeSpan.FromSeconds(0.25);
        // In time for this round and too late for the one before.
        var locked =
            late > TimeSpan.FromSeconds(3)
                ? Quicknet.TimeOf(round).AddSeconds(-6) - late
                : Quicknet.TimeOf(round).AddSeconds(-6);
        Inputs =
            inputs
            ?? PotVectors.Spec() with
            {
                Mode = mode,
                LockedAt = locked,
                Randomness = mode == DrawMode.Beacon ? Quicknet.Round(round).Randomness : null,
            };
        Result = PotFormula.Draw(Inputs);
        Facts = new PotProofFacts(
            "Quick “pot” </script><script>alert(1)</script>",
            new Credits(50),
            Math.Max(10, Result.TotalTickets),
            Inputs.LockedAt.AddSeconds(-90),
            new string('7', 64),
            Inputs.LockedAt + late,
            (mode == DrawMode.Beacon ? Quicknet.TimeOf(round) : Inputs.LockedAt + late).AddSeconds(1)
        );
        var isBeacon = mode == DrawMode.Beacon;
        Signed =
        [
            PotStatements
                .Opening(
                    Result.PotId,
                    mode,
                    Result.SeedHash,
                    Facts.TagCommitment,
                    Facts.OpenedAt,
                    isBeacon ? Quicknet.Chain : null
                )
                .SignWith(Orchestrator),
            PotStatements
                .Lock(
                    Result.PotId,
                    Result.SeedHash,
                    Result.RosterRoot,
                    Result.TotalTickets,
                    Inputs.LockedAt,
                    Facts.PublishedAt,
                    isBeacon ? round : null
                )
                .SignWith(Orchestrator),
            PotStatements.Reveal(Result).SignWith(Settlement),
        ];
        Proof = PotProof.Of(Result, Facts, Signed, isBeacon ? Quicknet.Round(round) : null);
        Log = PublishedLog.Of([Other(1), Signed[0], Other(2), Signed[1], Signed[2], Other(3)], Facts.PublishedAt);
    }

    /// <summary>As alot-keys.json lists them: each with what it is for.</summary>
    public JsonObject Keys =>
        new() { ["keys"] = new JsonArray(KeyOf(Orchestrator, "orchestrator"), KeyOf(Settlement, "settlement")) };

    public JsonObject KeyOf(ECDsa key, string use)
    {
        var publicKey = StatementSignature.PublicKeyOf(key);
        return new()
        {
            ["id"] = StatementSignature.KeyIdOf(publicKey),
            ["public_key"] = publicKey,
            ["use"] = use,
            ["valid_from"] = DrawFormula.FormatTime(Facts.OpenedAt),
            ["valid_until"] = null,
        };
    }

    public JsonObject ProofJson() => JsonSerializer.SerializeToNode(Proof)!.AsObject();

    public PublishedPotProof ToPublished() =>
        new(
            Result.PotId,
            JsonSerializer.Serialize(Proof),
            new PublicKeysDocument([]),
            [.. Log.Where(r => r.Record.Contains(Proof.PotId, StringComparison.Ordinal))]
        );

    /// <summary>The Pocket Auditor of this pot as the server writes it, with its keys.</summary>
    public async Task<string> WriteAsync(AuditorBrowser browser, Action<JsonObject>? tamper = null) =>
        AuditorBrowser.Tampered(
            await browser.WriteAsync(ToPublished()),
            values =>
            {
                values["keys"] = Keys;
                tamper?.Invoke(values);
            }
        );

    public string LogFile(Action<List<JsonObject>>? tamper = null) => PublishedLog.FileOf(Log, tamper);

    private SignedStatement Other(int pot) =>
        new Statement(
            "pot_cancelled",
            [$"019a2b3c-0000-7000-8000-00000000000{pot}", "open", "staff", "2023-08-23T10:11:12.131415Z"]
        ).SignWith(Orchestrator);

    public void Dispose()
    {
        Orchestrator.Dispose();
        Settlement.Dispose();
    }
}
