using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Alot.Domain.Payments;

namespace Alot.Web.Payments;

/// <summary>
/// Stripe's REST API, as far as <see cref="IPaymentGateway"/> needs it. What changes something is sent once and never
/// again by this class: the caller holds the intent and its key, and decides. Reading is tried three times.
/// </summary>
public sealed class StripeGateway(HttpClient http, StripeSettings settings, OwnAddress own, ILogger<StripeGateway> log)
    : IPaymentGateway
{
    /// <summary>Pinned: a newer version may name or nest fields differently.</summary>
    public const string ApiVersion = "2025-03-31.basil";

    /// <summary>Longer than Stripe takes to answer anything; part of the 35 minutes that lots.md gives a hold.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private const int TitleLimit = 250;

    private static readonly TimeSpan[] _pausesBetweenReads =
    [
        TimeSpan.FromMilliseconds(200),
        TimeSpan.FromMilliseconds(800),
    ];

    public async Task<CheckoutSession> CreateCheckoutAsync(
        NewCheckout checkout,
        string idempotencyKey,
        CancellationToken stop
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(checkout.Amount.Cents, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(checkout.Tickets, 1);
        var purchase = checkout.PurchaseId.ToString();
        var lot = checkout.LotId.ToString();
        var tickets = checkout.Tickets.ToString("#,0", CultureInfo.InvariantCulture);
        var form = new StripeForm()
            .Add("mode", "payment")
            .Add("payment_method_types[0]", "card")
            // Up to the next second: a fraction less than 30 minutes would be refused.
            .Add("expires_at", checkout.ExpiresAt.AddTicks(TimeSpan.TicksPerSecond - 1).ToUnixTimeSeconds())
            .Add("success_url", checkout.SuccessUrl)
            .Add("cancel_url", checkout.CancelUrl)
            .Add("client_reference_id", purchase)
            .Add("customer_email", checkout.CustomerEmail)
            .Add("metadata[purchase_id]", purchase)
            .Add("metadata[lot_id]", lot)
            .Add("payment_intent_data[metadata][purchase_id]", purchase)
            .Add("payment_intent_data[metadata][lot_id]", lot)
            .Add("line_items[0][quantity]", 1)
            .Add("line_items[0][price_data][currency]", "usd")
            .Add("line_items[0][price_data][unit_amount]", checkout.Amount.Cents)
            .Add("line_items[0][price_data][product_data][name]", Cut(checkout.Title))
            .Add(
                "line_items[0][price_data][product_data][description]",
                checkout.Tickets == 1 ? "1 ticket" : tickets + " tickets"
            )
            .Add("expand[0]", "payment_intent");
        return await PostAsync("/v1/checkout/sessions", form, idempotencyKey, ProcessorJson.Checkout, stop);
    }

    public Task<CheckoutSession?> FindCheckoutAsync(string sessionId, CancellationToken stop) =>
        FindAsync($"/v1/checkout/sessions/{Segment(sessionId)}?expand[0]=payment_intent", ProcessorJson.Checkout, stop);

    public async Task<CheckoutSession> ExpireCheckoutAsync(string sessionId, CancellationToken stop)
    {
        var path = $"/v1/checkout/sessions/{Segment(sessionId)}/expire";
        try
        {
            var form = new StripeForm().Add("expand[0]", "payment_intent");
            // Expiring is idempotent by itself; no key.
            return await PostAsync(path, form, null, ProcessorJson.Checkout, stop);
        }
        catch (PaymentGatewayException refused) when (refused.HttpStatus == 400)
        {
            // Complete or expired before we came. Anything still open was refused for another reason.
            if (await FindCheckoutAsync(sessionId, stop) is { Status: not CheckoutStatus.Open } ended)
                return ended;
            throw;
        }
    }

    public Task<GatewayRefund> RefundAsync(NewRefund refund, string idempotencyKey, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(refund.Amount.Cents, 1);
        var form = new StripeForm()
            .Add("payment_intent", refund.PaymentIntentId)
            .Add("amount", refund.Amount.Cents)
            .Add("metadata[purchase_id]", refund.PurchaseId.ToString())
            .Add("metadata[reason]", refund.Reason);
        return PostAsync("/v1/refunds", form, idempotencyKey, ProcessorJson.Refund, stop);
    }

    public Task<GatewayRefund?> FindRefundAsync(string refundId, CancellationToken stop) =>
        FindAsync($"/v1/refunds/{Segment(refundId)}", ProcessorJson.Refund, stop);

    public Task<IReadOnlyList<GatewayRefund>> FindRefundsOfAsync(string paymentIntentId, CancellationToken stop) =>
        ListAsync($"/v1/refunds?payment_intent={Segment(paymentIntentId)}", ProcessorJson.Refund, r => r.Id, stop);

    public async Task<CheckoutSession?> FindCheckoutOfAsync(string paymentIntentId, CancellationToken stop)
    {
        var path = $"/v1/checkout/sessions?payment_intent={Segment(paymentIntentId)}";
        return await ListAsync(path, ProcessorJson.Checkout, s => s.Id, stop) is [var session, ..] ? session : null;
    }

    public Task<IReadOnlyList<CheckoutSession>> CheckoutsSinceAsync(DateTimeOffset since, CancellationToken stop) =>
        ListAsync("/v1/checkout/sessions?" + Since(since), ProcessorJson.Checkout, s => s.Id, stop);

    public Task<IReadOnlyList<GatewayRefund>> RefundsSinceAsync(DateTimeOffset since, CancellationToken stop) =>
        ListAsync("/v1/refunds?" + Since(since), ProcessorJson.Refund, r => r.Id, stop);

    public Task<GatewayDispute?> FindDisputeAsync(string disputeId, CancellationToken stop) =>
        FindAsync($"/v1/disputes/{Segment(disputeId)}", ProcessorJson.Dispute, stop);

    public Task<IReadOnlyList<GatewayDispute>> DisputesSinceAsync(DateTimeOffset since, CancellationToken stop) =>
        ListAsync("/v1/disputes?" + Since(since), ProcessorJson.Dispute, d => d.Id, stop);

    private static string Since(DateTimeOffset since) =>
        "created[gte]=" + since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    // All pages of a list.
    private async Task<IReadOnlyList<T>> ListAsync<T>(
        string path,
        Func<JsonElement, T> read,
        Func<T, string> id,
        CancellationToken stop
    )
    {
        var all = new List<T>();
        for (string? after = null; ; after = id(all[^1]))
        {
            var page = path + "&limit=100" + (after is null ? "" : "&starting_after=" + Segment(after));
            var (found, more) = await GetAsync(page, list => Page(list, read), stop);
            all.AddRange(found);
            if (!more || found.Count == 0)
                return all;
        }
    }

    private static (List<T> Found, bool More) Page<T>(JsonElement list, Func<JsonElement, T> read)
    {
        if (!list.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
            throw new FormatException("The processor's list has no data.");
        var more = list.TryGetProperty("has_more", out var flag) && flag.ValueKind == JsonValueKind.True;
        return (data.EnumerateArray().Select(read).ToList(), more);
    }

    private async Task<T?> FindAsync<T>(string path, Func<JsonElement, T> read, CancellationToken stop)
        where T : class
    {
        try
        {
            return await GetAsync(path, read, stop);
        }
        catch (PaymentGatewayException missing) when (missing.HttpStatus == 404 && missing.Code == "resource_missing")
        {
            return null;
        }
    }

    private async Task<T> GetAsync<T>(string path, Func<JsonElement, T> read, CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await SendAsync(HttpMethod.Get, path, null, null, read, stop);
            }
            catch (PaymentGatewayException e)
                when (e.Retryable && e.Code != "timeout" && attempt < _pausesBetweenReads.Length)
            {
                await Task.Delay(_pausesBetweenReads[attempt], stop);
            }
        }
    }

    private Task<T> PostAsync<T>(
        string path,
        StripeForm form,
        string? idempotencyKey,
        Func<JsonElement, T> read,
        CancellationToken stop
    )
    {
        if (idempotencyKey is not null && idempotencyKey.Length is 0 or > 255)
            throw new ArgumentOutOfRangeException(
                nameof(idempotencyKey),
                "An idempotency key has 1 to 255 characters."
            );
        return SendAsync(HttpMethod.Post, path, form, idempotencyKey, read, stop);
    }

    private async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        StripeForm? form,
        string? idempotencyKey,
        Func<JsonElement, T> read,
        CancellationToken stop
    )
    {
        using var request = new HttpRequestMessage(method, Address(path)) { Content = form?.ToContent() };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.SecretKey);
        request.Headers.Add("Stripe-Version", ApiVersion);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        // A read that failed has changed nothing; anything else may have arrived although no answer did.
        var writes = method != HttpMethod.Get;
        var (status, body) = await AnswerAsync(request, writes, stop);
        if ((int)status is < 200 or > 299)
            throw Refused(status, body, writes, path);
        try
        {
            return ProcessorJson.Read(body, read);
        }
        catch (FormatException e)
        {
            throw new PaymentGatewayException(
                "unreadable_answer",
                "The card processor's answer couldn't be read.",
                (int)status,
                retryable: true,
                outcomeUnknown: writes,
                e
            );
        }
    }

    private async Task<(HttpStatusCode Status, string Body)> AnswerAsync(
        HttpRequestMessage request,
        bool writes,
        CancellationToken stop
    )
    {
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, stop);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(stop));
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new PaymentGatewayException(
                "timeout",
                "The card processor didn't answer in time.",
                retryable: true,
                outcomeUnknown: writes,
                inner: e
            );
        }
        catch (HttpRequestException e)
        {
            // Without a connection nothing was sent; a connection that broke leaves it open.
            var neverSent =
                e.HttpRequestError
                is HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
                    or HttpRequestError.ProxyTunnelError;
            log.LogWarning(e, "Payment processor call failed: {Error}", e.HttpRequestError);
            throw new PaymentGatewayException(
                neverSent ? "unreachable" : "connection_lost",
                neverSent
                    ? "The card processor can't be reached."
                    : "The connection to the card processor broke before its answer came.",
                retryable: true,
                outcomeUnknown: writes && !neverSent,
                inner: e
            );
        }
    }

    private PaymentGatewayException Refused(HttpStatusCode status, string body, bool writes, string path)
    {
        var number = (int)status;
        var (type, code, message) = ErrorIn(body);
        // 409: our own earlier try with this key is still being worked on. 5xx: it may have been done all the same.
        var unknown = number >= 500 || status == HttpStatusCode.Conflict;
        var retryable = unknown || status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
        log.LogWarning("Payment processor answered {Status} {Type} {Code}", number, type, code);
        return new(
            code ?? type ?? "http_" + number.ToString(CultureInfo.InvariantCulture),
            // 401 and 403 quote the key, shortened; the sentence stays ours.
            status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            || message is null
                ? $"The card processor answered {number}."
                : $"The card processor answered {number}: {message}",
            number,
            retryable,
            outcomeUnknown: writes && unknown
        );
    }

    private static (string? Type, string? Code, string? Message) ErrorIn(string body)
    {
        try
        {
            return ProcessorJson.Read(
                body,
                root =>
                    root.TryGetProperty("error", out var error)
                        ? (Short(error, "type"), Short(error, "code"), Short(error, "message"))
                        : default
            );
        }
        catch (FormatException)
        {
            // A proxy's HTML page, or nothing: the status alone has to do.
            return default;
        }
    }

    private static string? Short(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() is { Length: > 300 } text
                ? text[..300]
                : value.GetString()
            : null;

    private Uri Address(string path)
    {
        if (settings.SecretKey == "")
            throw new PaymentGatewayException("not_configured", "Card payments are not configured.");
        var apiBase = settings.ApiBase?.AbsoluteUri.TrimEnd('/');
        if (apiBase is null)
        {
            var self =
                own.Current
                ?? throw new PaymentGatewayException(
                    "unreachable",
                    "The sandbox isn't listening yet.",
                    retryable: true
                );
            apiBase = self.AbsoluteUri.TrimEnd('/') + "/sandbox/stripe";
        }
        return new Uri(apiBase + path);
    }

    // Ids come back from the database; whatever stands there can't change which address is called.
    private static string Segment(string id) =>
        id.Length is > 0 and <= 255 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? id
            : throw new ArgumentException("Not an id of the card processor.", nameof(id));

    private static string Cut(string title)
    {
        if (title.Length <= TitleLimit)
            return title;
        // Not through the middle of a character that takes two.
        return title[..(char.IsHighSurrogate(title[TitleLimit - 1]) ? TitleLimit - 1 : TitleLimit)];
    }
}
