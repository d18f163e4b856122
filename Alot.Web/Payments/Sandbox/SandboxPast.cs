using System.Text.Json.Nodes;
using Alot.Data.Demo;
using Alot.Domain.Payments;
using Npgsql;
using NpgsqlTypes;

namespace Alot.Web.Payments.Sandbox;

/// <summary>
/// The demo world's payments as the sandbox would remember them: objects as <see cref="SandboxCheckouts"/> leaves them,
/// without their events, which a processor forgets after a month and nobody waits for.
/// </summary>
internal static class SandboxPast
{
    private static readonly TimeSpan _sessionLife = TimeSpan.FromMinutes(30);

    public static DemoProcessor Processor(NpgsqlDataSource database) =>
        new(
            SandboxStore.NewId,
            RecordPaidAsync,
            (refund, clock, stop) => RefundAsync(new SandboxStore(database, clock), refund, stop)
        );

    private static async Task RecordPaidAsync(
        NpgsqlConnection connection,
        IReadOnlyList<DemoPayment> payments,
        CancellationToken stop
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy sandbox.objects (id, kind, body, created) from stdin (format binary)",
            stop
        );
        foreach (var payment in payments)
        {
            await AddAsync(Session(payment), payment.StartedAt);
            await AddAsync(Intent(payment), payment.PaidAt);
            await AddAsync(Charge(payment), payment.PaidAt);
        }
        await copy.CompleteAsync(stop);

        async Task AddAsync(JsonObject body, DateTimeOffset created)
        {
            await copy.StartRowAsync(stop);
            await copy.WriteAsync(body.Text("id"), NpgsqlDbType.Text, stop);
            await copy.WriteAsync(body.Text("object"), NpgsqlDbType.Text, stop);
            await copy.WriteAsync(body.ToJsonString(), NpgsqlDbType.Jsonb, stop);
            await copy.WriteAsync(created, NpgsqlDbType.TimestampTz, stop);
        }
    }

    /// <summary>The webhooks it owes for it are as good as delivered: the demo world records the answer itself.</summary>
    private static Task<GatewayRefund> RefundAsync(SandboxStore store, NewRefund refund, CancellationToken stop) =>
        store.InTransactionAsync(
            async tx =>
            {
                var form = new SandboxForm([
                    new("payment_intent", refund.PaymentIntentId),
                    new("amount", refund.Amount.Cents.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    new("metadata[purchase_id]", refund.PurchaseId.ToString()),
                    new("metadata[reason]", refund.Reason),
                ]);
                var made = await SandboxRefunds.CreateAsync(tx, form);
                await tx.ForgetDeliveriesAsync();
                return ProcessorJson.Read(made.ToJsonString(), ProcessorJson.Refund);
            },
            stop
        );

    private static JsonObject Session(DemoPayment payment) =>
        new()
        {
            ["id"] = payment.SessionId,
            ["object"] = SandboxCheckouts.Kind,
            ["amount_subtotal"] = Cents(payment),
            ["amount_total"] = Cents(payment),
            ["cancel_url"] = null,
            ["client_reference_id"] = payment.PurchaseId.ToString(),
            ["created"] = payment.StartedAt.ToUnixTimeSeconds(),
            ["currency"] = "usd",
            ["customer"] = null,
            ["customer_details"] = null,
            ["customer_email"] = null,
            ["expires_at"] = (payment.StartedAt + _sessionLife).ToUnixTimeSeconds(),
            ["livemode"] = false,
            ["metadata"] = Metadata(payment),
            ["mode"] = "payment",
            ["payment_intent"] = payment.PaymentIntentId,
            ["payment_method_types"] = new JsonArray("card"),
            ["payment_status"] = "paid",
            ["status"] = "complete",
            ["success_url"] = null,
            ["url"] = null,
            [SandboxObjects.Private] = new JsonObject
            {
                ["items"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = payment.Title,
                        ["description"] = payment.Dollars == 1 ? "1 ticket" : $"{payment.Dollars:#,0} tickets",
                        ["amount"] = Cents(payment),
                        ["quantity"] = 1,
                    }
                ),
                ["payment_metadata"] = Metadata(payment),
            },
        };

    private static JsonObject Intent(DemoPayment payment) =>
        new()
        {
            ["id"] = payment.PaymentIntentId,
            ["object"] = "payment_intent",
            ["amount"] = Cents(payment),
            ["amount_received"] = Cents(payment),
            ["created"] = payment.PaidAt.ToUnixTimeSeconds(),
            ["currency"] = "usd",
            ["last_payment_error"] = null,
            ["latest_charge"] = payment.ChargeId,
            ["livemode"] = false,
            ["metadata"] = Metadata(payment),
            ["payment_method_types"] = new JsonArray("card"),
            ["status"] = "succeeded",
        };

    private static JsonObject Charge(DemoPayment payment) =>
        new()
        {
            ["id"] = payment.ChargeId,
            ["object"] = "charge",
            ["amount"] = Cents(payment),
            ["amount_captured"] = Cents(payment),
            ["amount_refunded"] = 0L,
            ["captured"] = true,
            ["created"] = payment.PaidAt.ToUnixTimeSeconds(),
            ["currency"] = "usd",
            ["disputed"] = false,
            ["livemode"] = false,
            ["metadata"] = Metadata(payment),
            ["paid"] = true,
            ["payment_intent"] = payment.PaymentIntentId,
            ["payment_method_details"] = new JsonObject
            {
                ["type"] = "card",
                ["card"] = new JsonObject { ["brand"] = "visa", ["last4"] = SandboxCard.Good.Last4 },
            },
            ["refunded"] = false,
            ["status"] = "succeeded",
        };

    private static JsonObject Metadata(DemoPayment payment) =>
        new() { ["purchase_id"] = payment.PurchaseId.ToString(), ["lot_id"] = payment.LotId.ToString() };

    private static long Cents(DemoPayment payment) => payment.Dollars * 100L;
}
