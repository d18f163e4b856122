namespace Alot.Domain.Draws;

/// <summary>Where the first nonce of a draw comes from, fixed when the lot opens and shown on it (draws.md).</summary>
public enum DrawMode
{
    /// <summary>The first nonce is 0. Proves that the seed was not changed after opening, nothing more.</summary>
    Classic,

    /// <summary>The first nonce comes from the roster's root: the result also depends on the exact list of entries.</summary>
    Roster,

    /// <summary>The first nonce comes from the root and a drand round that nobody knew when the root was published.</summary>
    Beacon,
}

/// <summary>The text of a <see cref="DrawMode"/> in columns, API and proofs: <c>classic</c>, <c>roster</c>, <c>beacon</c>.</summary>
public static class DrawModes
{
    public static string ToText(this DrawMode mode) =>
        mode switch
        {
            DrawMode.Classic => "classic",
            DrawMode.Roster => "roster",
            DrawMode.Beacon => "beacon",
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such draw mode."),
        };

    /// <exception cref="FormatException">The text is none of the three.</exception>
    public static DrawMode Parse(string text) =>
        text switch
        {
            "classic" => DrawMode.Classic,
            "roster" => DrawMode.Roster,
            "beacon" => DrawMode.Beacon,
            _ => throw new FormatException($"'{text}' is not a draw mode."),
        };
}
