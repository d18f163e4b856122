using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Mail;

/// <summary>A mail that Development kept instead of (or besides) sending it. No row is ever written elsewhere.</summary>
public sealed class SentMail
{
    public Guid Id { get; init; }

    public string To { get; init; } = "";

    public string Subject { get; init; } = "";

    public string Text { get; init; } = "";

    public string Html { get; init; } = "";

    public DateTimeOffset SentAt { get; init; }
}

internal sealed class SentMailMapping : IEntityTypeConfiguration<SentMail>
{
    public void Configure(EntityTypeBuilder<SentMail> mail)
    {
        mail.ToTable("sent_mails");
        mail.Property(m => m.Id).ValueGeneratedNever();
        mail.HasIndex(m => new { m.To, m.Id });
    }
}
