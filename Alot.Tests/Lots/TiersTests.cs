using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

public sealed class TiersTests
{
    [Theory]
    [InlineData(1_00, Tier.Icon)]
    [InlineData(999_99, Tier.Icon)]
    [InlineData(1_000_00, Tier.Rare)]
    [InlineData(7_999_99, Tier.Rare)]
    [InlineData(8_000_00, Tier.Grail)]
    [InlineData(49_999_99, Tier.Grail)]
    [InlineData(50_000_00, Tier.Mythic)]
    [InlineData(10_000_000_00, Tier.Mythic)]
    public void A_tier_begins_at_its_lower_bound(long cents, Tier tier) => Tiers.Of(new Money(cents)).ShouldBe(tier);

    [Theory]
    [InlineData(1_00, 3)] // 2.50
    [InlineData(40_00, 100)]
    [InlineData(40_01, 101)] // 100.025
    [InlineData(40_40, 101)]
    [InlineData(1_249_00, 3_123)] // 3,122.50
    [InlineData(10_000_000_00, 25_000_000)]
    public void The_target_is_two_and_a_half_times_the_value_up_to_a_whole_dollar(long cents, long dollars) =>
        Tiers.Target(new Money(cents)).ShouldBe(Money.Dollars(dollars));

    [Fact]
    public void The_target_is_never_below_the_exact_product_nor_a_dollar_above()
    {
        for (var cents = 1L; cents < 20_000; cents++)
        {
            var target = Tiers.Target(new Money(cents)).Cents;
            (target * 2).ShouldBeInRange(cents * 5, cents * 5 + 199);
            (target % 100).ShouldBe(0);
        }
    }

    [Theory]
    [InlineData(Tier.Icon, 1, new[] { 2, 5, 10, 25, 50 })]
    [InlineData(Tier.Rare, 1, new[] { 2, 5, 10, 25, 50 })]
    [InlineData(Tier.Grail, 25, new[] { 25, 50, 100, 250, 500 })]
    [InlineData(Tier.Mythic, 25, new[] { 25, 50, 100, 250, 500 })]
    public void Bundles_and_the_smallest_purchase_follow_the_tier(Tier tier, int minimum, int[] bundles)
    {
        Tiers.Minimum(tier).ShouldBe(minimum);
        Tiers.Bundles(tier).ShouldBe(bundles);
    }
}
