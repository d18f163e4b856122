namespace Alot.Domain;

/// <summary>
/// A rule said no. Thrown before anything is changed; the transaction rolls back and nothing is stored.
/// </summary>
/// <param name="code">Stable, snake_case, part of the API (<c>lot_not_open</c>).</param>
/// <param name="message">A sentence for the person, saying what happened to the money where there is any.</param>
/// <param name="kind">Which HTTP status a door answers with.</param>
/// <param name="details">Further members of the problem document, e.g. <c>available</c> for <c>trimmed</c>.</param>
public sealed class Refusal(
    string code,
    string message,
    RefusalKind kind = RefusalKind.Conflict,
    IReadOnlyDictionary<string, object?>? details = null
) : Exception(message)
{
    public string Code { get; } = code;

    public RefusalKind Kind { get; } = kind;

    public IReadOnlyDictionary<string, object?> Details { get; } = details ?? new Dictionary<string, object?>();

    /// <summary>Unknown and forbidden look the same from outside (api.md).</summary>
    public static Refusal NotFound(string what) =>
        new("not_found", $"There is no such {what}, or you can't see it.", RefusalKind.NotFound);

    public static Refusal Invalid(string field, string message) =>
        new(
            "validation",
            message,
            RefusalKind.Invalid,
            new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { [field] = [message] } }
        );
}

/// <summary>What sort of no: decides the HTTP status, never the rule.</summary>
public enum RefusalKind
{
    /// <summary>422: the input can't be right whatever the state.</summary>
    Invalid,

    /// <summary>401.</summary>
    SignInNeeded,

    /// <summary>403: known and visible, but not for this person.</summary>
    Forbidden,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>409: the state says no, now.</summary>
    Conflict,

    /// <summary>429.</summary>
    TooMany,

    /// <summary>400: the request itself is malformed.</summary>
    Malformed,
}
