using Alot.Data.Accounts;
using Alot.Data.Mapping;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Alot.Data;

/// <summary>
/// The database, and one unit of work on it. Besides changed entities a unit collects what must go with the commit:
/// journal entries and outbox messages (same transaction) and announcements (after it). See <see cref="Transactions"/>.
/// </summary>
public sealed partial class AlotDb(DbContextOptions<AlotDb> options) : IdentityUserContext<AlotUser, Guid>(options)
{
    // Version 3 has passkeys.
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(AlotDb).Assembly);
        builder.UseSnakeCase();
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.UseAlotValues();
}
