using Alot.Data.Lots;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Fulfilment;
using Alot.Domain.Ledger;
using Alot.Domain.Lots;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Lots;

public sealed class BuyWithCreditsTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task Credits_are_taken_and_tickets_given_in_one_go()
    {
        var lot = await world.OpenLotAsync(100);
        var player = await world.Cast.PlayerAsync(credits: 2_000);

        var bought = await world.BuyWithCreditsAsync(player, lot, 12);

        (bought.TicketsStart, bought.TicketsEnd, bought.TicketCount).ShouldBe((1, 12, 12));
        (bought.CreditsSpent, bought.Balance).ShouldBe((new Credits(1_200), new Credits(800)));
        var seen = await world.LotAsync(lot);
        (seen.TotalTickets, seen.LiveTickets, seen.TotalParticipants).ShouldBe((12, 12, 1));
        seen.CurrentFunding.ShouldBe(Money.Zero);
        (await world.CreditsAsync(player)).ShouldBe(800);
        (await world.BalanceAsync("player_credits", player.Value)).ShouldBe(800);
        (await world.BalanceAsync("credit_escrow", lot.Value)).ShouldBe(1_200);
        var line = await world.ReadAsync(db =>
            db.CreditTransactions.SingleAsync(t => t.PlayerId == player && t.Kind == CreditKind.EntryPurchase)
        );
        (line.Amount, line.BalanceBefore, line.BalanceAfter, line.EntryId).ShouldBe(
            (new Credits(-1_200), new Credits(2_000), new Credits(800), bought.EntryId)
        );
    }

    [Fact]
    public async Task A_player_is_counted_once_and_has_one_card()
    {
        var lot = await world.OpenLotAsync(100);
        var player = await world.Cast.PlayerAsync(credits: 500);
        await world.BuyWithCreditsAsync(player, lot, 1);
        var second = await world.BuyWithCreditsAsync(player, lot, 2);

        (second.TicketsStart, second.TicketsEnd).ShouldBe((2, 3));
        (await world.LotAsync(lot)).TotalParticipants.ShouldBe(1);
        var card = await world.ReadAsync(db => db.Cards.SingleAsync(c => c.LotId == lot));
        (card.PlayerId, card.Status).ShouldBe((player, CardStatus.Active));
    }

    [Fact]
    public async Task A_buy_after_the_deadline_is_refused_even_if_no_job_has_run()
    {
        var lot = await world.OpenLotAsync(100, TimeSpan.FromHours(2));
        var player = await world.Cast.PlayerAsync(credits: 500);
        world.Clock.Advance(TimeSpan.FromHours(2));

        (await RefusedAsync(() => world.BuyWithCreditsAsync(player, lot, 1))).Code.ShouldBe("lot_not_open");

        (await world.LotAsync(lot)).Status.ShouldBe(LotStatus.Open, "no job has run");
        (await world.CreditsAsync(player)).ShouldBe(500);
    }

    [Fact]
    public async Task Nobody_spends_credits_they_do_not_have_however_many_buy_at_once()
    {
        var lot = await world.OpenLotAsync(1_000);
        var player = await world.Cast.PlayerAsync(credits: 1_000);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Outcome(() => world.BuyWithCreditsAsync(player, lot, 3)))
        );

        answers.Count(a => a is null).ShouldBe(3);
        answers.Where(a => a is not null).ShouldAllBe(a => a == "insufficient_credits");
        (await world.CreditsAsync(player)).ShouldBe(100);
        (await world.LotAsync(lot)).LiveTickets.ShouldBe(9);
    }

    [Theory]
    [InlineData(0, "validation")]
    [InlineData(-5, "validation")]
    [InlineData(int.MinValue, "validation")]
    [InlineData(31, "trimmed")]
    [InlineData(int.MaxValue, "trimmed")]
    [InlineData(6, "insufficient_credits")]
    public async Task A_number_that_can_not_be_sold_is_refused_and_nothing_changes(int tickets, string code)
    {
        var lot = await world.OpenLotAsync(100);
        var player = await world.Cast.PlayerAsync(credits: 500);
        (await RefusedAsync(() => world.BuyWithCreditsAsync(player, lot, tickets))).Code.ShouldBe(code);
        (await world.CreditsAsync(player)).ShouldBe(500);
        (await world.LotAsync(lot)).TotalTickets.ShouldBe(0);
    }

    [Fact]
    public async Task Suspended_unverified_staff_and_own_hosts_are_refused()
    {
        var lot = await world.OpenLotAsync(100);
        var refused = new List<string>();
        foreach (
            var player in new[]
            {
                await world.Cast.PlayerAsync(500, UserStatus.Suspended),
                await world.Cast.PlayerAsync(500, UserStatus.Banned),
                await world.Cast.PlayerAsync(500, verified: false),
                await world.Cast.StaffAsync(StaffRole.Support),
            }
        )
            refused.Add((await RefusedAsync(() => world.BuyWithCreditsAsync(player, lot, 1))).Code);
        refused.ShouldBe(["account_suspended", "account_suspended", "email_not_verified", "staff_cannot_enter"]);

        var (owner, host) = await world.Cast.HostAsync();
        await world.Database.RunAsync("update rooms set host_id = $2 where id = $1", null, lot.Value, host.Value);
        (await RefusedAsync(() => world.BuyWithCreditsAsync(owner, lot, 1))).Code.ShouldBe("own_lot");
    }

    [Fact]
    public async Task Drafts_dropped_drafts_and_private_lots_without_their_key_are_not_there()
    {
        var player = await world.Cast.PlayerAsync(credits: 500);
        var draft = await world.DraftLotAsync();
        (await RefusedAsync(() => world.BuyWithCreditsAsync(player, draft, 1))).Code.ShouldBe("not_found");
        await world
            .Get<CancelLot>()
            .RunAsync(new(await world.Cast.AdminAsync(), world.Key(), draft, "Dropped."), default);
        (await RefusedAsync(() => world.BuyWithCreditsAsync(player, draft, 1))).Code.ShouldBe("not_found");
        var nowhere = LotId.New(world.Now);
        (await RefusedAsync(() => world.BuyWithCreditsAsync(player, nowhere, 1))).Code.ShouldBe("not_found");

        var secret = await world.OpenLotAsync(visibility: Visibility.Private);
        (await RefusedAsync(() => world.BuyWithCreditsAsync(player, secret, 1))).Code.ShouldBe("not_found");
        var key = (await world.LotAsync(secret)).ShareableLink;
        await world.Get<BuyWithCredits>().RunAsync(new(player, world.Key(), secret, 1, key), default);
        // Who has entered keeps access.
        (await world.BuyWithCreditsAsync(player, secret, 1)).TicketsStart.ShouldBe(2);
    }

    private static async Task<Refusal> RefusedAsync(Func<Task> work) => await Should.ThrowAsync<Refusal>(work);

    private static async Task<string?> Outcome(Func<Task> work)
    {
        try
        {
            await work();
            return null;
        }
        catch (Refusal refused)
        {
            return refused.Code;
        }
    }
}
