using System.Text.Json.Nodes;

namespace Alot.Web.Payments.Sandbox;

/// <summary>Checkout sessions and what a payer does with them.</summary>
internal sealed class SandboxCheckouts(SandboxStore store)
{
    public const string Kind = "checkout.session";

    /// <summary>Where a complete session keeps the id of the event that said so.</summary>
    public const string CompletedEvent = "completed_event";

    private static readonly TimeSpan _shortest = TimeSpan.FromMinutes(30);

    /// <summary>Stripe refuses less than 30 minutes; a call under way for a moment is forgiven here.</summary>
    private static readonly TimeSpan _leeway = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _longest = TimeSpan.FromHours(24);

    public static async Task<JsonObject> CreateAsync(SandboxTransaction tx, SandboxForm form)
    {
        var now = tx.Now;
        if (form.Required("mode") != "payment")
            throw SandboxRefusal.Invalid("The sandbox knows mode 'payment' only.", "mode");
        if (form.List("payment_method_types") is not ["card"])
            throw SandboxRefusal.Invalid("The sandbox knows cards only.", "payment_method_types");
        var success =
            Address(form, "success_url") ?? throw SandboxRefusal.Invalid("Missing success_url.", "success_url");
        var cancel = Address(form, "cancel_url");
        var expires = Expires(form, now);
        var (currency, total, items) = LineItems(form);
        var id = "cs_test_" + SandboxStore.NewId("s")[2..];
        var metadata = form.Map("metadata");
        var session = new JsonObject
        {
            ["id"] = id,
            ["object"] = Kind,
            ["amount_subtotal"] = total,
            ["amount_total"] = total,
            ["cancel_url"] = cancel,
            ["client_reference_id"] = form.Text("client_reference_id", 200),
            ["created"] = now.ToUnixTimeSeconds(),
            ["currency"] = currency,
            ["customer"] = null,
            ["customer_details"] = null,
            ["customer_email"] = form.Text("customer_email", 512),
            ["expires_at"] = expires.ToUnixTimeSeconds(),
            ["livemode"] = false,
            ["metadata"] = metadata,
            ["mode"] = "payment",
            ["payment_intent"] = null,
            ["payment_method_types"] = new JsonArray("card"),
            ["payment_status"] = "unpaid",
            ["status"] = "open",
            ["success_url"] = success,
            // The app serves both, so the pay page is where the payer's browser already is, whatever stands in between.
            ["url"] = new Uri(success).GetLeftPart(UriPartial.Authority) + "/sandbox/pay/" + id,
            [SandboxObjects.Private] = new JsonObject
            {
                ["items"] = items,
                ["payment_metadata"] = form.Map("payment_intent_data[metadata]"),
            },
        };
        await tx.AddAsync(session);
        return session;
    }

    /// <summary>As it is now: an open session whose time is up is expired on the way.</summary>
    public async Task<JsonObject> FindAsync(string id, CancellationToken stop)
    {
        var session = await store.FindAsync(Kind, id, stop) ?? throw SandboxRefusal.Missing(Kind, id);
        return IsOverdue(session, store.Now)
            ? await store.InTransactionAsync(tx => LockCurrentAsync(tx, id), stop)
            : session;
    }

    public static async Task<JsonObject> ExpireAsync(SandboxTransaction tx, string id)
    {
        var session = await tx.LockAsync(Kind, id);
        var status = session.Text("status");
        if (status != "open")
            throw SandboxRefusal.Invalid(
                $"Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of '{status}'."
            );
        await EndAsync(tx, session);
        return session;
    }

    /// <summary>Locks a session and expires it if its time is up.</summary>
    public static async Task<JsonObject> LockCurrentAsync(SandboxTransaction tx, string id)
    {
        var session = await tx.LockAsync(Kind, id);
        if (IsOverdue(session, tx.Now))
            await EndAsync(tx, session);
        return session;
    }

    /// <summary>
    /// The payer's card is charged, or declined, and the event that says so is returned with the session. Paying a
    /// session that is paid already changes nothing and returns the event from then; anything else that comes when the
    /// session isn't open has no event and no effect.
    /// </summary>
    public static async Task<(JsonObject Session, string? Event)> PayAsync(
        SandboxTransaction tx,
        string id,
        SandboxCard card
    )
    {
        var session = await LockCurrentAsync(tx, id);
        if (session.Text("status") != "open")
            return (session, card.Declined ? null : (string?)session[SandboxObjects.Private]![CompletedEvent]);
        var intent = await IntentAsync(tx, session);
        return (
            session,
            card.Declined ? await DeclineAsync(tx, intent, card) : await ChargeAsync(tx, session, intent, card)
        );
    }

