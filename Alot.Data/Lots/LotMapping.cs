using System.Text.Json;
using Alot.Data.Mapping;
using Alot.Domain;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Lots;

internal sealed class ProductMapping : IEntityTypeConfiguration<Product>
{
    public void Configure(EntityTypeBuilder<Product> product)
    {
        product.ToTable(
            "product_classes",
            t =>
            {
                t.HasCheckConstraint("ck_product_classes_category", EnumText.CheckSql<Category>("category"));
                t.HasCheckConstraint("ck_product_classes_tier", EnumText.CheckSql<Tier>("tier"));
                t.HasCheckConstraint("ck_product_classes_retail_value", "retail_value > 0");
                // jsonb keeps the order of arrays, not that of an object's members.
                t.HasCheckConstraint("ck_product_classes_specifications", "jsonb_typeof(specifications) = 'array'");
            }
        );
        product.Property(p => p.Id).ValueGeneratedNever();
        product.HasIndex(p => p.Sku).IsUnique();
        product.Property(p => p.Category).AsText();
        product.Property(p => p.Tier).AsText();
        product
            .Property(p => p.Specifications)
            .HasColumnType("jsonb")
            .HasConversion(
                stated => Json.Write(stated),
                json => Json.Read<IReadOnlyList<Specification>>(json),
                new ValueComparer<IReadOnlyList<Specification>>(
                    (a, b) => a!.SequenceEqual(b!),
                    list => list.Count,
                    list => list
                )
            );
        product.Property(p => p.Images).HasColumnType("jsonb");
        product.Property(p => p.Videos).HasColumnType("jsonb");
        product.Ignore(p => p.IsComplete);
        product.Ignore(p => p.Facts);
    }
}

internal sealed class LotMapping : IEntityTypeConfiguration<Lot>
{
    public void Configure(EntityTypeBuilder<Lot> lot)
    {
        lot.ToTable(
            "rooms",
            t =>
            {
                t.HasCheckConstraint("ck_rooms_status", EnumText.CheckSql<LotStatus>("status"));
                t.HasCheckConstraint("ck_rooms_lot_type", EnumText.CheckSql<LotType>("lot_type"));
                t.HasCheckConstraint("ck_rooms_visibility", EnumText.CheckSql<Visibility>("visibility"));
                t.HasCheckConstraint("ck_rooms_review_status", EnumText.CheckSql<ReviewStatus>("review_status"));
                t.HasCheckConstraint("ck_rooms_custody", EnumText.CheckSql<Custody>("custody"));
                t.HasCheckConstraint("ck_rooms_draw_mode", EnumText.CheckSql<DrawMode>("draw_mode"));
                t.HasCheckConstraint(
                    "ck_rooms_funding_target",
                    "funding_target > 0 and funding_target = trunc(funding_target)"
                );
                // What must never happen: sold above the target, or counters that contradict each other.
                t.HasCheckConstraint(
                    "ck_rooms_current_funding",
                    "current_funding >= 0 and current_funding + held_tickets <= funding_target"
                );
                t.HasCheckConstraint("ck_rooms_held_tickets", "held_tickets >= 0");
                t.HasCheckConstraint(
                    "ck_rooms_tickets",
                    "live_tickets between 0 and total_tickets and live_tickets >= current_funding"
                );
                t.HasCheckConstraint("ck_rooms_private_key", "(visibility = 'private') = (shareable_link is not null)");
            }
        );
        lot.Property(l => l.Id).ValueGeneratedNever();
        lot.HasIndex(l => l.Number).IsUnique();
        lot.HasIndex(l => l.ShareableLink).IsUnique();
        lot.Property(l => l.Status).AsText();
        lot.Property(l => l.LotType).AsText();
        lot.Property(l => l.Visibility).AsText();
        lot.Property(l => l.ReviewStatus).AsText();
        lot.Property(l => l.Custody).AsText();
        lot.Property(l => l.DrawMode).AsText();
        lot.Property(l => l.HostShare).HasColumnType("numeric(5,2)");
        lot.Property(l => l.Terms)
            .HasColumnType("jsonb")
            .HasConversion(terms => Json.Write(terms), json => Json.Read<LotTerms>(json));
        lot.Property(l => l.EntryBundles)
            .HasColumnType("jsonb")
            .HasConversion(
                bundles => Json.Write(bundles),
                json => Json.Read<IReadOnlyList<int>>(json),
                new ValueComparer<IReadOnlyList<int>>((a, b) => a!.SequenceEqual(b!), list => list.Count, list => list)
            );
        lot.HasOne<Product>().WithMany().HasForeignKey(l => l.ProductId).OnDelete(DeleteBehavior.Restrict);
        lot.Property(l => l.ProductId).HasColumnName("product_class_id");
        lot.HasOne<Hosts.Host>().WithMany().HasForeignKey(l => l.HostId).OnDelete(DeleteBehavior.Restrict);
        lot.HasIndex(l => new
        {
            l.Status,
            l.Deadline,
            l.Id,
        });
        lot.HasIndex(l => new { l.Deadline, l.Id })
            .HasFilter("status = 'open' and visibility = 'public'")
            .HasDatabaseName("ix_rooms_open_by_deadline");
        lot.HasIndex(l => l.ProductId);
        lot.HasIndex(l => l.HostId);
        lot.Ignore(l => l.NumberText);
        lot.Ignore(l => l.LiveNonCashTickets);
        lot.Ignore(l => l.LiveCashTickets);
        lot.Ignore(l => l.FreeCashTickets);
        lot.Ignore(l => l.FreeNonCashTickets);
        lot.Ignore(l => l.TargetTickets);
        lot.Ignore(l => l.DrawDueAt);
    }
}

