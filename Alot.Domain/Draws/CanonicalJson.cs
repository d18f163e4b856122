using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Alot.Domain.Draws;

/// <summary>
/// RFC 8785 (JSON Canonicalization Scheme) for the JSON our records are made of: strings, whole numbers, booleans, null,
/// objects, arrays. Money and fractions are written as strings in records, so no floating point is needed, and is refused.
/// </summary>
public static class CanonicalJson
{
    /// <summary>2⁵³ − 1: above it an ECMAScript number is no longer exact, and the RFC leaves the safe ground.</summary>
    private const long MaxSafeInteger = (1L << 53) - 1;

    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="FormatException">A fraction, a huge number, half a surrogate pair, or a member named twice.</exception>
    public static string Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Of(document.RootElement);
    }

    /// <inheritdoc cref="Of(string)"/>
    public static string Of(JsonElement element)
    {
        var text = new StringBuilder();
        try
        {
            Write(element, text);
        }
        catch (InvalidOperationException e)
        {
            // How the reader says that an escape such as \ud800 stands alone.
            throw new FormatException("A string or a name holds half a surrogate pair.", e);
        }
        return text.ToString();
    }

    private static void Write(JsonElement element, StringBuilder text)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(element, text);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    if (index > 0)
                        text.Append(',');
                    Write(item, text);
                }
                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteString(element.GetString()!, text);
                break;
            case JsonValueKind.Number:
                text.Append(WholeNumber(element).ToString(CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.True:
                text.Append("true");
                break;
            case JsonValueKind.False:
                text.Append("false");
                break;
            case JsonValueKind.Null:
                text.Append("null");
                break;
            default:
                throw new FormatException("There is nothing to canonicalise.");
        }
    }

    private static void WriteObject(JsonElement element, StringBuilder text)
    {
        // Ordinal order compares UTF-16 code units, which is the RFC's order.
        var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (!members.TryAdd(member.Name, member.Value))
                throw new FormatException($"The member '{member.Name}' stands twice in one object.");
        }
        text.Append('{');
        var first = true;
        foreach (var (name, value) in members)
        {
            if (!first)
                text.Append(',');
            first = false;
            WriteString(name, text);
            text.Append(':');
            Write(value, text);
        }
        text.Append('}');
    }

    private static long WholeNumber(JsonElement element)
    {
        // 1.0 and 1e3 are whole numbers too, but nothing here writes them so: refuse rather than guess.
        if (!element.TryGetInt64(out var number) || number is > MaxSafeInteger or < -MaxSafeInteger)
            throw new FormatException($"{element.GetRawText()} is not a whole number within ±(2^53 − 1).");
        return number;
    }

    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"':
                    text.Append("\\\"");
                    break;
                case '\\':
                    text.Append("\\\\");
                    break;
                case '\b':
                    text.Append("\\b");
                    break;
                case '\t':
                    text.Append("\\t");
                    break;
                case '\n':
                    text.Append("\\n");
                    break;
                case '\f':
                    text.Append("\\f");
                    break;
                case '\r':
                    text.Append("\\r");
                    break;
                case < ' ':
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }
        text.Append('"');
    }
}
