using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

public sealed class LotTermsTests
{
    private static readonly LotTerms Terms = LotTerms.Default;

    [Fact]
    public void Forty_dollars_of_an_expired_lot_are_39_20_or_6000_credits()
    {
        Terms.CashBack(Money.Dollars(40)).ShouldBe(new Money(39_20));
        Terms.Fee(Money.Dollars(40)).ShouldBe(new Money(80));
        Terms.CreditsIfExpired(Money.Dollars(40)).ShouldBe(new Credits(6_000));
    }

    [Fact]
    public void Whole_dollars_are_exact()
    {
        for (var dollars = 1; dollars <= 2_000; dollars++)
        {
            var cash = Money.Dollars(dollars);
            Terms.CashBack(cash).Cents.ShouldBe(dollars * 98);
            Terms.CreditsIfExpired(cash).Amount.ShouldBe(dollars * 150);
            Terms.CreditsIfNotWinner(cash).Amount.ShouldBe(dollars * 50);
        }
    }

    [Fact]
    public void Any_other_amount_is_rounded_in_the_players_favour()
    {
        for (var cents = 1L; cents < 500; cents++)
        {
            var cash = new Money(cents);
            // The fee down, the credits up, and never by a whole unit.
            (Terms.Fee(cash).Cents * 100).ShouldBeInRange(cents * 2 - 99, cents * 2);
            (Terms.CashBack(cash) + Terms.Fee(cash)).ShouldBe(cash);
            (Terms.CreditsIfExpired(cash).Amount * 100).ShouldBeInRange(cents * 150, cents * 150 + 99);
        }
    }

    [Theory]
    [InlineData(100, 30)]
    [InlineData(101, 30)]
    [InlineData(103, 30)]
    [InlineData(104, 31)]
    [InlineData(3, 0)]
    [InlineData(25_000_000, 7_500_000)]
    public void Non_cash_tickets_may_reach_thirty_percent_of_the_target_rounded_down(int target, int tickets) =>
        Terms.NonCashCapacity(Money.Dollars(target)).ShouldBe(tickets);
}