internal sealed class EntryMapping : IEntityTypeConfiguration<Entry>
{
    public void Configure(EntityTypeBuilder<Entry> entry)
    {
        entry.ToTable(
            "room_entries",
            t =>
            {
                t.HasCheckConstraint("ck_room_entries_purchase_type", EnumText.CheckSql<EntryKind>("purchase_type"));
                t.HasCheckConstraint("ck_room_entries_range", "tickets_start >= 1 and tickets_end >= tickets_start");
                t.HasCheckConstraint("ck_room_entries_count", "ticket_count = tickets_end - tickets_start + 1");
                t.HasCheckConstraint(
                    "ck_room_entries_previous",
                    "(tickets_start = 1 and previous_end is null) or (tickets_start > 1 and previous_end = tickets_start - 1)"
                );
                t.HasCheckConstraint(
                    "ck_room_entries_cash",
                    "(purchase_type = 'cash') = (purchase_id is not null and amount_paid = ticket_count)"
                );
                t.HasCheckConstraint(
                    "ck_room_entries_credits",
                    "(purchase_type = 'credits') = (credits_spent = ticket_count * 100)"
                );
            }
        );
        // One range begins where the one before ended, or at 1: no overlap and no gap can be committed (schema.md).
        entry.HasKey(e => new { e.LotId, e.TicketsStart });
        entry.HasAlternateKey(e => new { e.LotId, e.TicketsEnd });
        entry
            .HasOne<Entry>()
            .WithMany()
            .HasForeignKey(e => new { e.LotId, e.PreviousEnd })
            .HasPrincipalKey(e => new { e.LotId, e.TicketsEnd })
            .OnDelete(DeleteBehavior.Restrict);
        entry.Property(e => e.Id).ValueGeneratedNever();
        entry.HasIndex(e => e.Id).IsUnique();
        entry.Property(e => e.LotId).HasColumnName("room_id");
        entry.Property(e => e.PlayerId).HasColumnName("user_id");
        entry.Property(e => e.PurchaseType).AsText();
        entry.HasOne<Lot>().WithMany().HasForeignKey(e => e.LotId).OnDelete(DeleteBehavior.Restrict);
        entry.HasIndex(e => new { e.PlayerId, e.LotId });
        // A dispute voids a purchase's tickets and may give it others: one live entry for each purchase.
        entry
            .HasIndex(e => e.PurchaseId, "ux_room_entries_live_purchase")
            .IsUnique()
            .HasFilter("purchase_id is not null and voided_at is null");
        entry.HasIndex(e => e.PurchaseId, "ix_room_entries_purchase_id");
        entry.Ignore(e => e.Tickets);
    }
}

/// <summary>A player who ever entered a lot: counted once.</summary>
public sealed class LotMember
{
    public LotId LotId { get; init; }
    public PlayerId PlayerId { get; init; }
    public DateTimeOffset JoinedAt { get; init; }
}

internal sealed class LotMemberMapping : IEntityTypeConfiguration<LotMember>
{
    public void Configure(EntityTypeBuilder<LotMember> member)
    {
        member.ToTable("room_members");
        member.HasKey(m => new { m.LotId, m.PlayerId });
        member.Property(m => m.LotId).HasColumnName("room_id");
        member.Property(m => m.PlayerId).HasColumnName("user_id");
        member.HasOne<Lot>().WithMany().HasForeignKey(m => m.LotId).OnDelete(DeleteBehavior.Restrict);
        member.HasIndex(m => m.PlayerId);
    }
}

/// <summary>A move of a lot's state as it is kept: append-only.</summary>
public sealed class LotMoveRow
{
    public long Sequence { get; private set; }
    public LotId LotId { get; init; }
    public LotStatus FromStatus { get; init; }
    public LotStatus ToStatus { get; init; }
    public PlayerId? MovedBy { get; init; }
    public string Why { get; init; } = "";
    public DateTimeOffset MovedAt { get; init; }

    public static LotMoveRow Of(LotMove move) =>
        new()
        {
            LotId = move.LotId,
            FromStatus = move.From,
            ToStatus = move.To,
            MovedBy = move.By,
            Why = move.Why,
            MovedAt = move.At,
        };
}

internal sealed class LotMoveMapping : IEntityTypeConfiguration<LotMoveRow>
{
    public void Configure(EntityTypeBuilder<LotMoveRow> move)
    {
        move.ToTable("room_moves");
        move.HasKey(m => m.Sequence);
        move.Property(m => m.LotId).HasColumnName("room_id");
        move.Property(m => m.FromStatus).AsText();
        move.Property(m => m.ToStatus).AsText();
        move.HasOne<Lot>().WithMany().HasForeignKey(m => m.LotId).OnDelete(DeleteBehavior.Restrict);
        move.HasIndex(m => new { m.LotId, m.Sequence });
    }
}
