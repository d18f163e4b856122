using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Domain.Trivia;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Trivia;

/// <summary>Under which trivia answers are hashed; derived from the master key.</summary>
public sealed record TriviaKey(byte[] Value);

internal static class TriviaGate
{
    public static async Task<bool> HasAnsweredAsync(this AlotDb db, Lot lot, PlayerId player, CancellationToken stop) =>
        !lot.TriviaEnabled
        || await db.TriviaAttempts.AnyAsync(a => a.LotId == lot.Id && a.PlayerId == player && a.IsCorrect, stop);

    public static async Task<TriviaStanding> StandingAsync(
        this AlotDb db,
        LotId lot,
        PlayerId player,
        CancellationToken stop
    )
    {
        var attempts = await db
            .TriviaAttempts.AsNoTracking()
            .Where(a => a.LotId == lot && a.PlayerId == player)
            .OrderBy(a => a.AttemptNumber)
            .Select(a => new { a.IsCorrect, a.CooldownUntil })
            .ToListAsync(stop);
        return new TriviaStanding(
            attempts.Any(a => a.IsCorrect),
            attempts.Count,
            attempts.LastOrDefault()?.CooldownUntil
        );
    }
}
