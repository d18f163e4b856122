using Alot.Data.Live;
using Alot.Data.Mapping;
using Alot.Domain;
using Alot.Domain.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Accounts;

internal sealed class AccountFreezeMapping : IEntityTypeConfiguration<AccountFreeze>
{
    public void Configure(EntityTypeBuilder<AccountFreeze> freeze)
    {
        freeze.ToTable(
            "account_freezes",
            t => t.HasCheckConstraint("ck_account_freezes_reason", EnumText.CheckSql<FreezeReason>("reason"))
        );
        freeze.Property(f => f.Id).ValueGeneratedNever();
        freeze.Property(f => f.PlayerId).HasColumnName("user_id");
        freeze.Property(f => f.Reason).AsText();
        freeze
            .HasIndex(f => new
            {
                f.PlayerId,
                f.Reason,
                f.Subject,
            })
            .IsUnique()
            .HasFilter("lifted_at is null")
            .HasDatabaseName("ux_account_freezes_open");
    }
}

/// <summary>Freezes and lifts in the caller's transaction; saying the same twice changes nothing.</summary>
internal static class Freezing
{
    public static async Task FreezeAccountAsync(
        this AlotDb db,
        PlayerId player,
        FreezeReason reason,
        string subject,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        if (await FindAsync(db, player, reason, subject, stop) is not null)
            return;
        db.Add(AccountFreeze.Of(player, reason, subject, now));
        db.Announce(Topic.Player(player));
    }

    public static async Task LiftFreezeAsync(
        this AlotDb db,
        PlayerId player,
        FreezeReason reason,
        string subject,
        DateTimeOffset now,
        CancellationToken stop
    )
    {
        (await FindAsync(db, player, reason, subject, stop))?.Lift(now);
        db.Announce(Topic.Player(player));
    }

    private static async Task<AccountFreeze?> FindAsync(
        AlotDb db,
        PlayerId player,
        FreezeReason reason,
        string subject,
        CancellationToken stop
    ) =>
        db.AccountFreezes.Local.FirstOrDefault(f =>
            f.PlayerId == player && f.Reason == reason && f.Subject == subject && f.LiftedAt is null
        )
        ?? await db.AccountFreezes.SingleOrDefaultAsync(
            f => f.PlayerId == player && f.Reason == reason && f.Subject == subject && f.LiftedAt == null,
            stop
        );
}
