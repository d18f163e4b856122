using System.Security.Cryptography;
using System.Text;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;

namespace Alot.Web.Lots;

/// <summary>A draft as <c>POST /api/lots</c> takes it.</summary>
/// <param name="DrawMode">Unless asked otherwise <c>beacon</c> where one is configured, else <c>roster</c>.</param>
/// <param name="AgreedCost">What the item costs us; its retail value when nothing else is agreed.</param>
public sealed record DraftBody(
    ProductBody Product,
    DateTimeOffset Deadline,
    LotType LotType = LotType.Standard,
    Visibility Visibility = Visibility.Public,
    TriviaBody? Trivia = null,
    DrawMode? DrawMode = null,
    Money? AgreedCost = null
)
{
    internal LotPlan Plan(DrawPolicy policy) =>
        new LotPlan(Deadline, LotType, Visibility, DrawMode ?? policy.Default, AgreedCost: AgreedCost).With(Trivia);
}

/// <summary>A change to a draft: what isn't sent stays.</summary>
public sealed record EditBody(
    ProductBody? Product = null,
    DateTimeOffset? Deadline = null,
    LotType? LotType = null,
    Visibility? Visibility = null,
    TriviaBody? Trivia = null,
    DrawMode? DrawMode = null,
    Money? AgreedCost = null
)
{
    internal LotPlan Change(LotPlan plan) =>
        (
            plan with
            {
                Deadline = Deadline ?? plan.Deadline,
                LotType = LotType ?? plan.LotType,
                Visibility = Visibility ?? plan.Visibility,
                DrawMode = DrawMode ?? plan.DrawMode,
                AgreedCost = AgreedCost ?? plan.AgreedCost,
            }
        ).With(Trivia);
}

/// <summary>Either the item itself, or <paramref name="ProductClassId"/> of one in the catalogue.</summary>
public sealed record ProductBody(
    ProductId? ProductClassId = null,
    string? Name = null,
    string? Brand = null,
    Category? Category = null,
    Money? RetailValue = null,
    string? Description = null,
    string? Condition = null,
    IReadOnlyList<string>? Images = null
)
{
    /// <summary>Null when the item is one of the catalogue.</summary>
    internal ProductFacts? New()
    {
        if (ProductClassId is null)
            return Over(new ProductFacts("", "", (Category)(-1), Money.Zero, "", ""));
        return Name is null && Brand is null && Category is null && RetailValue is null
            ? null
            : throw Refusal.Invalid(
                "product",
                "Either name an item of the catalogue by product_class_id, or describe a new one."
            );
    }

    internal ProductFacts Over(ProductFacts known)
    {
        if (Images is { Count: > 0 })
            throw Refusal.Invalid(
                "product.images",
                "Pictures can't be given yet: the lot shows drawn artwork. Leave images out."
            );
        return new ProductFacts(
            Name ?? known.Name,
            Brand ?? known.Brand,
            Category ?? known.Category,
            RetailValue ?? known.RetailValue,
            Description ?? known.Description,
            Condition ?? known.Condition
        );
    }
}

/// <param name="Attempts">In a round; 3 unless asked otherwise.</param>
/// <param name="CooldownMinutes">After a round; 60 unless asked otherwise.</param>
/// <param name="FreeEntry">Not offered yet.</param>
public sealed record TriviaBody(
    bool? Enabled = null,
    string? Question = null,
    IReadOnlyList<string>? Answers = null,
    int? Attempts = null,
    int? CooldownMinutes = null,
    FreeEntryBody? FreeEntry = null
)
{
    /// <summary>Null when no question was sent.</summary>
    internal GateQuestion? Gate() =>
        (Question, Answers) switch
        {
            (null, null) => null,
            ({ } question, { } answers) => new GateQuestion(question, answers),
            _ => throw Refusal.Invalid("trivia", "Send question and answers together."),
        };
}

public sealed record FreeEntryBody(string? Question = null, IReadOnlyList<string>? Answers = null);

public sealed record ReasonBody(string Reason);

public sealed record DeadlineBody(DateTimeOffset Deadline);

internal static class Draft
{
    public static LotPlan With(this LotPlan plan, TriviaBody? trivia)
    {
        if (trivia is null)
            return plan;
        if (trivia.FreeEntry is not null)
            throw Refusal.Invalid("trivia.free_entry", "Free entries are not offered yet. Leave free_entry out.");
        return plan with
        {
            TriviaEnabled = trivia.Enabled ?? plan.TriviaEnabled,
            TriviaAttempts = trivia.Attempts ?? plan.TriviaAttempts,
            TriviaCooldownMinutes = trivia.CooldownMinutes ?? plan.TriviaCooldownMinutes,
        };
    }

    /// <summary>The same for the same item, so that a repeated command is the same command.</summary>
    public static int ArtSeed(ProductFacts? facts) =>
        facts is null
            ? 0
            : BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes($"{facts.Brand}\n{facts.Name}")))
                & int.MaxValue;
}
