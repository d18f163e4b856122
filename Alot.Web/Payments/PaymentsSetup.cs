using Alot.Data.Payments;
using Alot.Domain.Payments;
using Alot.Web.Payments.Sandbox;

namespace Alot.Web.Payments;

/// <summary>Wires the payments room: the gateway, the webhook door, and in Development without keys the sandbox.</summary>
public static class PaymentsSetup
{
    /// <summary>Needs a <see cref="TimeProvider"/>, <see cref="StoreWebhook"/> and, for the sandbox, an <c>NpgsqlDataSource</c> in the container.</summary>
    public static IServiceCollection AddPayments(
        this IServiceCollection services,
        IConfiguration configuration,
        IHostEnvironment environment
    )
    {
        var settings = StripeSettings.From(configuration, environment);
        services.AddSingleton(settings);
        services.AddSingleton(new PaymentMode(settings.Live));
        services.AddSingleton<OwnAddress>();
        services
            .AddHttpClient<IPaymentGateway, StripeGateway>(client =>
            {
                client.Timeout = StripeGateway.Timeout;
                client.MaxResponseContentBufferSize = 4 * 1024 * 1024;
            })
            // Workers hold the client for as long as they live, so connections age here and not in the factory.
            .UseSocketsHttpHandler(
                (handler, _) =>
                {
                    handler.AllowAutoRedirect = false;
                    handler.UseCookies = false;
                    handler.ConnectTimeout = TimeSpan.FromSeconds(10);
                    handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
                }
            )
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // Four lines a call; the gateway logs what went wrong.
            .RemoveAllLoggers();
        if (settings.Sandbox)
            services.AddSandbox();
        return services;
    }

    /// <param name="app">Where to map the doors.</param>
    /// <param name="store">How a webhook is kept; <see cref="StoreWebhook"/> unless told otherwise.</param>
    public static IEndpointRouteBuilder MapPayments(
        this IEndpointRouteBuilder app,
        Func<IServiceProvider, StoreWebhookCommand, CancellationToken, Task<bool>>? store = null
    )
    {
        app.MapStripeWebhook(
            store
                ?? ((services, received, stop) => services.GetRequiredService<StoreWebhook>().RunAsync(received, stop))
        );
        if (app.ServiceProvider.GetRequiredService<StripeSettings>().Sandbox)
            app.MapSandbox();
        return app;
    }
}
