using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Alot.Web.Accounts;

/// <summary>Access tokens of API clients: opaque, encrypted with Data Protection, good for 15 minutes of real time.</summary>
public sealed class AccessTokens(IOptionsMonitor<BearerTokenOptions> options)
{
    public const string Scheme = "Bearer";
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(900);

    private const int Longest = 4096;

    public string Issue(ClaimsPrincipal principal)
    {
        var ticket = new AuthenticationTicket(
            principal,
            new AuthenticationProperties { ExpiresUtc = TimeProvider.System.GetUtcNow() + Lifetime },
            IdentityConstants.BearerScheme
        );
        return options.Get(IdentityConstants.BearerScheme).BearerTokenProtector.Protect(ticket);
    }

    /// <summary>Null when it is none of ours or has expired.</summary>
    public AuthenticationTicket? Read(string token)
    {
        if (token.Length is 0 or > Longest)
            return null;
        var ticket = options.Get(IdentityConstants.BearerScheme).BearerTokenProtector.Unprotect(token);
        return ticket?.Properties.ExpiresUtc > TimeProvider.System.GetUtcNow() ? ticket : null;
    }
}
