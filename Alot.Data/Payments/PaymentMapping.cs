using Alot.Data.Mapping;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Payments;

internal sealed class PurchaseMapping : IEntityTypeConfiguration<Purchase>
{
    public void Configure(EntityTypeBuilder<Purchase> purchase)
    {
        purchase.ToTable(
            "room_entry_purchases",
            t =>
            {
                t.HasCheckConstraint("ck_room_entry_purchases_status", EnumText.CheckSql<PurchaseStatus>("status"));
                t.HasCheckConstraint("ck_room_entry_purchases_amount", "amount > 0 and amount = tickets");
                t.HasCheckConstraint("ck_room_entry_purchases_refunded", "refunded_amount between 0 and amount");
                t.HasCheckConstraint(
                    "ck_room_entry_purchases_disputed",
                    "disputed_amount >= 0 and lost_amount >= 0 and disputed_amount + lost_amount <= amount and disputed = (disputed_amount > 0)"
                );
                t.HasCheckConstraint(
                    "ck_room_entry_purchases_choice",
                    $"refund_choice is null or {EnumText.CheckSql<RefundChoice>("refund_choice")}"
                );
            }
        );
        purchase.Property(p => p.Id).ValueGeneratedNever();
        purchase.Property(p => p.LotId).HasColumnName("room_id");
        purchase.Property(p => p.PlayerId).HasColumnName("user_id");
        purchase.Property(p => p.Status).AsText();
        purchase.Property(p => p.RefundChoice).AsText();
        purchase.Property(p => p.Metadata).HasColumnType("jsonb");
        purchase.Ignore(p => p.IsPaid);
        purchase.HasOne<Lot>().WithMany().HasForeignKey(p => p.LotId).OnDelete(DeleteBehavior.Restrict);
        purchase.Ignore(p => p.Left);
        purchase.HasIndex(p => p.StripeChargeId);
        purchase.HasIndex(p => p.StripeCheckoutSessionId).IsUnique();
        purchase.HasIndex(p => p.StripePaymentIntentId).IsUnique();
        // One live hold per player and lot, whatever two requests at once may think.
        purchase
            .HasIndex(p => new { p.LotId, p.PlayerId })
            .IsUnique()
            .HasFilter("status = 'pending'")
            .HasDatabaseName("ux_room_entry_purchases_one_hold");
        purchase.HasIndex(p => new { p.PlayerId, p.Id });
        purchase
            .HasIndex(p => p.HoldExpiresAt)
            .HasFilter("status = 'pending'")
            .HasDatabaseName("ix_room_entry_purchases_holds");
        purchase
            .HasIndex(p => p.ChooseBy)
            .HasFilter("refund_eligible")
            .HasDatabaseName("ix_room_entry_purchases_choices");
        purchase.HasIndex(p => new { p.LotId, p.Status }).HasDatabaseName("ix_room_entry_purchases_lot_status");
    }
}

internal sealed class RefundMapping : IEntityTypeConfiguration<Refund>
{
    public void Configure(EntityTypeBuilder<Refund> refund)
    {
        refund.ToTable(
            "refunds",
            t =>
            {
                t.HasCheckConstraint("ck_refunds_status", EnumText.CheckSql<RefundStatus>("status"));
                t.HasCheckConstraint("ck_refunds_reason", EnumText.CheckSql<RefundReason>("reason"));
                t.HasCheckConstraint("ck_refunds_amount", "amount > 0");
                t.HasCheckConstraint("ck_refunds_paid_reference", "paid_reference is null or status = 'succeeded'");
            }
        );
        refund.Property(r => r.Id).ValueGeneratedNever();
        refund.Property(r => r.LotId).HasColumnName("room_id");
        refund.Property(r => r.PlayerId).HasColumnName("user_id");
        refund.Property(r => r.Status).AsText();
        refund.Property(r => r.Reason).AsText();
        refund.HasOne<Purchase>().WithMany().HasForeignKey(r => r.PurchaseId).OnDelete(DeleteBehavior.Restrict);
        refund.HasIndex(r => new { r.PurchaseId, r.Reason }).IsUnique();
        refund.HasIndex(r => r.GatewayRefundId).IsUnique();
        refund.HasIndex(r => new { r.LotId, r.Status });
        refund.Ignore(r => r.IdempotencyKey);
    }
}

/// <summary>What the processor told us: stored first, applied by a worker.</summary>
public sealed class WebhookEvent
{
    /// <summary>The processor's id of the event: the same event again changes nothing.</summary>
    public string EventId { get; init; } = "";
    public string Type { get; init; } = "";
    public string Payload { get; init; } = "{}";
    public bool LiveMode { get; init; }
    public DateTimeOffset EventCreatedAt { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }
    public DateTimeOffset? AppliedAt { get; set; }

    /// <summary>What came of it, or why it was set aside for staff.</summary>
    public string? Outcome { get; set; }
    public bool Quarantined { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset DueAt { get; set; }
}

internal sealed class WebhookEventMapping : IEntityTypeConfiguration<WebhookEvent>
{
    public void Configure(EntityTypeBuilder<WebhookEvent> received)
    {
        received.ToTable("webhook_events");
        received.HasKey(e => e.EventId);
        received
            .HasIndex(e => e.DueAt)
            .HasFilter("applied_at is null and not quarantined")
            .HasDatabaseName("ix_webhook_events_due");
    }
}
