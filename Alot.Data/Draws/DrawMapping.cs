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

/// <summary>A record of the public, hash-chained fairness log. Append-only.</summary>
public sealed class FairnessRecord
{
    public long Sequence { get; init; }
    public string Kind { get; init; } = "";

    /// <summary>The canonical JSON (RFC 8785) that was hashed, as text: jsonb would not keep its bytes.</summary>
    public string Record { get; init; } = "";
    public string PreviousHash { get; init; } = "";
    public string Hash { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class FairnessRecordMapping : IEntityTypeConfiguration<FairnessRecord>
{
    public void Configure(EntityTypeBuilder<FairnessRecord> record)
    {
        record.ToTable("fairness_log");
        record.HasKey(r => r.Sequence);
        record.Property(r => r.Sequence).ValueGeneratedNever();
        record.HasIndex(r => r.PreviousHash).IsUnique();
        record.HasIndex(r => r.Hash).IsUnique();
    }
}

/// <summary>A key that signs rosters and records; the private half sealed.</summary>
public sealed class SigningKey
{
    public string Id { get; init; } = "";
    public string PublicKey { get; init; } = "";
    public string PrivateKeySealed { get; init; } = "";
    public DateTimeOffset ValidFrom { get; init; }
    public DateTimeOffset? ValidUntil { get; set; }
}

internal sealed class SigningKeyMapping : IEntityTypeConfiguration<SigningKey>
{
    public void Configure(EntityTypeBuilder<SigningKey> key) => key.ToTable("signing_keys");
}
