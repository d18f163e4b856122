using Alot.Web.Api;

namespace Alot.Web.Operations;

/// <summary>PostgreSQL keeps no NUL in text: a query that holds one is refused before anything looks at it.</summary>
public sealed class CleanRequest(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http) =>
        http.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true
            ? Problem.Of(StatusCodes.Status400BadRequest).ExecuteAsync(http)
            : next(http);
}
