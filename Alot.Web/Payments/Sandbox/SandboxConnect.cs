using System.Text.Json.Nodes;

namespace Alot.Web.Payments.Sandbox;

/// <summary>Connected accounts and transfers to them, as little as hosts' payouts need.</summary>
internal static class SandboxConnect
{
    public static async Task<JsonObject> CreateAccountAsync(SandboxTransaction tx, SandboxForm form)
    {
        var account = new JsonObject
        {
            ["id"] = SandboxStore.NewId("acct"),
            ["object"] = "account",
            ["charges_enabled"] = true,
            ["country"] = form.Text("country", 2) ?? "US",
            ["created"] = tx.Now.ToUnixTimeSeconds(),
            ["details_submitted"] = true,
            ["email"] = form.Text("email", 512),
            ["metadata"] = form.Map("metadata"),
            ["payouts_enabled"] = true,
            ["type"] = form.Text("type") ?? "express",
        };
        await tx.AddAsync(account);
        await tx.EmitAsync("account.updated", account);
        return account;
    }

    public static async Task<JsonObject> CreateTransferAsync(SandboxTransaction tx, SandboxForm form)
    {
        var destination = form.Required("destination", 255);
        var amount = form.Whole("amount") ?? 0;
        var currency = form.Required("currency", 3);
        var group = form.Text("transfer_group");
        var metadata = form.Map("metadata");
        if (amount is < 1 or > 99_999_999_99)
            throw SandboxRefusal.Invalid("Invalid positive integer", "amount", "parameter_invalid_integer");
        await tx.FindAsync("account", destination);
        var transfer = new JsonObject
        {
            ["id"] = SandboxStore.NewId("tr"),
            ["object"] = "transfer",
            ["amount"] = amount,
            ["amount_reversed"] = 0L,
            ["created"] = tx.Now.ToUnixTimeSeconds(),
            ["currency"] = currency,
            ["destination"] = destination,
            ["livemode"] = false,
            ["metadata"] = metadata,
            ["reversed"] = false,
            ["transfer_group"] = group,
        };
        await tx.AddAsync(transfer);
        await tx.EmitAsync("transfer.created", transfer);
        return transfer;
    }
}
