using System.Text.Json.Nodes;

namespace Alot.Web.Payments.Sandbox;

/// <summary>Disputes, opened and decided by whoever plays the bank.</summary>
internal static class SandboxDisputes
{
    public const string Kind = "dispute";

    /// <summary>Where a dispute keeps when its status last moved.</summary>
    public const string Changed = "changed";

    private static readonly string[] _first = ["warning_needs_response", "needs_response"];

    private static readonly string[] _later = ["warning_under_review", "under_review", "needs_response"];

    private static readonly string[] _last = ["warning_closed", "won", "lost"];

    /// <summary>The payer goes to the bank.</summary>
    public static async Task<JsonObject> OpenAsync(
        SandboxTransaction tx,
        string intentId,
        long? asked,
        string status,
        string reason
    )
    {
        if (!_first.Contains(status))
            throw SandboxRefusal.Invalid("A dispute begins as needs_response or warning_needs_response.", "status");
        var intent = await tx.LockAsync("payment_intent", intentId);
        if ((string?)intent["latest_charge"] is not { } chargeId)
            throw SandboxRefusal.Invalid("This payment has no charge to dispute.", "payment_intent");
        var charge = await tx.LockAsync("charge", chargeId);
        var amount = asked ?? charge.Whole("amount");
        var disputed = (await OfAsync(tx, intentId)).Where(Takes).Sum(d => d.Whole("amount"));
        if (amount < 1 || amount + disputed > charge.Whole("amount"))
            throw SandboxRefusal.Invalid("More is disputed than was charged.", "amount");
        var dispute = new JsonObject
        {
            ["id"] = SandboxStore.NewId("dp"),
            ["object"] = Kind,
            ["amount"] = amount,
            ["balance_transactions"] = new JsonArray(),
            ["charge"] = chargeId,
            ["created"] = tx.Now.ToUnixTimeSeconds(),
            ["currency"] = charge.Text("currency"),
            ["is_charge_refundable"] = status.StartsWith("warning", StringComparison.Ordinal),
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["payment_intent"] = intentId,
            ["reason"] = reason,
            ["status"] = status,
            [SandboxObjects.Private] = new JsonObject { [Changed] = tx.Now.ToUnixTimeSeconds() },
        };
        charge["disputed"] = true;
        await tx.SaveAsync(charge);
        await tx.AddAsync(dispute);
        await tx.EmitAsync("charge.dispute.created", dispute);
        return dispute;
    }

    /// <summary>The bank moves on, or decides.</summary>
    public static async Task<JsonObject> MoveAsync(SandboxTransaction tx, string id, string status)
    {
        var found = await tx.FindAsync(Kind, id);
        // The charge first, as everywhere: a refund of it waits.
        await tx.LockAsync("charge", found.Text("charge"));
        var dispute = await tx.LockAsync(Kind, id);
        if (_last.Contains(dispute.Text("status")))
            throw SandboxRefusal.Invalid($"This dispute is closed ({dispute.Text("status")}).", "status");
        if (!_last.Contains(status) && !_later.Contains(status))
            throw SandboxRefusal.Invalid("There is no such status to move to.", "status");
        dispute["status"] = status;
        dispute["is_charge_refundable"] = status.StartsWith("warning", StringComparison.Ordinal) || status == "won";
        dispute[SandboxObjects.Private]![Changed] = tx.Now.ToUnixTimeSeconds();
        await tx.SaveAsync(dispute);
        await tx.EmitAsync(_last.Contains(status) ? "charge.dispute.closed" : "charge.dispute.updated", dispute);
        return dispute;
    }

    /// <summary>What can't be refunded because the bank has it, or refuses it to be.</summary>
    public static async Task<long> RequireRefundableAsync(SandboxTransaction tx, string intentId)
    {
        var taken = (await OfAsync(tx, intentId)).Where(Takes).ToList();
        if (taken.Any(d => d.Text("status") != "lost"))
            throw SandboxRefusal.Invalid("This charge is disputed: it can't be refunded.", null, "charge_disputed");
        return taken.Sum(d => d.Whole("amount"));
    }

    private static Task<List<JsonObject>> OfAsync(SandboxTransaction tx, string intentId) =>
        tx.ListOfAsync(Kind, intentId);

    private static bool Takes(JsonObject dispute) =>
        dispute.Text("status") is "needs_response" or "under_review" or "lost";
}
