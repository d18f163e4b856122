using System.Text;
using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Data.Live;
using Alot.Data.Mapping;
using Alot.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Alot.Data.Transactions;

/// <summary>
/// Runs a unit of work: a fresh context, one transaction, the caller's command id, journal and outbox with the commit,
/// announcements after it.
/// </summary>
/// <remarks>
/// The whole unit is run again on deadlock or serialization failure. When the connection breaks, nobody knows whether a
/// COMMIT arrived: a command is run again too, because its key finds the first answer if it did.
/// </remarks>
public sealed class Transactions(
    IDbContextFactory<AlotDb> contexts,
    AppClock clock,
    LiveFeed feed,
    ILogger<Transactions> log
)
{
    public const int Tries = 3;

    /// <summary>Carries out a command once, however often it is sent.</summary>
    /// <exception cref="Refusal"><c>idempotency_mismatch</c>, <c>idempotency_key_required</c>, and those of the work itself.</exception>
    public Task<T> RunAsync<T>(Command command, Func<AlotDb, Task<T>> work, CancellationToken stop)
    {
        command.RequireKey();
        return TryAsync(command, work, repeatable: true, stop);
    }

    /// <summary>A worker's unit: its own guards (states, unique facts) make it safe to run again.</summary>
    public Task<T> RunAsync<T>(Func<AlotDb, Task<T>> work, CancellationToken stop) =>
        TryAsync(null, work, repeatable: false, stop);

    /// <summary>A unit that finds what it did before, so that it may run again also when nobody knows whether it was committed.</summary>
    public Task<T> RunRepeatableAsync<T>(Func<AlotDb, Task<T>> work, CancellationToken stop) =>
        TryAsync(null, work, repeatable: true, stop);

    private async Task<T> TryAsync<T>(
        Command? command,
        Func<AlotDb, Task<T>> work,
        bool repeatable,
        CancellationToken stop
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(command, work, stop);
            }
            catch (Exception failure) when (IsNoText(failure))
            {
                throw Refusal.Invalid("text", "Some of the text can't be kept as it is. Nothing was changed.");
            }
            catch (Exception failure) when (attempt < Tries && ShouldRunAgain(failure, repeatable))
            {
                log.LogWarning(
                    failure,
                    "Unit {Unit} runs again after try {Attempt}",
                    command?.Name ?? "worker",
                    attempt
                );
                await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt * attempt), stop);
            }
        }
    }

    private async Task<T> OnceAsync<T>(Command? command, Func<AlotDb, Task<T>> work, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await using var transaction = await db.BeginAsync(stop);
        await clock.FollowAsync(db, stop);
        if (command is not null && await db.FindAnswerAsync<T>(command, clock.GetUtcNow(), stop) is { } answered)
            return answered.Value;

        var result = await work(db);

        if (db.HasEntities)
            await db.SaveChangesAsync(stop);
        if (db.Audits.Count > 0)
            await db.WriteAuditsAsync(clock.GetUtcNow(), stop);
        await db.CommitUnitAsync(command, result, clock.GetUtcNow());
        feed.Announce(db.Topics);
        return result;
    }

    // A NUL, or half a surrogate pair: PostgreSQL keeps neither, and no door has to look for them.
    private static bool IsNoText(Exception failure) =>
        failure switch
        {
            PostgresException
            {
                SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter
            } => true,
            EncoderFallbackException => true,
            { InnerException: { } inner } => IsNoText(inner),
            _ => false,
        };

    private static bool ShouldRunAgain(Exception failure, bool repeatable) =>
        failure switch
        {
            PostgresException
            {
                SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
            } => true,
            // Its clock was read before a rotation that it then waited for.
            KeyChangedException => true,
            // Somebody used the same key at this moment: the next try finds their answer.
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pk_commands" } => true,
            _ when Outage.Wrapped(failure) is { } inner => ShouldRunAgain(inner, repeatable),
            _ => repeatable && Outage.Is(failure),
        };
}

/// <summary>The first answer to a command that was carried out before.</summary>
internal sealed record Answer<T>(T Value);
