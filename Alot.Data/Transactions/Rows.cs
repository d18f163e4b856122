using Npgsql;
using NpgsqlTypes;

namespace Alot.Data.Transactions;

/// <summary>A column of many rows as one parameter, for <c>unnest</c>.</summary>
internal static class Rows
{
    public static NpgsqlParameter Of<T, TValue>(IEnumerable<T> rows, Func<T, TValue> column, NpgsqlDbType type) =>
        new() { Value = rows.Select(column).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
