using Serilog;
using Serilog.Extensions.Logging;
using Serilog.Formatting.Json;

namespace Alot.Web.Operations;

/// <summary>One JSON object per line on stdout: event, ids, duration, <c>correlation_id</c>; never personal data.</summary>
public static class LoggingSetup
{
    public static void AddLogging(this WebApplicationBuilder builder)
    {
        var serilog = new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .WriteTo.Console(new JsonFormatter(renderMessage: true))
            .CreateLogger();
        // Not AddSerilog: it would set the levels below aside for its own.
        builder.Logging.ClearProviders().AddProvider(new SerilogLoggerProvider(serilog, dispose: true));
        // The framework's own lines repeat ours, or name queries and paths with tokens. Logging:LogLevel overrides.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Logging.AddFilter("Quartz", LogLevel.Warning);
        // A sign-out or a cookie of an old key is no event.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
    }
}
