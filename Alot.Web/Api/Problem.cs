using System.Text.Json;
using Alot.Domain;
using Microsoft.AspNetCore.WebUtilities;

namespace Alot.Web.Api;

/// <summary>An answer that says no (RFC 9457, <c>application/problem+json</c>): a stable code, a sentence, where to look in the log.</summary>
public sealed record Problem(int Status, string Code, string Detail, IReadOnlyDictionary<string, object?>? More = null)
    : IResult
{
    public const string ContentType = "application/problem+json";

    public static Problem Of(Refusal refusal) =>
        new(StatusOf(refusal.Kind), refusal.Code, refusal.Message, refusal.Details);

    /// <summary>What the framework itself answers with, in our words.</summary>
    public static Problem Of(int status) =>
        status switch
        {
            400 => new(status, "malformed", "The request can't be read. Nothing was changed."),
            401 => new(status, "sign_in_needed", "Sign in first: this needs an access token or a signed-in browser."),
            403 => new(status, "forbidden", "Your account may not do this."),
            404 => new(status, "not_found", "There is nothing at this address, or you can't see it."),
            405 => new(status, "method_not_allowed", "This address doesn't take that method."),
            406 => new(status, "not_acceptable", "This address answers with JSON only."),
            408 => new(status, "too_slow", "The request took too long to arrive. Nothing was changed."),
            413 => new(status, "too_large", "The request is too large. Nothing was changed."),
            414 => new(status, "address_too_long", "The address is too long."),
            415 => new(status, "not_json", "Send the body as application/json."),
            429 => new(status, "too_many_requests", "Too many requests. Wait a moment and try again."),
            431 => new(status, "headers_too_large", "The headers are too large."),
            503 => new(
                status,
                "unavailable",
                "The database is out of service for the moment. Try again with the same Idempotency-Key."
            ),
            >= 500 => new(
                status,
                "internal",
                "Something broke on our side. A command is done wholly or not at all: repeat it with the same Idempotency-Key to find out."
            ),
            _ => new(status, "refused", "The request was refused. Nothing was changed."),
        };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = ContentType;
        httpContext.Response.Headers.CacheControl = "no-store";
        var members = new Dictionary<string, object?>
        {
            ["type"] = "about:blank",
            ["title"] = ReasonPhrases.GetReasonPhrase(Status),
            ["status"] = Status,
            ["code"] = Code,
            ["detail"] = Detail,
            ["correlation_id"] = httpContext.TraceIdentifier,
        };
        foreach (var (name, value) in More ?? new Dictionary<string, object?>())
            members.TryAdd(name, value);
        if (HttpMethods.IsHead(httpContext.Request.Method))
            return;
        await JsonSerializer.SerializeAsync(
            httpContext.Response.Body,
            members,
            ApiJson.Options,
            httpContext.RequestAborted
        );
    }

    private static int StatusOf(RefusalKind kind) =>
        kind switch
        {
            RefusalKind.Malformed => 400,
            RefusalKind.SignInNeeded => 401,
            RefusalKind.Forbidden => 403,
            RefusalKind.NotFound => 404,
            RefusalKind.Conflict => 409,
            RefusalKind.Invalid => 422,
            RefusalKind.TooMany => 429,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
}
