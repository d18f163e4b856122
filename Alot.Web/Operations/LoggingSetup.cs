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
    }
}
