using System.Text.Json;
using Alot.Data.Transactions;
using Alot.Domain;

namespace Alot.Web.Api;

/// <summary>
/// Everything that goes wrong at a door for programs is told as a <see cref="Problem"/>: refusals, unreadable requests, the
/// framework's own 404, 405, 415, 429, and what broke. Pages have their own error page.
/// </summary>
public sealed class ApiProblems(RequestDelegate next, OtherMethods otherMethods, ILogger<ApiProblems> log)
{
    private static readonly PathString[] Doors = ["/api", "/dev", "/sandbox", "/hubs", "/health", "/openapi"];

    public static bool Covers(PathString path) =>
        Doors.Any(door => path.StartsWithSegments(door, StringComparison.OrdinalIgnoreCase));

    public async Task InvokeAsync(HttpContext http)
    {
        if (!Covers(http.Request.Path))
        {
            await next(http);
            return;
        }
        Problem? problem;
        try
        {
            await next(http);
            if (http.Response is { StatusCode: 404 or 405, HasStarted: false } && !WasHandled(http))
                TellMethods(http);
            // The framework sets a status and leaves the body empty.
            problem = http.Response
                is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null or 0 }
                ? Problem.Of(http.Response.StatusCode)
                : null;
        }
        catch (Exception) when (http.Response.HasStarted)
        {
            throw;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        catch (Exception e)
        {
            problem = Explain(e);
            if (problem.Status >= 500)
                log.LogError(e, "{Method} {Path} broke", http.Request.Method, http.Request.Path.Value);
        }
        if (problem is not null)
            await problem.ExecuteAsync(http);
    }

    // Routing's own answers: no endpoint, or its stand-in that says 405.
    private static bool WasHandled(HttpContext http) => http.GetEndpoint() is RouteEndpoint;

    private void TellMethods(HttpContext http)
    {
        var allowed = otherMethods.At(http.Request.Path);
        http.Response.StatusCode = allowed is null
            ? StatusCodes.Status404NotFound
            : StatusCodes.Status405MethodNotAllowed;
        http.Response.Headers.Allow = allowed;
    }

    private static Problem Explain(Exception e) =>
        e switch
        {
            Refusal refusal => Problem.Of(refusal),
            BadHttpRequestException { StatusCode: 400, InnerException: JsonException json } => Malformed(json),
            BadHttpRequestException { StatusCode: 400 } => Problem.Of(400),
            BadHttpRequestException bad => Problem.Of(bad.StatusCode),
            _ when Outage.Is(e) => Problem.Of(503),
            _ => Problem.Of(500),
        };

    // Our converters' sentences are for the sender; the framework's name C# types and aren't.
    private static Problem Malformed(JsonException json)
    {
        var at = json.Path is { Length: > 2 } path ? $" at {path[2..]}" : "";
        return Problem.Of(400) with
        {
            Detail = $"The body is not the JSON that this address expects{at}. Nothing was changed.",
        };
    }
}
