using Alot.Data.Pots;
using Alot.Data.Transactions;
using Alot.Web.Workers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Web;

namespace Alot.Web.Pots;

/// <summary>Wires the pots room: its policy, the two services that move pots, the one that watches them, and who is told of large wins.</summary>
public static class PotsSetup
{
    /// <summary>Needs <c>AddAlotData</c> and the draws' policy.</summary>
    public static IServiceCollection AddPots(
        this IServiceCollection services,
        IConfiguration configuration,
        IHostEnvironment environment
    )
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
                    .BoardAsync(s.GetRequiredService<TimeProvider>().GetUtcNow() - PotScenes.ShownAfterEnd, stop)
        );
        services.AddSingleton<PotSnapshots>();
        services.AddHostedService<PotsWorker>();
        services.AddHostedService<PotSettlementWorker>();
        services.AddHostedService<PotWatchWorker>();
        services.AddSingleton(PotServiceKeys.From(configuration));
        services
            .AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, PotServiceHandler>(PotServiceKeys.Scheme, null);
        return services.AddWinHooks(WinHookSettings.From(configuration, environment));
    }

    private static IServiceCollection AddWinHooks(this IServiceCollection services, WinHookSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(new WinHooks([.. settings.Hooks.Keys]));
        services
            .AddHttpClient<WinHookSender>(client => client.Timeout = WinHookSender.Patience)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    // What is signed for one address is not told to another.
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    ConnectTimeout = WinHookSender.Patience,
                }
            );
        services.AddSingleton(s => new OutboxHandler(
            OutboxKinds.LargeWin,
            (message, stop) => s.GetRequiredService<TellLargeWin>().RunAsync(message, stop)
        ));
        services.AddSingleton(s => new OutboxHandler(
            OutboxKinds.WinHook,
            (message, stop) => s.GetRequiredService<WinHookSender>().SendAsync(message.Read<WinHookLetter>(), stop)
        ));
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
