using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Antiforgery;

namespace Alot.Web.Payments.Sandbox;

/// <summary>
/// The hosted page a payer sees, <c>/sandbox/pay/{session}</c>, and its door for tests,
/// <c>/sandbox/checkout/{session}/complete</c>. Plain HTML without a circuit: like Stripe's it belongs to somebody else.
/// </summary>
internal static class SandboxPage
{
    /// <summary>How long a test waits for the app's webhook door.</summary>
    private static readonly TimeSpan _testWaits = TimeSpan.FromSeconds(15);

    /// <summary>A person isn't kept longer; the app hears of it all the same.</summary>
    private static readonly TimeSpan _personWaits = TimeSpan.FromSeconds(5);

    private static readonly HtmlEncoder _html = HtmlEncoder.Default;

    public static void MapSandboxPage(this IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("/sandbox").AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();
        page.MapGet("/pay/{id}", ShowAsync);
        // The token is checked in the handler: the page is not a component and binds no form.
        page.MapPost("/pay/{id}", SubmitAsync).DisableAntiforgery();
        page.MapPost("/checkout/{id}/complete", CompleteAsync).DisableAntiforgery();
    }

    private static async Task<IResult> ShowAsync(
        string id,
        HttpContext context,
        SandboxCheckouts checkouts,
        IAntiforgery antiforgery
    )
    {
        try
        {
            var session = await checkouts.FindAsync(id, context.RequestAborted);
            return Page(context, Body(session, antiforgery.GetAndStoreTokens(context), null));
        }
        catch (SandboxRefusal refusal) when (refusal.Status == 404)
        {
            return Page(context, NotFoundBody, 404);
        }
    }

