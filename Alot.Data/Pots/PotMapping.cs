using Alot.Data.Draws;
using Alot.Data.Mapping;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Pots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Pots;

internal sealed class PotMapping : IEntityTypeConfiguration<Pot>
{
    public void Configure(EntityTypeBuilder<Pot> pot)
    {
        pot.ToTable(
            "pots",
            t =>
            {
                t.HasCheckConstraint("ck_pots_status", EnumText.CheckSql<PotStatus>("status"));
                t.HasCheckConstraint("ck_pots_mode", "mode in ('roster', 'beacon')");
                t.HasCheckConstraint("ck_pots_plan", "entry_cost > 0 and max_per_user between 1 and max_tickets - 1");
                t.HasCheckConstraint("ck_pots_tickets", "tickets_sold between 0 and max_tickets");
                t.HasCheckConstraint("ck_pots_filled", "(filled_at is not null) = (tickets_sold = max_tickets)");
                t.HasCheckConstraint(
                    "ck_pots_paused",
                    "paused = (paused_at is not null) and paused = (pause_reason is not null)"
                );
                t.HasCheckConstraint(
                    "ck_pots_locked",
                    """
                    (locked_at is null) = (roster_root is null) and (locked_at is null) = (lock_record is null)
                        and (locked_at is null) = (published_at is null) and (locked_at is not null or commit_hash is null)
                        and (status = 'open') <= (locked_at is null) and (status in ('locked', 'settling', 'settled')) <= (locked_at is not null)
                        and (mode = 'beacon' and locked_at is not null) = (beacon_round is not null)
                        and (mode = 'beacon' and commit_hash is not null) = (beacon_signature is not null)
                    """
                );
                t.HasCheckConstraint(
                    "ck_pots_revealed",
                    """
                    (status in ('settling', 'settled')) = (settlement_proof is not null)
                        and (settlement_proof is null) = (winner_user_id is null) and (settlement_proof is null) = (winner_entry_id is null)
                        and (settlement_proof is null or commit_hash is not null)
                        and (status = 'settled') = (settled_at is not null) and (status = 'settled') = (reveal_seed is not null)
                    """
                );
                t.HasCheckConstraint(
                    "ck_pots_cancelled",
                    "(status = 'cancelled') = (cancelled_at is not null) and (status = 'cancelled') <= (cancel_reason is not null)"
                );
                t.HasCheckConstraint("ck_pots_seed", "reveal_seed_encrypted is not null");
            }
        );
        pot.Property(p => p.Id).ValueGeneratedNever();
        pot.Property(p => p.Number).HasDefaultValueSql("nextval('pot_number')").ValueGeneratedOnAdd();
        pot.HasIndex(p => p.Number).IsUnique();
        pot.Property(p => p.Status).AsText();
        pot.Property(p => p.Mode).AsText();
        pot.Property(p => p.WinnerId).HasColumnName("winner_user_id");
        pot.Property(p => p.SettlementProof).HasColumnType("jsonb");
        pot.Property(p => p.OpeningRecord).HasColumnType("jsonb");
        pot.Property(p => p.LockRecord).HasColumnType("jsonb");
        // A trigger counts them; what the entity counts along is for its own rules.
        foreach (var counted in (string[])[nameof(Pot.TicketsSold), nameof(Pot.Participants), nameof(Pot.FilledAt)])
            pot.Property(counted).Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
        pot.Ignore(p => p.NumberText).Ignore(p => p.Committed).Ignore(p => p.FreeTickets).Ignore(p => p.ListClosedAt);
        pot.HasIndex(p => new { p.Status, p.ClosesAt });
        pot.HasIndex(p => p.CreatedAt);
        // At most one pot of a template is open at a time, however many nodes open the next.
        pot.HasIndex(p => p.Template)
            .IsUnique()
            .HasFilter("status = 'open' and template is not null")
            .HasDatabaseName("ux_pots_open_of_template");
    }
}

