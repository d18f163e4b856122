using System.Security.Claims;
using Alot.Data.Accounts;
using Alot.Web.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Alot.Web.Accounts;

/// <summary>
/// Cookies, access tokens and open pages are good as long as their session goes on and the account's security stamp is
/// the same: asked on each request, and every few seconds by each open page.
/// </summary>
public sealed class SignedInCheck(Sessions sessions)
{
    public async Task<bool> IsLiveAsync(ClaimsPrincipal principal, CancellationToken stop) =>
        principal.ActorOf() is { } actor
        && await sessions.IsLiveAsync(
            actor.Id.Value,
            principal.SessionOf(),
            principal.FindFirstValue(Principals.Stamp),
            stop
        );
}

internal sealed class CheckedCookies(SignedInCheck check) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        if (context.Principal is { } who && await check.IsLiveAsync(who, context.HttpContext.RequestAborted))
            return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(context.Scheme.Name);
    }

    // Programs are told 401; people are led to the door.
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) =>
        ApiProblems.Covers(context.Request.Path)
            ? Say(context, StatusCodes.Status401Unauthorized)
            : base.RedirectToLogin(context);

    // Forbidden and unknown look the same (api.md).
    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context) =>
        Say(context, StatusCodes.Status404NotFound);

    private static Task Say(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}

internal sealed class CheckedTokens(SignedInCheck check, AccessTokens tokens) : BearerTokenEvents
{
    public override async Task MessageReceivedAsync(MessageReceivedContext context)
    {
        const string bearer = $"{AccessTokens.Scheme} ";
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase))
            return;
        var ticket = tokens.Read(header[bearer.Length..].Trim());
        if (ticket is not null && await check.IsLiveAsync(ticket.Principal, context.HttpContext.RequestAborted))
        {
            context.Principal = ticket.Principal;
            context.Success();
        }
        else
            context.Fail("The access token expired or was ended.");
    }
}

/// <summary>Ends what an open page may do soon after its session ended or its account changed.</summary>
internal sealed class CheckedCircuits(ILoggerFactory log, SignedInCheck check)
    : RevalidatingServerAuthenticationStateProvider(log)
{
    // With what Sessions remembers, and the time the look takes: within 5 s (quality.md).
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(2.5);

    protected override Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    ) => check.IsLiveAsync(authenticationState.User, cancellationToken);
}
