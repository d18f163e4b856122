using System.Globalization;
using Alot.Data.Lots;
using Alot.Domain.Draws;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Web.Art;
using Alot.Web.Kit;

namespace Alot.Web.Lots;

/// <summary>What is said about lots in more than one place.</summary>
public static class LotText
{
    /// <summary>How many ranges are named before the rest is counted.</summary>
    public const int MostRanges = 6;

    public static string Url(LotView lot) => $"/lots/{lot.Id}";

    /// <summary>"watch", "bag", "pair", "piece": what one wins, in a word.</summary>
    public static string Noun(Category category) =>
        category switch
        {
            Category.Watch => "watch",
            Category.Bag => "bag",
            Category.Sneaker => "pair",
            _ => "piece",
        };

    /// <summary>"Watches", as filters name them.</summary>
    public static string Plural(Category category) =>
        category switch
        {
            Category.Watch => "Watches",
            Category.Bag => "Bags",
            Category.Sneaker => "Sneakers",
            _ => "Memorabilia",
        };

    public static string Picture(Category category, int seed, Tier tier, ArtView view = ArtView.Front) =>
        ArtUrl.Plate(category, seed.ToString(CultureInfo.InvariantCulture), tier, view);

    public static OddsBasis Basis(LotView lot) =>
        new(lot.LiveTickets, lot.LiveNonCash, lot.Target.Cents / 100, lot.NonCashCapacity);

    public static string OneIn(Odds odds) => "1 in " + Figures.Of(odds.OneIn);

    /// <summary>"110 to 134, 212": in order, neighbours joined, the many counted.</summary>
    public static string Ranges(IEnumerable<TicketRange> tickets)
    {
        var joined = TicketRange.Joined(tickets);
        var named = joined
            .Take(MostRanges)
            .Select(r => r.First == r.Last ? Figures.Of(r.First) : $"{Figures.Of(r.First)} to {Figures.Of(r.Last)}");
        var rest = joined.Count - MostRanges;
        return string.Join(", ", named) + (rest > 0 ? $" and {rest} more" : "");
    }

    /// <summary>What the draw mode proves, and what it does not (draws.md).</summary>
    public static (string Level, string Proves) Proof(DrawMode mode) =>
        mode switch
        {
            DrawMode.Classic => (
                "classic",
                "The seed was not changed after opening. The result does not depend on the list of entries, and an operator who knows the seed is not bound."
            ),
            DrawMode.Roster => (
                "roster",
                "The seed was not changed after opening, and the result depends on the exact list of entries. It does not bind an operator who knows the seed."
            ),
            _ => (
                "beacon",
                "The seed was not changed after opening, the result depends on the exact list of entries, and nobody, the operator included, could know or steer it."
            ),
        };

    public static string EntryLine(FeedLine line) =>
        line.Kind switch
        {
            EntryKind.Credits => Figures.Entries(line.Tickets) + ", credits",
            EntryKind.Trivia => line.Tickets == 1 ? "1 free entry" : Figures.Of(line.Tickets) + " free entries",
            _ => Figures.Entries(line.Tickets),
        };

    public static string Players(int count) => Figures.Of(count) + (count == 1 ? " player" : " players");

    /// <summary>The most entries that can be had now of one kind.</summary>
    public static int Most(LotView lot, MyLot? mine, EntryKind with) =>
        with == EntryKind.Cash
            ? Math.Max(0, lot.FreeCash)
            : (int)Math.Max(0, Math.Min(lot.FreeNonCash, (mine?.Balance ?? Credits.Zero).Amount / Credits.PerEntry));

    /// <summary>The least; less than the tier's when less is left.</summary>
    public static int Least(LotView lot, EntryKind with) =>
        Math.Max(1, Math.Min(lot.MinimumTickets, with == EntryKind.Cash ? lot.FreeCash : lot.FreeNonCash));
}
