using Alot.Data.Mapping;
using Alot.Domain.Fulfilment;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Fulfilment;

internal sealed class CardMapping : IEntityTypeConfiguration<Card>
{
    public void Configure(EntityTypeBuilder<Card> card)
    {
        card.ToTable(
            "reveals",
            t => t.HasCheckConstraint("ck_reveals_status", EnumText.CheckSql<CardStatus>("status"))
        );
        card.Property(c => c.Id).ValueGeneratedNever();
        card.Property(c => c.PlayerId).HasColumnName("user_id");
        card.Property(c => c.LotId).HasColumnName("room_id");
        card.Property(c => c.EntryId).HasColumnName("room_entry_id");
        card.Property(c => c.Status).AsText();
        card.HasIndex(c => new { c.PlayerId, c.LotId }).IsUnique();
        card.HasIndex(c => c.LotId);
        // Settlement's next players.
        card.HasIndex(c => new { c.LotId, c.PlayerId })
            .HasFilter("status = 'active'")
            .HasDatabaseName("ix_reveals_unsettled");
        card.HasOne<Lot>().WithMany().HasForeignKey(c => c.LotId).OnDelete(DeleteBehavior.Restrict);
    }
}
