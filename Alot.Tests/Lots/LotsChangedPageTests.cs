using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Web.Live;
using Alot.Web.Lots;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

/// <summary>The one live thing on discovery: it counts, and moves nothing.</summary>
public sealed class LotsChangedPageTests : BunitContext
{
    private static readonly LotId[] Ids =
    [
        .. Enumerable.Range(1, 4).Select(i => LotId.New(DateTimeOffset.UnixEpoch.AddDays(i))),
    ];

    private readonly LiveFeed feed = new();
    private Dictionary<LotId, LotBeat> beats = Ids.ToDictionary(
        id => id,
        _ => new LotBeat(LotStatus.Open, Money.Dollars(10))
    );

    public LotsChangedPageTests()
    {
        Services.AddSingleton(
            new LotFront(
                feed,
                _ => throw new NotSupportedException(),
                _ => Task.FromResult<IReadOnlyDictionary<LotId, LotBeat>>(beats),
                TimeProvider.System
            )
        );
    }

    [Fact]
    public void Nothing_is_said_while_nothing_changed()
    {
        var island = Island();
        feed.Announce([Topic.Lots]);

        island.FindAll(".changed").ShouldBeEmpty();
        island.Find("[role=status]").ShouldNotBeNull();
    }

    [Fact]
    public void Lots_with_more_money_another_state_or_gone_are_counted_others_are_not()
    {
        var island = Island();

        beats = new Dictionary<LotId, LotBeat>
        {
            [Ids[0]] = new(LotStatus.Open, Money.Dollars(11)),
            [Ids[1]] = new(LotStatus.Funded, Money.Dollars(10)),
            [Ids[3]] = new(LotStatus.Open, Money.Dollars(10)),
            [LotId.New(DateTimeOffset.UnixEpoch)] = new(LotStatus.Open, Money.Dollars(1)),
        };
        feed.Announce([Topic.Lots]);

        island.WaitForAssertion(() => island.Find(".changed span").TextContent.ShouldBe("3 lots changed"));
    }

    [Fact]
    public void One_lot_is_one_lot()
    {
        beats[Ids[0]] = new LotBeat(LotStatus.Open, Money.Dollars(11));

        var island = Island();

        island.WaitForAssertion(() => island.Find(".changed span").TextContent.ShouldBe("1 lot changed"));
    }

    private IRenderedComponent<LotsChanged> Island() =>
        Render<LotsChanged>(p =>
            p.Add(c => c.Shown, [.. Ids.Select(id => new ShownLot(id, LotStatus.Open, Money.Dollars(10)))])
        );
}
