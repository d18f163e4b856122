using Alot.Web.Accounts;
using Alot.Web.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Connections;

namespace Alot.Web.Live;

/// <summary>The live hub and its tickets.</summary>
public static class LiveSetup
{
    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services
            .AddSignalR()
            .AddJsonProtocol(o => ApiJson.Configure(o.PayloadSerializerOptions))
            // Nobody has more to say here than an id and a key.
            .AddHubOptions<LiveHub>(o => o.MaximumReceiveMessageSize = 4 * 1024);
        services.AddSingleton<RealtimeTickets>();
        services
            .AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, TicketHandler>(RealtimeTickets.Scheme, null);
        services.AddSingleton<WatchedPots>();
        services.AddSingleton<WatchedLots>();
        services.AddHostedService(s => s.GetRequiredService<WatchedLots>());
        return services;
    }

    public static IEndpointRouteBuilder MapLive(this IEndpointRouteBuilder app)
    {
        RealtimeTickets.MapTickets(app);
        app.MapHub<LiveHub>(
                LiveHub.Path,
                o =>
                {
                    // One request each for a ticket to be good for; the others would send it many times.
                    o.Transports = HttpTransportType.WebSockets;
                    o.CloseOnAuthenticationExpiration = false;
                }
            )
            .RequireAuthorization(
                new AuthorizationPolicyBuilder(AccountsSetup.CookieOrBearer, RealtimeTickets.Scheme)
                    .RequireAuthenticatedUser()
                    .Build()
            )
            .RequireRateLimiting(Rates.Read);
        return app;
    }
}