    private static async Task<IResult> SubmitAsync(
        string id,
        HttpContext context,
        SandboxCheckouts checkouts,
        SandboxPayer payer,
        IAntiforgery antiforgery
    )
    {
        if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context))
            return Results.Problem("This form is too old, or not ours. Open the page again.", statusCode: 400);
        var stop = context.RequestAborted;
        var form = await context.Request.ReadFormAsync(stop);
        var card = form["action"] == "decline" ? SandboxCard.Bad : SandboxCard.Find(form["card"]);
        try
        {
            if (card is null)
                return Again(
                    await checkouts.FindAsync(id, stop),
                    "Only Stripe's test cards work here. Try 4242 4242 4242 4242."
                );
            var tried = await payer.PayAsync(id, card, _personWaits, stop);
            if (tried.Event is null || card.Declined)
                return Again(tried.Session, card.Message + " Nothing was charged.");
            // 303 by hand: Results.Redirect knows 301, 302, 307 and 308.
            context.Response.Headers.Location = Back(tried.Session, "success_url");
            return Results.StatusCode(StatusCodes.Status303SeeOther);
        }
        catch (SandboxRefusal refusal) when (refusal.Status == 404)
        {
            return Page(context, NotFoundBody, 404);
        }

        IResult Again(JsonObject session, string error) =>
            Page(context, Body(session, antiforgery.GetAndStoreTokens(context), error));
    }

    private static async Task<IResult> CompleteAsync(
        string id,
        SandboxCompletion completion,
        SandboxPayer payer,
        HttpContext context
    )
    {
        var card = completion switch
        {
            { Outcome: "decline" } => SandboxCard.Bad,
            { Outcome: "succeed", Card: null } => SandboxCard.Good,
            { Outcome: "succeed" } when SandboxCard.Find(completion.Card) is { Declined: false } chosen => chosen,
            _ => null,
        };
        if (card is null)
            return Refused(
                422,
                "validation",
                "outcome is 'succeed' or 'decline'; card, if any, a test card that pays."
            );
        try
        {
            var tried = await payer.PayAsync(id, card, _testWaits, context.RequestAborted);
            var status = tried.Session.Text("status");
            if (tried.Event is null)
                return Refused(409, "session_" + status, $"The checkout session is {status}; nothing was charged.");
            if (tried.Undelivered is { } reason)
                return Refused(
                    504,
                    "webhook_not_delivered",
                    $"It is done, but the app has not been told yet: {reason}."
                );
            return Results.Json(
                new JsonObject
                {
                    ["session_id"] = id,
                    ["outcome"] = completion.Outcome,
                    ["status"] = status,
                    ["payment_status"] = tried.Session.Text("payment_status"),
                    ["payment_intent_id"] = (string?)tried.Session["payment_intent"],
                    ["event_id"] = tried.Event,
                    ["delivered"] = true,
                }
            );
        }
        catch (SandboxRefusal refusal) when (refusal.Status == 404)
        {
            return Refused(404, "not_found", "There is no such checkout session.");
        }
    }

    private static IResult Refused(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });

    private const string NotFoundBody = """
        <h1>No such checkout</h1>
        <p>The sandbox has no checkout session under this address.</p>
        """;

    private static string Body(JsonObject session, AntiforgeryTokenSet tokens, string? error) =>
        session.Text("status") switch
        {
            "complete" =>
                $"""
                <h1>Paid</h1>
                <p class="note note--ok" role="status">This checkout of {Amount(
                    session
                )} is complete. Paying twice is not possible.</p>
                <p><a class="btn btn--cta btn--block" href="{Back(
                    session,
                    "success_url",
                    encoded: true
                )}">Back to ALOT!</a></p>
                """,
            "expired" => $"""
                <h1>Expired</h1>
                <p class="note note--warn" role="status">This checkout has expired. Nothing was charged.</p>
                {BackLink(session)}
                """,
            _ =>
                $"""
                <h1>Pay {Amount(session)}</h1>
                {Summary(session)}
                <form class="stack" method="post">
                <input type="hidden" name="{_html.Encode(tokens.FormFieldName)}" value="{_html.Encode(
                    tokens.RequestToken ?? ""
                )}">
                <div class="field{(error is null ? "" : " field--bad")}">
                <label for="card">Card number</label>
                <input class="input input--mono" id="card" name="card" inputmode="numeric" autocomplete="off" maxlength="23" value="4242 4242 4242 4242" aria-describedby="card-hint{(
                    error is null ? "" : " card-error"
                )}"{(error is null ? "" : " aria-invalid=\"true\"")}>
                {(
                    error is null
                        ? ""
                        : $"<p class=\"field__error\" id=\"card-error\" role=\"alert\">{_html.Encode(error)}</p>"
                )}
                <p class="hint" id="card-hint">4242 4242 4242 4242 pays, 4000 0000 0000 0002 declines. Real cards are refused.</p>
                </div>
                <button class="btn btn--cta btn--block" name="action" value="pay">Pay {Amount(session)}</button>
                <button class="btn btn--block" name="action" value="decline">Decline</button>
                </form>
                {BackLink(session)}
                """,
        };

    private static string Summary(JsonObject session)
    {
        var rows = new StringBuilder();
        foreach (var item in session[SandboxObjects.Private]!["items"]!.AsArray())
        {
            var description = (string?)item!["description"];
            rows.Append(
                CultureInfo.InvariantCulture,
                $"<div><dt>{_html.Encode((string)item["name"]!)}{(description is null ? "" : $"<br><span class=\"small\">{_html.Encode(description)}</span>")}</dt><dd>{Dollars((long)item["amount"]!)}</dd></div>"
            );
        }
        var until = DateTimeOffset.FromUnixTimeSeconds(session.Whole("expires_at"));
        var time = until.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        return $"<section class=\"panel\" aria-label=\"What you pay for\"><dl class=\"facts\">{rows}<div><dt>Open until</dt><dd><time datetime=\"{until.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)}Z\">{time} UTC</time></dd></div></dl></section>";
    }

    private static string BackLink(JsonObject session) =>
        Back(session, "cancel_url", encoded: true) is { Length: > 0 } back
            ? $"<p><a class=\"btn btn--quiet btn--block\" href=\"{back}\">Back to ALOT!</a></p>"
            : "";

    // Both were checked to be http or https when the session was made.
    private static string Back(JsonObject session, string name, bool encoded = false)
    {
        var back = ((string?)session[name] ?? "").Replace(
            "{CHECKOUT_SESSION_ID}",
            session.Text("id"),
            StringComparison.Ordinal
        );
        return encoded ? _html.Encode(back)
            : Uri.TryCreate(back, UriKind.Absolute, out var uri) ? uri.AbsoluteUri
            : "/";
    }

    private static string Amount(JsonObject session) => Dollars(session.Whole("amount_total"));

    private static string Dollars(long cents) =>
        "$" + ((decimal)cents / 100m).ToString("#,0.00", CultureInfo.InvariantCulture);

    internal static IResult Page(HttpContext context, string body, int status = 200, bool wide = false)
    {
        var theme = context.Request.Cookies["alot-theme"] is "light" ? "light" : "dark";
        context.Response.Headers.CacheControl = "no-store";
        return Results.Content(
            $"""
            <!DOCTYPE html>
            <html lang="en" data-theme="{theme}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="robots" content="noindex">
            <title>Stripe sandbox, no real money</title>
            <link rel="icon" href="/favicon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/kit.css">
            </head>
            <body>
            <main class="page{(wide ? "" : " page--narrow")} stack stack--l" id="main">
            <p class="note note--warn" role="note"><strong>Stripe sandbox – no real money.</strong></p>
            {body}
            </main>
            </body>
            </html>
            """,
            "text/html; charset=utf-8",
            Encoding.UTF8,
            status
        );
    }
}

/// <summary>What a test wants to happen.</summary>
/// <param name="Outcome"><c>succeed</c> or <c>decline</c>.</param>
/// <param name="Card">Another test card that pays, e.g. one whose refund fails later.</param>
internal sealed record SandboxCompletion(string? Outcome, string? Card = null);
