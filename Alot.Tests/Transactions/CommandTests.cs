using Alot.Data.Ledger;
using Alot.Data.Live;
using Alot.Data.Lots;
using Alot.Data.Payments;
using Alot.Domain;
using Alot.Domain.Ledger;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Transactions;

/// <summary>Caller-made keys: what is sent again is done once and answered alike.</summary>
public sealed class CommandTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task The_same_key_twenty_times_at_once_has_one_effect_and_one_answer()
    {
        var lot = await world.OpenLotAsync(1_000);
        var player = await world.Cast.PlayerAsync(credits: 10_000);
        var key = world.Key();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => world.BuyWithCreditsAsync(player, lot, 3, key))
        );

        answers.Distinct().Count().ShouldBe(1);
        (await world.LotAsync(lot)).LiveTickets.ShouldBe(3);
        (await world.CreditsAsync(player)).ShouldBe(9_700);
    }

    [Fact]
    public async Task A_cash_purchase_with_the_same_key_is_the_same_purchase()
    {
        var lot = await world.OpenLotAsync(1_000);
        var player = await world.Cast.PlayerAsync();
        var command = new StartPurchaseCommand(player, world.Key(), lot, Money.Dollars(5));
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => world.Get<StartPurchase>().RunAsync(command, default))
        );
        answers.Distinct().Count().ShouldBe(1);
        (await world.LotAsync(lot)).HeldTickets.ShouldBe(5);
        // Also when the payment is long over.
        await world.Get<OpenCheckout>().RunAsync(answers[0].PurchaseId, default);
        world.Gateway.Pay(answers[0].PurchaseId);
        await world.ConfirmAsync(answers[0].PurchaseId);
        (await world.Get<StartPurchase>().RunAsync(command, default)).ShouldBe(answers[0]);
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_refused()
    {
        var lot = await world.OpenLotAsync(1_000);
        var player = await world.Cast.PlayerAsync(credits: 10_000);
        var key = world.Key();
        await world.BuyWithCreditsAsync(player, lot, 3, key);
        foreach (var tickets in (int[])[4, 0, -1])
            (await RefusedAsync(() => world.BuyWithCreditsAsync(player, lot, tickets, key))).ShouldBe(
                "idempotency_mismatch"
            );
        (await world.LotAsync(lot)).LiveTickets.ShouldBe(3);
    }

    [Fact]
    public async Task A_refusal_is_not_stored()
    {
        var lot = await world.OpenLotAsync(1_000);
        var player = await world.Cast.PlayerAsync();
        var key = world.Key();
        (await RefusedAsync(() => world.BuyWithCreditsAsync(player, lot, 3, key))).ShouldBe("insufficient_credits");
        await world.Cast.GrantAsync(player, 300);
        (await world.BuyWithCreditsAsync(player, lot, 3, key)).TicketCount.ShouldBe(3);
    }

    [Fact]
    public async Task Keys_belong_to_a_person_and_a_command()
    {
        var lot = await world.OpenLotAsync(1_000);
        var (one, two) = (await world.Cast.PlayerAsync(credits: 1_000), await world.Cast.PlayerAsync(credits: 1_000));
        var key = world.Key();
        await world.BuyWithCreditsAsync(one, lot, 3, key);
        (await world.BuyWithCreditsAsync(two, lot, 4, key)).TicketCount.ShouldBe(4);
        await world.Get<StartPurchase>().RunAsync(new(one, key, lot, Money.Dollars(2)), default);
        var lots = await world.LotAsync(lot);
        (lots.LiveTickets, lots.HeldTickets).ShouldBe((7, 2));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(201)]
    [InlineData("a\0b")]
    [InlineData("half \ud83d pair")]
    [InlineData("clé")]
    public async Task A_key_has_1_to_200_printable_ascii_characters(object? key)
    {
        var text = key is int length ? new string('k', length) : (string?)key;
        var lot = await world.OpenLotAsync(1_000);
        var player = await world.Cast.PlayerAsync();
        var command = new BuyWithCreditsCommand(player, text!, lot, 1);
        (await RefusedAsync(() => world.Get<BuyWithCredits>().RunAsync(command, default))).ShouldBe(
            "idempotency_key_required"
        );
    }

    [Fact]
    public async Task What_the_database_keeps_no_text_of_is_refused_as_a_wrong_input()
    {
        var admin = await world.Cast.AdminAsync();
        var player = await world.Cast.PlayerAsync();
        foreach (var text in (string[])["nul \0 byte", "half \ud83d pair"])
        {
            (
                await RefusedAsync(() =>
                    world.Get<AdjustCredits>().RunAsync(new(admin, world.Key(), player, 5, text), default)
                )
            ).ShouldBe("validation", text);
            var lot = await world.OpenLotAsync();
            (
                await RefusedAsync(() => world.Get<CancelLot>().RunAsync(new(admin, world.Key(), lot, text), default))
            ).ShouldBe("validation", text);
        }
        (await world.CreditsAsync(player)).ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_unit_that_loses_its_connection_before_the_commit_is_run_again(bool saving)
    {
        var lot = await world.OpenLotAsync(1_000);
        var player = await world.Cast.PlayerAsync(credits: 1_000);
        var broken = 0;
        var work = world.Get<Data.Transactions.Transactions>();

        var tickets = await work.RunAsync(
            new BuyWithCreditsCommand(player, world.Key(), lot, 1),
            async db =>
            {
                var pid = await db.Database.SqlQueryRaw<int>("select pg_backend_pid() as \"Value\"").SingleAsync();
                if (broken++ == 0)
                    await world.Database.RunAsync($"select pg_terminate_backend({pid})", world.Database.Administrator);
                if (saving)
                    db.Add(
                        new WebhookEvent
                        {
                            EventId = world.Key(),
                            Type = "test",
                            Quarantined = true,
                            AppliedAt = world.Now,
                        }
                    );
                return await db.Lots.CountAsync();
            },
            default
        );

        tickets.ShouldBeGreaterThan(0);
        broken.ShouldBe(2);
    }

    [Fact]
    public async Task Announcements_are_made_after_the_commit_and_not_for_what_was_rolled_back()
    {
        var lot = await world.OpenLotAsync(1_000);
        var player = await world.Cast.PlayerAsync(credits: 300);
        var heard = new SemaphoreSlim(0);
        using var viewer = world.Get<LiveFeed>().Subscribe(Topic.Lot(lot), () => heard.Release());

        await RefusedAsync(() => world.BuyWithCreditsAsync(player, lot, 4));
        (await heard.WaitAsync(TimeSpan.FromMilliseconds(300))).ShouldBeFalse();
        await world.BuyWithCreditsAsync(player, lot, 3);
        (await heard.WaitAsync(Eventually.Patience)).ShouldBeTrue();
    }

    private static async Task<string> RefusedAsync(Func<Task> work) => (await Should.ThrowAsync<Refusal>(work)).Code;
}
