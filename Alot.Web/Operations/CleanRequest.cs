using Alot.Web.Api;

namespace Alot.Web.Operations;

/// <summary>
/// PostgreSQL keeps no NUL in text: a query or form that holds one is refused before anything looks at it. (Bodies in JSON:
/// <see cref="ApiJson"/>.)
/// </summary>
public sealed class CleanRequest(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true)
            await RefuseAsync(http, StatusCodes.Status400BadRequest);
        else if (http.Request.HasFormContentType && !ApiProblems.Covers(http.Request.Path))
            await FormAsync(http);
        else
            await next(http);
    }

    private async Task FormAsync(HttpContext http)
    {
        int? refused = null;
        try
        {
            // Kept by the request: the page's binding reads it from there.
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            if (form.Any(field => field.Value.Any(HoldsNul) || HoldsNul(field.Key)))
                refused = StatusCodes.Status400BadRequest;
        }
        catch (BadHttpRequestException bad)
        {
            refused = bad.StatusCode;
        }
        // Cut short, or not what its header says.
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            refused = StatusCodes.Status400BadRequest;
        }
        if (refused is { } status)
            await RefuseAsync(http, status);
        else
            await next(http);
    }

    private static bool HoldsNul(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;

    // Pages are left to the page for refused requests.
    private static Task RefuseAsync(HttpContext http, int status)
    {
        if (ApiProblems.Covers(http.Request.Path))
            return Problem.Of(status).ExecuteAsync(http);
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
