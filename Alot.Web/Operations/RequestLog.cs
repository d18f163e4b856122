using System.Diagnostics;

namespace Alot.Web.Operations;

/// <summary>
/// One line per request: method, path, status, duration. Without the query, address or user: those can be personal or
/// secret. Static files and health checks only when they fail.
/// </summary>
public sealed class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    private static readonly string[] Quiet =
    [
        "/_framework",
        "/_content",
        "/_blazor",
        "/fonts",
        "/js",
        "/art",
        "/health",
    ];

    public async Task InvokeAsync(HttpContext http)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            var status = http.Response.StatusCode;
            if (status >= 400 || !IsQuiet(http.Request.Path))
                log.Log(
                    status >= 500 ? LogLevel.Error : LogLevel.Information,
                    "{Method} {Path} answered {Status} in {DurationMs} ms",
                    http.Request.Method,
                    http.Request.Path.Value,
                    status,
                    Math.Round(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 1)
                );
        }
    }

    private static bool IsQuiet(PathString path) =>
        Quiet.Any(prefix => path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase))
        || Path.HasExtension(path.Value);
}
