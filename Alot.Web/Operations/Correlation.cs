using System.Diagnostics;

namespace Alot.Web.Operations;

/// <summary>
/// Gives each request an id that stands in every log line, every problem and the answer's <c>X-Correlation-Id</c>: the
/// caller's own when it sent a decent one, else the trace id.
/// </summary>
public sealed class Correlation(RequestDelegate next, ILogger<Correlation> log)
{
    public const string Header = "X-Correlation-Id";

    public async Task InvokeAsync(HttpContext http)
    {
        var id = Sent(http) ?? Activity.Current?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        http.TraceIdentifier = id;
        // At the start of the answer: an error handler on the way clears what was set before.
        http.Response.OnStarting(() =>
        {
            http.Response.Headers[Header] = id;
            return Task.CompletedTask;
        });
        using (log.BeginScope(new Dictionary<string, object> { ["correlation_id"] = id }))
            await next(http);
    }

    private static string? Sent(HttpContext http) =>
        http.Request.Headers[Header] is [{ } id] && IsDecent(id) ? id : null;

    // It goes into logs and pages: nothing in it may be more than a name.
    internal static bool IsDecent(string id) =>
        id.Length is >= 8 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
