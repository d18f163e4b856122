namespace Alot.Web.Api;

/// <summary>
/// A browser sends its cookie along with whatever another site makes it send. So a command, or a live connection, that
/// comes with the cookie alone must come from our own pages: the browser says so (<c>Sec-Fetch-Site</c>, <c>Origin</c>), or
/// a program that uses cookies says it on purpose (<c>X-Requested-With</c>, which no form can set). Pages' forms carry
/// antiforgery tokens besides.
/// </summary>
public sealed class SameOrigin(RequestDelegate next)
{
    private static readonly string[] Doors = ["/api", "/dev", "/hubs", "/_blazor"];

    public Task InvokeAsync(HttpContext http) =>
        IsAsked(http.Request) && !IsOwn(http.Request)
            ? new Problem(
                StatusCodes.Status403Forbidden,
                "cross_site",
                "This request came from another site with your browser's cookie. Nothing was changed."
            ).ExecuteAsync(http)
            : next(http);

    private static bool IsAsked(HttpRequest request)
    {
        if (request.Headers.Cookie.Count == 0 || request.Headers.Authorization.Count > 0)
            return false;
        var unsafeMethod = !(
            HttpMethods.IsGet(request.Method)
            || HttpMethods.IsHead(request.Method)
            || HttpMethods.IsOptions(request.Method)
        );
        // Nobody has looked for a WebSocket yet when this runs, so the request itself is asked. (HTTP/2 says CONNECT.)
        var webSocket = request.Headers.Upgrade.Contains("websocket", StringComparer.OrdinalIgnoreCase);
        return (unsafeMethod || webSocket)
            && Doors.Any(door => request.Path.StartsWithSegments(door, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsOwn(HttpRequest request)
    {
        // A browser too old for Sec-Fetch-Site still says the origin; a program says neither.
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site.Length > 0 && site != "same-origin")
            return false;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
            return string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
        return site.Length > 0 || request.Headers.ContainsKey("X-Requested-With");
    }
}
