using System.Text.Json;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data.Payments;

/// <summary>A webhook that was set aside, with the facts of its payload that a person needs.</summary>
public sealed record AsideView(
    string EventId,
    string Type,
    string Why,
    DateTimeOffset HappenedAt,
    DateTimeOffset ReceivedAt,
    bool LiveMode,
    IReadOnlyList<KeyValuePair<string, string>> Facts,
    PurchaseId? PurchaseId,
    LotId? LotId
);

/// <summary>A refund that the card network refused.</summary>
public sealed record PayableView(
    Guid Id,
    PurchaseId PurchaseId,
    LotId LotId,
    int LotNumber,
    string PlayerName,
    Money Amount,
    Money Paid,
    RefundReason Reason,
    string Why,
    int Retries,
    string? GatewayRefundId,
    string? PaymentReference,
    bool Disputed,
    DateTimeOffset Since
);

/// <summary>A dispute as staff see it.</summary>
public sealed record DisputeView(
    Guid Id,
    string GatewayDisputeId,
    DisputeStage Stage,
    string GatewayStatus,
    string? Reason,
    Money Amount,
    Money Paid,
    PurchaseId PurchaseId,
    LotId LotId,
    int LotNumber,
    string PlayerName,
    bool TookTickets,
    bool ClawsBack,
    Credits CreditsTaken,
    Credits CreditsReceivable,
    Credits Balance,
    bool FreezesSpending,
    DateTimeOffset CreatedAt,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? EndedAt
);

/// <summary>What staff see of payments that need a person.</summary>
public sealed class StaffPaymentReads(IDbContextFactory<AlotDb> contexts)
{
    // What a payload may show: no card, no address, no e-mail.
    private static readonly string[] Shown =
    [
        "id",
        "object",
        "amount",
        "amount_total",
        "amount_refunded",
        "currency",
        "status",
        "payment_status",
        "reason",
        "failure_reason",
        "payment_intent",
        "charge",
        "client_reference_id",
    ];

    public async Task<AsideView?> AsideAsync(string eventId, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var found = await db
            .WebhookEvents.AsNoTracking()
            .SingleOrDefaultAsync(e => e.EventId == eventId && e.Quarantined, stop);
        if (found is null)
            return null;
        var facts = FactsOf(found.Payload);
        var named = facts.FirstOrDefault(f => f.Key is "client_reference_id" or "metadata.purchase_id").Value;
        var payment = facts.FirstOrDefault(f => f.Key == "payment_intent").Value;
        var id = new PurchaseId(Guid.TryParse(named, out var parsed) ? parsed : Guid.Empty);
        var purchase = await db
            .Purchases.AsNoTracking()
            .Where(p => p.Id == id || (payment != null && p.StripePaymentIntentId == payment))
            .Select(p => new { p.Id, p.LotId })
            .FirstOrDefaultAsync(stop);
        return new AsideView(
            found.EventId,
            found.Type,
            found.Outcome ?? "",
            found.EventCreatedAt,
            found.ReceivedAt,
            found.LiveMode,
            facts,
            purchase?.Id,
            purchase?.LotId
        );
    }

    public async Task<PayableView?> PayableAsync(Guid id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var found = await (
            from r in db.Refunds.AsNoTracking()
            join p in db.Purchases.AsNoTracking() on r.PurchaseId equals p.Id
            join l in db.Lots on r.LotId equals l.Id
            where r.Id == id && r.Status == RefundStatus.Payable
            select new
            {
                Refund = r,
                Purchase = p,
                l.Number,
            }
        ).SingleOrDefaultAsync(stop);
        if (found is null)
            return null;
        var (refund, purchase) = (found.Refund, found.Purchase);
        var player = refund.PlayerId.Value;
        var name = await db.Users.Where(u => u.Id == player).Select(u => u.UserName).SingleOrDefaultAsync(stop);
        return new PayableView(
            refund.Id,
            purchase.Id,
            refund.LotId,
            found.Number,
            name ?? "",
            refund.Amount,
            purchase.Amount,
            refund.Reason,
            refund.FailureReason ?? "",
            refund.Retries,
            refund.GatewayRefundId,
            purchase.StripePaymentIntentId,
            purchase.Disputed,
            refund.FinishedAt ?? refund.CreatedAt
        );
    }

    public async Task<DisputeView?> DisputeAsync(Guid id, CancellationToken stop)
    {
        await using var db = await contexts.CreateDbContextAsync(stop);
        var found = await (
            from d in db.Disputes.AsNoTracking()
            join p in db.Purchases on d.PurchaseId equals p.Id
            join l in db.Lots on d.LotId equals l.Id
            where d.Id == id
            select new
            {
                Dispute = d,
                Paid = p.Amount,
                l.Number,
            }
        ).SingleOrDefaultAsync(stop);
        if (found is null)
            return null;
        var dispute = found.Dispute;
        var player = dispute.PlayerId;
        var name = await db.Users.Where(u => u.Id == player.Value).Select(u => u.UserName).SingleOrDefaultAsync(stop);
        var balance = await db
            .Wallets.Where(w => w.PlayerId == player)
            .Select(w => (Credits?)w.Balance)
            .SingleOrDefaultAsync(stop);
        return new DisputeView(
            dispute.Id,
            dispute.GatewayDisputeId,
            dispute.Stage,
            dispute.GatewayStatus,
            dispute.Reason,
            dispute.Amount,
            found.Paid,
            dispute.PurchaseId,
            dispute.LotId,
            found.Number,
            name ?? "",
            dispute.TookTickets,
            dispute.ClawsBack,
            dispute.CreditsTaken,
            dispute.CreditsReceivable,
            balance ?? Credits.Zero,
            dispute.FreezesSpending,
            dispute.CreatedAt,
            dispute.OpenedAt,
            dispute.EndedAt
        );
    }

    /// <summary>The payload's object: only what is listed, and the metadata that we wrote ourselves.</summary>
    private static List<KeyValuePair<string, string>> FactsOf(string payload)
    {
        var facts = new List<KeyValuePair<string, string>>();
        try
        {
            using var document = JsonDocument.Parse(payload);
            if (
                !document.RootElement.TryGetProperty("data", out var data)
                || data.ValueKind != JsonValueKind.Object
                || !data.TryGetProperty("object", out var o)
                || o.ValueKind != JsonValueKind.Object
            )
                return facts;
            foreach (var name in Shown)
                if (o.TryGetProperty(name, out var value) && TextOf(value) is { } text)
                    facts.Add(new(name, text));
            if (o.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object)
                foreach (var name in (string[])["purchase_id", "lot_id", "reason"])
                    if (metadata.TryGetProperty(name, out var value) && TextOf(value) is { } text)
                        facts.Add(new("metadata." + name, text));
        }
        catch (JsonException)
        {
            // It says so in why it was set aside.
        }
        return facts;
    }

    private static string? TextOf(JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        return text is { Length: > 120 } ? text[..120] : text;
    }
}
