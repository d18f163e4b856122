namespace Alot.Web.Draws;

/// <summary>What a verify page or a Pocket Auditor is for: a lot's draw, or a pot. The sheet is the same, its lines and words are not.</summary>
/// <param name="Name"><c>lot</c> or <c>pot</c>, as in <c>subjects.mjs</c>.</param>
/// <param name="Thing">What is checked, in a title: "draw", "pot".</param>
/// <param name="Any">Over the title, when nothing is loaded yet.</param>
/// <param name="Own">Over the title, until its name is known.</param>
/// <param name="Modes">That can be chosen.</param>
/// <param name="Verdict">As long as what the browser will say in its place.</param>
/// <param name="Saved">What a viewer may have kept, in a label.</param>
/// <param name="SavedWhen">When it could be kept.</param>
/// <param name="Sources">Where the values stand, under the address: name and path.</param>
public sealed record VerifySubject(
    string Name,
    string Thing,
    string Any,
    string Own,
    IReadOnlyList<string> Modes,
    IReadOnlyList<VerifyLine> Lines,
    IReadOnlyList<VerifyField> Fields,
    IReadOnlyList<VerifyField> Further,
    string Verdict,
    string Saved,
    string SavedWhen,
    IReadOnlyList<(string Name, string Path)> Sources
)
{
    public static readonly VerifySubject Lot = new(
        "lot",
        "draw",
        "Any draw",
        "A lot’s draw",
        ["classic", "roster", "beacon"],
        VerifyLine.All,
        VerifyField.All,
        VerifyField.Further,
        "Ticket 0000 won. The seed was locked before the first sale, and with this list it gives no other ticket. One line does not apply.",
        "A saved roster record",
        "If you saved the signed list record when it was published",
        [("proof", "/draw"), ("list of entries", "/draw/roster")]
    );

    /// <summary>The titles of the lines that this one rests on.</summary>
    public IEnumerable<string> RestsOn(VerifyLine line) =>
        line.Needs.Select(need => Lines.Single(l => l.Id == need).Title);

    /// <summary>Under which the API has one of these.</summary>
    public string ApiOf(Guid id) => $"/api/{Name}s/{id}";

    /// <summary>Its Pocket Auditor, beside its proof.</summary>
    public string AuditorUrl(Guid id, string? key) =>
        Name == Lot.Name ? PocketAuditor.UrlOf(id, key) : $"{ApiOf(id)}/auditor.html";
}
