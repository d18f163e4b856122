using Alot.Data.Mapping;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Draws;

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
        record.HasIndex(r => new { r.Kind, r.Sequence });
    }
}

/// <summary>Which lot a record is about, and what a concealed one conceals (table <c>fairness_log_lots</c>). Append-only.</summary>
public sealed class FairnessLotRecord
{
    public long Sequence { get; init; }
    public LotId LotId { get; init; }

    /// <summary>What the statement is: <c>opening</c>, <c>roster</c> … also where the log says <c>private</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The plain canonical JSON, given to entrants only; null where the log itself has it.</summary>
    public string? Plain { get; init; }
}

internal sealed class FairnessLotRecordMapping : IEntityTypeConfiguration<FairnessLotRecord>
{
    public void Configure(EntityTypeBuilder<FairnessLotRecord> record)
    {
        record.ToTable("fairness_log_lots");
        record.HasKey(r => r.Sequence);
        record.Property(r => r.Sequence).ValueGeneratedNever();
        record.Property(r => r.LotId).HasColumnName("room_id");
        record.HasIndex(r => new { r.LotId, r.Sequence });
        record
            .HasOne<FairnessRecord>()
            .WithOne()
            .HasForeignKey<FairnessLotRecord>(r => r.Sequence)
            .OnDelete(DeleteBehavior.Restrict);
        record.HasOne<Lot>().WithMany().HasForeignKey(r => r.LotId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>The log's head as it was signed on one day, for keeping elsewhere (table <c>fairness_heads</c>). Append-only.</summary>
public sealed class FairnessHead
{
    /// <summary>The UTC day; one head a day.</summary>
    public DateOnly Date { get; init; }
    public long Sequence { get; init; }
    public string Hash { get; init; } = "";
    public string KeyId { get; init; } = "";

    /// <summary>Over <see cref="Domain.Draws.DrawStatements.Head"/>: P1363, 128 hex digits.</summary>
    public string Signature { get; init; } = "";
    public DateTimeOffset MadeAt { get; init; }
}

internal sealed class FairnessHeadMapping : IEntityTypeConfiguration<FairnessHead>
{
    public void Configure(EntityTypeBuilder<FairnessHead> head)
    {
        head.ToTable("fairness_heads");
        // Exactly one a day, however many nodes try.
        head.HasKey(h => h.Date);
        head.Property(h => h.Date).ValueGeneratedNever();
    }
}

/// <summary>A key that signs records; the private half sealed.</summary>
public sealed class SigningKey
{
    /// <summary>Who signs with it. A pot service's key signs nothing else.</summary>
    public SigningUse Use { get; init; }
    public string Id { get; init; } = "";
    public string PublicKey { get; init; } = "";
    public string PrivateKeySealed { get; init; } = "";
    public DateTimeOffset ValidFrom { get; init; }

    /// <summary>The moment at which it no longer signs; null for the one key in use.</summary>
    public DateTimeOffset? ValidUntil { get; set; }
}

internal sealed class SigningKeyMapping : IEntityTypeConfiguration<SigningKey>
{
    public void Configure(EntityTypeBuilder<SigningKey> key)
    {
        key.ToTable(
            "signing_keys",
            t => t.HasCheckConstraint("ck_signing_keys_use", EnumText.CheckSql<SigningUse>("use"))
        );
        key.Property(k => k.Use).AsText();
    }
}
