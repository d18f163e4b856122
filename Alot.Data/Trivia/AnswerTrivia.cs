using Alot.Data.Accounts;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Transactions;
using Alot.Domain;
using Alot.Domain.Trivia;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Trivia;

public sealed record AnswerTriviaCommand(PlayerId ActorId, LotId LotId, string? Answer, string? ShareKey = null);

public sealed record AnsweredTrivia(bool Correct, int AttemptsLeft, DateTimeOffset? CooldownUntil);

/// <summary>One try at a lot's gate question.</summary>
public sealed class AnswerTrivia(Transactions.Transactions transactions, TriviaKey key, TimeProvider clock)
{
    public Task<AnsweredTrivia> RunAsync(AnswerTriviaCommand command, CancellationToken stop) =>
        transactions.RunAsync(
            async db =>
            {
                var lot =
                    await db.Lots.AsNoTracking().SingleOrDefaultAsync(l => l.Id == command.LotId, stop)
                    ?? throw Refusal.NotFound("lot");
                await db.RequireVisibleAsync(lot, command.ActorId, command.ShareKey, stop);
                (await db.LoadBuyerAsync(command.ActorId, stop)).RequireMayPlay();
                // One player's tries at one lot go one after the other: parallel ones win no extra try.
                await using (
                    var oneAtATime = db.Sql(
                        "select pg_advisory_xact_lock(hashtextextended($1, 0))",
                        $"trivia:{command.LotId}:{command.ActorId}"
                    )
                )
                    await oneAtATime.ExecuteNonQueryAsync(stop);
                var now = clock.GetUtcNow();
                if (!lot.Sells(now))
                    throw new Refusal("lot_not_open", "This lot isn't selling any more. No money was taken.");
                var question =
                    await db
                        .TriviaQuestions.AsNoTracking()
                        .SingleOrDefaultAsync(q => q.LotId == lot.Id && q.Purpose == TriviaPurpose.Gate, stop)
                    ?? throw new Refusal("no_question", "This lot asks no question: you can buy entries right away.");
                var standing = await db.StandingAsync(lot.Id, command.ActorId, stop);

                var attempt = standing.Try(
                    question,
                    command.ActorId,
                    command.Answer,
                    lot.TriviaAttemptsAllowed,
                    lot.TriviaCooldownMinutes,
                    key.Value,
                    now
                );

                db.TriviaAttempts.Add(attempt);
                db.Announce(Topic.Player(command.ActorId));
                var left = attempt.IsCorrect
                    ? 0
                    : lot.TriviaAttemptsAllowed - attempt.AttemptNumber % lot.TriviaAttemptsAllowed;
                return new AnsweredTrivia(
                    attempt.IsCorrect,
                    attempt.CooldownUntil is null ? left : 0,
                    attempt.CooldownUntil
                );
            },
            stop
        );
}
