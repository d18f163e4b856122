using Npgsql;

namespace Alot.Web.Payments.Sandbox;

/// <summary>Wires the sandbox. Called in Development without Stripe keys only; elsewhere none of it exists.</summary>
internal static class SandboxSetup
{
    private const string WebhookClient = "sandbox-webhooks";

    public static void AddSandbox(this IServiceCollection services)
    {
        services.AddAntiforgery();
        services.AddSingleton<SandboxStore>();
        services.AddSingleton<SandboxFaults>();
        services.AddSingleton<SandboxLog>();
        services.AddSingleton<SandboxCheckouts>();
        services.AddSingleton<SandboxPayer>();
        services.AddSingleton(s => SandboxPast.Processor(s.GetRequiredService<NpgsqlDataSource>()));
        services
            .AddHttpClient(WebhookClient, client => client.Timeout = SandboxDelivery.SendTimeout)
            .UseSocketsHttpHandler(
                (handler, _) =>
                {
                    handler.AllowAutoRedirect = false;
                    handler.UseProxy = false;
                }
            )
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
        services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<SandboxDelivery>(
                provider,
                provider.GetRequiredService<IHttpClientFactory>().CreateClient(WebhookClient)
            )
        );
        services.AddHostedService(provider => provider.GetRequiredService<SandboxDelivery>());
        services.AddSingleton<SandboxSweep>();
        services.AddHostedService(provider => provider.GetRequiredService<SandboxSweep>());
    }

    public static void MapSandbox(this IEndpointRouteBuilder app)
    {
        app.MapSandboxApi();
        app.MapSandboxPage();
        app.MapSandboxActs();
    }
}
