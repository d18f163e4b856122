using System.Globalization;
using System.Text.Json.Nodes;

namespace Alot.Web.Payments.Sandbox;

/// <summary>Refunds: at most what was paid, however many are asked for at once.</summary>
internal static class SandboxRefunds
{
    public const string Kind = "refund";

    /// <summary>Where a refund that is going to fail keeps the second from which it does.</summary>
    public const string FailsAt = "fails_at";

    private static readonly TimeSpan _untilFailure = TimeSpan.FromSeconds(2);

    public static async Task<JsonObject> CreateAsync(SandboxTransaction tx, SandboxForm form)
    {
        var intentId = form.Required("payment_intent", 255);
        var asked = form.Whole("amount");
        var reason = form.Text("reason");
        var metadata = form.Map("metadata");
        if (reason is not (null or "duplicate" or "fraudulent" or "requested_by_customer"))
            throw SandboxRefusal.Invalid("Invalid reason.", "reason");

        var intent = await tx.LockAsync("payment_intent", intentId);
        if ((string?)intent["latest_charge"] is not { } chargeId)
            throw SandboxRefusal.Invalid(
                $"This PaymentIntent ({intentId}) does not have a successful charge to refund.",
                "payment_intent"
            );
        var charge = await tx.LockAsync("charge", chargeId);
        var lost = await SandboxDisputes.RequireRefundableAsync(tx, intentId);
        var left = charge.Whole("amount") - charge.Whole("amount_refunded") - lost;
        if (left <= 0)
            throw SandboxRefusal.Invalid(
                $"Charge {chargeId} has already been refunded.",
                null,
                "charge_already_refunded"
            );
        var amount = asked ?? left;
        if (amount < 1)
            throw SandboxRefusal.Invalid("Invalid positive integer", "amount", "parameter_invalid_integer");
        if (amount > left)
            throw SandboxRefusal.Invalid(
                $"Refund amount ({Dollars(amount)}) is greater than unrefunded amount on charge ({Dollars(left)})",
                "amount",
                "amount_too_large"
            );

        var refund = new JsonObject
        {
            ["id"] = SandboxStore.NewId("re"),
            ["object"] = Kind,
            ["amount"] = amount,
            ["charge"] = chargeId,
            ["created"] = tx.Now.ToUnixTimeSeconds(),
            ["currency"] = charge.Text("currency"),
            ["metadata"] = metadata,
            ["payment_intent"] = intentId,
            ["reason"] = reason,
            ["status"] = "succeeded",
        };
        if ((string?)charge["payment_method_details"]?["card"]?["last4"] == SandboxCard.RefundFailsLater[^4..])
            refund[SandboxObjects.Private] = new JsonObject
            {
                [FailsAt] = (tx.Now + _untilFailure).ToUnixTimeSeconds(),
            };
        Give(charge, amount);
        await tx.AddAsync(refund);
        await tx.SaveAsync(charge);
        await tx.EmitAsync("refund.updated", refund);
        await tx.EmitAsync("charge.refunded", charge);
        return refund;
    }

    /// <summary>The card's bank sends the money back: the refund fails although it had succeeded.</summary>
    public static async Task FailAsync(SandboxTransaction tx, string id)
    {
        // The charge first, as above: two locks in one order.
        var refund = await tx.FindAsync(Kind, id);
        var charge = await tx.LockAsync("charge", refund.Text("charge"));
        refund = await tx.LockAsync(Kind, id);
        if (refund.Text("status") != "succeeded")
            return;
        refund["status"] = "failed";
        refund["failure_reason"] = "expired_or_canceled_card";
        Give(charge, -refund.Whole("amount"));
        await tx.SaveAsync(charge);
        await tx.SaveAsync(refund);
        await tx.EmitAsync("refund.failed", refund);
    }

    private static void Give(JsonObject charge, long amount)
    {
        var refunded = charge.Whole("amount_refunded") + amount;
        charge["amount_refunded"] = refunded;
        charge["refunded"] = refunded == charge.Whole("amount");
    }

    private static string Dollars(long cents) =>
        "$" + ((decimal)cents / 100m).ToString("#,0.00", CultureInfo.InvariantCulture);
}
