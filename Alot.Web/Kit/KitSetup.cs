using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Alot.Web.Kit;

public static class KitSetup
{
    /// <summary>What kit components inject. Component tests call this too.</summary>
    public static IServiceCollection AddKit(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddScoped<ViewerZone>();
        services.TryAddScoped<Toaster>();
        return services;
    }
}
