using System.Diagnostics;

namespace Alot.Web.Shell;

/// <summary>
/// What a person quotes to the help desk: the first eight digits of the request's trace id, which every log line of the
/// request carries (<c>ALT-3F2A-91BC</c> is trace <c>3f2a91bc…</c>).
/// </summary>
public static class Reference
{
    public static string Of(HttpContext http)
    {
        var trace = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
            ? activity.TraceId.ToHexString()
            : http.TraceIdentifier;
        var digits = trace.ToUpperInvariant();
        return digits.Length < 8 ? "ALT-" + digits : $"ALT-{digits[..4]}-{digits[4..8]}";
    }
}
