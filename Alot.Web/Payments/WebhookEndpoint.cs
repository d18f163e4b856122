using System.Text;
using Alot.Data.Payments;
using Alot.Domain.Payments;

namespace Alot.Web.Payments;

/// <summary>
/// The processor's door: <c>POST /api/webhooks/stripe</c>. Checks the signature over the raw bytes, stores the event
/// under its unique id, answers 200, also when it was there already. Nothing is applied here; a worker does that.
/// </summary>
public static class WebhookEndpoint
{
    public const string Path = "/api/webhooks/stripe";

    /// <summary>Several times the largest event of the kinds we ask for.</summary>
    public const int BodyLimit = 256 * 1024;

    private static readonly UTF8Encoding _strictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <param name="app">Where to map it.</param>
    /// <param name="store">Keeps the event durably and says whether it was new; the 200 is sent only after it returned.</param>
    public static IEndpointConventionBuilder MapStripeWebhook(
        this IEndpointRouteBuilder app,
        Func<IServiceProvider, StoreWebhookCommand, CancellationToken, Task<bool>> store
    ) =>
        app.MapPost(
                Path,
                async (HttpContext context, StripeSettings settings, TimeProvider clock) =>
                {
                    var stop = context.RequestAborted;
                    var body = await ReadAsync(context.Request, stop);
                    if (body is null)
                        return Refused(413, "payload_too_large", "A webhook has at most 256 KiB.");
                    var headers = context.Request.Headers["Stripe-Signature"];
                    var header = headers.Count == 1 ? headers[0] : null;
                    if (!StripeSignature.Verify(header, body, settings.WebhookSecret, clock.GetUtcNow()))
                        return Refused(
                            400,
                            "webhook_signature",
                            "The webhook's signature is missing, wrong or too old."
                        );
                    if (Event(body) is not { } received)
                        return Refused(400, "webhook_payload", "The webhook is signed, but it is not an event.");
                    await store(context.RequestServices, received, stop);
                    return Results.Ok();
                }
            )
            .AllowAnonymous()
            .DisableAntiforgery()
            .WithName("StripeWebhook")
            .ExcludeFromDescription();

    private static StoreWebhookCommand? Event(byte[] body)
    {
        try
        {
            var payload = _strictUtf8.GetString(body);
            var head = ProcessorJson.Read(payload, ProcessorJson.Head);
            return new(head.Id, head.Type, head.CreatedAt, head.LiveMode, payload);
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    // Null when there is more than the limit; the rest is then not read.
    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken stop)
    {
        if (request.ContentLength > BodyLimit)
            return null;
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, stop)) > 0; )
        {
            if (body.Length + read > BodyLimit)
                return null;
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    private static IResult Refused(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });
}