    private static async Task<string> ChargeAsync(
        SandboxTransaction tx,
        JsonObject session,
        JsonObject intent,
        SandboxCard card
    )
    {
        var now = tx.Now.ToUnixTimeSeconds();
        var amount = intent.Whole("amount");
        var charge = new JsonObject
        {
            ["id"] = SandboxStore.NewId("ch"),
            ["object"] = "charge",
            ["amount"] = amount,
            ["amount_captured"] = amount,
            ["amount_refunded"] = 0L,
            ["captured"] = true,
            ["created"] = now,
            ["currency"] = intent.Text("currency"),
            ["disputed"] = false,
            ["livemode"] = false,
            ["metadata"] = intent["metadata"]!.DeepClone(),
            ["paid"] = true,
            ["payment_intent"] = intent.Text("id"),
            ["payment_method_details"] = new JsonObject
            {
                ["type"] = "card",
                ["card"] = new JsonObject { ["brand"] = "visa", ["last4"] = card.Last4 },
            },
            ["refunded"] = false,
            ["status"] = "succeeded",
        };
        intent["status"] = "succeeded";
        intent["amount_received"] = amount;
        intent["latest_charge"] = charge.Text("id");
        intent["last_payment_error"] = null;
        session["status"] = "complete";
        session["payment_status"] = "paid";
        session["url"] = null;
        await tx.AddAsync(charge);
        await tx.SaveAsync(intent);
        var completed = await tx.EmitAsync("checkout.session.completed", session);
        // Kept for whoever asks again whether the app was told.
        session[SandboxObjects.Private]![CompletedEvent] = completed;
        await tx.SaveAsync(session);
        return completed;
    }

    private static async Task<string> DeclineAsync(SandboxTransaction tx, JsonObject intent, SandboxCard card)
    {
        intent["status"] = "requires_payment_method";
        intent["last_payment_error"] = new JsonObject
        {
            ["type"] = "card_error",
            ["code"] = card.Code,
            ["decline_code"] = card.DeclineCode,
            ["message"] = card.Message,
        };
        await tx.SaveAsync(intent);
        return await tx.EmitAsync("payment_intent.payment_failed", intent);
    }

    // Made at the first try to pay, as Stripe does; a declined one is tried again.
    private static async Task<JsonObject> IntentAsync(SandboxTransaction tx, JsonObject session)
    {
        if ((string?)session["payment_intent"] is { } known)
            return await tx.LockAsync("payment_intent", known);
        var intent = new JsonObject
        {
            ["id"] = SandboxStore.NewId("pi"),
            ["object"] = "payment_intent",
            ["amount"] = session.Whole("amount_total"),
            ["amount_received"] = 0L,
            ["created"] = tx.Now.ToUnixTimeSeconds(),
            ["currency"] = session.Text("currency"),
            ["last_payment_error"] = null,
            ["latest_charge"] = null,
            ["livemode"] = false,
            ["metadata"] = session[SandboxObjects.Private]!["payment_metadata"]!.DeepClone(),
            ["payment_method_types"] = new JsonArray("card"),
            ["status"] = "requires_payment_method",
        };
        await tx.AddAsync(intent);
        session["payment_intent"] = intent.Text("id");
        await tx.SaveAsync(session);
        return intent;
    }

    private static async Task EndAsync(SandboxTransaction tx, JsonObject session)
    {
        session["status"] = "expired";
        session["url"] = null;
        await tx.SaveAsync(session);
        await tx.EmitAsync("checkout.session.expired", session);
    }

    private static bool IsOverdue(JsonObject session, DateTimeOffset now) =>
        session.Text("status") == "open" && session.Whole("expires_at") <= now.ToUnixTimeSeconds();

    private static DateTimeOffset Expires(SandboxForm form, DateTimeOffset now)
    {
        if (form.Whole("expires_at") is not { } seconds)
            return now + _longest;
        if (seconds < (now + _shortest - _leeway).ToUnixTimeSeconds())
            throw SandboxRefusal.Invalid(
                "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
                "expires_at"
            );
        if (seconds > (now + _longest + _leeway).ToUnixTimeSeconds())
            throw SandboxRefusal.Invalid(
                "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
                "expires_at"
            );
        return DateTimeOffset.FromUnixTimeSeconds(seconds);
    }

    private static (string Currency, long Total, JsonArray Items) LineItems(SandboxForm form)
    {
        var items = new JsonArray();
        string? currency = null;
        var total = 0L;
        for (var i = 0; form.Text($"line_items[{i}][price_data][currency]") is { } stated; i++)
        {
            var item = $"line_items[{i}]";
            var price = item + "[price_data]";
            var unit = form.Whole(price + "[unit_amount]") ?? 0;
            var quantity = form.Whole(item + "[quantity]") ?? 1;
            if (unit is < 0 or > 99_999_999)
                throw SandboxRefusal.Invalid("Amount must be between 0 and 99999999.", price + "[unit_amount]");
            if (quantity is < 1 or > 999_999)
                throw SandboxRefusal.Invalid("Quantity must be between 1 and 999999.", item + "[quantity]");
            if (stated.Length != 3 || !stated.All(char.IsAsciiLetterLower) || stated != (currency ??= stated))
                throw SandboxRefusal.Invalid("All prices need one and the same currency.", price + "[currency]");
            total += unit * quantity;
            items.Add(
                new JsonObject
                {
                    ["name"] = form.Required(price + "[product_data][name]", 250),
                    ["description"] = form.Text(price + "[product_data][description]"),
                    ["amount"] = unit * quantity,
                    ["quantity"] = quantity,
                }
            );
        }
        if (currency is null)
            throw SandboxRefusal.Invalid("Missing required param: line_items.", "line_items", "parameter_missing");
        if (total is < 50 or > 99_999_999)
            throw SandboxRefusal.Invalid(
                "The Checkout Session's total amount due must add up to between $0.50 and $999,999.99 usd.",
                "line_items",
                total < 50 ? "amount_too_small" : "amount_too_large"
            );
        return (currency, total, items);
    }

    private static string? Address(SandboxForm form, string name)
    {
        var text = form.Text(name);
        if (text is null)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? text
            : throw SandboxRefusal.Invalid("Not a valid URL", name, "url_invalid");
    }
}
