using Alot.Domain.Ledger;
using Shouldly;
using Xunit;

namespace Alot.Tests.Ledger;

public sealed class JournalEntryTests
{
    private static readonly Guid Owner = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_balanced_entry_has_lines_with_sum_zero() =>
        Usd()
            .Line(AccountKind.Clearing, Owner, -100)
            .Line(AccountKind.CashEscrow, Owner, 100)
            .Balanced()
            .Lines.Count.ShouldBe(2);

    [Fact]
    public void Lines_that_leave_a_cent_are_a_bug() =>
        Should.Throw<InvalidOperationException>(() =>
            Usd().Line(AccountKind.Clearing, Owner, -100).Line(AccountKind.CashEscrow, Owner, 99).Balanced()
        );

    [Fact]
    public void An_entry_without_lines_is_a_bug() =>
        Should.Throw<InvalidOperationException>(() => Usd().Line(AccountKind.Clearing, Owner, 0).Balanced());

    [Fact]
    public void Nothing_is_written_for_a_line_of_zero() =>
        Usd().Line(AccountKind.FeesEarned, Owner, 0).Lines.ShouldBeEmpty();

    [Fact]
    public void One_entry_has_one_currency()
    {
        Should.Throw<InvalidOperationException>(() => Usd().Line(AccountKind.PlayerCredits, Owner, 1));
        var credits = JournalEntry.Of("test", Currency.Crd, DateTimeOffset.UnixEpoch);
        Should.Throw<InvalidOperationException>(() => credits.Line(AccountKind.CashEscrow, Owner, 1));
    }

    [Fact]
    public void Only_clearing_margin_the_source_of_credits_and_what_is_claimed_back_may_be_negative() =>
        Enum.GetValues<AccountKind>()
            .Where(AccountKinds.MayBeNegative)
            .ShouldBe(
                [
                    AccountKind.Clearing,
                    AccountKind.PlatformMargin,
                    AccountKind.CreditsIssued,
                    AccountKind.CreditsClaimed,
                ],
                ignoreOrder: true
            );

    private static JournalEntry Usd() => JournalEntry.Of("test", Currency.Usd, DateTimeOffset.UnixEpoch);
}
