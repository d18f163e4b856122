using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Alot.Data.Mapping;

/// <summary>An enum as lower-case snake_case text (<c>RevealedWon</c> → <c>revealed_won</c>), with a CHECK made from its names.</summary>
internal static class EnumText
{
    public static PropertyBuilder<T> AsText<T>(this PropertyBuilder<T> property)
        where T : struct, Enum => property.HasConversion(new Column<T>()).HasColumnType("text");

    public static PropertyBuilder<T?> AsText<T>(this PropertyBuilder<T?> property)
        where T : struct, Enum => property.HasConversion(new Column<T>()).HasColumnType("text");

    public static string Text<T>(T value)
        where T : struct, Enum => SnakeCase.Of(value.ToString());

    public static T Parse<T>(string text)
        where T : struct, Enum => Names<T>.ByText[text];

    /// <summary><c>status in ('open', 'funded')</c>.</summary>
    public static string CheckSql<T>(string column)
        where T : struct, Enum => $"{column} in ({string.Join(", ", Enum.GetValues<T>().Select(v => $"'{Text(v)}'"))})";

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<string, T> ByText = Enum.GetValues<T>().ToDictionary(Text);
    }

    private sealed class Column<T>() : ValueConverter<T, string>(value => Text(value), text => Parse<T>(text))
        where T : struct, Enum;
}
