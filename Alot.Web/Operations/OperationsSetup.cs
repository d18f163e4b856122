using Alot.Web.Api;

namespace Alot.Web.Operations;

/// <summary>What runs around every request, whatever it is for.</summary>
public static class OperationsSetup
{
    public static WebApplicationBuilder AddOperations(this WebApplicationBuilder builder)
    {
        // The reloading of edited assets adds a route for any GET, and with it every unknown address of the API would answer
        // 405 to a POST instead of 404. An edited asset is there after the next build.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] ??= "false";
        builder.AddLogging();
        builder.Services.AddHealth();
        builder.Services.AddMasterKey(builder.Configuration, builder.Environment);
        builder.Services.AddHsts(o => o.MaxAge = TimeSpan.FromDays(365));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Nothing sent to this app is larger, but for uploads, which say so themselves.
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        });
        return builder;
    }

    /// <summary>First in the pipeline, before routing.</summary>
    public static WebApplication UseOperations(this WebApplication app)
    {
        app.UseMiddleware<Correlation>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<RequestLog>();
        if (!app.Environment.IsDevelopment())
            app.UseHsts();
        // Pages: what breaks shows /error, what isn't there /status/404. Doors for programs: problem+json, inside of these.
        app.UseWhen(
            http => !ApiProblems.Covers(http.Request.Path),
            pages =>
            {
                pages.UseExceptionHandler("/error", createScopeForErrors: true);
                pages.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
                pages.UseMiddleware<ErrorPageIsRead>();
            }
        );
        app.UseMiddleware<CleanRequest>();
        app.UseMiddleware<ApiProblems>();
        app.UseRouting();
        return app;
    }
}
