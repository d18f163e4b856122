using Alot.Data.Mapping;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Accounts;

public enum SessionKind
{
    /// <summary>A cookie in a browser.</summary>
    Browser,

    /// <summary>Access and refresh tokens of a program: the family of refresh tokens.</summary>
    Api,
}

/// <summary>One sign-in, until it is ended. Cookies and tokens name it and are worth nothing afterwards.</summary>
public sealed class Session
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public SessionKind Kind { get; init; }

    /// <summary>For the person to recognise it: <c>Firefox on Linux</c>.</summary>
    public string Device { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastSeenAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>A refresh token by its SHA-256 only. Used once; a second use ends the session.</summary>
public sealed class RefreshToken
{
    public byte[] Hash { get; init; } = [];

    public Guid SessionId { get; init; }

    public DateTimeOffset IssuedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }
}

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.ToTable(
            "sessions",
            t => t.HasCheckConstraint("ck_sessions_kind", EnumText.CheckSql<SessionKind>("kind"))
        );
        session.Property(s => s.Id).ValueGeneratedNever();
        session.Property(s => s.Kind).AsText();
        session.HasIndex(s => s.UserId);
        session.HasOne<AlotUser>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RefreshTokenMapping : IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<RefreshToken> token)
    {
        token.ToTable("refresh_tokens");
        token.HasKey(t => t.Hash);
        token.HasIndex(t => t.SessionId);
        token.HasOne<Session>().WithMany().HasForeignKey(t => t.SessionId).OnDelete(DeleteBehavior.Cascade);
    }
}
