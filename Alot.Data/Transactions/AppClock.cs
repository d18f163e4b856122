using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Transactions;

/// <summary>
/// The one clock of the app. In Development it may run ahead by an offset kept in the database, so that every node, job,
/// sandbox and webhook sees the same time; elsewhere the offset is never read. Whole microseconds, as the database keeps.
/// </summary>
public sealed class AppClock(TimeProvider real, bool follows) : TimeProvider
{
    private long offsetSeconds;

    public override DateTimeOffset GetUtcNow()
    {
        var now = real.GetUtcNow().AddSeconds(Interlocked.Read(ref offsetSeconds));
        return new DateTimeOffset(now.Ticks - now.Ticks % 10, TimeSpan.Zero);
    }

    public override long GetTimestamp() => real.GetTimestamp();

    public override long TimestampFrequency => real.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        real.CreateTimer(callback, state, dueTime, period);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How far ahead of real time it runs.</summary>
    public TimeSpan Offset => TimeSpan.FromSeconds(Interlocked.Read(ref offsetSeconds));

    /// <summary>Reads the offset where it may have been moved. It only ever grows.</summary>
    public async Task FollowAsync(AlotDb db, CancellationToken stop)
    {
        if (!follows)
            return;
        await using var read = db.Sql("select offset_seconds from clock");
        Take((long)(await read.ExecuteScalarAsync(stop) ?? 0L));
    }

    /// <summary>Moves the offset forward for every node. 0 reads it.</summary>
    /// <exception cref="InvalidOperationException">Outside Development.</exception>
    public async Task<DateTimeOffset> AdvanceAsync(AlotDb db, long seconds, CancellationToken stop)
    {
        if (!follows)
            throw new InvalidOperationException("The clock can be moved in Development only.");
        await using var move = db.Sql(
            "update clock set offset_seconds = offset_seconds + $1 returning offset_seconds",
            seconds
        );
        Take((long)(await move.ExecuteScalarAsync(stop) ?? 0L));
        return GetUtcNow();
    }

    private void Take(long seconds)
    {
        long known;
        while (seconds > (known = Interlocked.Read(ref offsetSeconds)))
            Interlocked.CompareExchange(ref offsetSeconds, seconds, known);
    }
}
