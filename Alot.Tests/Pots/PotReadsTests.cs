using Alot.Data.Ledger;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Pots;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>What rooms, lobby and wallets read of pots, and cheers, on the real database.</summary>
public sealed class PotReadsTests(UseCases world) : IClassFixture<UseCases>
{
    private PotReads Reads => world.Get<PotReads>();

    [Fact]
    public async Task A_room_shows_everyone_the_same_and_each_player_what_is_their_own()
    {
        var pot = await world.OpenPotAsync(tickets: 6, cap: 3);
        var players = await world.Cast.PlayersAsync(2, 1_000);
        await world.JoinAsync(players[0], pot, 2);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var left = await world.JoinAsync(players[1], pot, 1);
        await world.LeaveAsync(players[1], pot, left.EntryId);
        await world.JoinAsync(players[1], pot, 3);

        var shared = (await Reads.RoomAsync(pot, null, default))!;
        var mine = await Reads.MineAsync(pot, players[0], default);

        shared.Seats.Select(s => s.TicketCount).ShouldBe([2, 3]);
        shared.Seats.Any(s => s.You).ShouldBeFalse();
        shared.Pot.OwnTickets.ShouldBe(0);
        shared.Fairness.RosterRoot.ShouldBeNull();
        var own = shared.For(mine);
        own.Seats.Select(s => s.You).ShouldBe([true, false]);
        own.Pot.OwnTickets.ShouldBe(2);
        own.Balance.ShouldBe(new Domain.Ledger.Credits(800));
        mine.WhyNot.ShouldBeNull();
        (await Reads.OwnTicketsAsync(players[1], [pot], default))[pot].ShouldBe(3);
    }

    [Fact]
    public async Task A_settled_room_has_winner_seats_and_everything_to_recompute_it()
    {
        var (pot, players) = await world.FullPotAsync(3);
        await world.RunPotsAsync();
        (await Reads.RoomAsync(pot, null, default))!.Pot.RevealDueAt.ShouldNotBeNull();
        world.Clock.Advance(TimeSpan.FromSeconds(8));
        await world.RunPotsAsync();

        var room = (await Reads.RoomAsync(pot, null, default))!;

        var won = room.Winner.ShouldNotBeNull();
        var commit = PotFormula.CommitHash(
            pot,
            room.Fairness.SeedHash,
            room.Fairness.RosterRoot!,
            room.Pot.LockedAt!.Value,
            null
        );
        commit.ShouldBe(room.Fairness.CommitHash);
        var mac = PotFormula.Mac(Domain.Draws.ServerSeed.FromHex(won.RevealSeed), commit);
        (PotFormula.WinnerIndex(mac, 3) + 1).ShouldBe(won.Ticket);
        var winner = (await world.PotAsync(pot)).WinnerId!.Value;
        room.For(await Reads.MineAsync(pot, winner, default)).Winner!.You.ShouldBeTrue();
        room.For(await Reads.MineAsync(pot, players.First(p => p != winner), default)).Winner!.You.ShouldBeFalse();
        (await Reads.DropsAsync(5, default)).ShouldContain(d => d.Id == pot && d.Participants == 3);
        (await Reads.BoardAsync(world.Now.AddMinutes(-1), default)).ShouldContain(p => p.Id == pot);
        (await Reads.BoardAsync(world.Now.AddMinutes(1), default)).ShouldNotContain(p => p.Id == pot);
        var ledger = await world.Get<WalletReads>().LedgerAsync(winner, null, 10, default);
        ledger.Items.ShouldAllBe(l => l.PotId == null || l.PotId == pot && l.PotNumber == room.Pot.Number);
        ledger.Items.ShouldContain(l => l.PotId == pot && l.Kind == Domain.Ledger.CreditKind.PotPayout);
    }

    [Fact]
    public async Task A_list_can_be_cut_to_what_a_ticket_costs()
    {
        var cheap = await world.OpenPotAsync(cost: 7);
        var dear = await world.OpenPotAsync(cost: 900);

        var page = await Reads.PageAsync(new PotFilter([PotStatus.Open], MaxTicket: new(10)), null, null, 50, default);

        page.Pots.ShouldContain(p => p.Id == cheap);
        page.Pots.ShouldNotContain(p => p.Id == dear);
    }

    [Fact]
    public async Task One_cheer_in_three_seconds_twenty_in_a_pot_and_only_those_there_are()
    {
        var pot = await world.OpenPotAsync(seconds: 3_000);

        await CheerAsync("someone");
        await CheerAsync("another");
        (await Refused(() => CheerAsync("someone"))).ShouldBe("too_many_cheers");
        for (var i = 0; i < 19; i++)
        {
            world.Clock.Advance(TimeSpan.FromSeconds(3));
            await CheerAsync("someone");
        }
        world.Clock.Advance(TimeSpan.FromSeconds(3));
        (await Refused(() => CheerAsync("someone"))).ShouldBe("too_many_cheers");
        (await Refused(() => CheerAsync("third", "rude words"))).ShouldBe("validation");
        (await Reads.RoomAsync(pot, null, default))!.Cheers.ShouldBe(new Dictionary<string, int> { ["luck"] = 21 });

        Task CheerAsync(string who, string cheer = "luck") =>
            world.Get<CheerPot>().RunAsync(new CheerPotCommand(pot, who, cheer), default);
    }

    [Fact]
    public async Task Nobody_cheers_in_a_room_that_is_over()
    {
        var (pot, _) = await world.FullPotAsync(2);
        await world.RunPotsAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(8));
        await world.RunPotsAsync();
        await world.Get<CheerPot>().RunAsync(new CheerPotCommand(pot, "late", "bravo"), default);
        world.Clock.Advance(PotCheers.Afterwards + TimeSpan.FromSeconds(1));

        (
            await Refused(() => world.Get<CheerPot>().RunAsync(new CheerPotCommand(pot, "late", "bravo"), default))
        ).ShouldBe("pot_over");
    }

    private static async Task<string> Refused(Func<Task> act) => (await act.ShouldThrowAsync<Refusal>()).Code;
}
