using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Draws;
using Alot.Domain.Lots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Draws;

internal sealed class LotAlternateMapping : IEntityTypeConfiguration<LotAlternate>
{
    public void Configure(EntityTypeBuilder<LotAlternate> alternate)
    {
        alternate.ToTable("draw_alternates");
        alternate.HasKey(a => new { a.LotId, a.Sequence });
        alternate.Property(a => a.LotId).HasColumnName("room_id");
        alternate.Property(a => a.Sequence).ValueGeneratedNever();
        alternate.Property(a => a.VerificationDetails).HasColumnType("jsonb");
        // One disqualification brings one alternate; nobody is disqualified twice.
        alternate.HasIndex(a => a.ApprovalId).IsUnique();
        alternate.HasIndex(a => new { a.LotId, a.DisqualifiedUserId }).IsUnique();
        alternate.HasOne<Lot>().WithMany().HasForeignKey(a => a.LotId).OnDelete(DeleteBehavior.Restrict);
        alternate.HasOne<Approval>().WithMany().HasForeignKey(a => a.ApprovalId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class LotDisqualificationMapping : IEntityTypeConfiguration<LotDisqualification>
{
    public void Configure(EntityTypeBuilder<LotDisqualification> disqualification)
    {
        disqualification.ToTable("draw_disqualifications");
        disqualification.HasKey(d => new { d.LotId, d.Sequence });
        disqualification.Property(d => d.LotId).HasColumnName("room_id");
        disqualification.Property(d => d.Sequence).ValueGeneratedNever();
        // Only what waits for a round is kept.
        disqualification.Property(d => d.BeaconRound).IsRequired();
        disqualification.Property(d => d.Statement).HasColumnType("jsonb").IsRequired();
        disqualification.HasIndex(d => d.ApprovalId).IsUnique();
        disqualification.HasOne<Lot>().WithMany().HasForeignKey(d => d.LotId).OnDelete(DeleteBehavior.Restrict);
        disqualification
            .HasOne<Approval>()
            .WithMany()
            .HasForeignKey(d => d.ApprovalId)
            .OnDelete(DeleteBehavior.Restrict);
    }
}

/// <summary>Who holds a lot's prize: the drawn winner, or the newest alternate (view <c>lot_winners</c>).</summary>
public sealed class LotWinner
{
    public LotId LotId { get; init; }
    public PlayerId WinnerUserId { get; init; }
    public EntryId WinnerEntryId { get; init; }
    public int WinningTicket { get; init; }
    public string? WinnerTag { get; init; }
    public DateTimeOffset DrawnAt { get; init; }

    /// <summary>0 for the draw's own winner.</summary>
    public int Sequence { get; init; }

    /// <summary>They were disqualified, and this round will say who follows. Until then nobody can claim the prize.</summary>
    public long? AwaitedRound { get; init; }

    /// <exception cref="Refusal"><c>alternate_awaited</c>.</exception>
    public void RequireNotAwaited()
    {
        if (AwaitedRound is { } round)
            throw new Refusal(
                "alternate_awaited",
                $"This winner was disqualified already: drand round {round} says who follows."
            );
    }
}

internal sealed class LotWinnerMapping : IEntityTypeConfiguration<LotWinner>
{
    public void Configure(EntityTypeBuilder<LotWinner> winner)
    {
        winner.HasNoKey().ToView("lot_winners");
        winner.Property(w => w.LotId).HasColumnName("room_id");
    }
}