internal sealed class PotSealMapping : IEntityTypeConfiguration<PotSeal>
{
    public void Configure(EntityTypeBuilder<PotSeal> seal)
    {
        // A column of pots that only one login may read: kept out of every other query.
        seal.ToTable("pots");
        seal.HasKey(s => s.PotId);
        seal.Property(s => s.PotId).HasColumnName("id").ValueGeneratedNever();
        seal.HasOne<Pot>().WithOne().HasForeignKey<PotSeal>(s => s.PotId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class PotEntryMapping : IEntityTypeConfiguration<PotEntry>
{
    public void Configure(EntityTypeBuilder<PotEntry> entry)
    {
        entry.ToTable(
            "pot_entries",
            t =>
            {
                t.HasCheckConstraint("ck_pot_entries_tickets", "ticket_count > 0 and credits_spent > 0");
                t.HasCheckConstraint(
                    "ck_pot_entries_numbers",
                    """
                    (tickets_start is null) = (tickets_end is null)
                        and (tickets_start is null or (tickets_start >= 1 and tickets_end = tickets_start + ticket_count - 1 and cancelled_at is null))
                    """
                );
            }
        );
        entry.Property(e => e.Id).ValueGeneratedNever();
        entry.Property(e => e.PlayerId).HasColumnName("user_id");
        entry.HasIndex(e => new { e.PotId, e.CreatedAt });
        entry.HasIndex(e => new { e.PlayerId, e.CreatedAt });
        // Velocity and shared addresses and devices.
        entry.HasIndex(e => new { e.IpHash, e.CreatedAt });
        entry.HasIndex(e => new { e.DeviceHash, e.CreatedAt });
        entry.HasOne<Pot>().WithMany().HasForeignKey(e => e.PotId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>What was done to a pot and by whom; null is the system (table <c>pots_audit</c>). Append-only.</summary>
public sealed class PotAudit
{
    public Guid Id { get; init; }
    public PotId PotId { get; init; }

    /// <summary>One word: <c>opened</c>, <c>paused</c>, <c>resumed</c>, <c>entry_removed</c>, <c>flag_cleared</c>, <c>locked</c> …</summary>
    public string Action { get; init; } = "";
    public PlayerId? ActorId { get; init; }
    public string? Reason { get; init; }
    public string Metadata { get; init; } = "{}";
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class PotAuditMapping : IEntityTypeConfiguration<PotAudit>
{
    public void Configure(EntityTypeBuilder<PotAudit> audit)
    {
        audit.ToTable("pots_audit");
        audit.Property(a => a.Id).ValueGeneratedNever();
        audit.Property(a => a.Metadata).HasColumnType("jsonb");
        audit.HasIndex(a => new { a.PotId, a.CreatedAt });
        audit.HasOne<Pot>().WithMany().HasForeignKey(a => a.PotId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>Why a player's entries in a pot look like collusion (table <c>pot_flags</c>); one for each player and pot.</summary>
public sealed class PotFlag
{
    public Guid Id { get; init; }
    public PotId PotId { get; init; }
    public PlayerId PlayerId { get; init; }

    /// <summary>0 to 100.</summary>
    public int Score { get; set; }

    /// <summary>JSON: a list of {kind, points, subject, text}.</summary>
    public string Reasons { get; set; } = "[]";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? ClearedAt { get; set; }
    public PlayerId? ClearedBy { get; set; }
    public string? ClearReason { get; set; }
}

internal sealed class PotFlagMapping : IEntityTypeConfiguration<PotFlag>
{
    public void Configure(EntityTypeBuilder<PotFlag> flag)
    {
        flag.ToTable("pot_flags", t => t.HasCheckConstraint("ck_pot_flags_score", "score between 0 and 100"));
        flag.Property(f => f.Id).ValueGeneratedNever();
        flag.Property(f => f.PlayerId).HasColumnName("user_id");
        flag.Property(f => f.Reasons).HasColumnType("jsonb");
        flag.HasIndex(f => new { f.PotId, f.PlayerId }).IsUnique();
        flag.HasIndex(f => f.CreatedAt).HasFilter("cleared_at is null").HasDatabaseName("ix_pot_flags_open");
        flag.HasOne<Pot>().WithMany().HasForeignKey(f => f.PotId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>A false positive that staff have looked at: it does not count again (table <c>pot_flag_overrides</c>).</summary>
public sealed class PotFlagOverride
{
    public PlayerId PlayerId { get; init; }

    /// <summary>The kind of a flag's reason.</summary>
    public string Kind { get; init; } = "";

    /// <summary>What it was about: an address' or a device's hash, or another player's id.</summary>
    public string Subject { get; init; } = "";
    public PlayerId MadeBy { get; init; }
    public string Reason { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class PotFlagOverrideMapping : IEntityTypeConfiguration<PotFlagOverride>
{
    public void Configure(EntityTypeBuilder<PotFlagOverride> made)
    {
        made.ToTable("pot_flag_overrides");
        made.HasKey(o => new
        {
            o.PlayerId,
            o.Kind,
            o.Subject,
        });
        made.Property(o => o.PlayerId).HasColumnName("user_id");
    }
}

/// <summary>One cheer for a pot (table <c>pot_cheers</c>).</summary>
public sealed class PotCheer
{
    public Guid Id { get; init; }
    public PotId PotId { get; init; }

    /// <summary>A keyed hash of the account or the visitor: for the rate limit only.</summary>
    public string Who { get; init; } = "";
    public string Cheer { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class PotCheerMapping : IEntityTypeConfiguration<PotCheer>
{
    public void Configure(EntityTypeBuilder<PotCheer> cheer)
    {
        cheer.ToTable("pot_cheers");
        cheer.Property(c => c.Id).ValueGeneratedNever();
        cheer.HasIndex(c => new { c.PotId, c.CreatedAt });
        cheer.HasIndex(c => new { c.Who, c.CreatedAt });
        cheer.HasOne<Pot>().WithMany().HasForeignKey(c => c.PotId).OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>Which pot a record of the fairness log is about (table <c>fairness_log_pots</c>). Append-only.</summary>
public sealed class FairnessPotRecord
{
    public long Sequence { get; init; }
    public PotId PotId { get; init; }
    public string Kind { get; init; } = "";
}

internal sealed class FairnessPotRecordMapping : IEntityTypeConfiguration<FairnessPotRecord>
{
    public void Configure(EntityTypeBuilder<FairnessPotRecord> record)
    {
        record.ToTable("fairness_log_pots");
        record.HasKey(r => r.Sequence);
        record.Property(r => r.Sequence).ValueGeneratedNever();
        // Each thing is said once of a pot.
        record.HasIndex(r => new { r.PotId, r.Kind }).IsUnique();
        record
            .HasOne<FairnessRecord>()
            .WithOne()
            .HasForeignKey<FairnessPotRecord>(r => r.Sequence)
            .OnDelete(DeleteBehavior.Restrict);
        record.HasOne<Pot>().WithMany().HasForeignKey(r => r.PotId).OnDelete(DeleteBehavior.Restrict);
    }
}
