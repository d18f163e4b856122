using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Alot.Web.Api;

/// <summary>How often one caller may ask, in requests per minute.</summary>
/// <param name="Everywhere">The default outside Development.</param>
/// <param name="Development">One machine registers and signs in hundreds of players, and plays them all.</param>
public sealed record Rate(string Name, int Everywhere, int Development);

/// <summary>
/// The stated rates of all endpoints; <c>RateLimits:{name}</c> in the configuration overrides one. Counted per person, for
/// those who aren't signed in per address.
/// </summary>
public static class Rates
{
    /// <summary>Registering, signing in, refreshing, everything with a password or a token of a mail.</summary>
    public const string Auth = "auth";

    /// <summary>Commands that move money or credits.</summary>
    public const string Money = "money";

    /// <summary>Other commands.</summary>
    public const string Write = "write";

    /// <summary>Reads.</summary>
    public const string Read = "read";

    /// <summary>Pages, for programs that read those instead.</summary>
    public const string Pages = "pages";

    /// <summary>Webhooks of the payment processor and what only Development has.</summary>
    public const string Machine = "machine";

    public static IReadOnlyList<Rate> All { get; } =
    [
        new(Auth, Everywhere: 20, Development: 12_000),
        new(Money, Everywhere: 60, Development: 60_000),
        new(Write, Everywhere: 120, Development: 60_000),
        new(Read, Everywhere: 600, Development: 120_000),
        new(Pages, Everywhere: 600, Development: 120_000),
        new(Machine, Everywhere: 6_000, Development: 120_000),
    ];

    public static IServiceCollection AddRates(
        this IServiceCollection services,
        IConfiguration configuration,
        IHostEnvironment environment
    ) =>
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
                    ? Math.Max(1, Math.Ceiling(after.TotalSeconds))
                    : 60;
                rejected.HttpContext.Response.Headers.RetryAfter = wait.ToString("0", CultureInfo.InvariantCulture);
                return ValueTask.CompletedTask;
            };
            foreach (var rate in All)
            {
                var perMinute =
                    configuration.GetValue<int?>($"RateLimits:{rate.Name}")
                    ?? (environment.IsDevelopment() ? rate.Development : rate.Everywhere);
                if (perMinute < 1)
                    throw new InvalidOperationException($"RateLimits:{rate.Name} is requests per minute, at least 1.");
                limiter.AddPolicy(rate.Name, http => Partition(http, rate.Name, perMinute));
            }
        });

    private static RateLimitPartition<string> Partition(HttpContext http, string name, int perMinute) =>
        RateLimitPartition.GetSlidingWindowLimiter(
            $"{name} {CallerOf(http)}",
            _ => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = perMinute,
                Window = TimeSpan.FromMinutes(1),
                SegmentsPerWindow = 6,
                QueueLimit = 0,
            }
        );

    // Who guesses passwords isn't signed in; who is has their own count, however many share an address.
    private static string CallerOf(HttpContext http) =>
        http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? http.Connection.RemoteIpAddress?.ToString() ?? "local";
}
