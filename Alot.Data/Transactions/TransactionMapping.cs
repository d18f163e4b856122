using Alot.Domain;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Transactions;

/// <summary>A command that was carried out, under the key its caller made: the same key again gets the same answer.</summary>
public sealed class CommandRow
{
    public PlayerId ActorId { get; init; }
    public string Command { get; init; } = "";
    public string Key { get; init; } = "";
    public byte[] RequestHash { get; init; } = [];
    public string? Result { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class CommandMapping : IEntityTypeConfiguration<CommandRow>
{
    public void Configure(EntityTypeBuilder<CommandRow> command)
    {
        command.ToTable("commands");
        command.HasKey(c => new
        {
            c.ActorId,
            c.Command,
            c.Key,
        });
        command.Property(c => c.Result).HasColumnType("jsonb");
        command.HasIndex(c => c.CreatedAt);
    }
}

/// <summary>Work to do at least once after the commit that wrote it, by a worker that takes a lease on it.</summary>
public sealed class OutboxMessage
{
    public Guid Id { get; init; }
    public string Kind { get; init; } = "";
    public string Payload { get; init; } = "{}";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset DueAt { get; init; }
    public int Attempts { get; init; }

    /// <summary>Nobody else takes it before; real time, not the offset clock.</summary>
    public DateTimeOffset? LeasedUntil { get; init; }

    /// <summary>Grows with each lease: a worker that lost its lease can't finish the message.</summary>
    public long Fence { get; init; }
    public DateTimeOffset? DoneAt { get; init; }
    public string? LastError { get; init; }
}

internal sealed class OutboxMapping : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> message)
    {
        message.ToTable("outbox");
        message.Property(m => m.Id).ValueGeneratedNever();
        message.Property(m => m.Payload).HasColumnType("jsonb");
        message.HasIndex(m => new { m.Kind, m.DueAt }).HasFilter("done_at is null").HasDatabaseName("ix_outbox_due");
    }
}

/// <summary>How far Development's clock runs ahead, in seconds: one row.</summary>
public sealed class ClockRow
{
    public int Id { get; init; }
    public long OffsetSeconds { get; init; }
}

internal sealed class ClockMapping : IEntityTypeConfiguration<ClockRow>
{
    public void Configure(EntityTypeBuilder<ClockRow> clock)
    {
        clock.ToTable("clock", t => t.HasCheckConstraint("ck_clock_one_row", "id = 1 and offset_seconds >= 0"));
        clock.Property(c => c.Id).ValueGeneratedNever();
        clock.HasData(new ClockRow { Id = 1, OffsetSeconds = 0 });
    }
}

/// <summary>A policy value that staff changed; what is missing here has its default in code.</summary>
public sealed class PolicyRow
{
    public string Name { get; init; } = "";
    public string Value { get; init; } = "";
    public PlayerId? ChangedBy { get; init; }
    public DateTimeOffset ChangedAt { get; init; }
}

internal sealed class PolicyMapping : IEntityTypeConfiguration<PolicyRow>
{
    public void Configure(EntityTypeBuilder<PolicyRow> policy)
    {
        policy.ToTable("policies");
        policy.HasKey(p => p.Name);
    }
}
