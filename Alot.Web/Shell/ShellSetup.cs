using Alot.Web.Kit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Alot.Web.Shell;

public static class ShellSetup
{
    /// <summary>The kit, the frame around pages, and what a page hands on to its circuit.</summary>
    public static IRazorComponentsBuilder AddShell(this IRazorComponentsBuilder components)
    {
        components.Services.AddKit();
        components.Services.TryAddSingleton<ShellReads>();
        components.Services.TryAddScoped<ReadShell>(s => s.GetRequiredService<ShellReads>().ReadAsync);
        components.RegisterPersistentService<ViewerZone>(RenderMode.InteractiveServer);
        return components;
    }

    /// <summary>Fonts carry their version in their name, so they may be kept for good. Before MapStaticAssets.</summary>
    public static IApplicationBuilder UseShell(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                if (http.Request.Path.StartsWithSegments("/fonts", StringComparison.Ordinal))
                    http.Response.OnStarting(() =>
                    {
                        if (http.Response.StatusCode == StatusCodes.Status200OK)
                            http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
                        return Task.CompletedTask;
                    });
                return next(http);
            }
        );
}
