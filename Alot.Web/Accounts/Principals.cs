using System.Security.Claims;
using System.Text.Json;
using Alot.Data;
using Alot.Data.Accounts;
using Alot.Domain;
using Alot.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Alot.Web.Accounts;

/// <summary>What a cookie or an access token says of its person. Enough to find and greet them, nothing that decides a command.</summary>
public sealed class Principals(IDbContextFactory<AlotDb> contexts)
{
    public const string Session = "sid";
    public const string Stamp = "stamp";
    public const string Verified = "verified";

    /// <summary>The role of staff, for showing their pages. Commands ask <see cref="StaffAccess"/>.</summary>
    public const string Staff = ClaimTypes.Role;

    public async Task<ClaimsPrincipal> MakeAsync(AlotUser user, Guid sessionId, string scheme, CancellationToken stop)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, user.Id.ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, user.UserName!));
        identity.AddClaim(new Claim(Session, sessionId.ToString()));
        identity.AddClaim(new Claim(Stamp, user.SecurityStamp ?? ""));
        if (user.EmailConfirmed)
            identity.AddClaim(new Claim(Verified, "1"));
        await using var db = await contexts.CreateDbContextAsync(stop);
        if (await StaffAccess.FindAsync(db, new PlayerId(user.Id), stop) is { } staff)
            identity.AddClaim(new Claim(Staff, RoleName(staff.Role)));
        return new ClaimsPrincipal(identity);
    }

    /// <summary><c>super_admin</c>.</summary>
    public static string RoleName(StaffRole role) => JsonNamingPolicy.SnakeCaseLower.ConvertName(role.ToString());
}

/// <summary>From a principal to the person.</summary>
public static class Actors
{
    /// <summary>Null when nobody is signed in.</summary>
    public static Actor? ActorOf(this ClaimsPrincipal principal) =>
        principal.Identity?.IsAuthenticated == true
        && Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            ? new Actor(new PlayerId(id), principal.HasClaim(Principals.Verified, "1"))
            : null;

    /// <exception cref="Refusal"><c>sign_in_needed</c>.</exception>
    public static Actor RequireActor(this ClaimsPrincipal principal) =>
        principal.ActorOf()
        ?? throw new Refusal(
            "sign_in_needed",
            "Sign in first. Nothing was changed and no money was taken.",
            RefusalKind.SignInNeeded
        );

    /// <summary>The session this cookie or token belongs to.</summary>
    public static Guid SessionOf(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(Principals.Session), out var id) ? id : Guid.Empty;

    /// <summary>Whether to show staff their pages; never whether a command is allowed.</summary>
    public static bool LooksLikeStaff(this ClaimsPrincipal principal) =>
        principal.FindFirst(Principals.Staff) is not null;
}
