using Alot.Domain.Lots;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

public sealed class OddsTests
{
    // The lot of the look book: $13,940 of $17,000, 610 credit and free entries, at most 5,100.
    private static readonly OddsBasis Lot = new(Live: 14_550, LiveNonCash: 610, Target: 17_000, NonCashCapacity: 5_100);

    [Fact]
    public void Twenty_five_entries_have_the_odds_the_look_book_shows()
    {
        var odds = EntryOdds.Of(Lot, own: 0, buying: 25, EntryKind.Cash);

        odds.Now.OneIn.ShouldBe(583);
        odds.IfFilled.OneIn.ShouldBe(705);
        odds.AtWorst.OneIn.ShouldBe(884);
    }

    [Fact]
    public void Entries_held_already_count_once_and_are_not_added_to_the_lot_again()
    {
        var odds = EntryOdds.Of(Lot, own: 25, buying: 25, EntryKind.Cash);

        odds.Now.ShouldBe(new Odds(50, 14_575));
        odds.IfFilled.ShouldBe(new Odds(50, 17_610));
        odds.AtWorst.ShouldBe(new Odds(50, 22_100));
    }

    [Fact]
    public void Credit_entries_come_on_top_of_the_target_but_inside_the_capacity()
    {
        var odds = EntryOdds.Of(Lot, own: 0, buying: 25, EntryKind.Credits);

        odds.IfFilled.ShouldBe(new Odds(25, 17_635));
        odds.AtWorst.ShouldBe(new Odds(25, 22_100));
    }

    [Fact]
    public void Odds_get_no_better_from_now_to_full_to_worst()
    {
        foreach (var (own, buying) in new (long, long)[] { (0, 1), (1, 0), (7, 12), (300, 1_000) })
        foreach (var with in new[] { EntryKind.Cash, EntryKind.Credits })
        {
            var odds = EntryOdds.Of(Lot, own, buying, with);
            odds.Now.OneIn.ShouldBeLessThanOrEqualTo(odds.IfFilled.OneIn);
            odds.IfFilled.OneIn.ShouldBeLessThanOrEqualTo(odds.AtWorst.OneIn);
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 10, 4)]
    [InlineData(5, 10, 2)]
    [InlineData(1, 2_147_483_647, 2_147_483_647)]
    public void One_in_so_many_is_rounded_up(long own, long all, long oneIn) =>
        new Odds(own, all).OneIn.ShouldBe(oneIn);

    [Fact]
    public void Nobody_has_odds_without_a_ticket_or_with_more_tickets_than_there_are()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new Odds(0, 10));
        Should.Throw<ArgumentOutOfRangeException>(() => new Odds(11, 10));
    }
}
