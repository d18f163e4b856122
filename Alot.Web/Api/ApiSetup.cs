using Microsoft.AspNetCore.Routing;

namespace Alot.Web.Api;

/// <summary>What all doors for programs share.</summary>
public static class ApiSetup
{
    public static IServiceCollection AddApi(
        this IServiceCollection services,
        IConfiguration configuration,
        IHostEnvironment environment
    )
    {
        services.ConfigureHttpJsonOptions(o => ApiJson.Configure(o.SerializerOptions));
        // A body that doesn't bind is told by ApiProblems, with its path, in every environment.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddSingleton<OtherMethods>();
        services.AddRates(configuration, environment);
        return services.AddApiDocument();
    }
}
