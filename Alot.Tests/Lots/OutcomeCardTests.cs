using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

public sealed class OutcomeCardTests
{
    [Fact]
    public void Twenty_five_dollars_become_what_the_look_book_says()
    {
        var card = OutcomeCard.ForCash(LotTerms.Default, Money.Dollars(25));

        card.IfNotWinner.ShouldBe(new Credits(1_250));
        card.CashIfExpired.ShouldBe(new Money(2_450));
        card.FeeIfExpired.ShouldBe(new Money(50));
        card.CreditsIfExpired.ShouldBe(new Credits(3_750));
        card.EntriesIfExpired.ShouldBe(37);
    }

    [Fact]
    public void Cash_back_and_fee_are_always_what_was_paid()
    {
        for (var cents = 1; cents <= 10_000; cents++)
        {
            var card = OutcomeCard.ForCash(LotTerms.Default, new Money(cents));
            (card.CashIfExpired + card.FeeIfExpired).ShouldBe(new Money(cents));
        }
    }

    [Fact]
    public void The_terms_of_the_lot_decide_not_the_default()
    {
        var terms = LotTerms.Default with { NonWinnerCreditsPerDollar = 30, RefundCashPercent = 95 };

        var card = OutcomeCard.ForCash(terms, Money.Dollars(40));

        card.IfNotWinner.ShouldBe(new Credits(1_200));
        card.CashIfExpired.ShouldBe(Money.Dollars(38));
    }

    [Fact]
    public void A_credit_entry_brings_no_credits_and_comes_back_in_full()
    {
        var card = OutcomeCard.ForCredits(Credits.ForEntries(10));

        card.IsCash.ShouldBeFalse();
        card.IfNotWinner.ShouldBe(Credits.Zero);
        card.CashIfExpired.ShouldBe(Money.Zero);
        card.CreditsIfExpired.ShouldBe(new Credits(1_000));
    }
}
