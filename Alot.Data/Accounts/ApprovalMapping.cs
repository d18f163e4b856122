using Alot.Data.Mapping;
using Alot.Domain.Accounts;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Accounts;

internal sealed class ApprovalMapping : IEntityTypeConfiguration<Approval>
{
    public void Configure(EntityTypeBuilder<Approval> approval)
    {
        approval.ToTable(
            "approvals",
            t =>
            {
                t.HasCheckConstraint("ck_approvals_kind", EnumText.CheckSql<ApprovalKind>("kind"));
                t.HasCheckConstraint("ck_approvals_outcome", EnumText.CheckSql<ApprovalOutcome>("outcome"));
                t.HasCheckConstraint("ck_approvals_credits", "credits <> 0");
                t.HasCheckConstraint(
                    "ck_approvals_about",
                    """
                    (kind = 'pot_cancellation') = (pot_id is not null) and case kind
                        when 'credits' then user_id is not null and credits is not null and room_id is null
                        when 'void' then user_id is null and credits is null and room_id is not null
                        when 'pot_cancellation' then user_id is null and credits is null and room_id is null
                        else user_id is not null and credits is null and room_id is not null end
                    """
                );
                t.HasCheckConstraint(
                    "ck_approvals_decided",
                    "(outcome is null) = (decided_by is null) and (outcome is null) = (decided_at is null)"
                );
                // Two people, whatever the program thinks; neither is the one who gets it.
                t.HasCheckConstraint(
                    "ck_approvals_second_person",
                    "(outcome = 'withdrawn') = (decided_by = requested_by) and (outcome = 'withdrawn' or decided_by <> user_id)"
                );
                t.HasCheckConstraint("ck_approvals_reason", "length(reason) between 1 and 300");
            }
        );
        approval.Property(a => a.Id).ValueGeneratedNever();
        approval.Property(a => a.Kind).AsText();
        approval.Property(a => a.PlayerId).HasColumnName("user_id");
        approval.Property(a => a.LotId).HasColumnName("room_id");
        approval.Property(a => a.Outcome).AsText();
        approval.Ignore(a => a.Needs);
        approval.HasIndex(a => a.PlayerId);
        // One open request of a kind for a lot.
        approval
            .HasIndex(a => new { a.LotId, a.Kind })
            .IsUnique()
            .HasFilter("outcome is null and room_id is not null")
            .HasDatabaseName("ux_approvals_of_lot");
        approval
            .HasIndex(a => a.PotId)
            .IsUnique()
            .HasFilter("outcome is null and pot_id is not null")
            .HasDatabaseName("ux_approvals_of_pot");
        approval.HasOne<Lot>().WithMany().HasForeignKey(a => a.LotId).OnDelete(DeleteBehavior.Restrict);
        approval.HasIndex(a => a.RequestedAt).HasFilter("outcome is null").HasDatabaseName("ix_approvals_open");
    }
}
