using Alot.Domain;
using Alot.Domain.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Alot.Data.Mapping;

/// <summary>How the domain's values stand in columns.</summary>
internal static class Values
{
    public static void UseAlotValues(this ModelConfigurationBuilder conventions)
    {
        conventions.Properties<LotId>().HaveConversion<LotIdColumn>();
        conventions.Properties<PlayerId>().HaveConversion<PlayerIdColumn>();
        conventions.Properties<EntryId>().HaveConversion<EntryIdColumn>();
        conventions.Properties<PurchaseId>().HaveConversion<PurchaseIdColumn>();
        conventions.Properties<ProductId>().HaveConversion<ProductIdColumn>();
        conventions.Properties<CardId>().HaveConversion<CardIdColumn>();
        conventions.Properties<HostId>().HaveConversion<HostIdColumn>();
        conventions.Properties<PotId>().HaveConversion<PotIdColumn>();
        conventions.Properties<Money>().HaveConversion<MoneyColumn>().HaveColumnType("numeric(12,2)");
        conventions.Properties<Credits>().HaveConversion<CreditsColumn>();
        // Every time is UTC; Npgsql refuses any other offset for timestamptz.
        conventions.Properties<DateTimeOffset>().HaveColumnType("timestamptz");
    }

    private sealed class LotIdColumn() : ValueConverter<LotId, Guid>(id => id.Value, value => new LotId(value));

    private sealed class PlayerIdColumn()
        : ValueConverter<PlayerId, Guid>(id => id.Value, value => new PlayerId(value));

    private sealed class EntryIdColumn() : ValueConverter<EntryId, Guid>(id => id.Value, value => new EntryId(value));

    private sealed class PurchaseIdColumn()
        : ValueConverter<PurchaseId, Guid>(id => id.Value, value => new PurchaseId(value));

    private sealed class ProductIdColumn()
        : ValueConverter<ProductId, Guid>(id => id.Value, value => new ProductId(value));

    private sealed class CardIdColumn() : ValueConverter<CardId, Guid>(id => id.Value, value => new CardId(value));

    private sealed class HostIdColumn() : ValueConverter<HostId, Guid>(id => id.Value, value => new HostId(value));

    private sealed class PotIdColumn() : ValueConverter<PotId, Guid>(id => id.Value, value => new PotId(value));

    private sealed class MoneyColumn()
        : ValueConverter<Money, decimal>(money => money.ToDecimal(), amount => Money.FromDecimal(amount));

    private sealed class CreditsColumn()
        : ValueConverter<Credits, long>(credits => credits.Amount, amount => new Credits(amount));
}
