using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Web.Kit;

namespace Alot.Web.Pots;

/// <summary>What is said about pots in more than one place.</summary>
public static class PotText
{
    public static string Url(PotId id) => $"/pots/{id}";

    public static string Transcript(PotId id) => $"/pots/{id}/transcript";

    public static string Verify(PotId id) => $"/pots/{id}/verify";

    /// <summary>The fine lines that follow from the pot's seed hash, as a banknote's do from its plate.</summary>
    public static string Art(PotRow pot) => $"/art/pot/{pot.SeedHash}.svg#r";

    public static string Of(Credits credits) => Figures.Of(credits);

    /// <summary>"2381": what people call it by, so without a comma.</summary>
    public static string Number(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static string Players(int count) => Figures.Of(count) + (count == 1 ? " player" : " players");

    /// <summary>"13 of 20 tickets, 65 percent".</summary>
    public static string Spoken(PotRow pot) =>
        $"{Figures.Of(pot.TicketsSold)} of {Figures.Tickets(pot.MaxTickets)}, {Figures.Of(pot.FillPercent)} percent";

    /// <summary>What a cheer says and the sign beside it.</summary>
    public static (string Word, string Icon) Cheer(string key) =>
        key switch
        {
            "luck" => ("Good luck", "ticket"),
            "fill" => ("Fill it up", "coins"),
            "high_five" => ("High five", "hand-palm"),
            _ => ("Bravo", "trophy"),
        };

    /// <summary>The tickets of each seat: those given at the lock, till then as they would be now.</summary>
    public static IReadOnlyList<TicketRange> Ranges(IReadOnlyList<PotSeat> seats)
    {
        var ranges = new List<TicketRange>(seats.Count);
        var next = 1;
        foreach (var seat in seats)
        {
            ranges.Add(new TicketRange(seat.TicketsStart ?? next, seat.TicketCount));
            next += seat.TicketCount;
        }
        return ranges;
    }

    /// <summary>"7–8, 14–16": in order, neighbours joined.</summary>
    public static string Say(IEnumerable<TicketRange> tickets) =>
        string.Join(
            ", ",
            TicketRange
                .Joined(tickets)
                .Select(r => r.First == r.Last ? Figures.Of(r.First) : $"{Figures.Of(r.First)}–{Figures.Of(r.Last)}")
        );
}
