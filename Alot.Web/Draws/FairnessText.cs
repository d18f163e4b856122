using System.Globalization;
using System.Text.Json;
using Alot.Data.Draws;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Pots;

namespace Alot.Web.Draws;

/// <summary>The words of the fairness pages: what each proof level shows and what it does not (draws.md).</summary>
public static class FairnessText
{
    public sealed record Level(DrawMode Mode, string FirstNonce, string Proves, string DoesNot);

    public static readonly IReadOnlyList<Level> Levels =
    [
        new(
            DrawMode.Classic,
            "0",
            "The seed was not changed after the lot opened.",
            "It can be steered. Sales stop at the target, so whoever knows the seed knows the winner in advance, or can choose the size of the last purchase."
        ),
        new(
            DrawMode.Roster,
            "SHA-256 of the roster root",
            "Also: the result depends on the exact list of entries.",
            "It does not bind an operator who knows the seed. They can still try lists of entries in private and publish the one they like."
        ),
        new(
            DrawMode.Beacon,
            "SHA-256 of the roster root and of a drand round that nobody knows yet",
            "Also: nobody, the operator included, could know or steer the result.",
            "That the signed record is as old as it says. Without an outside witness an operator could back-date it; a copy that a viewer saved shows it."
        ),
    ];

    public static string KindWord(string kind) =>
        kind switch
        {
            "opening" => "Opening",
            "roster" => "Roster",
            "draw" => "Draw",
            "disqualification" => "Disqualification",
            "alternate" => "Alternate",
            "void" => "Void",
            PotStatements.OpeningKind => "Pot opening",
            PotStatements.LockKind => "Pot lock",
            PotStatements.RevealKind => "Pot reveal",
            PotStatements.CancelledKind => "Pot cancelled",
            "private" => "Private lot",
            _ => kind,
        };

    public static string KindMeans(string kind) =>
        kind switch
        {
            "opening" => "the seed’s fingerprint, before the first sale",
            "roster" => "the fingerprint of all entries, before the result",
            "draw" => "the result",
            "disqualification" => "the winner loses the prize, and the round that says who follows",
            "alternate" => "the next winner, after one was disqualified",
            "void" => "everything given back instead of a result",
            PotStatements.OpeningKind => "the seed’s fingerprint, before the first ticket",
            PotStatements.LockKind => "the fingerprint of all entries, before the result",
            PotStatements.RevealKind => "the seed, opened, and the result",
            PotStatements.CancelledKind => "all credits given back instead of a result",
            "private" => "concealed; its entrants can open it",
            _ => "",
        };

    /// <summary>The pot that a record is about; null for any other record.</summary>
    public static PotId? PotOf(FairnessRecord record)
    {
        if (!record.Kind.StartsWith("pot_", StringComparison.Ordinal))
            return null;
        using var said = JsonDocument.Parse(record.Record);
        return
            said.RootElement.TryGetProperty("fields", out var fields)
            && fields.ValueKind == JsonValueKind.Array
            && fields.GetArrayLength() > 0
            && fields[0].ValueKind == JsonValueKind.String
            && Guid.TryParseExact(fields[0].GetString(), "D", out var id)
            ? new PotId(id)
            : null;
    }

    /// <summary>Only what is asked for stands in the address.</summary>
    public static string LogUrl(string? kind = null, Guid? lot = null, long? before = null)
    {
        var parts = new List<string>();
        if (kind is not null)
            parts.Add("kind=" + Uri.EscapeDataString(kind));
        if (lot is { } id)
            parts.Add($"lot={id}");
        if (before is { } sequence)
            parts.Add("before=" + sequence.ToString(CultureInfo.InvariantCulture));
        return parts.Count == 0 ? "/fairness/log" : "/fairness/log?" + string.Join('&', parts);
    }
}
