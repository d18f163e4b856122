using Alot.Data.Mapping;
using Alot.Domain;
using Alot.Domain.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Ledger;

// Rows of the journal are written by one statement (JournalPosting.cs) and read by SQL; these types give EF the tables.

/// <summary>A balance, moved only by the trigger on journal lines.</summary>
public sealed class AccountRow
{
    public AccountKind Kind { get; init; }
    public Guid OwnerId { get; init; }
    public Currency Currency { get; init; }
    public long Balance { get; init; }
}

/// <summary>One balanced movement.</summary>
public sealed class JournalRow
{
    public Guid Id { get; init; }
    public string Kind { get; init; } = "";
    public Currency Currency { get; init; }
    public LotId? LotId { get; init; }
    public PurchaseId? PurchaseId { get; init; }
    public PotId? PotId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

public sealed class JournalLineRow
{
    public Guid JournalId { get; init; }
    public AccountKind AccountKind { get; init; }
    public Guid OwnerId { get; init; }
    public Currency Currency { get; init; }
    public long Amount { get; init; }
}

internal sealed class AccountMapping : IEntityTypeConfiguration<AccountRow>
{
    public void Configure(EntityTypeBuilder<AccountRow> account)
    {
        account.ToTable(
            "accounts",
            t =>
            {
                t.HasCheckConstraint("ck_accounts_kind", EnumText.CheckSql<AccountKind>("kind"));
                t.HasCheckConstraint("ck_accounts_currency", EnumText.CheckSql<Currency>("currency"));
                var negative = string.Join(
                    ", ",
                    Enum.GetValues<AccountKind>().Where(AccountKinds.MayBeNegative).Select(k => $"'{EnumText.Text(k)}'")
                );
                t.HasCheckConstraint("ck_accounts_balance", $"balance >= 0 or kind in ({negative})");
            }
        );
        account.HasKey(a => new { a.Kind, a.OwnerId });
        account.HasAlternateKey(a => new
        {
            a.Kind,
            a.OwnerId,
            a.Currency,
        });
        account.Property(a => a.Kind).AsText();
        account.Property(a => a.Currency).AsText();
        account.Property(a => a.Balance).HasDefaultValue(0L);
        account.HasIndex(a => a.OwnerId);
    }
}

internal sealed class JournalMapping : IEntityTypeConfiguration<JournalRow>
{
    public void Configure(EntityTypeBuilder<JournalRow> journal)
    {
        journal.ToTable(
            "journal",
            t => t.HasCheckConstraint("ck_journal_currency", EnumText.CheckSql<Currency>("currency"))
        );
        journal.Property(j => j.Id).ValueGeneratedNever();
        journal.HasAlternateKey(j => new { j.Id, j.Currency });
        journal.Property(j => j.Currency).AsText();
        journal.Property(j => j.LotId).HasColumnName("room_id");
        journal.HasIndex(j => j.LotId);
        journal.HasIndex(j => j.PurchaseId);
        journal.HasIndex(j => j.PotId);
    }
}

internal sealed class JournalLineMapping : IEntityTypeConfiguration<JournalLineRow>
{
    public void Configure(EntityTypeBuilder<JournalLineRow> line)
    {
        line.ToTable("journal_lines", t => t.HasCheckConstraint("ck_journal_lines_amount", "amount <> 0"));
        line.HasKey(l => new
        {
            l.JournalId,
            l.AccountKind,
            l.OwnerId,
        });
        line.Property(l => l.AccountKind).AsText();
        line.Property(l => l.Currency).AsText();
        // The keys carry the currency, so that an entry can't mix two.
        line.HasOne<JournalRow>()
            .WithMany()
            .HasForeignKey(l => new { l.JournalId, l.Currency })
            .HasPrincipalKey(j => new { j.Id, j.Currency })
            .OnDelete(DeleteBehavior.Restrict);
        line.HasOne<AccountRow>()
            .WithMany()
            .HasForeignKey(l => new
            {
                l.AccountKind,
                l.OwnerId,
                l.Currency,
            })
            .HasPrincipalKey(a => new
            {
                a.Kind,
                a.OwnerId,
                a.Currency,
            })
            .OnDelete(DeleteBehavior.Restrict);
        line.HasIndex(l => new { l.AccountKind, l.OwnerId });
    }
}

internal sealed class WalletMapping : IEntityTypeConfiguration<Wallet>
{
    public void Configure(EntityTypeBuilder<Wallet> wallet)
    {
        wallet.ToTable(
            "user_universal_credits",
            t => t.HasCheckConstraint("ck_user_universal_credits_balance", "balance >= 0")
        );
        wallet.HasKey(w => w.PlayerId);
        wallet.Property(w => w.PlayerId).HasColumnName("user_id");
    }
}

internal sealed class CreditTransactionMapping : IEntityTypeConfiguration<CreditTransaction>
{
    public void Configure(EntityTypeBuilder<CreditTransaction> transaction)
    {
        transaction.ToTable(
            "credit_transactions",
            t =>
            {
                t.HasCheckConstraint("ck_credit_transactions_type", EnumText.CheckSql<CreditKind>("transaction_type"));
                t.HasCheckConstraint(
                    "ck_credit_transactions_balance",
                    "balance_after = balance_before + amount and balance_after >= 0"
                );
            }
        );
        transaction.Property(t => t.Id).ValueGeneratedNever();
        transaction.Property(t => t.PlayerId).HasColumnName("user_id");
        transaction.Property(t => t.Kind).HasColumnName("transaction_type").AsText();
        transaction.Property(t => t.LotId).HasColumnName("room_id");
        transaction.Property(t => t.EntryId).HasColumnName("room_entry_id");
        transaction.Property(t => t.Metadata).HasColumnType("jsonb");
        transaction.HasIndex(t => new { t.PlayerId, t.Id });
    }
}
