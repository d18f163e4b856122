using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Shouldly;
using Xunit;

namespace Alot.Tests.Payments;

/// <summary>What a buyer of an expired lot may choose, without a database.</summary>
public sealed class PurchaseTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset ChooseBy = Now.AddDays(14);

    [Fact]
    public void Cash_is_98_percent_by_a_refund_and_2_percent_are_earned()
    {
        var purchase = Offered(40);
        var outcome = purchase.Choose(RefundChoice.Cash, LotTerms.Default, Now);

        outcome.Refund!.Amount.ShouldBe(new Money(39_20));
        outcome.Refund.Reason.ShouldBe(RefundReason.ExpiredChoice);
        outcome.Credits.ShouldBe(Credits.Zero);
        Amounts(outcome.Journals.ShouldHaveSingleItem())
            .ShouldBe([
                (AccountKind.CashEscrow, -4_000),
                (AccountKind.RefundsPayable, 3_920),
                (AccountKind.FeesEarned, 80),
            ]);
        (purchase.RefundChoice, purchase.RefundEligible, purchase.IsSettledWithBuyer).ShouldBe(
            (RefundChoice.Cash, false, true)
        );
        purchase.Status.ShouldBe(PurchaseStatus.Succeeded, "until the processor has sent it");
    }

    [Fact]
    public void Credits_are_one_and_a_half_times_the_cash_and_the_margin_pays_the_half()
    {
        var purchase = Offered(40);
        var outcome = purchase.Choose(RefundChoice.Credits, LotTerms.Default, Now);

        outcome.Refund.ShouldBeNull();
        outcome.Credits.ShouldBe(new Credits(6_000));
        outcome.Journals.Count.ShouldBe(2);
        Amounts(outcome.Journals[0])
            .ShouldBe([
                (AccountKind.CashEscrow, -4_000),
                (AccountKind.CreditReserve, 6_000),
                (AccountKind.PlatformMargin, -2_000),
            ]);
        Amounts(outcome.Journals[1])
            .ShouldBe([(AccountKind.CreditsIssued, -6_000), (AccountKind.PlayerCredits, 6_000)]);
        (purchase.Status, purchase.CreditsConverted).ShouldBe((PurchaseStatus.Succeeded, new Credits(6_000)));
    }

    [Theory]
    [InlineData(RefundChoice.Cash, RefundChoice.Credits)]
    [InlineData(RefundChoice.Credits, RefundChoice.Cash)]
    [InlineData(RefundChoice.Cash, RefundChoice.Cash)]
    public void A_choice_is_final(RefundChoice first, RefundChoice second)
    {
        var purchase = Offered(40);
        purchase.Choose(first, LotTerms.Default, Now);
        Refused("choice_made", () => purchase.Choose(second, LotTerms.Default, Now));
        purchase.RefundChoice.ShouldBe(first);
    }

    [Fact]
    public void There_is_nothing_to_choose_before_the_lot_expired()
    {
        var purchase = Paid(40);
        Refused("choice_not_offered", () => purchase.Choose(RefundChoice.Cash, LotTerms.Default, Now));
        purchase.OfferChoice(ChooseBy);
        purchase.WithdrawChoice();
        Refused("choice_not_offered", () => purchase.Choose(RefundChoice.Cash, LotTerms.Default, Now));
    }

    [Fact]
    public void When_the_days_are_over_nobody_chooses_any_more_even_if_no_job_has_run()
    {
        var purchase = Offered(40);
        Refused("choice_over", () => purchase.Choose(RefundChoice.Credits, LotTerms.Default, ChooseBy));
        Refused("choice_over", () => purchase.Choose(RefundChoice.Cash, LotTerms.Default, ChooseBy));

        var late = purchase.Choose(RefundChoice.Cash, LotTerms.Default, ChooseBy, byDefault: true);
        late.Refund!.Reason.ShouldBe(RefundReason.ExpiredDefault);
        late.Refund.Amount.ShouldBe(new Money(39_20));
    }

    [Fact]
    public void What_was_given_back_can_not_be_given_back_again()
    {
        var purchase = Paid(40);
        purchase.GiveBackAll(RefundReason.Cancelled, Now).Amount.ShouldBe(Money.Dollars(40));
        Should.Throw<InvalidOperationException>(() => purchase.GiveBackAll(RefundReason.Left, Now));
    }

    [Fact]
    public void A_refund_keeps_its_success_until_the_card_network_sends_it_back()
    {
        var refund = Offered(40).Choose(RefundChoice.Cash, LotTerms.Default, Now).Refund!;
        refund.Answered(Answer(GatewayRefundStatus.Pending), Now).ShouldBe(RefundNews.None);
        refund.Status.ShouldBe(RefundStatus.Sent);
        refund.Answered(Answer(GatewayRefundStatus.Succeeded), Now).ShouldBe(RefundNews.Paid);
        refund.Answered(Answer(GatewayRefundStatus.Succeeded), Now).ShouldBe(RefundNews.None);
        refund.Answered(Answer(GatewayRefundStatus.Pending), Now).ShouldBe(RefundNews.None);
        refund.Status.ShouldBe(RefundStatus.Succeeded);
        refund.Answered(Answer(GatewayRefundStatus.Failed), Now).ShouldBe(RefundNews.Bounced);
        refund.Answered(Answer(GatewayRefundStatus.Succeeded), Now).ShouldBe(RefundNews.None);
        refund.Status.ShouldBe(RefundStatus.Payable);
    }

    [Fact]
    public void A_refund_that_the_card_network_refuses_waits_for_staff()
    {
        var refund = Offered(40).Choose(RefundChoice.Cash, LotTerms.Default, Now).Refund!;
        refund.Answered(Answer(GatewayRefundStatus.Failed), Now).ShouldBe(RefundNews.Refused);
        (refund.Status, refund.FailureReason).ShouldBe((RefundStatus.Payable, "expired_or_canceled_card"));
    }

    private static GatewayRefund Answer(GatewayRefundStatus status) =>
        new(
            "re_1",
            "pi_1",
            status,
            new Money(39_20),
            "usd",
            status == GatewayRefundStatus.Failed ? "expired_or_canceled_card" : null,
            null,
            "expired_choice"
        );

    private static Purchase Offered(int dollars)
    {
        var purchase = Paid(dollars);
        purchase.OfferChoice(ChooseBy);
        return purchase;
    }

    private static Purchase Paid(int dollars)
    {
        var product = Product.Catalogue(
            new("Meridian", "Velden", Category.Watch, Money.Dollars(400), "Steel.", "New"),
            1,
            Now
        );
        var lot = Lot.Draft(LotId.New(Now), 401, product, new LotPlan(Now.AddDays(1)), null, Now);
        lot.Open(product, false, true, PlayerId.New(Now), Now);
        var buyer = new Buyer(PlayerId.New(Now), "ines_calder", false, UserStatus.Active, true, false, null, Now);
        var purchase = lot.Hold(PurchaseId.New(Now), Money.Dollars(dollars), false, buyer, true, 0, Now);
        lot.Confirm(purchase, EntryId.New(Now), Now);
        return purchase;
    }

    private static IEnumerable<(AccountKind, long)> Amounts(JournalEntry journal) =>
        journal.Lines.Select(l => (l.Account, l.Amount));

    private static void Refused(string code, Func<object> work) =>
        Should.Throw<Refusal>(() => work()).Code.ShouldBe(code);
}
