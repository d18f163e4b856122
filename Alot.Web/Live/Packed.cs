using System.IO.Compression;
using System.Text.Json;

namespace Alot.Web.Live;

/// <summary>
/// A model as a short text, for what a page hands on to its circuit: that goes in one message with everything else, and a
/// message of 32 KiB or more ends the connection. Rows of the same kind shrink to about an eighth.
/// </summary>
public static class Packed
{
    /// <summary>Protected and encoded once more it is a third longer, and other parts of the page want room too.</summary>
    public const int Longest = 18_000;

    /// <summary>Null when it would be too long: then the circuit loads for itself.</summary>
    public static string? Of<T>(T? model)
        where T : class
    {
        if (model is null)
            return null;
        using var packed = new MemoryStream();
        using (var press = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(press, model, JsonSerializerOptions.Web);
        return packed.Length > Longest / 4 * 3 ? null : Convert.ToBase64String(packed.ToArray());
    }

    /// <param name="text">From <see cref="Of"/>; only ever text that was protected on its way.</param>
    public static T? Open<T>(string? text)
        where T : class
    {
        if (text is null)
            return null;
        using var packed = new MemoryStream(Convert.FromBase64String(text));
        using var press = new BrotliStream(packed, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(press, JsonSerializerOptions.Web);
    }
}
