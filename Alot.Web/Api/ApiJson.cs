using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Serialization;
using Alot.Domain;
using Alot.Domain.Ledger;

namespace Alot.Web.Api;

/// <summary>How JSON reads and looks at every door (api.md): snake_case, nothing coerced, money with two decimals.</summary>
public static class ApiJson
{
    public static readonly JsonSerializerOptions Options = Make();

    public static void Configure(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        // Names of fields in `errors` and of terms are written as they are in the request.
        json.DictionaryKeyPolicy = null;
        json.PropertyNameCaseInsensitive = false;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.AllowDuplicateProperties = false;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.MaxDepth = 16;
        json.Converters.Add(new MoneyJson());
        json.Converters.Add(new CreditsJson());
        json.Converters.Add(new IdJson());
        json.Converters.Add(new UtcJson());
        json.Converters.Add(new CleanText());
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Make()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(json);
        json.MakeReadOnly(populateMissingResolver: true);
        return json;
    }

    /// <summary><c>2500.00</c>.</summary>
    private sealed class MoneyJson : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out var amount))
                throw new JsonException("An amount of money is a number.");
            // The column is numeric(12,2); what can't be kept can't be asked for.
            if (Math.Abs(amount) >= 10_000_000_000m)
                throw new JsonException("That amount of money is too large.");
            var cents = amount * 100m;
            return cents == decimal.Truncate(cents)
                ? new Money((long)cents)
                : throw new JsonException("An amount of money has at most two decimals.");
        }

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.ToPlainString());
    }

    private sealed class CreditsJson : JsonConverter<Credits>
    {
        public override Credits Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var amount)
                ? new Credits(amount)
                : throw new JsonException("Credits are a whole number.");

        public override void Write(Utf8JsonWriter writer, Credits value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Amount);
    }

    /// <summary>Typed ids are UUID strings.</summary>
    private sealed class IdJson : JsonConverterFactory
    {
        public override bool CanConvert(Type type) => IsId(type);

        public override JsonConverter CreateConverter(Type type, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(type))!;

        private sealed class Of<T> : JsonConverter<T>
            where T : struct
        {
            private static readonly Func<Guid, T> Make = Compile<Func<Guid, T>>(
                typeof(Guid),
                value => Expression.New(typeof(T).GetConstructor([typeof(Guid)])!, value)
            );

            private static readonly Func<T, Guid> Value = Compile<Func<T, Guid>>(
                typeof(T),
                id => Expression.Property(id, nameof(LotId.Value))
            );

            public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
                reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out var value)
                    ? Make(value)
                    : throw new JsonException("An id is a UUID.");

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                writer.WriteStringValue(Value(value));

            private static TFunc Compile<TFunc>(Type from, Func<ParameterExpression, Expression> body)
            {
                var parameter = Expression.Parameter(from);
                return Expression.Lambda<TFunc>(body(parameter), parameter).Compile();
            }
        }
    }

    /// <summary>A typed id of <c>Alot.Domain</c>: a record struct around one Guid called Value.</summary>
    public static bool IsId(Type type) =>
        type.IsValueType
        && type.Namespace == typeof(LotId).Namespace
        && type.GetProperty(nameof(LotId.Value))?.PropertyType == typeof(Guid);

    /// <summary>UTC with <c>Z</c>, milliseconds: <c>2026-11-20T18:46:09.120Z</c>.</summary>
    private sealed class UtcJson : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var time)
                ? time.ToUniversalTime()
                : throw new JsonException("A time is written as 2026-11-20T18:46:09Z.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Utc(value));
    }

    public static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>PostgreSQL keeps no NUL in text; it is refused at the door instead of failing at the commit.</summary>
    private sealed class CleanText : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException("Text is expected here.");
            var text = reader.GetString()!;
            return text.Contains('\0', StringComparison.Ordinal)
                ? throw new JsonException("Text may not hold a NUL character.")
                : text;
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value);

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var name = reader.GetString()!;
            return name.Contains('\0', StringComparison.Ordinal)
                ? throw new JsonException("Text may not hold a NUL character.")
                : name;
        }

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value);
    }
}
