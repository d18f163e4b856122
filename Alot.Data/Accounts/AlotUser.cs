using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Microsoft.AspNetCore.Identity;

namespace Alot.Data.Accounts;

/// <summary>A person with an account, as ASP.NET Core Identity keeps it (table <c>users</c>).</summary>
public sealed class AlotUser : IdentityUser<Guid>
{
    /// <summary>Sealed (encrypted) with the master key; never in a log.</summary>
    public string? FullNameSealed { get; set; }

    /// <summary>Sealed date of birth, <c>yyyy-MM-dd</c>.</summary>
    public string? DateOfBirthSealed { get; set; }

    public string? AvatarUrl { get; set; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string Country { get; set; } = "";

    public string? Region { get; set; }

    public bool PublicName { get; set; }

    public bool VerifiedIdentity { get; set; }

    public string? StripeCustomerId { get; set; }

    public int TotalEntries { get; set; }

    public Money TotalSpent { get; set; }

    public int TotalWon { get; set; }

    public UserStatus Status { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? LastLoginAt { get; set; }
}
