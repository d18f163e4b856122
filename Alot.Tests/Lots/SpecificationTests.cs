using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>What is stated about an item is shown in the order it was stated in, which jsonb keeps for arrays only.</summary>
public sealed class SpecificationTests(UseCases world) : IClassFixture<UseCases>
{
    // Neither the alphabet's order nor jsonb's, which is by length first.
    private static readonly Specification[] Stated =
    [
        new("Movement", "Automatic"),
        new("Case", "42 mm"),
        new("Water resistance", "100 m"),
        new("Ø", "“42,5”"),
        new("Band", "Steel"),
    ];

    [Fact]
    public async Task They_come_back_in_the_order_they_were_stated_in()
    {
        var lot = await DraftAsync(UseCases.Watch(100) with { Specifications = Stated });
        (await SeenAsync(lot)).ShouldBe(Stated);
        (await world.Get<StaffLotReads>().FindAsync(lot, default))!.Product.Specifications.ShouldBe(Stated);
    }

    [Fact]
    public async Task An_edit_that_does_not_state_them_leaves_them_also_on_a_copy_of_the_item()
    {
        var first = await DraftAsync(UseCases.Watch(100) with { Specifications = Stated });
        var item = (await world.LotAsync(first)).ProductId;
        var admin = await world.Cast.AdminAsync();
        var plan = new LotPlan(world.Now.AddDays(2));
        var second = (await world.Get<DraftLot>().RunAsync(new(admin, world.Key(), null, item, plan), default)).LotId;

        await EditAsync(second, UseCases.Watch(200));
        (await SeenAsync(second)).ShouldBe(Stated);
        await EditAsync(second, UseCases.Watch(200) with { Specifications = [.. Stated.Reverse()] });
        (await SeenAsync(second)).ShouldBe(Stated.Reverse());

        (await SeenAsync(first)).ShouldBe(Stated, "the other draft has the item to itself");
    }

    [Fact]
    public void One_label_is_stated_once_and_there_are_not_too_many()
    {
        Refused([.. Stated, new("case", "44 mm")]);
        Refused([new(" ", "42 mm")]);
        Refused([new("Case", "")]);
        Refused([new("Case", null!)]);
        Refused([new(new string('x', 61), "42 mm")]);
        Refused([.. Enumerable.Range(0, 31).Select(i => new Specification($"No. {i}", "x"))]);
        (UseCases.Watch(100) with { Specifications = Stated }).Require();
    }

    private static void Refused(IReadOnlyList<Specification> stated)
    {
        var refused = Should.Throw<Refusal>(() => (UseCases.Watch(100) with { Specifications = stated }).Require());
        refused.Details["errors"].ShouldBeOfType<Dictionary<string, string[]>>().Keys.ShouldBe(["specifications"]);
    }

    private async Task<LotId> DraftAsync(ProductFacts facts) =>
        (
            await world
                .Get<DraftLot>()
                .RunAsync(
                    new(await world.Cast.AdminAsync(), world.Key(), facts, null, new LotPlan(world.Now.AddDays(2))),
                    default
                )
        ).LotId;

    private async Task EditAsync(LotId lot, ProductFacts facts) =>
        await world
            .Get<EditLot>()
            .RunAsync(
                new(await world.Cast.AdminAsync(), world.Key(), lot, facts, new LotPlan(world.Now.AddDays(3))),
                default
            );

    private async Task<IReadOnlyList<Specification>> SeenAsync(LotId lot) =>
        (await world.Get<LotReads>().FindManagedAsync(lot, await world.Cast.AdminAsync(), default))!
            .Lot
            .Product
            .Specifications;
}
