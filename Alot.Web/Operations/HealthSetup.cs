using Alot.Data;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Alot.Web.Operations;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: the database is there and has every migration.</summary>
public static class HealthSetup
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<DatabaseReady>();
        services.AddHealthChecks().AddCheck<DatabaseReady>("database", timeout: TimeSpan.FromSeconds(3));
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks(
                "/health/live",
                new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }
            )
            .DisableRateLimiting();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync })
            .DisableRateLimiting();
    }

    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsJsonAsync(
            new
            {
                Status = report.Status == HealthStatus.Healthy ? "ok" : "unavailable",
                Checks = report.Entries.ToDictionary(e => e.Key, e => e.Value.Description),
            },
            Api.ApiJson.Options,
            http.RequestAborted
        );
    }
}

internal sealed class DatabaseReady(IDbContextFactory<AlotDb> contexts) : IHealthCheck
{
    // Migrations don't go back; asking once is enough.
    private volatile bool migrated;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await db.Database.ExecuteSqlRawAsync("select 1", cancellationToken);
            if (migrated)
                return HealthCheckResult.Healthy("ready");
            var missing = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Count();
            migrated = missing == 0;
            return migrated
                ? HealthCheckResult.Healthy("ready")
                : HealthCheckResult.Unhealthy($"{missing} migrations are missing");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("not reached", e);
        }
    }
}
