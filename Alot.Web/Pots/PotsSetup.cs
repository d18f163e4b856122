using Alot.Web.Workers;

namespace Alot.Web.Pots;

/// <summary>Wires the pots room: its policy, the two services that move pots and the one that watches them.</summary>
public static class PotsSetup
{
    /// <summary>Needs <c>AddAlotData</c> and the draws' policy.</summary>
    public static IServiceCollection AddPots(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(PotSettings.From(configuration));
        services.AddHostedService<PotsWorker>();
        services.AddHostedService<PotSettlementWorker>();
        services.AddHostedService<PotWatchWorker>();
        return services;
    }
}
