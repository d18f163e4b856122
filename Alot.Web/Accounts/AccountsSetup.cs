using Alot.Data;
using Alot.Data.Accounts;
using Alot.Domain.Accounts;
using Alot.Web.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Alot.Web.Accounts;

/// <summary>Who is who: Identity, cookies for browsers, tokens for programs, sessions behind both.</summary>
public static class AccountsSetup
{
    /// <summary>Either a cookie or a bearer token; a request with an Authorization header never uses its cookie.</summary>
    public const string CookieOrBearer = "CookieOrBearer";

    // OWASP's figure for PBKDF2-HMAC-SHA512, which Identity's hasher uses.
    private const int Pbkdf2Iterations = 210_000;

    /// <summary>Needs the database's context factory, a Sealer, a TimeProvider and Transactions in the container.</summary>
    public static IServiceCollection AddAccounts(
        this IServiceCollection services,
        IConfiguration configuration,
        IHostEnvironment environment
    )
    {
        services.AddIdentity();
        services.AddSchemes(environment);
        services.AddProtectionKeys();
        services.AddMemoryCache();
        services.AddHttpContextAccessor();

        services.AddSingleton(
            new StaffRules(
                SecondFactor: !environment.IsDevelopment() || configuration.GetValue("Staff:RequireSecondFactor", false)
            )
        );
        services.TryAddSingleton<StaffAccess>();
        services.TryAddSingleton<Users>();
        services.TryAddSingleton<Sessions>();
        services.TryAddSingleton<RefreshTokens>();
        services.TryAddSingleton<RegisterPlayer>();
        services.TryAddSingleton<VerifyEmail>();
        services.TryAddSingleton<SignIn>();
        services.TryAddSingleton<SignInWithCode>();
        services.TryAddSingleton<ForgotPassword>();
        services.TryAddSingleton<ResetPassword>();
        services.TryAddSingleton<ChangePassword>();
        services.TryAddSingleton<SecondFactor>();
        services.TryAddSingleton<Profile>();
        services.TryAddSingleton<DemoAccounts>();

        services.AddSingleton<SignedInCheck>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<Principals>();
        services.AddSingleton<Issuing>();
        services.AddSingleton<BrowserSession>();
        services.AddScoped<AuthenticationStateProvider, CheckedCircuits>();
        services.AddCascadingAuthenticationState();
        return services;
    }

    /// <summary>After routing, before the endpoints.</summary>
    public static WebApplication UseAccounts(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseMiddleware<SameOrigin>();
        app.UseAuthorization();
        app.UseRateLimiter();
        return app;
    }

    private static void AddIdentity(this IServiceCollection services)
    {
        // Identity would make these once per request. They keep nothing, and use cases live as long as the app.
        services.TryAddSingleton<IPasswordHasher<AlotUser>, PasswordHasher<AlotUser>>();
        services.TryAddSingleton<IUserValidator<AlotUser>, UserValidator<AlotUser>>();
        services.TryAddSingleton<IPasswordValidator<AlotUser>, PasswordValidator<AlotUser>>();
        services.TryAddSingleton<ILookupNormalizer, UpperInvariantLookupNormalizer>();
        services.TryAddSingleton<IdentityErrorDescriber>();
        services
            .AddIdentityCore<AlotUser>(identity =>
            {
                identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                identity.User.RequireUniqueEmail = true;
                identity.User.AllowedUserNameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_";
                identity.SignIn.RequireConfirmedEmail = true;
                // PasswordRules decides; Identity's classes of characters add nothing.
                identity.Password.RequiredLength = PasswordRules.Shortest;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.Password.RequiredUniqueChars = 1;
            })
            .AddEntityFrameworkStores<AlotDb>()
            .AddDefaultTokenProviders();
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = Pbkdf2Iterations);
        services.Configure<DataProtectionTokenProviderOptions>(o => o.TokenLifespan = TimeSpan.FromHours(24));
    }

    private static void AddSchemes(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddScoped<CheckedCookies>();
        services.AddScoped<CheckedTokens>();
        services
            .AddAuthentication(o =>
            {
                o.DefaultScheme = CookieOrBearer;
                o.DefaultSignInScheme = IdentityConstants.ApplicationScheme;
                o.DefaultSignOutScheme = IdentityConstants.ApplicationScheme;
            })
            .AddPolicyScheme(
                CookieOrBearer,
                null,
                o =>
                    o.ForwardDefaultSelector = http =>
                        http.Request.Headers.Authorization.Count > 0
                            ? IdentityConstants.BearerScheme
                            : IdentityConstants.ApplicationScheme
            )
            .AddCookie(
                IdentityConstants.ApplicationScheme,
                o =>
                {
                    o.Cookie = Cookie("alot", environment);
                    o.ExpireTimeSpan = Sessions.BrowserIdle;
                    o.SlidingExpiration = true;
                    o.LoginPath = "/account/login";
                    o.ReturnUrlParameter = "returnUrl";
                    o.EventsType = typeof(CheckedCookies);
                    o.TimeProvider = TimeProvider.System;
                }
            )
            .AddCookie(
                IdentityConstants.TwoFactorUserIdScheme,
                o =>
                {
                    o.Cookie = Cookie("alot-code", environment);
                    o.TimeProvider = TimeProvider.System;
                }
            )
            .AddBearerToken(
                IdentityConstants.BearerScheme,
                o =>
                {
                    o.BearerTokenExpiration = AccessTokens.Lifetime;
                    o.EventsType = typeof(CheckedTokens);
                    o.TimeProvider = TimeProvider.System;
                }
            );
        services.AddAuthorization();
        services.AddAntiforgery(o =>
        {
            o.Cookie = Cookie("alot-forms", environment);
            // Always would refuse to write a form on plain http; the name alone makes browsers demand https.
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
    }

    // Browsers take a __Host- cookie over https only. Development is plain http, also from another machine's browser.
    private static CookieBuilder Cookie(string name, IHostEnvironment environment) =>
        new()
        {
            Name = environment.IsDevelopment() ? name : $"__Host-{name}",
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            IsEssential = true,
            SecurePolicy = environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always,
        };
}
