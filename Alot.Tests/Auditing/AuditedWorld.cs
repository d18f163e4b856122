using Alot.Data.Draws;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Xunit;

namespace Alot.Tests.Auditing;

/// <summary>A lot in each state, each with cash and credit entries, a payment given up, one that came late and one under way.</summary>
public sealed class AuditedWorld(TestCluster cluster) : IAsyncLifetime
{
    public UseCases World { get; } = new(cluster);

    public Dictionary<LotStatus, LotId> Lots { get; } = [];

    public async ValueTask InitializeAsync()
    {
        await World.InitializeAsync();
        Lots[LotStatus.Created] = await World.DraftLotAsync();
        await OverAsync();
        foreach (
            var status in (LotStatus[])[LotStatus.Cancelled, LotStatus.Settled, LotStatus.Drawing, LotStatus.Funded]
        )
            Lots[status] = await EnteredAsync(TimeSpan.FromDays(30));
        await World
            .Get<CancelLot>()
            .RunAsync(new(await World.Cast.AdminAsync(), World.Key(), Lots[LotStatus.Cancelled], "Damaged."), default);
        await PayBackAsync();
        await World.Get<ReturnCredits>().RunAsync(Lots[LotStatus.Cancelled], default);
        foreach (var status in (LotStatus[])[LotStatus.Settled, LotStatus.Drawing, LotStatus.Funded])
        {
            await World.BuyAsync(await World.Cast.PlayerAsync(), Lots[status], 60);
            await World.Get<FreezeRoster>().RunAsync(Lots[status], default);
            World.Clock.Advance(TimeSpan.FromMinutes(1));
            if (status == LotStatus.Funded)
                continue;
            await World.Get<DrawLot>().RunAsync(Lots[status], default);
            if (status == LotStatus.Settled)
                await World.Get<SettleLot>().RunAsync(Lots[status], default);
        }
        var open = Lots[LotStatus.Open] = await EnteredAsync(TimeSpan.FromDays(30));
        await World.HoldAsync(await World.Cast.PlayerAsync(), open, 9);
        await World.SendRefundsAsync();
        await World.OpenLotAsync(visibility: Visibility.Private);
        await World.Get<MakeHead>().RunAsync(default);
        foreach (var (status, lot) in Lots)
            if ((await World.LotAsync(lot)).Status != status)
                throw new InvalidOperationException($"The lot that should be {status} isn't.");
    }

    /// <summary>Three lots whose deadline has passed, one of them extended before, left by one and expired again.</summary>
    private async Task OverAsync()
    {
        var lots = new List<LotId>();
        foreach (var status in (LotStatus[])[LotStatus.Closed, LotStatus.Refunding, LotStatus.Expired])
            lots.Add(Lots[status] = await EnteredAsync(TimeSpan.FromHours(2)));
        var (leaver, extended) = (await World.Cast.PlayerAsync(), Lots[LotStatus.Refunding]);
        var left = await World.BuyAsync(leaver, extended, 3);
        World.Clock.Advance(TimeSpan.FromHours(2));
        foreach (var lot in lots)
            await World.Get<ExpireLot>().RunAsync(lot, default);
        await World
            .Get<ExtendLot>()
            .RunAsync(new(await World.Cast.AdminAsync(), World.Key(), extended, World.Now.AddHours(2)), default);
        await World.Get<LeaveLot>().RunAsync(new(leaver, World.Key(), left), default);
        World.Clock.Advance(TimeSpan.FromHours(2));
        await World.Get<ExpireLot>().RunAsync(extended, default);
        foreach (var lot in (LotId[])[Lots[LotStatus.Closed], extended])
        {
            var waiting = await PurchasesAsync(lot);
            await ChooseAsync(waiting[0], RefundChoice.Cash);
            await ChooseAsync(waiting[1], RefundChoice.Credits);
            if (lot == extended)
                continue;
            await ChooseAsync(waiting[2], RefundChoice.Cash);
            await World.Get<ReturnCredits>().RunAsync(lot, default);
            await World.SendRefundsAsync();
            await World.Get<CloseLot>().RunAsync(lot, default);
        }
    }

    /// <summary>$100 wanted: $40 cash in three entries, 7 credit tickets, a hold given up, a payment that came too late.</summary>
    private async Task<LotId> EnteredAsync(TimeSpan life)
    {
        var lot = await World.OpenLotAsync(100, life);
        await World.BuyAsync(await World.Cast.PlayerAsync(), lot, 20);
        await World.BuyWithCreditsAsync(await World.Cast.PlayerAsync(credits: 900), lot, 7);
        await World.BuyAsync(await World.Cast.PlayerAsync(), lot, 15);
        await World.BuyAsync(await World.Cast.PlayerAsync(), lot, 5);
        var quitter = await World.Cast.PlayerAsync();
        var hold = await World.HoldAsync(quitter, lot, 4);
        await World.Get<GiveUpHold>().RunAsync(new(quitter, hold.PurchaseId), default);
        var late = await World.HoldAsync(await World.Cast.PlayerAsync(), lot, 6);
        World.Gateway.Pay(late.PurchaseId);
        await World.Get<ReleaseHold>().RunAsync(late.PurchaseId, "hold_expired", null, default);
        await World.ConfirmAsync(late.PurchaseId);
        return lot;
    }

    private async Task PayBackAsync()
    {
        foreach (var id in await World.Get<DueWork>().ToReturnAsync(default))
            await World.Get<ReturnCancelled>().RunAsync(new PurchaseId(id), default);
        await World.SendRefundsAsync();
    }

    private Task<List<Purchase>> PurchasesAsync(LotId lot) =>
        World.ReadAsync(db =>
            Task.FromResult(db.Purchases.Where(p => p.LotId == lot && p.RefundEligible).OrderBy(p => p.Id).ToList())
        );

    private Task ChooseAsync(Purchase purchase, RefundChoice choice) =>
        World.Get<ChooseRefund>().RunAsync(new(purchase.PlayerId, World.Key(), purchase.Id, choice), default);

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
