using Alot.Data.Pots;
using Alot.Data.Transactions;
using Alot.Web.Workers;
using Microsoft.AspNetCore.Authentication;

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
}
