namespace Alot.Web.Kit;

/// <summary>One choice of <see cref="RadioCards{TValue}"/>.</summary>
/// <param name="Value">What is chosen; its invariant text is what a posted form carries.</param>
/// <param name="Title">"25", "Card".</param>
/// <param name="Detail">"$25", "$25.00 on Stripe's page. Counts as funding."</param>
/// <param name="Disabled">Over a limit or sold out; say why next to the cards.</param>
public sealed record RadioCard<TValue>(TValue Value, string Title, string? Detail = null, bool Disabled = false);
