using Alot.Domain;

namespace Alot.Web.Accounts;

/// <summary>A refusal as a form shows it: a sentence at each field it names, else one above the form.</summary>
public sealed class FormProblem(Refusal refusal)
{
    private readonly IReadOnlyDictionary<string, string[]>? errors =
        refusal.Details.GetValueOrDefault("errors") as IReadOnlyDictionary<string, string[]>;

    /// <summary>Null when the fields say it all.</summary>
    public string? General => errors is null ? refusal.Message : null;

    /// <summary>The sentence at a field, by its name in the API (<c>date_of_birth</c>).</summary>
    public string? At(string field) => errors?.GetValueOrDefault(field)?.FirstOrDefault();
}
