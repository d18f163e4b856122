using System.Security.Cryptography;

namespace Alot.Domain.Trivia;

public enum TriviaPurpose
{
    Gate,
    FreeEntry,
}

/// <summary>A lot's question with hashes of its accepted answers (table <c>trivia_questions</c>).</summary>
public sealed class TriviaQuestion
{
    private TriviaQuestion() { }

    public Guid Id { get; private set; }
    public LotId LotId { get; private set; }
    public TriviaPurpose Purpose { get; private set; }
    public string Question { get; private set; } = "";
    public IReadOnlyList<string> AnswerHashes { get; private set; } = [];
    public string Salt { get; private set; } = "";

    /// <exception cref="Refusal"><c>validation</c>.</exception>
    public static TriviaQuestion Ask(
        LotId lot,
        TriviaPurpose purpose,
        string question,
        IReadOnlyList<string> answers,
        byte[] serverKey,
        DateTimeOffset now
    )
    {
        if (string.IsNullOrWhiteSpace(question) || question.Length > 300)
            throw Refusal.Invalid("trivia.question", "The question must have 1 to 300 characters.");
        if (
            answers.Count is < 1 or > 20
            || answers.Any(a =>
                a is null || a.Length > TriviaAnswers.LongestAnswer || TriviaAnswers.Normalise(a).Length == 0
            )
        )
            throw Refusal.Invalid(
                "trivia.answers",
                "Give 1 to 20 accepted answers, each with a letter or digit in it."
            );
        var salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return new TriviaQuestion
        {
            Id = Guid.CreateVersion7(now),
            LotId = lot,
            Purpose = purpose,
            Question = question.Trim(),
            Salt = salt,
            AnswerHashes = [.. answers.Select(a => TriviaAnswers.Hash(a, salt, serverKey)).Distinct()],
        };
    }

    public bool Accepts(string answer, byte[] serverKey) =>
        TriviaAnswers.Matches(answer, AnswerHashes, Salt, serverKey);
}

/// <summary>One try (table <c>room_trivia_attempts</c>); its number is unique per player and lot, so parallel tries win no extra one.</summary>
public sealed class TriviaAttempt
{
    private TriviaAttempt() { }

    public Guid Id { get; private set; }
    public LotId LotId { get; private set; }
    public PlayerId PlayerId { get; private set; }
    public int AttemptNumber { get; private set; }
    public string AnswerSubmitted { get; private set; } = "";
    public bool IsCorrect { get; private set; }
    public bool FailedAllAttempts { get; private set; }
    public DateTimeOffset? CooldownUntil { get; private set; }
    public DateTimeOffset CreatedAt { get; private set; }

    internal static TriviaAttempt Of(
        LotId lot,
        PlayerId player,
        int number,
        string answer,
        bool correct,
        DateTimeOffset? cooldownUntil,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            LotId = lot,
            PlayerId = player,
            AttemptNumber = number,
            AnswerSubmitted = answer,
            IsCorrect = correct,
            FailedAllAttempts = cooldownUntil is not null,
            CooldownUntil = cooldownUntil,
            CreatedAt = now,
        };
}

/// <summary>Where a player stands at a lot's gate.</summary>
/// <param name="Passed">Answered correctly once.</param>
/// <param name="AttemptsMade">Ever; numbers go on counting after a cooldown.</param>
/// <param name="CooldownUntil">Of the last attempt that ended a round, null when there is none.</param>
public sealed record TriviaStanding(bool Passed, int AttemptsMade, DateTimeOffset? CooldownUntil)
{
    public int AttemptsLeft(int perRound) => Passed ? 0 : perRound - AttemptsMade % perRound;

    public bool Cooling(DateTimeOffset now) => !Passed && CooldownUntil is { } until && now < until;

    /// <summary>One more try.</summary>
    /// <exception cref="Refusal"><c>trivia_passed</c>, <c>trivia_cooldown</c> {cooldown_until}, <c>validation</c>.</exception>
    public TriviaAttempt Try(
        TriviaQuestion question,
        PlayerId player,
        string? answer,
        int perRound,
        int cooldownMinutes,
        byte[] serverKey,
        DateTimeOffset now
    )
    {
        if (Passed)
            throw new Refusal("trivia_passed", "You have answered this already.");
        if (Cooling(now))
            throw new Refusal(
                "trivia_cooldown",
                "That was the last try of this round. You can try again when the cooldown ends.",
                RefusalKind.TooMany,
                new Dictionary<string, object?> { ["cooldown_until"] = CooldownUntil }
            );
        if (
            string.IsNullOrWhiteSpace(answer)
            || answer.Length > TriviaAnswers.LongestAnswer
            || !TriviaAnswers.IsText(answer)
        )
            throw Refusal.Invalid("answer", $"Answer with 1 to {TriviaAnswers.LongestAnswer} characters.");

        var number = AttemptsMade + 1;
        var correct = question.Accepts(answer, serverKey);
        DateTimeOffset? cooldown = !correct && number % perRound == 0 ? now.AddMinutes(cooldownMinutes) : null;
        return TriviaAttempt.Of(question.LotId, player, number, answer.Trim(), correct, cooldown, now);
    }
}
