using System.Xml.Linq;
using Alot.Domain.Compliance;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Alot.Data.Accounts;

/// <summary>A key of ASP.NET's Data Protection, sealed: all nodes share them, cookies and tokens outlive a restart.</summary>
public sealed class ProtectionKey
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string Xml { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ProtectionKeyMapping : IEntityTypeConfiguration<ProtectionKey>
{
    public void Configure(EntityTypeBuilder<ProtectionKey> key)
    {
        key.ToTable("data_protection_keys");
        key.Property(k => k.Id).ValueGeneratedNever();
    }
}

public static class ProtectionKeys
{
    private const string Purpose = "data-protection";

    public static IServiceCollection AddProtectionKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("alot");
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<IDbContextFactory<AlotDb>, Sealer>(
                (options, contexts, sealer) =>
                {
                    options.XmlRepository = new Rows(contexts);
                    options.XmlEncryptor = new Encryptor(sealer);
                }
            );
        return services;
    }

    // The interface is synchronous; it is read at the first use and once a day.
    private sealed class Rows(IDbContextFactory<AlotDb> contexts) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements()
        {
            using var db = contexts.CreateDbContext();
            return
            [
                .. db.Set<ProtectionKey>()
                    .AsNoTracking()
                    .Select(k => k.Xml)
                    .ToList()
                    .Select(xml => XElement.Parse(xml)),
            ];
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            using var db = contexts.CreateDbContext();
            var now = TimeProvider.System.GetUtcNow();
            db.Add(
                new ProtectionKey
                {
                    Id = Guid.CreateVersion7(now),
                    Name = friendlyName,
                    Xml = element.ToString(SaveOptions.DisableFormatting),
                    CreatedAt = now,
                }
            );
            db.SaveChanges();
        }
    }

    private sealed class Encryptor(Sealer sealer) : IXmlEncryptor
    {
        public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
            new(
                new XElement("sealed", sealer.Seal(plaintextElement.ToString(SaveOptions.DisableFormatting), Purpose)),
                typeof(SealedKeyDecryptor)
            );
    }

    /// <summary>Named in the stored XML and made by Data Protection, which hands over the services.</summary>
    public sealed class SealedKeyDecryptor(IServiceProvider services) : IXmlDecryptor
    {
        public XElement Decrypt(XElement encryptedElement) =>
            XElement.Parse(services.GetRequiredService<Sealer>().Open(encryptedElement.Value, Purpose));
    }
}
