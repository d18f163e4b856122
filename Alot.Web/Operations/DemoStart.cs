using Alot.Data.Accounts;
using Alot.Data.Demo;

namespace Alot.Web.Operations;

/// <summary>
/// Development's accounts and demo world, made at the first start, before workers run and before the server listens: a
/// worker would take a lot whose past is being made for one that is late. <c>Demo:World=false</c> leaves the world out.
/// </summary>
internal sealed class DemoStart(IServiceProvider services, IConfiguration configuration, ILogger<DemoStart> log)
    : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await services.GetRequiredService<DemoAccounts>().SeedAsync(cancellationToken);
            // With real test keys there is no sandbox that could remember the payments of a past nobody lived.
            if (!configuration.GetValue("Demo:World", true) || services.GetService<DemoProcessor>() is null)
                return;
            var clock = services.GetRequiredService<TimeProvider>();
            var start = clock.GetTimestamp();
            if (await services.GetRequiredService<DemoWorld>().SeedAsync(cancellationToken))
                log.LogInformation(
                    "The demo world was made in {Milliseconds} ms",
                    (int)clock.GetElapsedTime(start).TotalMilliseconds
                );
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // The app runs without: whoever develops sees why here, and the next start goes on where this one stopped.
            log.LogError(failure, "The demo accounts and lots could not be made");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

public static class DemoSetup
{
    /// <summary>Add it before the workers: hosted services start in the order they were added.</summary>
    public static IServiceCollection AddDemo(this IServiceCollection services, IHostEnvironment environment)
    {
        if (!environment.IsDevelopment())
            return services;
        services.AddSingleton<DemoWorld>();
        services.AddHostedService<DemoStart>();
        return services;
    }
}
