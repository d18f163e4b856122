namespace Alot.Domain.Lots;

/// <summary>Tickets <see cref="First"/> … <see cref="Last"/> of one lot, both included. Numbers start at 1 and have no gaps.</summary>
public readonly record struct TicketRange(int First, int Count)
{
    public int Last => First + Count - 1;

    public bool Contains(int ticket) => ticket >= First && ticket <= Last;

    /// <summary>In order, neighbours joined.</summary>
    public static IReadOnlyList<TicketRange> Joined(IEnumerable<TicketRange> ranges)
    {
        var joined = new List<TicketRange>();
        foreach (var range in ranges.OrderBy(r => r.First))
            if (joined.Count > 0 && joined[^1].Last + 1 == range.First)
                joined[^1] = new TicketRange(joined[^1].First, joined[^1].Count + range.Count);
            else
                joined.Add(range);
        return joined;
    }

    public override string ToString() => Count == 1 ? $"{First}" : $"{First}–{Last}";
}
