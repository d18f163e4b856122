using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Alot.Data.Mapping;

/// <summary>
/// Reads entities out of rows that EF has not asked for, by EF's own mapping: several reads can share one round trip, which EF
/// can't do. What it reads is not tracked.
/// </summary>
internal sealed class EntityReader<T>
    where T : class
{
    private static EntityReader<T>? known;

    private readonly Func<DbDataReader, T> read;

    private EntityReader(IEntityType entity)
    {
        var table = StoreObjectIdentifier.Table(entity.GetTableName()!);
        var columns = entity.GetProperties().Select(p => (Property: p, Name: p.GetColumnName(table)!)).ToList();
        Columns = string.Join(", ", columns.Select(c => c.Name));

        var row = Expression.Parameter(typeof(DbDataReader), "row");
        var made = Expression.MemberInit(
            Expression.New(typeof(T)),
            columns.Select((c, i) => Expression.Bind(Member(c.Property), Value(c.Property, row, i)))
        );
        read = Expression.Lambda<Func<DbDataReader, T>>(made, row).Compile();
    }

    /// <summary>What to select, in the order in which it is read.</summary>
    public string Columns { get; }

    public static EntityReader<T> Of(AlotDb db) => known ??= new EntityReader<T>(db.Model.FindEntityType(typeof(T))!);

    public T Read(DbDataReader row) => read(row);

    // Only its own type sets a property of an entity; compiled expressions may, as EF does.
    private static System.Reflection.MemberInfo Member(IProperty property) =>
        property.PropertyInfo?.DeclaringType!.GetProperty(
            property.Name,
            System.Reflection.BindingFlags.Instance
                | System.Reflection.BindingFlags.Public
                | System.Reflection.BindingFlags.NonPublic
        ) ?? throw new InvalidOperationException($"{typeof(T).Name}.{property.Name} is no property that can be set.");

    private static Expression Value(IProperty property, Expression row, int ordinal)
    {
        var converter = property.FindTypeMapping()?.Converter;
        var stored = converter?.ProviderClrType ?? Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        var index = Expression.Constant(ordinal);
        Expression value = Expression.Call(row, nameof(DbDataReader.GetFieldValue), [stored], index);
        if (converter is not null)
            value = Expression.Invoke(converter.ConvertFromProviderExpression, value);
        if (value.Type != property.ClrType)
            value = Expression.Convert(value, property.ClrType);
        return property.IsNullable
            ? Expression.Condition(
                Expression.Call(row, nameof(DbDataReader.IsDBNull), null, index),
                Expression.Default(property.ClrType),
                value
            )
            : value;
    }
}
