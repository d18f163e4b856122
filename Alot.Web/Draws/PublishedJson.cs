using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;
using Alot.Data.Draws;
using Alot.Data.Pots;
using Alot.Domain.Draws;

namespace Alot.Web.Draws;

/// <summary>
/// The values that a Pocket Auditor carries, as the JSON in it: ASCII, with every character escaped that could end the element
/// it stands in. Records of the fairness log have the form of its download.
/// </summary>
internal static class PublishedJson
{
    public static Task WriteAsync(PublishedDraw draw, Stream target, CancellationToken stop) =>
        WriteAsync((json, pipe) => WriteAsync(draw, json, pipe, stop), target);

    /// <summary>The list of a pot's entries stands in its proof.</summary>
    public static Task WriteAsync(PublishedPotProof pot, Stream target, CancellationToken stop) =>
        WriteAsync(
            (json, pipe) =>
            {
                json.WriteStartObject();
                WriteText(json, "proof", pot.Proof);
                WriteKeysAndRecords(json, pot.Keys, pot.Records);
                json.WriteEndObject();
                return json.FlushAsync(stop);
            },
            target
        );

    private static async Task WriteAsync(Func<Utf8JsonWriter, PipeWriter, Task> values, Stream target)
    {
        // A pipe between: parts of the writer flush at once, which a server's stream refuses.
        var pipe = PipeWriter.Create(target, new StreamPipeWriterOptions(leaveOpen: true));
        await using (var json = new Utf8JsonWriter(pipe))
            await values(json, pipe);
        await pipe.CompleteAsync();
    }

    private static async Task WriteAsync(
        PublishedDraw draw,
        Utf8JsonWriter json,
        PipeWriter pipe,
        CancellationToken stop
    )
    {
        json.WriteStartObject();
        json.WriteStartObject("facts");
        json.WriteNumber("number", draw.LotNumber);
        json.WriteStartObject("product");
        json.WriteString("name", draw.ProductName);
        json.WriteEndObject();
        json.WriteEndObject();
        WriteText(json, "proof", draw.Proof);
        json.WriteNumber("entries", draw.Entries);
        await WriteLeavesAsync(json, pipe, draw.Leaves, stop);
        WriteKeysAndRecords(json, draw.Keys, draw.Records);
        json.WriteEndObject();
    }

    private static void WriteKeysAndRecords(
        Utf8JsonWriter json,
        PublicKeysDocument keys,
        IReadOnlyList<FairnessRecord> records
    )
    {
        json.WritePropertyName("keys");
        JsonSerializer.Serialize(json, keys);
        json.WriteStartArray("records");
        foreach (var record in records)
            WriteRecord(json, record);
        json.WriteEndArray();
    }

    private static async Task WriteLeavesAsync(
        Utf8JsonWriter json,
        PipeWriter pipe,
        IReadOnlyList<RosterLeaf> leaves,
        CancellationToken stop
    )
    {
        if (leaves.Count == 0)
        {
            json.WriteNull("roster");
            return;
        }
        json.WriteStartObject("roster");
        json.WriteStartArray("leaves");
        foreach (var leaf in leaves)
        {
            json.WriteStringValue(leaf.ToString());
            if (json.BytesPending <= 64 * 1024)
                continue;
            await json.FlushAsync(stop);
            await pipe.FlushAsync(stop);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRecord(Utf8JsonWriter json, FairnessRecord record)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", record.Sequence);
        json.WriteString("kind", record.Kind);
        WriteText(json, "record", record.Record);
        json.WriteString("previous_hash", record.PreviousHash);
        json.WriteString("hash", record.Hash);
        json.WriteString("created_at", DrawFormula.FormatTime(record.CreatedAt));
        json.WriteEndObject();
    }

    // Written anew, not as it is stored: only so is every character of it escaped.
    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WritePropertyName(name);
        JsonNode.Parse(text)!.WriteTo(json);
    }
}
