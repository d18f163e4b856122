using System.Text.Json;
using Alot.Domain.Ledger;

namespace Alot.Domain.Payments;

/// <summary>
/// The processor's JSON objects as our records: the only place that knows their field names, used for webhook payloads
/// and for the answers to our own calls alike.
/// </summary>
/// <remarks>Inside <see cref="Read{T}"/> every problem becomes a <see cref="FormatException"/> that names the field.</remarks>
public static class ProcessorJson
{
    /// <summary>Parses a document and reads it; whatever is wrong with it comes out as one kind of exception.</summary>
    /// <exception cref="FormatException">It isn't JSON, or not what <paramref name="read"/> expects.</exception>
    public static T Read<T>(string json, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return read(document.RootElement);
        }
        // ArgumentException and InvalidOperationException are how this reader meets half surrogates, bare or escaped.
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new FormatException("The processor's message is not readable JSON: " + e.Message, e);
        }
    }

    public static EventHead Head(JsonElement root)
    {
        Expect(root, "event");
        return new(Id(root, "id"), Id(root, "type"), Time(root, "created"), Flag(root, "livemode"));
    }

    /// <summary>The <c>data.object</c> of an event.</summary>
    public static JsonElement Object(JsonElement root)
    {
        if (
            root.TryGetProperty("data", out var data)
            && data.ValueKind == JsonValueKind.Object
            && data.TryGetProperty("object", out var subject)
            && subject.ValueKind == JsonValueKind.Object
        )
            return subject;
        throw Wrong("data.object", "an object");
    }

    public static CheckoutSession Checkout(JsonElement session)
    {
        Expect(session, "checkout.session");
        var intent = Linked(session, "payment_intent");
        return new(
            Id(session, "id"),
            TextOrNull(session, "url"),
            Text(session, "status") switch
            {
                "open" => CheckoutStatus.Open,
                "complete" => CheckoutStatus.Complete,
                "expired" => CheckoutStatus.Expired,
                var other => throw Wrong("status", "open, complete or expired, not " + Shown(other)),
            },
            Text(session, "payment_status") switch
            {
                "unpaid" => PaymentStatus.Unpaid,
                "paid" => PaymentStatus.Paid,
                // no_payment_required comes with amount 0, which we never ask for.
                var other => throw Wrong("payment_status", "unpaid or paid, not " + Shown(other)),
            },
            intent.Id,
            intent.Expanded is { } expanded ? Linked(expanded, "latest_charge").Id : null,
            Amount(session, "amount_total"),
            Currency(session),
            Time(session, "expires_at"),
            Flag(session, "livemode"),
            PurchaseNamed(session)
        );
    }

    public static GatewayRefund Refund(JsonElement refund)
    {
        Expect(refund, "refund");
        return new(
            Id(refund, "id"),
            Linked(refund, "payment_intent").Id,
            Text(refund, "status") switch
            {
                "pending" => GatewayRefundStatus.Pending,
                "requires_action" => GatewayRefundStatus.RequiresAction,
                "succeeded" => GatewayRefundStatus.Succeeded,
                "failed" => GatewayRefundStatus.Failed,
                "canceled" => GatewayRefundStatus.Canceled,
                var other => throw Wrong("status", "a refund status, not " + Shown(other)),
            },
            Amount(refund, "amount"),
            Currency(refund),
            TextOrNull(refund, "failure_reason"),
            PurchaseIn(refund),
            Metadata(refund, "reason")
        );
    }

    public static GatewayCharge Charge(JsonElement charge)
    {
        Expect(charge, "charge");
        return new(
            Id(charge, "id"),
            Linked(charge, "payment_intent").Id,
            Amount(charge, "amount"),
            Amount(charge, "amount_refunded"),
            Currency(charge),
            PurchaseIn(charge)
        );
    }

    public static FailedTry FailedTry(JsonElement intent)
    {
        Expect(intent, "payment_intent");
        var error =
            intent.TryGetProperty("last_payment_error", out var e) && e.ValueKind != JsonValueKind.Null
                ? e
                : (JsonElement?)null;
        if (error is { ValueKind: not JsonValueKind.Object })
            throw Wrong("last_payment_error", "an object");
        return new(
            Id(intent, "id"),
            Amount(intent, "amount"),
            Currency(intent),
            error is { } known ? TextOrNull(known, "code") : null,
            PurchaseIn(intent)
        );
    }

    public static GatewayDispute Dispute(JsonElement dispute)
    {
        Expect(dispute, "dispute");
        return new(
            Id(dispute, "id"),
            Linked(dispute, "charge").Id ?? throw Wrong("charge", "an id"),
            Linked(dispute, "payment_intent").Id,
            Amount(dispute, "amount"),
            Currency(dispute),
            Text(dispute, "status"),
            TextOrNull(dispute, "reason")
        );
    }

    /// <summary>account.updated, transfer.*, payout.*: their newest state is kept for hosts' payouts.</summary>
    public static bool IsKept(string type) =>
        type == "account.updated"
        || type.StartsWith("transfer.", StringComparison.Ordinal)
        || type.StartsWith("payout.", StringComparison.Ordinal);

    public static ObjectChanged Changed(EventHead head, JsonElement o)
    {
        var kind = head.Type[..head.Type.IndexOf('.', StringComparison.Ordinal)];
        Expect(o, kind);
        return new(head, Id(o, "id"), kind, o.GetRawText());
    }

    // Ids and type names go into unique columns and logs: printable, without spaces, and short.
    private static string Id(JsonElement o, string name)
    {
        var text = Text(o, name);
        return text.Length is > 0 and <= 255 && text.All(c => c is > ' ' and <= '~')
            ? text
            : throw Wrong(name, "1 to 255 printable characters");
    }

    private static string Text(JsonElement o, string name) => TextOrNull(o, name) ?? throw Wrong(name, "text");

    private static string? TextOrNull(JsonElement o, string name)
    {
        if (!o.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(name, "text");
    }

    private static bool Flag(JsonElement o, string name) =>
        o.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Wrong(name, "true or false");

    private static Money Amount(JsonElement o, string name) =>
        Whole(o, name) is >= 0 and <= 99_999_999_99 and var cents
            ? new Money(cents)
            : throw Wrong(name, "an amount of cents from 0 to 99,999,999.99");

    private static DateTimeOffset Time(JsonElement o, string name) =>
        Whole(o, name) is > 0 and <= 253_402_300_799 and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw Wrong(name, "a time in seconds");

    private static long Whole(JsonElement o, string name) =>
        o.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var whole)
            ? whole
            : throw Wrong(name, "a whole number");

    private static string Currency(JsonElement o)
    {
        var text = Text(o, "currency");
        return text.Length == 3 && text.All(char.IsAsciiLetterLower) ? text : throw Wrong("currency", "three letters");
    }

    // A link is an id, or the object itself where we asked for it to be expanded.
    private static (string? Id, JsonElement? Expanded) Linked(JsonElement o, string name)
    {
        if (!o.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return (null, null);
        return value.ValueKind switch
        {
            JsonValueKind.String => (Id(o, name), null),
            JsonValueKind.Object => (Id(value, "id"), value),
            _ => throw Wrong(name, "an id or an object"),
        };
    }

    // We write it in two places; a session that names two purchases isn't one we made.
    private static PurchaseId? PurchaseNamed(JsonElement session)
    {
        var referenced = PurchaseOf(TextOrNull(session, "client_reference_id"));
        var inMetadata = PurchaseIn(session);
        if (referenced is not null && inMetadata is not null && referenced != inMetadata)
            throw Wrong("client_reference_id", "the purchase that metadata names");
        return referenced ?? inMetadata;
    }

    private static PurchaseId? PurchaseIn(JsonElement o) => PurchaseOf(Metadata(o, "purchase_id"));

    // What isn't one of our ids is somebody else's reference, which is no error here.
    private static PurchaseId? PurchaseOf(string? text) =>
        Guid.TryParseExact(text, "D", out var id) ? new PurchaseId(id) : null;

    private static string? Metadata(JsonElement o, string key)
    {
        if (!o.TryGetProperty("metadata", out var metadata) || metadata.ValueKind == JsonValueKind.Null)
            return null;
        return metadata.ValueKind == JsonValueKind.Object
            ? TextOrNull(metadata, key)
            : throw Wrong("metadata", "an object");
    }

    private static void Expect(JsonElement o, string kind)
    {
        if (o.ValueKind != JsonValueKind.Object || TextOrNull(o, "object") != kind)
            throw Wrong("object", kind);
    }

    private static FormatException Wrong(string field, string expected) =>
        new($"The processor's field '{field}' should be {expected}.");

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40];
}
