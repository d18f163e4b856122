using Microsoft.AspNetCore.Diagnostics;

namespace Alot.Web.Operations;

/// <summary>A form that failed shows its error page by reading it: as a POST it would be taken for another form.</summary>
public sealed class ErrorPageIsRead(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (
            http.Features.Get<IStatusCodeReExecuteFeature>() is not null
            || http.Features.Get<IExceptionHandlerFeature>() is not null
        )
            http.Request.Method = HttpMethods.Get;
        return next(http);
    }
}
