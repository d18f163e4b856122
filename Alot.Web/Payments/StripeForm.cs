using System.Globalization;
using System.Text;

namespace Alot.Web.Payments;

/// <summary>
/// A request body as Stripe reads it: application/x-www-form-urlencoded, structure written into the names with
/// brackets (<c>line_items[0][price_data][currency]</c>). Fields keep their order, so the same call has the same bytes.
/// </summary>
public sealed class StripeForm
{
    private readonly StringBuilder _encoded = new();

    /// <summary>Adds a field; null leaves it out, which is how optional parameters are not sent.</summary>
    public StripeForm Add(string name, string? value)
    {
        if (value is null)
            return this;
        if (_encoded.Length > 0)
            _encoded.Append('&');
        // Brackets stay readable, as Stripe's own libraries leave them.
        var escaped = Uri.EscapeDataString(name)
            .Replace("%5B", "[", StringComparison.Ordinal)
            .Replace("%5D", "]", StringComparison.Ordinal);
        _encoded.Append(escaped).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    public StripeForm Add(string name, long value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    public override string ToString() => _encoded.ToString();

    public HttpContent ToContent() =>
        new StringContent(_encoded.ToString(), new UTF8Encoding(false), "application/x-www-form-urlencoded");
}
