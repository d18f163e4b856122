using Alot.Domain;
using Alot.Domain.Ledger;
using Shouldly;
using Xunit;

namespace Alot.Tests.Ledger;

public sealed class WalletTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Spending_or_receiving_nothing_or_less_changes_nothing(long amount)
    {
        var wallet = Wallet.Empty(PlayerId.New(Now), Now);
        wallet.Receive(new Credits(500), CreditKind.AdminGrant, "For a test", Now);

        Should.Throw<ArgumentOutOfRangeException>(() =>
            wallet.Spend(new Credits(amount), CreditKind.EntryPurchase, "", Now)
        );
        Should.Throw<ArgumentOutOfRangeException>(() =>
            wallet.Receive(new Credits(amount), CreditKind.EntryReturn, "", Now)
        );

        (wallet.Balance, wallet.TotalEarned, wallet.TotalSpent).ShouldBe(
            (new Credits(500), new Credits(500), Credits.Zero)
        );
    }

    [Fact]
    public void What_does_not_fit_into_a_balance_changes_nothing()
    {
        var wallet = Wallet.Empty(PlayerId.New(Now), Now);
        wallet.Receive(new Credits(500), CreditKind.AdminGrant, "For a test", Now);

        Should.Throw<OverflowException>(() =>
            wallet.Receive(new Credits(long.MaxValue), CreditKind.AdminGrant, "", Now)
        );

        (wallet.Balance, wallet.TotalEarned).ShouldBe((new Credits(500), new Credits(500)));
    }
}
