using Alot.Data.Mapping;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Draws;

internal sealed class DrawCommitmentMapping : IEntityTypeConfiguration<DrawCommitment>
{
    public void Configure(EntityTypeBuilder<DrawCommitment> commitment)
    {
        commitment.ToTable(
            "draw_commitments",
            t => t.HasCheckConstraint("ck_draw_commitments_mode", EnumText.CheckSql<DrawMode>("mode"))
        );
        commitment.HasKey(c => c.LotId);
        commitment.Property(c => c.LotId).HasColumnName("room_id");
        commitment.Property(c => c.Mode).AsText();
        commitment
            .HasOne<Lot>()
            .WithOne()
            .HasForeignKey<DrawCommitment>(c => c.LotId)
            .OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class LotDrawMapping : IEntityTypeConfiguration<LotDraw>
{
    public void Configure(EntityTypeBuilder<LotDraw> draw)
    {
        draw.ToTable("lottery_draws");
        draw.Property(d => d.Id).ValueGeneratedNever();
        draw.Property(d => d.LotId).HasColumnName("room_id");
        // Exactly one draw per lot, ever.
        draw.HasIndex(d => d.LotId).IsUnique();
        draw.Property(d => d.VerificationDetails).HasColumnType("jsonb");
        draw.HasOne<Lot>().WithOne().HasForeignKey<LotDraw>(d => d.LotId).OnDelete(DeleteBehavior.Restrict);
    }
}
