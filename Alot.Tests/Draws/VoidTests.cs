using System.Text.Json;
using Alot.Data.Accounts;
using Alot.Data.Auditing;
using Alot.Data.Draws;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Draws;
using Alot.Domain.Fulfilment;
using Alot.Domain.Lots;
using Alot.Domain.Payments;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Draws;

/// <summary>A frozen lot that can't be mended: two people of staff give everything back, in public.</summary>
public sealed class VoidTests(UseCases world) : IClassFixture<UseCases>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_people_void_a_frozen_lot_and_everybody_gets_all_of_it_back(bool drawn)
    {
        var (one, two) = (await StaffAsync(), await StaffAsync());
        var buyers = await world.Cast.PlayersAsync(3);
        var lender = await world.Cast.PlayerAsync(credits: 700);
        var lot = await FundedAsync(buyers, lender);
        if (drawn)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(2));
            (await world.Get<DrawLot>().RunAsync(lot, default)).ShouldBeTrue();
        }
        await FreezeAsync(lot);
        var before = (await world.Get<FairnessReads>().CountsAsync(default)).Voided;

        var asked = await world
            .Get<ProposeVoid>()
            .RunAsync(new(one, world.Key(), lot, " The list was damaged. "), default);
        (await world.LotAsync(lot)).Status.ShouldBe(drawn ? LotStatus.Drawing : LotStatus.Funded, "one is not two");
        var decided = await DecideAsync(two, asked.ApprovalId);
        await PayBackAsync(lot);

        (decided.Kind, decided.Outcome, decided.LotId).ShouldBe((ApprovalKind.Void, ApprovalOutcome.Approved, lot));
        var seen = await world.LotAsync(lot);
        (seen.Status, seen.FrozenAt, seen.CancelReason).ShouldBe((LotStatus.Cancelled, null, "The list was damaged."));
        var move = (await world.Get<StaffLotReads>().MovesAsync(lot, default))[^1];
        (move.To, move.Why).ShouldBe((LotStatus.Cancelled, "void"));
        (await world.CreditsAsync(lender)).ShouldBe(700);
        var purchases = await world.ReadAsync(db => db.Purchases.Where(p => p.LotId == lot).ToListAsync());
        purchases.ShouldAllBe(p => p.Status == PurchaseStatus.Refunded && p.RefundedAmount == p.Amount);
        (await world.BalanceAsync("cash_escrow", lot.Value)).ShouldBe(0);
        (await world.BalanceAsync("credit_escrow", lot.Value)).ShouldBe(0);
        (
            await world.ReadAsync(db =>
                db.Cards.Where(c => c.LotId == lot).Select(c => c.Status).Distinct().ToListAsync()
            )
        ).ShouldBe([CardStatus.Cancelled]);
        (
            await world.ReadAsync(db => db.Alerts.CountAsync(a => a.Subject == lot.ToString() && a.ClearedAt == null))
        ).ShouldBe(0);
        (await world.Get<FairnessReads>().CountsAsync(default)).Voided.ShouldBe(before + 1);
        await ShouldBeToldAsync(lot, drawn ? "drawing" : "funded");
        (await world.Get<LotReads>().FindAsync(lot, null, null, default))!.Winner.ShouldBeNull();
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
        // Over is over: no draw, no settlement, no second void.
        (await world.Get<DrawLot>().RunAsync(lot, default)).ShouldBeFalse();
        (await world.Get<SettleLot>().RunAsync(lot, default)).ShouldBeFalse();
        (await RefusedAsync(() => ProposeAsync(one, lot))).ShouldBe("move_not_allowed");
    }

    [Fact]
    public async Task Only_another_person_who_may_can_approve_and_only_while_the_lot_is_frozen()
    {
        var (one, two) = (await StaffAsync(), await StaffAsync());
        var support = await world.Cast.StaffAsync(StaffRole.Support);
        var lot = await FundedAsync(await world.Cast.PlayersAsync(3), await world.Cast.PlayerAsync(credits: 700));

        (await RefusedAsync(() => ProposeAsync(one, lot))).ShouldBe("lot_not_frozen");
        await FreezeAsync(lot);
        (await RefusedAsync(() => ProposeAsync(support, lot))).ShouldBe("not_found");
        (await RefusedAsync(() => ProposeAsync(one, lot, " "))).ShouldBe("validation");
        var asked = await ProposeAsync(one, lot);
        (await RefusedAsync(() => ProposeAsync(two, lot))).ShouldBe("already_asked");
        (await RefusedAsync(() => DecideAsync(one, asked.ApprovalId))).ShouldBe("second_person_needed");
        (await RefusedAsync(() => DecideAsync(support, asked.ApprovalId))).ShouldBe("not_found");
        (await world.LotAsync(lot)).Status.ShouldBe(LotStatus.Funded);

        // Declined, asked anew, withdrawn, asked anew.
        (await DecideAsync(two, asked.ApprovalId, approve: false)).Outcome.ShouldBe(ApprovalOutcome.Declined);
        var again = await ProposeAsync(two, lot);
        await world.Get<WithdrawApproval>().RunAsync(new(two, world.Key(), again.ApprovalId), default);
        var last = await ProposeAsync(two, lot);
        // Mended meanwhile: there is nothing to void any more.
        await world.Database.RunAsync(
            "update rooms set frozen_at = null, frozen_reason = null where id = $1",
            world.Database.Owner,
            lot.Value
        );
        (await RefusedAsync(() => DecideAsync(one, last.ApprovalId))).ShouldBe("lot_not_frozen");
        (await world.LotAsync(lot)).Status.ShouldBe(LotStatus.Funded);
        (await DecideAsync(one, last.ApprovalId, approve: false)).Outcome.ShouldBe(ApprovalOutcome.Declined);
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task Ten_approvals_at_once_void_it_once()
    {
        var asking = await StaffAsync();
        var lot = await FundedAsync(await world.Cast.PlayersAsync(3), await world.Cast.PlayerAsync(credits: 700));
        await FreezeAsync(lot);
        var asked = await ProposeAsync(asking, lot);
        var others = new List<PlayerId>();
        for (var i = 0; i < 10; i++)
            others.Add(await StaffAsync());

        var outcomes = await Task.WhenAll(
            others.Select(async who =>
            {
                try
                {
                    return (await DecideAsync(who, asked.ApprovalId)).Outcome.ToString();
                }
                catch (Refusal no)
                {
                    return no.Code;
                }
            })
        );

        outcomes.Count(o => o == nameof(ApprovalOutcome.Approved)).ShouldBe(1);
        outcomes.Count(o => o == "already_decided").ShouldBe(9);
        (await KindsAsync(lot)).ShouldBe(["opening", "roster", "void"]);
    }

    [Fact]
    public async Task What_was_paid_can_not_be_voided()
    {
        var lot = await FundedAsync(await world.Cast.PlayersAsync(3), await world.Cast.PlayerAsync(credits: 700));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Get<DrawLot>().RunAsync(lot, default);
        await world.Get<SettleLot>().RunAsync(lot, default);
        await FreezeAsync(lot);
        (await RefusedAsync(async () => await ProposeAsync(await StaffAsync(), lot))).ShouldBe("move_not_allowed");

        var begun = await FundedAsync(await world.Cast.PlayersAsync(3), await world.Cast.PlayerAsync(credits: 700));
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        await world.Get<DrawLot>().RunAsync(begun, default);
        // A settlement that was stopped after its first step.
        await new SettleLot(world.Get<Data.Transactions.Transactions>(), world.Clock) { PlayersAtOnce = 1 }.RunAsync(
            begun,
            default
        );
        await FreezeAsync(begun);
        (await RefusedAsync(async () => await ProposeAsync(await StaffAsync(), begun))).ShouldBe("settlement_begun");
    }

    private Task<PlayerId> StaffAsync() => world.Cast.StaffAsync(StaffRole.Admin);

    private Task<AskedOfLot> ProposeAsync(PlayerId by, LotId lot, string reason = "The list was damaged.") =>
        world.Get<ProposeVoid>().RunAsync(new(by, world.Key(), lot, reason), default);

    private Task<DecidedApproval> DecideAsync(PlayerId by, Guid asked, bool approve = true) =>
        world.Get<DecideApproval>().RunAsync(new(by, world.Key(), asked, approve), default);

    private static async Task<string> RefusedAsync(Func<Task> act) => (await Should.ThrowAsync<Refusal>(act)).Code;

    /// <summary>$60 cash by three, 7 credit tickets; the roster is published.</summary>
    private async Task<LotId> FundedAsync(IReadOnlyList<PlayerId> buyers, PlayerId lender)
    {
        var lot = await world.OpenLotAsync(60);
        await world.BuyAsync(buyers[0], lot, 20);
        await world.BuyWithCreditsAsync(lender, lot, 7);
        await world.BuyAsync(buyers[1], lot, 15);
        await world.BuyAsync(buyers[2], lot, 25);
        await world.Get<FreezeRoster>().RunAsync(lot, default);
        return lot;
    }

    // As a mismatch does it.
    private Task FreezeAsync(LotId lot) =>
        world
            .Get<ActOnAudit>()
            .RunAsync(new AuditReport([], [], [new AuditViolation("counters_are_rows", lot, "For a test.")]), default);

    private async Task PayBackAsync(LotId lot)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var id in await world.Get<DueWork>().ToReturnAsync(default))
            await world.Get<ReturnCancelled>().RunAsync(new PurchaseId(id), default);
        (await world.Get<DueWork>().ToReturnCreditsAsync(default)).ShouldContain(lot.Value);
        await world.Get<ReturnCredits>().RunAsync(lot, default);
        await world.SendRefundsAsync();
    }

    private async Task ShouldBeToldAsync(LotId lot, string from)
    {
        var records = (await world.Get<FairnessReads>().OfLotAsync(lot, null, null, default))!.Records;
        using var read = JsonDocument.Parse(records[^1].Statement!);
        var fields = read.RootElement.GetProperty("fields").EnumerateArray().Select(f => f.GetString()!).ToList();
        fields[..3].ShouldBe([lot.ToString(), from, "audit"]);
        var key = (await world.Get<DrawReads>().KeysAsync(default)).Keys.Single(k =>
            k.Id == read.RootElement.GetProperty("key_id").GetString()
        );
        StatementSignature
            .Verify(key.PublicKey, "void", fields, read.RootElement.GetProperty("signature").GetString()!)
            .ShouldBeTrue();
    }

    private async Task<IEnumerable<string>> KindsAsync(LotId lot) =>
        (await world.Get<FairnessReads>().OfLotAsync(lot, null, null, default))!.Records.Select(r => r.Kind);
}
