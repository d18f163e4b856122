using System.Text.Json;
using System.Text.Json.Serialization;

namespace Alot.Data.Mapping;

/// <summary>How values stand in jsonb columns: snake_case, enums as text.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options)
        ?? throw new FormatException($"An empty {typeof(T).Name} in the database.");
}
