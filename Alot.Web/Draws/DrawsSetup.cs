using Alot.Domain.Draws;

namespace Alot.Web.Draws;

/// <summary>Wires the draws room: the beacon's relays, and which modes lots may be opened in.</summary>
public static class DrawsSetup
{
    public static IServiceCollection AddDraws(
        this IServiceCollection services,
        IConfiguration configuration,
        IHostEnvironment environment
    )
    {
        var settings = BeaconSettings.From(configuration);
        services.AddSingleton(settings);
        services.AddSingleton(settings.Policy(configuration, environment));
        return services.AddDrandRelays();
    }

    /// <summary>Needs <see cref="BeaconSettings"/> and a <see cref="TimeProvider"/> in the container.</summary>
    public static IServiceCollection AddDrandRelays(this IServiceCollection services)
    {
        services
            .AddHttpClient<DrandRelays>(client =>
            {
                client.Timeout = DrandRelays.PerRelay;
                client.MaxResponseContentBufferSize = DrandRelays.MostBytes;
            })
            // The worker holds the client for as long as it lives, so connections age here and not in the factory.
            .UseSocketsHttpHandler(
                (handler, _) =>
                {
                    handler.AllowAutoRedirect = false;
                    handler.UseCookies = false;
                    handler.ConnectTimeout = DrandRelays.PerRelay;
                    handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
                }
            )
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // Four lines a call; the adapter says once what is wrong.
            .RemoveAllLoggers();
        // One for all, so that what it remembers about a relay is remembered.
        services.AddSingleton<IRandomnessBeacon>(s => s.GetRequiredService<DrandRelays>());
        return services;
    }
}
