using System.Globalization;
using System.Text.Json.Nodes;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Alot.Tests.World;

namespace Alot.Tests.Payments;

/// <summary>A webhook as the processor would send it.</summary>
internal sealed record SentWebhook(string Id, string Type, string Payload);

/// <summary>
/// The same scene in every world: purchases of all fates in an open, an expired and a funded lot, and everything that the
/// processor has to say of them, in the order in which it happened.
/// </summary>
internal sealed class WebhookScene(UseCases world)
{
    private readonly List<SentWebhook> events = [];
    private readonly Queue<LotId> open = [];
    private PlayerId[] players = [];
    private int used;

    public async Task<IReadOnlyList<SentWebhook>> ArrangeAsync(int count)
    {
        players = [.. await world.Cast.PlayersAsync(40)];
        // One hold per player and lot, and three unpaid ones a day: enough lots for everybody.
        for (var i = 0; i < count / 20 + 2; i++)
            open.Enqueue(await world.OpenLotAsync(10_000, TimeSpan.FromDays(60)));
        for (var kind = 0; events.Count < count; kind++)
            await OneAsync(kind % 12);
        return [.. events.Take(count)];
    }

    private Task OneAsync(int kind) =>
        kind switch
        {
            0 => PaidAsync([]),
            1 => PaidAsync(["needs_response", "under_review", "won"]),
            2 => PaidAsync(["needs_response", "lost"]),
            3 => PaidAsync(["warning_needs_response", "warning_closed"]),
            4 => PaidAsync(["warning_needs_response", "needs_response", "lost"], part: true),
            5 => ExpiredAsync(),
            6 => PaidLaterAsync(succeeds: true),
            7 => PaidLaterAsync(succeeds: false),
            8 => RefundedAsync(GatewayRefundStatus.Succeeded),
            9 => RefundedAsync(GatewayRefundStatus.Failed),
            10 => ConvertedAsync(),
            _ => FundedAsync(),
        };

    private async Task PaidAsync(string[] dispute, bool part = false)
    {
        var id = await HoldAsync();
        var session = world.Gateway.SessionOf(id);
        Add("payment_intent.payment_failed", Intent(session));
        world.Gateway.Pay(id);
        Add("checkout.session.completed", Session(world.Gateway.SessionOf(id)));
        Dispute(id, dispute, part ? Money.Dollars(3) : null);
    }

    private async Task PaidLaterAsync(bool succeeds)
    {
        var id = await HoldAsync();
        var session = world.Gateway.SessionOf(id);
        Add("checkout.session.completed", Session(session with { Status = CheckoutStatus.Complete }));
        if (succeeds)
            world.Gateway.Pay(id);
        var after = world.Gateway.SessionOf(id);
        Add(
            succeeds ? "checkout.session.async_payment_succeeded" : "checkout.session.async_payment_failed",
            Session(after with { Status = CheckoutStatus.Complete })
        );
    }

    private async Task ExpiredAsync()
    {
        var session = await world.Gateway.ExpireCheckoutAsync(world.Gateway.SessionOf(await HoldAsync()).Id, default);
        Add("checkout.session.expired", Session(session));
    }

    /// <summary>A refund of a choice that the processor has and that succeeds, or bounces afterwards.</summary>
    private async Task RefundedAsync(GatewayRefundStatus ending)
    {
        var (_, purchase) = await ChosenAsync(RefundChoice.Cash);
        world.Gateway.RefundsBecome = GatewayRefundStatus.Pending;
        await world.SendRefundsAsync();
        var made = world.Gateway.Refunds.Single(r => r.PurchaseId == purchase);
        Add("refund.updated", Refund(made with { Status = GatewayRefundStatus.Succeeded }));
        Add("charge.refunded", Charge(world.Gateway.SessionOf(purchase), made));
        var last = world.Gateway.Becomes(made.Id, ending);
        if (ending == GatewayRefundStatus.Failed)
            Add("refund.failed", Refund(last));
        Add("refund.updated", Refund(last));
    }

    /// <summary>Became credits; then the payer goes to the bank, and loses or wins.</summary>
    private async Task ConvertedAsync()
    {
        var (_, purchase) = await ChosenAsync(RefundChoice.Credits);
        var ending = events.Count % 2 == 0 ? "won" : "lost";
        Dispute(purchase, ["needs_response", "under_review", ending], null);
        var transfer = new JsonObject { ["id"] = $"tr_{events.Count}", ["object"] = "transfer" };
        Add("transfer.created", transfer);
        Add("transfer.reversed", transfer.DeepClone().AsObject());
        Add("payout.paid", new JsonObject { ["id"] = $"po_{events.Count}", ["object"] = "payout" });
    }

