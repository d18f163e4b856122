using Alot.Domain.Lots;
using Alot.Web.Kit;
using Tiers = Alot.Domain.Lots.Tiers;

namespace Alot.Web.Lots.Staff;

/// <summary>One line of what has to be right before a draft can open. The command checks again.</summary>
public sealed record StaffCheck(string Title, string Detail, bool Done)
{
    public static IReadOnlyList<StaffCheck> Of(
        StaffLotForm form,
        TimeZoneInfo zone,
        string? keptQuestion,
        DateTimeOffset now
    )
    {
        var missing = Missing(form).ToList();
        var priced = form.Value is { } value && value >= ProductFacts.LowestValue && value <= ProductFacts.HighestValue;
        var left = form.DeadlineIn(zone) - now;
        var asked =
            form.AnswerList.Count > 0 && form.Question.Trim().Length > 0
            || keptQuestion is not null && keptQuestion == form.Question.Trim();
        return
        [
            new(
                "Item complete",
                missing.Count == 0 ? "name, brand, condition, description" : "missing: " + string.Join(", ", missing),
                missing.Count == 0
            ),
            new(
                "Target is 2.5 × value",
                priced ? Figures.Of(Tiers.Target(form.Value!.Value)) : "the retail value is missing",
                priced
            ),
            new(
                "Deadline 1 hour to 90 days ahead",
                left is null ? "not set"
                    : left <= TimeSpan.Zero ? "it has passed"
                    : Figures.Age(left.Value) + " from now",
                left >= Lot.ShortestRun && left <= Lot.LongestRun
            ),
            new(
                "Trivia question",
                !form.TriviaOn ? "no gate on this lot"
                    : asked ? "with accepted answers"
                    : "the gate is on, no answer yet",
                !form.TriviaOn || asked
            ),
        ];
    }

    private static IEnumerable<string> Missing(StaffLotForm form)
    {
        if (string.IsNullOrWhiteSpace(form.Name))
            yield return "name";
        if (string.IsNullOrWhiteSpace(form.Brand))
            yield return "brand";
        if (string.IsNullOrWhiteSpace(form.Condition))
            yield return "condition";
        if (string.IsNullOrWhiteSpace(form.Description))
            yield return "description";
    }
}
