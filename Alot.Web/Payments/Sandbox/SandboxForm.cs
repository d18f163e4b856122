using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Alot.Web.Payments.Sandbox;

/// <summary>
/// The parameters of one call. Every parameter must be asked for by somebody: one that nobody knows is refused, as
/// Stripe does, so that a misspelt name in our client is seen here and not in Production.
/// </summary>
internal sealed class SandboxForm(IEnumerable<KeyValuePair<string, string>> fields)
{
    private readonly SortedDictionary<string, string> _fields = Collect(fields);

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The same for the same parameters in whatever order.</summary>
    public string Fingerprint(string path)
    {
        var text = new StringBuilder(path);
        foreach (var (name, value) in _fields)
            text.Append('\n').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public string? Text(string name, int limit = 5000)
    {
        _known.Add(name);
        if (!_fields.TryGetValue(name, out var value) || value.Length == 0)
            return null;
        return value.Length <= limit
            ? value
            : throw SandboxRefusal.Invalid($"Invalid string: must be at most {limit} characters", name);
    }

    public string Required(string name, int limit = 5000) =>
        Text(name, limit)
        ?? throw SandboxRefusal.Invalid($"Missing required param: {name}.", name, "parameter_missing");

    public long? Whole(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? whole
            : throw SandboxRefusal.Invalid($"Invalid integer: {text}", name, "parameter_invalid_integer");
    }

    /// <summary>The names directly under <c>prefix[…]</c> with their values, as metadata is written.</summary>
    public JsonObject Map(string prefix)
    {
        var map = new JsonObject();
        foreach (var (name, value) in Under(prefix))
        {
            var key = name[(prefix.Length + 1)..^1];
            if (key.Length is 0 or > 40 || key.AsSpan().ContainsAny('[', ']') || value.Length > 500)
                throw SandboxRefusal.Invalid(
                    "Metadata has names of 1 to 40 and values of at most 500 characters.",
                    name
                );
            map[key] = value;
        }
        return map.Count <= 50 ? map : throw SandboxRefusal.Invalid("Metadata has at most 50 names.", prefix);
    }

    /// <summary>The values of <c>prefix[0]</c>, <c>prefix[1]</c> … or <c>prefix[]</c>.</summary>
    public IReadOnlyList<string> List(string prefix) => Under(prefix).Select(f => f.Value).ToList();

    /// <summary>Call when everything known has been asked for.</summary>
    public void RefuseTheRest()
    {
        foreach (var name in _fields.Keys)
            if (!_known.Contains(name))
                throw SandboxRefusal.Invalid($"Received unknown parameter: {name}", name, "parameter_unknown");
    }

    private List<KeyValuePair<string, string>> Under(string prefix)
    {
        var found = _fields
            .Where(f => f.Key.StartsWith(prefix + "[", StringComparison.Ordinal) && f.Key.EndsWith(']'))
            .ToList();
        foreach (var (name, _) in found)
            _known.Add(name);
        return found;
    }

    private static SortedDictionary<string, string> Collect(IEnumerable<KeyValuePair<string, string>> fields)
    {
        var collected = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            // PostgreSQL has no place for it in jsonb.
            if (name.Contains('\0', StringComparison.Ordinal) || value.Contains('\0', StringComparison.Ordinal))
                throw SandboxRefusal.Invalid("A parameter contains a null character.");
            if (!collected.TryAdd(name, value))
                throw SandboxRefusal.Invalid($"Parameter given twice: {name}", name);
        }
        return collected;
    }
}
