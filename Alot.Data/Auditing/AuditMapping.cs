using System.Net;
using Alot.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Auditing;

/// <summary>What staff and the system did, hash-chained and append-only (table <c>audit_logs</c>).</summary>
public sealed class AuditLog
{
    public long Sequence { get; init; }
    public PlayerId? UserId { get; init; }
    public PlayerId? AdminUserId { get; init; }
    public string Action { get; init; } = "";
    public string EntityType { get; init; } = "";
    public Guid? EntityId { get; init; }
    public string Details { get; init; } = "{}";
    public IPAddress? IpAddress { get; init; }
    public string? UserAgent { get; init; }
    public string PreviousHash { get; init; } = "";
    public string Hash { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class AuditLogMapping : IEntityTypeConfiguration<AuditLog>
{
    public void Configure(EntityTypeBuilder<AuditLog> log)
    {
        log.ToTable("audit_logs");
        log.HasKey(l => l.Sequence);
        log.Property(l => l.Sequence).ValueGeneratedNever();
        log.Property(l => l.Details).HasColumnType("jsonb");
        log.HasIndex(l => l.PreviousHash).IsUnique();
        log.HasIndex(l => new { l.EntityType, l.EntityId });
    }
}

/// <summary>Something a person must look at (table <c>alerts</c>). One open alert per kind and subject.</summary>
public sealed class Alert
{
    public Guid Id { get; init; }
    public string Kind { get; init; } = "";
    public string Subject { get; init; } = "";
    public string Text { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ClearedAt { get; set; }
    public PlayerId? ClearedBy { get; set; }
}

internal sealed class AlertMapping : IEntityTypeConfiguration<Alert>
{
    public void Configure(EntityTypeBuilder<Alert> alert)
    {
        alert.ToTable("alerts");
        alert.Property(a => a.Id).ValueGeneratedNever();
        alert
            .HasIndex(a => new { a.Kind, a.Subject })
            .IsUnique()
            .HasFilter("cleared_at is null")
            .HasDatabaseName("ux_alerts_open");
    }
}
