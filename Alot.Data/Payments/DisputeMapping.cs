using Alot.Data.Mapping;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Payments;

internal sealed class DisputeMapping : IEntityTypeConfiguration<Dispute>
{
    public void Configure(EntityTypeBuilder<Dispute> dispute)
    {
        dispute.ToTable(
            "disputes",
            t =>
            {
                t.HasCheckConstraint("ck_disputes_stage", EnumText.CheckSql<DisputeStage>("stage"));
                t.HasCheckConstraint("ck_disputes_amount", "amount > 0");
                t.HasCheckConstraint("ck_disputes_credits", "credits_taken >= 0 and credits_receivable >= 0");
                t.HasCheckConstraint(
                    "ck_disputes_over",
                    "(stage in ('won', 'lost', 'dismissed')) = (ended_at is not null)"
                );
            }
        );
        dispute.Property(d => d.Id).ValueGeneratedNever();
        dispute.Property(d => d.LotId).HasColumnName("room_id");
        dispute.Property(d => d.PlayerId).HasColumnName("user_id");
        dispute.Property(d => d.Stage).AsText();
        dispute.HasIndex(d => d.GatewayDisputeId).IsUnique();
        dispute.HasIndex(d => d.PurchaseId);
        dispute.HasIndex(d => new { d.LotId, d.Stage });
        dispute.HasIndex(d => d.PlayerId);
        dispute.HasOne<Purchase>().WithMany().HasForeignKey(d => d.PurchaseId).OnDelete(DeleteBehavior.Restrict);
        dispute.HasOne<Lot>().WithMany().HasForeignKey(d => d.LotId).OnDelete(DeleteBehavior.Restrict);
        dispute.Ignore(d => d.IsOver);
        dispute.Ignore(d => d.FreezesSpending);
    }
}

/// <summary>
/// What the processor last said of a connected account, a transfer or a payout: the newest news wins, in whatever order
/// they come. Hosts' payouts read it.
/// </summary>
public sealed class ProcessorObject
{
    /// <summary>The processor's id, <c>acct_…</c>, <c>tr_…</c>, <c>po_…</c>.</summary>
    public string Id { get; init; } = "";
    public string Kind { get; init; } = "";

    /// <summary>The event that told it, e.g. <c>payout.failed</c>.</summary>
    public string EventType { get; init; } = "";
    public string EventId { get; init; } = "";
    public DateTimeOffset EventCreatedAt { get; init; }

    /// <summary>The object as it was then.</summary>
    public string State { get; init; } = "{}";
}

internal sealed class ProcessorObjectMapping : IEntityTypeConfiguration<ProcessorObject>
{
    public void Configure(EntityTypeBuilder<ProcessorObject> told)
    {
        told.ToTable("processor_objects");
        told.Property(o => o.Id).ValueGeneratedNever();
        told.Property(o => o.State).HasColumnType("jsonb");
    }
}