    private async Task FundedAsync()
    {
        var lot = await world.OpenLotAsync(100);
        var purchase = await world.BuyAsync(await world.Cast.PlayerAsync(), lot, 40);
        await world.BuyAsync(await world.Cast.PlayerAsync(), lot, 60);
        Dispute(purchase, ["needs_response", events.Count % 2 == 0 ? "won" : "lost"], null);
    }

    private async Task<(LotId Lot, PurchaseId Purchase)> ChosenAsync(RefundChoice choice)
    {
        var lot = await world.OpenLotAsync(100, TimeSpan.FromHours(1));
        var player = await world.Cast.PlayerAsync();
        var purchase = await world.BuyAsync(player, lot, 20);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Get<ExpireLot>().RunAsync(lot, default);
        await world.Get<ChooseRefund>().RunAsync(new(player, world.Key(), purchase, choice), default);
        return (lot, purchase);
    }

    private async Task<PurchaseId> HoldAsync()
    {
        var lot = open.Dequeue();
        open.Enqueue(lot);
        // Who has paid may start again; a new player for each keeps the daily limit out of it.
        var player = used < players.Length ? players[used++] : await world.Cast.PlayerAsync();
        return (await world.HoldAsync(player, lot, 10)).PurchaseId;
    }

    private void Dispute(PurchaseId purchase, string[] words, Money? amount)
    {
        string? id = null;
        foreach (var word in words)
        {
            var dispute = world.Gateway.Dispute(purchase, word, amount, id);
            var type =
                id is null ? "created"
                : word is "won" or "lost" or "warning_closed" ? "closed"
                : "updated";
            Add($"charge.dispute.{type}", Dispute(dispute));
            id = dispute.Id;
        }
    }

    private void Add(string type, JsonObject subject)
    {
        var id = "evt_" + events.Count.ToString("00000", CultureInfo.InvariantCulture);
        var payload = new JsonObject
        {
            ["id"] = id,
            ["object"] = "event",
            ["created"] = world.Now.ToUnixTimeSeconds() + events.Count,
            ["livemode"] = false,
            ["type"] = type,
            ["data"] = new JsonObject { ["object"] = subject },
        };
        events.Add(new SentWebhook(id, type, payload.ToJsonString()));
    }

    public static JsonObject Session(CheckoutSession session) =>
        new()
        {
            ["id"] = session.Id,
            ["object"] = "checkout.session",
            ["status"] = Word(session.Status),
            ["payment_status"] = Word(session.PaymentStatus),
            ["payment_intent"] = session.PaymentIntentId,
            ["amount_total"] = session.AmountTotal.Cents,
            ["currency"] = session.Currency,
            ["expires_at"] = session.ExpiresAt.ToUnixTimeSeconds(),
            ["livemode"] = false,
            ["client_reference_id"] = session.PurchaseId?.ToString(),
            ["metadata"] = new JsonObject(),
        };

    private static JsonObject Intent(CheckoutSession session) =>
        new()
        {
            ["id"] = "pi_" + session.Id[3..],
            ["object"] = "payment_intent",
            ["amount"] = session.AmountTotal.Cents,
            ["currency"] = session.Currency,
            ["last_payment_error"] = new JsonObject { ["code"] = "card_declined" },
            ["metadata"] = new JsonObject { ["purchase_id"] = session.PurchaseId?.ToString() },
        };

    private static JsonObject Refund(GatewayRefund refund) =>
        new()
        {
            ["id"] = refund.Id,
            ["object"] = "refund",
            ["payment_intent"] = refund.PaymentIntentId,
            ["status"] = Word(refund.Status),
            ["amount"] = refund.Amount.Cents,
            ["currency"] = refund.Currency,
            ["metadata"] = new JsonObject
            {
                ["purchase_id"] = refund.PurchaseId?.ToString(),
                ["reason"] = refund.Reason,
            },
        };

    private static JsonObject Charge(CheckoutSession session, GatewayRefund refund) =>
        new()
        {
            ["id"] = session.ChargeId,
            ["object"] = "charge",
            ["payment_intent"] = session.PaymentIntentId,
            ["amount"] = session.AmountTotal.Cents,
            ["amount_refunded"] = refund.Amount.Cents,
            ["currency"] = session.Currency,
        };

    private static JsonObject Dispute(GatewayDispute dispute) =>
        new()
        {
            ["id"] = dispute.Id,
            ["object"] = "dispute",
            ["charge"] = dispute.ChargeId,
            ["payment_intent"] = dispute.PaymentIntentId,
            ["amount"] = dispute.Amount.Cents,
            ["currency"] = dispute.Currency,
            ["status"] = dispute.Status,
            ["reason"] = dispute.Reason,
        };

    private static string Word<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
