namespace Alot.Web.Operations;

/// <summary>
/// What exists in Development only (api.md): kept mails, the clock, the sandbox. Elsewhere nothing of it is mapped, so its
/// addresses answer 404 as any unknown one does.
/// </summary>
public static class DevelopmentSetup
{
    public static void MapDevelopment(this IEndpointRouteBuilder app, Action<IEndpointRouteBuilder> map)
    {
        if (app.ServiceProvider.GetRequiredService<IHostEnvironment>().IsDevelopment())
            map(app.MapGroup("").WithTags("Development only"));
    }
}
