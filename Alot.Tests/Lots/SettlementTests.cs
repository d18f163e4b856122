using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

public sealed class SettlementTests
{
    [Fact]
    public void A_lots_cash_pays_the_item_the_processor_and_the_reserve_and_the_rest_is_margin()
    {
        var settled = Settlement.Of(
            Money.Dollars(2_500),
            Money.Dollars(1_000),
            new Money(75_50),
            new Money(1_200_00),
            false,
            0m
        );
        settled.ItemCost.ShouldBe(Money.Dollars(1_000));
        settled.HostPayable.ShouldBe(Money.Zero);
        settled.Margin.ShouldBe(new Money(224_50));
    }

    [Fact]
    public void A_host_who_ships_gets_the_agreed_cost_and_a_part_of_the_margin_rounded_down()
    {
        var settled = Settlement.Of(
            Money.Dollars(2_500),
            Money.Dollars(1_000),
            new Money(75_50),
            new Money(1_200_01),
            true,
            33.33m
        );
        // 33.33 % of 224.49 is 74.822…
        settled.HostPayable.ShouldBe(new Money(1_074_82));
        (settled.ItemCost, settled.Margin).ShouldBe((Money.Zero, new Money(149_67)));
    }

    [Fact]
    public void A_loss_is_the_platforms_alone()
    {
        var settled = Settlement.Of(
            Money.Dollars(100),
            Money.Dollars(90),
            new Money(5_00),
            new Money(50_00),
            true,
            50m
        );
        settled.HostPayable.ShouldBe(Money.Dollars(90));
        settled.Margin.ShouldBe(new Money(-45_00));
    }

    [Fact]
    public void Nothing_is_ever_left_over()
    {
        var random = Seeds.Random();
        var lot = LotId.New(DateTimeOffset.UnixEpoch);
        for (var i = 0; i < 2_000; i++)
        {
            var settled = Settlement.Of(
                new Money(random.NextInt64(300, 100_000_000)),
                new Money(random.NextInt64(0, 50_000_000)),
                new Money(random.NextInt64(0, 4_000_000)),
                new Money(random.NextInt64(0, 50_000_000)),
                random.Next(2) == 0,
                random.Next(0, 10_001) / 100m
            );
            var journal = settled.Journal(lot, DateTimeOffset.UnixEpoch);
            journal.Lines.Sum(l => l.Amount).ShouldBe(0);
            journal.Lines.Single(l => l.Account == AccountKind.CashEscrow).Amount.ShouldBe(-settled.Cash.Cents);
            settled.HostPayable.Cents.ShouldBeGreaterThanOrEqualTo(0);
        }
    }

    [Theory]
    [InlineData(1_00, 33)] // 2.9 + 30, up
    [InlineData(10_00, 59)]
    [InlineData(100_00, 3_20)]
    public void The_processors_fee_is_2_9_percent_and_30_cents_rounded_up(long payment, long fee) =>
        Settlement.ProcessorFee(new Money(payment)).ShouldBe(new Money(fee));
}
