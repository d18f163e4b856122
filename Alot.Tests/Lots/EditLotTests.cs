using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

public sealed class EditLotTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task A_draft_is_edited_with_its_item()
    {
        var draft = await world.DraftLotAsync(100);
        await EditAsync(draft, UseCases.Watch(200));
        var lot = await world.LotAsync(draft);
        lot.FundingTarget.ShouldBe(Money.Dollars(200));
        (await ItemAsync(lot)).RetailValue.ShouldBe(Money.Dollars(80));
    }

    [Fact]
    public async Task Editing_a_draft_never_changes_the_item_of_an_open_lot()
    {
        var open = await world.OpenLotAsync(100);
        var item = (await world.LotAsync(open)).ProductId;
        var admin = await world.Cast.AdminAsync();
        var plan = new LotPlan(world.Now.AddDays(2));
        var draft = (await world.Get<DraftLot>().RunAsync(new(admin, world.Key(), null, item, plan), default)).LotId;

        await EditAsync(draft, UseCases.Watch(5_000) with { Name = "Another watch" });

        var promised = await ItemAsync(await world.LotAsync(open));
        (promised.Name, promised.RetailValue).ShouldBe(("Meridian Chrono 42", Money.Dollars(40)));
        var changed = await ItemAsync(await world.LotAsync(draft));
        (changed.Name, changed.RetailValue).ShouldBe(("Another watch", Money.Dollars(2_000)));
        (await world.LotAsync(draft)).FundingTarget.ShouldBe(Money.Dollars(5_000));
    }

    [Fact]
    public async Task An_open_lot_keeps_what_it_promised()
    {
        var open = await world.OpenLotAsync(100);
        (await Should.ThrowAsync<Refusal>(() => EditAsync(open, UseCases.Watch(200)))).Code.ShouldBe("lot_not_draft");
        (await ItemAsync(await world.LotAsync(open))).RetailValue.ShouldBe(Money.Dollars(40));
    }

    private async Task EditAsync(LotId lot, ProductFacts facts) =>
        await world
            .Get<EditLot>()
            .RunAsync(
                new(await world.Cast.AdminAsync(), world.Key(), lot, facts, new LotPlan(world.Now.AddDays(3))),
                default
            );

    private Task<Product> ItemAsync(Lot lot) =>
        world.ReadAsync(db => db.Products.AsNoTracking().SingleAsync(p => p.Id == lot.ProductId));
}
