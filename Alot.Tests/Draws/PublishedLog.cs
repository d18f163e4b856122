using System.Text.Json.Nodes;
using Alot.Data.Draws;
using Alot.Domain.Draws;

namespace Alot.Tests.Draws;

/// <summary>A fairness log made of statements, in the forms in which it is published.</summary>
internal static class PublishedLog
{
    public static List<FairnessRecord> Of(IEnumerable<SignedStatement> statements, DateTimeOffset at)
    {
        var records = new List<FairnessRecord>();
        foreach (var statement in statements)
        {
            var record = CanonicalJson.Of(RecordOf(statement).ToJsonString());
            var previous = records.Count == 0 ? FairnessChain.Genesis : records[^1].Hash;
            records.Add(
                new()
                {
                    Sequence = records.Count + 1,
                    Kind = statement.Kind,
                    Record = record,
                    PreviousHash = previous,
                    Hash = FairnessChain.HashOf(previous, record),
                    CreatedAt = at,
                }
            );
        }
        return records;
    }

    /// <summary>The log as it is downloaded, a record a line; a test may change the records first.</summary>
    public static string FileOf(IEnumerable<FairnessRecord> log, Action<List<JsonObject>>? tamper)
    {
        var lines = log.Select(LineOf).ToList();
        tamper?.Invoke(lines);
        return string.Concat(lines.Select(line => line.ToJsonString() + "\n"));
    }

    /// <summary>Hashes everything anew, as an operator would who has changed something.</summary>
    public static void Rechain(List<JsonObject> lines)
    {
        var previous = FairnessChain.Genesis;
        foreach (var (index, line) in lines.Index())
        {
            line["sequence"] = index + 1;
            line["previous_hash"] = previous;
            line["hash"] = previous = FairnessChain.HashOf(previous, line["record"]!.ToJsonString());
        }
    }

    public static JsonObject RecordOf(SignedStatement statement) =>
        new()
        {
            ["kind"] = statement.Kind,
            ["key_id"] = statement.KeyId,
            ["fields"] = new JsonArray([.. statement.Fields.Select(f => (JsonNode)f)]),
            ["signature"] = statement.Signature,
        };

    public static JsonObject LineOf(FairnessRecord record) =>
        new()
        {
            ["sequence"] = record.Sequence,
            ["kind"] = record.Kind,
            ["record"] = JsonNode.Parse(record.Record),
            ["previous_hash"] = record.PreviousHash,
            ["hash"] = record.Hash,
            ["created_at"] = DrawFormula.FormatTime(record.CreatedAt),
        };
}
