using Alot.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Alot.Data.Accounts;

/// <summary>
/// Who is signed in where. Asked on every request and every few seconds by every open page, so an answer is kept for
/// <see cref="Remembered"/>: that long a right may outlive its end. Times are real ones, not the app's clock.
/// </summary>
public sealed class Sessions(IDbContextFactory<AlotDb> contexts, IMemoryCache cache)
{
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan BrowserIdle = TimeSpan.FromDays(14);

    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeProvider Real = TimeProvider.System;

    public async Task<Guid> BeginAsync(Guid userId, SessionKind kind, string device, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var now = Real.GetUtcNow();
        var session = new Session
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            Kind = kind,
            Device = device,
            CreatedAt = now,
            LastSeenAt = now,
        };
        db.Add(session);
        await db.SaveChangesAsync(stop);
        return session.Id;
    }

    /// <summary>Whether this session goes on, and the account's security stamp is still the one it began with.</summary>
    public async Task<bool> IsLiveAsync(Guid userId, Guid sessionId, string? stamp, CancellationToken stop)
    {
        if (cache.TryGetValue(Key(sessionId), out string? known) && known == stamp)
            return stamp is not null;
        // What is remembered may be older than the cookie: after a change of password the browser comes with a new stamp.
        known = await LookAsync(userId, sessionId, stop);
        cache.Set(Key(sessionId), known, Remembered);
        return known is not null && known == stamp;
    }

    public async Task EndAsync(Guid userId, Guid sessionId, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var now = Real.GetUtcNow();
        await db.Set<Session>()
            .Where(s => s.Id == sessionId && s.UserId == userId && s.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), stop);
        cache.Remove(Key(sessionId));
    }

    /// <summary>Signs out everywhere, or everywhere else.</summary>
    public async Task EndAllAsync(Guid userId, Guid? except, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        await EndAllAsync(db, userId, except, stop);
    }

    internal static async Task EndAllAsync(AlotDb db, Guid userId, Guid? except, CancellationToken stop)
    {
        var now = Real.GetUtcNow();
        await db.Set<Session>()
            .Where(s => s.UserId == userId && s.EndedAt == null && s.Id != except)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now), stop);
    }

    /// <summary>Those that go on, the last seen first.</summary>
    public async Task<IReadOnlyList<Session>> LiveAsync(Guid userId, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var idleSince = Real.GetUtcNow() - BrowserIdle;
        return await db.Set<Session>()
            .AsNoTracking()
            .Where(s => s.UserId == userId && s.EndedAt == null && s.LastSeenAt > idleSince)
            .OrderByDescending(s => s.LastSeenAt)
            .Take(50)
            .ToListAsync(stop);
    }

    private async Task<string?> LookAsync(Guid userId, Guid sessionId, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var found = await (
            from session in db.Set<Session>()
            join user in db.Users on session.UserId equals user.Id
            where session.Id == sessionId && user.Id == userId && session.EndedAt == null
            select new { user.SecurityStamp, session.LastSeenAt }
        ).SingleOrDefaultAsync(stop);
        var now = Real.GetUtcNow();
        if (found is not null && now - found.LastSeenAt > SeenEvery)
            await db.Set<Session>()
                .Where(s => s.Id == sessionId)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.LastSeenAt, now), stop);
        return found?.SecurityStamp;
    }

    private static (string, Guid) Key(Guid sessionId) => ("session", sessionId);
}
