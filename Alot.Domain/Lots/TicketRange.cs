namespace Alot.Domain.Lots;

/// <summary>Tickets <see cref="First"/> … <see cref="Last"/> of one lot, both included. Numbers start at 1 and have no gaps.</summary>
public readonly record struct TicketRange(int First, int Count)
{
    public int Last => First + Count - 1;

    public bool Contains(int ticket) => ticket >= First && ticket <= Last;

    public override string ToString() => Count == 1 ? $"{First}" : $"{First}–{Last}";
}
