using Alot.Data.Pots;
using Alot.Web.Workers;
using Microsoft.AspNetCore.Components.Web;

namespace Alot.Web.Pots;

/// <summary>Wires the pots room: its policy and the two services that move pots.</summary>
public static class PotsSetup
{
    /// <summary>How long a pot that ended stays in the lobby: nothing vanishes under a finger.</summary>
    private static readonly TimeSpan ShownAfter = TimeSpan.FromSeconds(60);

    /// <summary>Needs <c>AddAlotData</c> and the draws' policy.</summary>
    public static IServiceCollection AddPots(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(PotSettings.From(configuration));
        services.AddSingleton<ReadPotRoom>(s =>
            (id, stop) => s.GetRequiredService<PotReads>().RoomAsync(id, viewer: null, stop)
        );
        services.AddSingleton<ReadMyPot>(s => s.GetRequiredService<PotReads>().MineAsync);
        services.AddSingleton<ReadOwnTickets>(s => s.GetRequiredService<PotReads>().OwnTicketsAsync);
        services.AddSingleton<ReadPotBoard>(s =>
            stop =>
                s.GetRequiredService<PotReads>()
                    .BoardAsync(s.GetRequiredService<TimeProvider>().GetUtcNow() - ShownAfter, stop)
        );
        services.AddSingleton<PotSnapshots>();
        services.AddHostedService<PotsWorker>();
        services.AddHostedService<PotSettlementWorker>();
        return services;
    }

    /// <summary>From where somebody plays, handed on from the page to its circuit.</summary>
    public static IRazorComponentsBuilder AddPlayed(this IRazorComponentsBuilder components)
    {
        components.Services.AddScoped<Played>();
        components.RegisterPersistentService<Played>(RenderMode.InteractiveServer);
        return components;
    }
}
