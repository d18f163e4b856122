using Alot.Data.Mapping;
using Alot.Domain;
using Alot.Domain.Hosts;
using Alot.Domain.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Alot.Data.Hosts;

/// <summary>An approved seller with a storefront (table <c>hosts</c>). Storefronts and their rules come with their own issue.</summary>
public sealed class Host
{
    public HostId Id { get; init; }
    public PlayerId UserId { get; init; }
    public string DisplayName { get; set; } = "";
    public string Slug { get; set; } = "";
    public string Description { get; set; } = "";
    public string? LogoUrl { get; set; }
    public string? BannerUrl { get; set; }
    public string? WebsiteUrl { get; set; }
    public string? InstagramHandle { get; set; }
    public string? TwitterHandle { get; set; }
    public string? YoutubeChannel { get; set; }
    public HostStatus Status { get; set; }
    public DateTimeOffset? ApprovedAt { get; set; }
    public PlayerId? ApprovedBy { get; set; }
    public decimal RevenueSharePercentage { get; set; }
    public Money ListingFee { get; set; }
    public string? StripeConnectAccountId { get; set; }
    public bool StripeOnboardingCompleted { get; set; }
    public int TotalLotsCreated { get; set; }
    public int TotalLotsFunded { get; set; }
    public Money TotalRevenue { get; set; }
    public bool AutoApproveLots { get; set; }
    public bool RequireCustodyProof { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class HostMapping : IEntityTypeConfiguration<Host>
{
    public void Configure(EntityTypeBuilder<Host> host)
    {
        host.ToTable("hosts", t => t.HasCheckConstraint("ck_hosts_status", EnumText.CheckSql<HostStatus>("status")));
        host.Property(h => h.Id).ValueGeneratedNever();
        host.Property(h => h.Status).AsText();
        host.Property(h => h.RevenueSharePercentage).HasColumnType("numeric(5,2)");
        host.HasIndex(h => h.UserId).IsUnique();
        host.HasIndex(h => h.Slug).IsUnique();
        host.HasIndex(h => h.StripeConnectAccountId).IsUnique();
    }
}
