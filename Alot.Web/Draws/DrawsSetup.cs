using Alot.Data.Draws;
using Alot.Domain.Accounts;
using Alot.Domain.Draws;
using Alot.Web.Mail;
using Alot.Web.Workers;

namespace Alot.Web.Draws;

/// <summary>Wires the draws room: the beacon's relays, which modes lots may be opened in, and the fairness log's heads.</summary>
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

    /// <summary>The fairness log's head for every page, and its signed heads for the witnesses. Needs <c>AddAlotData</c>.</summary>
    /// <exception cref="InvalidOperationException"><c>Fairness:Witnesses</c> has something that is no address.</exception>
    public static IServiceCollection AddFairness(this IServiceCollection services, IConfiguration configuration)
    {
        var addresses = configuration.GetSection("Fairness:Witnesses").Get<string[]>() ?? [];
        if (addresses.FirstOrDefault(a => !Registration.IsAddress(a)) is { } wrong)
            throw new InvalidOperationException($"Fairness:Witnesses: '{wrong}' is not an e-mail address.");
        services.AddSingleton(new Witnesses(addresses));
        services.AddSingleton<LogHeads>();
        services.AddSingleton<WitnessMails>();
        services.AddHostedService<FairnessHeadWorker>();
        return services;
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
