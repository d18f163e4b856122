using System.Security.Claims;
using Alot.Data.Accounts;
using Alot.Domain;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace Alot.Web.Accounts;

/// <summary>Signing a browser in and out, from pages that still have a request to answer (static ones).</summary>
public sealed class BrowserSession(Sessions sessions, Principals principals)
{
    private static readonly TimeSpan HalfWay = TimeSpan.FromMinutes(5);

    public async Task BeginAsync(HttpContext http, AlotUser user)
    {
        var stop = http.RequestAborted;
        if (http.User.ActorOf() is { } before)
            await sessions.EndAsync(before.Id.Value, http.User.SessionOf(), stop);
        var device = Devices.NameOf(http.Request.Headers.UserAgent.ToString());
        var session = await sessions.BeginAsync(user.Id, SessionKind.Browser, device, stop);
        await WriteCookieAsync(http, user, session);
        await http.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
    }

    /// <summary>After the security stamp changed: this browser stays, the others were signed out.</summary>
    public Task RenewAsync(HttpContext http, AlotUser user) => WriteCookieAsync(http, user, http.User.SessionOf());

    public async Task EndAsync(HttpContext http)
    {
        if (http.User.ActorOf() is { } actor)
            await sessions.EndAsync(actor.Id.Value, http.User.SessionOf(), http.RequestAborted);
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    /// <summary>The password was right and a code is needed: remembers who, for five minutes.</summary>
    public static Task AskForCodeAsync(HttpContext http, AlotUser user) =>
        http.SignInAsync(
            IdentityConstants.TwoFactorUserIdScheme,
            new ClaimsPrincipal(
                new ClaimsIdentity(
                    [new Claim(ClaimTypes.NameIdentifier, user.Id.ToString())],
                    IdentityConstants.TwoFactorUserIdScheme
                )
            ),
            new AuthenticationProperties { ExpiresUtc = TimeProvider.System.GetUtcNow() + HalfWay }
        );

    /// <summary>Who gave the right password and owes a code.</summary>
    public static async Task<PlayerId?> OwingCodeAsync(HttpContext http)
    {
        var half = await http.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        return half.Principal?.ActorOf()?.Id;
    }

    private async Task WriteCookieAsync(HttpContext http, AlotUser user, Guid session)
    {
        var principal = await principals.MakeAsync(
            user,
            session,
            IdentityConstants.ApplicationScheme,
            http.RequestAborted
        );
        await http.SignInAsync(
            IdentityConstants.ApplicationScheme,
            principal,
            new AuthenticationProperties { IsPersistent = true }
        );
    }
}
