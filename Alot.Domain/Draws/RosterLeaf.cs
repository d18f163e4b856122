using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Alot.Domain.Lots;

namespace Alot.Domain.Draws;

/// <summary>
/// One entry in a frozen roster. Its text is <c>{entry_id}:{tickets_start}:{tickets_end}:{user_tag}:{live|void}</c>.
/// </summary>
/// <param name="IsVoid">The tickets were voided before funding: they keep their numbers and can't win.</param>
public readonly record struct RosterLeaf(EntryId EntryId, TicketRange Tickets, UserTag Tag, bool IsVoid)
{
    /// <summary>36 + 10 + 10 + 16 + 4 characters and four colons.</summary>
    public const int MaxBytes = 80;

    /// <summary>Reads a leaf string, strictly: any other spelling of the same values would hash to something else.</summary>
    /// <exception cref="FormatException">The text is not exactly what <see cref="ToString"/> writes.</exception>
    public static RosterLeaf Parse(string text)
    {
        var parts = text.Split(':');
        if (
            parts.Length == 5
            && Guid.TryParseExact(parts[0], "D", out var id)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first >= 1
            && last >= first
            && parts[4] is "live" or "void"
        )
        {
            var range = new TicketRange(first, last - first + 1);
            var leaf = new RosterLeaf(new EntryId(id), range, UserTag.Parse(parts[3]), parts[4] == "void");
            if (string.Equals(leaf.ToString(), text, StringComparison.Ordinal))
                return leaf;
        }
        throw new FormatException($"'{text}' is not a roster leaf.");
    }

    /// <summary>Writes the leaf string's ASCII bytes, at most <see cref="MaxBytes"/>, without allocating; returns how many.</summary>
    public int WriteTo(Span<byte> target)
    {
        EntryId.Value.TryFormat(target, out var at, "D");
        target[at++] = (byte)':';
        Utf8Formatter.TryFormat(Tickets.First, target[at..], out var written);
        at += written;
        target[at++] = (byte)':';
        Utf8Formatter.TryFormat(Tickets.Last, target[at..], out written);
        at += written;
        target[at++] = (byte)':';
        Utf8Formatter.TryFormat(
            Tag.Value,
            target[at..],
            out written,
            new System.Buffers.StandardFormat('x', UserTag.Digits)
        );
        at += written;
        var end = IsVoid ? ":void"u8 : ":live"u8;
        end.CopyTo(target[at..]);
        return at + end.Length;
    }

    public override string ToString()
    {
        Span<byte> text = stackalloc byte[MaxBytes];
        return Encoding.ASCII.GetString(text[..WriteTo(text)]);
    }
}
