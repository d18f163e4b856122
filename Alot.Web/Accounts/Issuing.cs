using Alot.Data;
using Alot.Data.Accounts;
using Alot.Domain;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Alot.Web.Accounts;

/// <summary>The answer to a program that signed in or refreshed.</summary>
public sealed class Issuing(IDbContextFactory<AlotDb> contexts, Principals principals, AccessTokens accessTokens)
{
    public async Task<IResult> AnswerAsync(IssuedToken refresh, HttpContext http)
    {
        await using var db = await contexts.CreateDbContextAsync(http.RequestAborted);
        var user =
            await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == refresh.UserId, http.RequestAborted)
            ?? throw Refusal.NotFound("account");
        return await AnswerAsync(user, refresh, http);
    }

    public async Task<IResult> AnswerAsync(AlotUser user, IssuedToken refresh, HttpContext http)
    {
        var principal = await principals.MakeAsync(
            user,
            refresh.SessionId,
            IdentityConstants.BearerScheme,
            http.RequestAborted
        );
        http.Response.Headers.CacheControl = "no-store";
        return Results.Ok(
            new TokensAnswer(
                accessTokens.Issue(principal),
                AccessTokens.Scheme,
                (int)AccessTokens.Lifetime.TotalSeconds,
                refresh.Token
            )
        );
    }
}
