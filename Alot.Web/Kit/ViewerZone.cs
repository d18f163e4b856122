using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Alot.Web.Kit;

/// <summary>How a moment is written: day and time, time alone, with seconds, or the date alone.</summary>
public enum MomentForm
{
    /// <summary><c>Today 21:00</c>, <c>13 Nov 17:00</c>.</summary>
    When,

    /// <summary><c>21:00</c>.</summary>
    Time,

    /// <summary><c>20:14:07</c>.</summary>
    Stamp,

    /// <summary><c>13 Nov</c>, with the year when it is not this one.</summary>
    Date,
}

/// <summary>
/// The zone of the person looking, from the cookie <c>alot-zone</c>. Carried from the prerendered page into its circuit, so
/// both write the same times. Unknown on the very first page: then times are UTC and the browser writes them again.
/// </summary>
public sealed class ViewerZone
{
    public const string Cookie = "alot-zone";

    private string? id;
    private TimeZoneInfo zone = TimeZoneInfo.Utc;

    /// <summary>An IANA name, as browsers give it. Anything else counts as unknown.</summary>
    [PersistentState]
    public string? Id
    {
        get => id;
        set
        {
            var known =
                value is { Length: > 0 and <= 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(value, out var found)
                    ? found
                    : null;
            id = known is null ? null : value;
            zone = known ?? TimeZoneInfo.Utc;
        }
    }

    /// <summary>UTC while it is unknown.</summary>
    public TimeZoneInfo Zone => zone;

    /// <summary>The moment as this person's clock shows it.</summary>
    public string Say(DateTimeOffset at, MomentForm form, bool named, DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        var today = TimeZoneInfo.ConvertTime(now, zone);
        var date = local.ToString(local.Year == today.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture);
        var text = form switch
        {
            MomentForm.Time => local.ToString("HH:mm", CultureInfo.InvariantCulture),
            MomentForm.Stamp => local.ToString("HH:mm:ss", CultureInfo.InvariantCulture),
            MomentForm.Date => date,
            _ => Day() + local.ToString(" HH:mm", CultureInfo.InvariantCulture),
        };
        return named && form != MomentForm.Date ? text + " " + ZoneName(local) : text;

        string Day() =>
            (DateOnly.FromDateTime(local.Date).DayNumber - DateOnly.FromDateTime(today.Date).DayNumber) switch
            {
                0 => "Today",
                1 => "Tomorrow",
                -1 => "Yesterday",
                _ => date,
            };
    }

    // Browsers abbreviate the zones of the United States and write all others as an offset; so does this.
    private string ZoneName(DateTimeOffset local)
    {
        if (local.Offset == TimeSpan.Zero && zone.BaseUtcOffset == TimeSpan.Zero && !zone.SupportsDaylightSavingTime)
            return "UTC";
        if (id is not null && American.TryGetValue(id, out var letter))
            return letter == "H" ? "HST" : letter + (zone.IsDaylightSavingTime(local) ? "DT" : "ST");
        var offset = local.Offset.Duration();
        var minutes = offset.Minutes == 0 ? "" : ":" + offset.Minutes.ToString("00", CultureInfo.InvariantCulture);
        return offset == TimeSpan.Zero
            ? "GMT"
            : (local.Offset < TimeSpan.Zero ? "GMT-" : "GMT+")
                + offset.Hours.ToString(CultureInfo.InvariantCulture)
                + minutes;
    }

    private static readonly Dictionary<string, string> American = new(StringComparer.Ordinal)
    {
        ["America/New_York"] = "E",
        ["America/Detroit"] = "E",
        ["America/Toronto"] = "E",
        ["America/Indiana/Indianapolis"] = "E",
        ["America/Kentucky/Louisville"] = "E",
        ["America/Chicago"] = "C",
        ["America/Winnipeg"] = "C",
        ["America/Denver"] = "M",
        ["America/Boise"] = "M",
        ["America/Phoenix"] = "M",
        ["America/Edmonton"] = "M",
        ["America/Los_Angeles"] = "P",
        ["America/Vancouver"] = "P",
        ["America/Anchorage"] = "AK",
        ["America/Juneau"] = "AK",
        ["Pacific/Honolulu"] = "H",
    };
}
