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

    private readonly IReadOnlyList<string> names;
    private readonly Func<DbDataReader, int, T> read;

    private EntityReader(IEntityType entity)
    {
        var table = StoreObjectIdentifier.Table(entity.GetTableName()!);
        var columns = entity.GetProperties().Select(p => (Property: p, Name: p.GetColumnName(table)!)).ToList();
        names = [.. columns.Select(c => c.Name)];

        var row = Expression.Parameter(typeof(DbDataReader), "row");
        var at = Expression.Parameter(typeof(int), "at");
        var made = Expression.MemberInit(
            Expression.New(typeof(T)),
            columns.Select(
                (c, i) =>
                    Expression.Bind(
                        Member(c.Property),
                        Value(c.Property, row, Expression.Add(at, Expression.Constant(i)))
                    )
            )
        );
        read = Expression.Lambda<Func<DbDataReader, int, T>>(made, row, at).Compile();
    }

    /// <summary>The first column after those of the entity.</summary>
    public int Next => names.Count;

    /// <summary>What to select of the table or alias, in the order in which it is read.</summary>
    public string Columns(string of) => string.Join(", ", names.Select(name => $"{of}.{name}"));

    public static EntityReader<T> Of(AlotDb db) => known ??= new EntityReader<T>(db.Model.FindEntityType(typeof(T))!);

    /// <param name="row">A row with <see cref="Columns(string)"/>.</param>
    /// <param name="at">Where they begin.</param>
    public T Read(DbDataReader row, int at = 0) => read(row, at);

    // Only its own type sets a property of an entity; compiled expressions may, as EF does.
    private static System.Reflection.MemberInfo Member(IProperty property) =>
        property.PropertyInfo?.DeclaringType!.GetProperty(
            property.Name,
            System.Reflection.BindingFlags.Instance
                | System.Reflection.BindingFlags.Public
                | System.Reflection.BindingFlags.NonPublic
        ) ?? throw new InvalidOperationException($"{typeof(T).Name}.{property.Name} is no property that can be set.");

    private static Expression Value(IProperty property, Expression row, Expression index)
    {
        var converter = property.FindTypeMapping()?.Converter;
        var stored = converter?.ProviderClrType ?? Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
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
