using Alot.Data.Mapping;
using Alot.Domain.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Accounts;

// Identity maps its version 3 only to a context that the app's services made, version 1 to one made bare (tools, tests).
// What the two differ in is said here, so that there is one model.
internal sealed class UserMapping : IEntityTypeConfiguration<AlotUser>
{
    public void Configure(EntityTypeBuilder<AlotUser> user)
    {
        user.ToTable("users", t => t.HasCheckConstraint("ck_users_status", EnumText.CheckSql<UserStatus>("status")));
        user.Property(u => u.Status).AsText();
        // Names follow schema.md; Identity calls them UserName, EmailConfirmed, PhoneNumber.
        user.Property(u => u.UserName).HasColumnName("username").IsRequired();
        user.Property(u => u.Email).IsRequired();
        user.Property(u => u.EmailConfirmed).HasColumnName("verified_email");
        user.Property(u => u.FullNameSealed).HasColumnName("full_name");
        user.Property(u => u.DateOfBirthSealed).HasColumnName("date_of_birth");
        user.Property(u => u.PhoneNumber).HasMaxLength(256);
        user.HasIndex(u => u.NormalizedEmail).IsUnique();
        user.HasIndex(u => u.StripeCustomerId).IsUnique();
    }
}

internal sealed class UserClaimMapping : IEntityTypeConfiguration<IdentityUserClaim<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserClaim<Guid>> claim) => claim.ToTable("user_claims");
}

internal sealed class UserLoginMapping : IEntityTypeConfiguration<IdentityUserLogin<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserLogin<Guid>> login)
    {
        login.ToTable("user_logins");
        login.Property(l => l.LoginProvider).HasMaxLength(128);
        login.Property(l => l.ProviderKey).HasMaxLength(128);
    }
}

internal sealed class UserTokenMapping : IEntityTypeConfiguration<IdentityUserToken<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserToken<Guid>> token)
    {
        token.ToTable("user_tokens");
        token.Property(t => t.LoginProvider).HasMaxLength(128);
        token.Property(t => t.Name).HasMaxLength(128);
    }
}

internal sealed class UserPasskeyMapping : IEntityTypeConfiguration<IdentityUserPasskey<Guid>>
{
    public void Configure(EntityTypeBuilder<IdentityUserPasskey<Guid>> passkey)
    {
        passkey.ToTable("user_passkeys");
        passkey.HasKey(p => p.CredentialId);
        passkey.Property(p => p.CredentialId).HasMaxLength(1024);
        passkey.OwnsOne(p => p.Data, data => data.ToJson());
        passkey.HasOne<AlotUser>().WithMany().HasForeignKey(p => p.UserId).IsRequired();
    }
}
