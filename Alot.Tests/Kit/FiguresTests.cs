using Alot.Domain.Ledger;
using Alot.Web.Kit;
using Shouldly;
using Xunit;

namespace Alot.Tests.Kit;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(125_000, "$1,250", "$1,250.00")]
    [InlineData(125_050, "$1,250.50", "$1,250.50")]
    [InlineData(2_500, "$25", "$25.00")]
    [InlineData(5, "$0.05", "$0.05")]
    [InlineData(0, "$0", "$0.00")]
    public void Money_has_cents_where_there_are_some_and_always_where_a_person_pays(
        long cents,
        string short_,
        string exact
    )
    {
        Figures.Of(new Money(cents)).ShouldBe(short_);
        Figures.Exact(new Money(cents)).ShouldBe(exact);
    }

    [Fact]
    public void The_largest_and_the_smallest_amount_can_be_written()
    {
        Figures.Exact(new Money(long.MinValue)).ShouldBe("−$92,233,720,368,547,758.08");
        Figures.Signed(new Credits(long.MinValue)).ShouldBe("−9,223,372,036,854,775,808");
    }

    [Theory]
    [InlineData(1_250, "+1,250")]
    [InlineData(-5_000, "−5,000")]
    [InlineData(0, "0")]
    public void A_line_of_a_ledger_has_a_sign_and_no_unit(long amount, string written) =>
        Figures.Signed(new Credits(amount)).ShouldBe(written);

    [Theory]
    [InlineData(999, 1000, 99)]
    [InlineData(1_699_999, 1_700_000, 99)]
    [InlineData(1000, 1000, 100)]
    [InlineData(1200, 1000, 100)]
    [InlineData(0, 1000, 0)]
    [InlineData(-5, 1000, 0)]
    [InlineData(5, 0, 0)]
    [InlineData(long.MaxValue - 1, long.MaxValue, 99)]
    public void Percent_is_floored_so_that_only_full_shows_100(long part, long whole, int percent) =>
        Figures.PercentOf(part, whole).ShouldBe(percent);

    [Theory]
    [InlineData(25, 14_575, "1 in 583")]
    [InlineData(25, 14_576, "1 in 584")]
    [InlineData(1, 17_000, "1 in 17,000")]
    [InlineData(7, 7, "1 in 1")]
    [InlineData(3, long.MaxValue, "1 in 3,074,457,345,618,258,603")]
    public void Odds_are_rounded_up(long own, long all, string odds) => Figures.Odds(own, all).ShouldBe(odds);

    [Fact]
    public void Odds_of_no_entries_are_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Figures.Odds(0, 100));

    [Theory]
    [InlineData(0, "00:00", "00:00")]
    [InlineData(-90, "00:00", "00:00")]
    [InlineData(0.2, "00:01", "00:01")]
    [InlineData(2_292, "38:12", "38:12")]
    [InlineData(3_599, "59:59", "59:59")]
    [InlineData(3_600, "1h 00m", "01:00:00")]
    [InlineData(8_049, "2h 14m", "02:14:09")]
    [InlineData(32_700, "9h 05m", "09:05:00")]
    [InlineData(86_399, "23h 59m", "23:59:59")]
    [InlineData(86_400, "1d 0h", "1d 0h")]
    [InlineData(1_202_400, "13d 22h", "13d 22h")]
    public void Time_left_is_said_in_words_or_as_a_clock(double seconds, string words, string clock)
    {
        Figures.Left(TimeSpan.FromSeconds(seconds)).ShouldBe(words);
        Figures.Clock(TimeSpan.FromSeconds(seconds)).ShouldBe(clock);
    }

    [Theory]
    [InlineData(6, "6m")]
    [InlineData(190, "3h 10m")]
    [InlineData(1_200, "20h")]
    [InlineData(2_400, "1d 16h")]
    [InlineData(2_880, "2d")]
    public void Age_has_its_two_largest_units(int minutes, string age) =>
        Figures.Age(TimeSpan.FromMinutes(minutes)).ShouldBe(age);

    [Theory]
    [InlineData("anders7", "a•••7")]
    [InlineData("Katya O", "k•••o")]
    [InlineData("x", "x•••")]
    [InlineData("", "•••")]
    [InlineData("  mia  ", "m•••a")]
    [InlineData("Ömer😀", "ö•••😀")]
    public void A_masked_name_keeps_its_first_and_last_sign(string name, string masked) =>
        Figures.Masked(name).ShouldBe(masked);

    [Theory]
    [InlineData(1, "1 entry", "1 ticket")]
    [InlineData(25, "25 entries", "25 tickets")]
    [InlineData(1_286, "1,286 entries", "1,286 tickets")]
    public void Counts_say_one_or_many(long count, string entries, string tickets)
    {
        Figures.Entries(count).ShouldBe(entries);
        Figures.Tickets(count).ShouldBe(tickets);
    }

    [Theory]
    [InlineData(7, "0007")]
    [InlineData(417, "0417")]
    [InlineData(12_345, "12345")]
    public void A_lot_number_has_at_least_four_digits(long number, string written) =>
        Figures.LotNumber(number).ShouldBe(written);
}
