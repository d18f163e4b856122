using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Alot.Domain;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Accounts;

/// <summary>A refresh token that was just made, for its owner only.</summary>
public sealed record IssuedToken(Guid UserId, Guid SessionId, string Token);

/// <summary>
/// Refresh tokens (api.md, Accounts): each is good once and for seven days, and gives the next. One that comes twice was
/// stolen or copied: its whole session ends. Times are real ones.
/// </summary>
public sealed class RefreshTokens(IDbContextFactory<AlotDb> contexts)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public async Task<IssuedToken> IssueAsync(Guid userId, Guid sessionId, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var issued = Add(db, userId, sessionId, TimeProvider.System.GetUtcNow());
        await db.SaveChangesAsync(stop);
        return issued;
    }

    /// <exception cref="Refusal"><c>refresh_token_invalid</c>: unknown, expired, used before, or its session ended.</exception>
    public async Task<IssuedToken> ExchangeAsync(string token, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var hash = Hash(token);
        var now = TimeProvider.System.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        // The guarded update decides: of two that come at once one gets the row, the other finds it used.
        var used = await db
            .Database.SqlQuery<Owner>(
                $"""
                update refresh_tokens t set used_at = {now}
                from sessions s
                where t.hash = {hash} and t.used_at is null and t.expires_at > {now}
                  and s.id = t.session_id and s.ended_at is null
                returning s.user_id, s.id as session_id
                """
            )
            .ToListAsync(stop);
        IssuedToken? issued = null;
        if (used is [var owner])
        {
            issued = Add(db, owner.user_id, owner.session_id, now);
            await db.SaveChangesAsync(stop);
        }
        else
            await db.Database.ExecuteSqlAsync(
                $"""
                update sessions set ended_at = {now}
                where ended_at is null
                  and id = (select session_id from refresh_tokens where hash = {hash} and used_at is not null)
                """,
                stop
            );
        await transaction.CommitAsync(stop);
        return issued
            ?? throw new Refusal(
                "refresh_token_invalid",
                "This refresh token is not good any more. Sign in again.",
                RefusalKind.SignInNeeded
            );
    }

    /// <summary>The session a token belongs to, whether or not it is still good: for signing out.</summary>
    public async Task<(Guid UserId, Guid SessionId)?> SessionOfAsync(string token, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var hash = Hash(token);
        var owner = await (
            from refresh in db.Set<RefreshToken>()
            join session in db.Set<Session>() on refresh.SessionId equals session.Id
            where refresh.Hash == hash
            select new { session.UserId, session.Id }
        ).SingleOrDefaultAsync(stop);
        return owner is null ? null : (owner.UserId, owner.Id);
    }

    private static IssuedToken Add(AlotDb db, Guid userId, Guid sessionId, DateTimeOffset now)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        db.Add(
            new RefreshToken
            {
                Hash = Hash(token),
                SessionId = sessionId,
                IssuedAt = now,
                ExpiresAt = now + Lifetime,
            }
        );
        return new IssuedToken(userId, sessionId, token);
    }

    // 256 random bits need no salt and no slow hash.
    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private sealed record Owner(Guid user_id, Guid session_id);
}
