using Alot.Data.Draws;
using Alot.Domain.Accounts;
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
}
