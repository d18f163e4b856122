using Alot.Data.Accounts;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Web.Api;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Alot.Web.Accounts;

public sealed record AddressBody(string Email);

public sealed record VerifyEmailBody(string Email, string Token);

public sealed record LoginBody(string Email, string Password, string? TwoFactorCode = null);

public sealed record RefreshBody(string RefreshToken);

public sealed record LogoutBody(string? RefreshToken = null);

public sealed record ResetPasswordBody(string Email, string Token, string Password);

/// <param name="ExpiresIn">Seconds.</param>
public sealed record TokensAnswer(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken);

public sealed record AcceptedAnswer(string Detail);

/// <summary><c>/api/auth</c> and <c>/api/users/me</c> (api.md, Accounts).</summary>
public static class AuthEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        var auth = app.MapGroup("/api/auth").WithTags("Accounts").RequireRateLimiting(Rates.Auth);

        auth.MapPost("/register", RegisterAsync)
            .WithSummary("Makes an account")
            .WithDescription(
                "The answer is the same whether or not the address has an account; a mail says which. The token to verify the address is in that mail."
            )
            .Produces<AcceptedAnswer>(StatusCodes.Status202Accepted)
            .Refuses(422);
        auth.MapPost("/verify-email", VerifyAsync)
            .WithSummary("Verifies an address with the token of the mail")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(422);
        auth.MapPost("/login", LoginAsync)
            .WithSummary("Signs in: an access token for 15 minutes and a refresh token for 7 days")
            .WithDescription("Answers two_factor_needed when the account has a second factor and no code was sent.")
            .Produces<TokensAnswer>()
            .Refuses(401, 403);
        auth.MapPost("/refresh", RefreshAsync)
            .WithSummary("Exchanges a refresh token for new tokens")
            .WithDescription("Each refresh token is good once. A second use ends the whole session.")
            .Produces<TokensAnswer>()
            .Refuses(401);
        auth.MapPost("/logout", LogoutAsync)
            .WithSummary("Ends the session of the access token, or of the refresh token in the body")
            .Produces(StatusCodes.Status204NoContent);
        auth.MapPost("/forgot-password", ForgotAsync)
            .WithSummary("Mails a token to choose a new password, if there is such an account")
            .Produces<AcceptedAnswer>(StatusCodes.Status202Accepted);
        auth.MapPost("/reset-password", ResetAsync)
            .WithSummary("Sets a new password with the token of the mail, and signs out everywhere")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(422);

        app.MapGet("/api/users/me", MeAsync)
            .WithTags("Accounts")
            .WithSummary("The own account")
            .RequireAuthorization()
            .RequireRateLimiting(Rates.Read)
            .Produces<OwnAccount>()
            .Refuses(401);

        // A form of the pages: taking a form field makes the framework check its antiforgery token.
        app.MapPost("/account/logout", SignOutAsync).RequireRateLimiting(Rates.Auth).ExcludeFromDescription();
    }

    private static async Task<IResult> SignOutAsync(
        [FromForm] bool? everywhere,
        HttpContext http,
        BrowserSession browser,
        Sessions sessions,
        CancellationToken stop
    )
    {
        if (everywhere == true && http.User.ActorOf() is { } actor)
            await sessions.EndAllAsync(actor.Id.Value, null, stop);
        await browser.EndAsync(http);
        return Results.LocalRedirect("/");
    }

    private static async Task<IResult> RegisterAsync(Registration body, RegisterPlayer register, CancellationToken stop)
    {
        await register.RunAsync(body, stop);
        return Results.Accepted(value: new AcceptedAnswer("We sent a mail to this address. It says how to go on."));
    }

    private static async Task<IResult> VerifyAsync(VerifyEmailBody body, VerifyEmail verify, CancellationToken stop)
    {
        await verify.RunAsync(AccountKey.Email(body.Email), body.Token, stop);
        return Results.NoContent();
    }

    private static async Task<IResult> LoginAsync(
        LoginBody body,
        HttpContext http,
        SignIn signIn,
        Sessions sessions,
        RefreshTokens refreshTokens,
        Issuing issuing,
        CancellationToken stop
    )
    {
        var signedIn = await signIn.RunAsync(body.Email, body.Password, body.TwoFactorCode, stop);
        if (signedIn.CodeNeeded)
            throw new Refusal(
                "two_factor_needed",
                "Send two_factor_code: the six digits from your authenticator app, or a recovery code.",
                RefusalKind.SignInNeeded
            );
        var device = Devices.NameOf(http.Request.Headers.UserAgent.ToString());
        var session = await sessions.BeginAsync(signedIn.User.Id, SessionKind.Api, device, stop);
        var refresh = await refreshTokens.IssueAsync(signedIn.User.Id, session, stop);
        return await issuing.AnswerAsync(signedIn.User, refresh, http);
    }

    private static async Task<IResult> RefreshAsync(
        RefreshBody body,
        HttpContext http,
        RefreshTokens refreshTokens,
        Issuing issuing,
        CancellationToken stop
    )
    {
        var refresh = await refreshTokens.ExchangeAsync(body.RefreshToken, stop);
        return await issuing.AnswerAsync(refresh, http);
    }

    private static async Task<IResult> LogoutAsync(
        LogoutBody? body,
        HttpContext http,
        Sessions sessions,
        RefreshTokens refreshTokens,
        BrowserSession browser,
        CancellationToken stop
    )
    {
        if (body?.RefreshToken is { } token && await refreshTokens.SessionOfAsync(token, stop) is { } owner)
            await sessions.EndAsync(owner.UserId, owner.SessionId, stop);
        if (http.User.ActorOf() is { } actor)
        {
            if (http.User.Identity?.AuthenticationType == IdentityConstants.ApplicationScheme)
                await browser.EndAsync(http);
            else
                await sessions.EndAsync(actor.Id.Value, http.User.SessionOf(), stop);
        }
        return Results.NoContent();
    }

    private static async Task<IResult> ForgotAsync(AddressBody body, ForgotPassword forgot, CancellationToken stop)
    {
        await forgot.RunAsync(body.Email, stop);
        return Results.Accepted(
            value: new AcceptedAnswer("If there is an account with this address, a mail is on its way.")
        );
    }

    private static async Task<IResult> ResetAsync(ResetPasswordBody body, ResetPassword reset, CancellationToken stop)
    {
        await reset.RunAsync(AccountKey.Email(body.Email), body.Token, body.Password, stop);
        return Results.NoContent();
    }

    private static async Task<IResult> MeAsync(HttpContext http, Profile profile, CancellationToken stop) =>
        await profile.FindAsync(http.User.RequireActor().Id, stop) is { } own
            ? Results.Ok(own)
            : throw Refusal.NotFound("account");
}
