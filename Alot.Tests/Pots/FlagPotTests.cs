using Alot.Data.Auditing;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Pots;
using Alot.Tests.World;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>Who is flagged in a pot, when, and what staff do about it; on the real database with the app's login.</summary>
public sealed class FlagPotTests(UseCases world, TestCluster cluster) : IClassFixture<UseCases>
{
    // Of all tests together: they share a database, and an address of another test's players is one that they share.
    private static int places;

    [Fact]
    public async Task Two_players_on_one_device_are_flagged_and_the_third_is_not()
    {
        var pot = await world.OpenPotAsync();
        var (one, two, other) = (
            await JoinAsync(pot, Place("a", "d")),
            await JoinAsync(pot, Place("b", "d")),
            await JoinAsync(pot)
        );
        (await CheckAsync(pot)).ShouldBe(2);

        (await FlaggedAsync(pot)).ShouldBe([one, two], ignoreOrder: true);
        var flag = await FlagAsync(pot, one);
        flag.Score.ShouldBe(60);
        flag.Reasons.ShouldContain("\"shared_device\"");
        (await FindFlagAsync(pot, other)).ShouldBeNull();
        (await NotesAsync(pot, "flagged")).ShouldBe(1);
    }

    [Fact]
    public async Task A_check_that_is_made_again_changes_nothing()
    {
        var pot = await world.OpenPotAsync();
        var place = Place();
        await JoinAsync(pot, place);
        await JoinAsync(pot, place);
        await CheckAsync(pot);
        var before = await AllAsync(pot);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await Task.WhenAll(CheckAsync(pot), CheckAsync(pot));
        (await AllAsync(pot)).ShouldBe(before);

        Task<string> AllAsync(PotId id) =>
            world.Database.AskAsync<string>(
                """
                select (select jsonb_agg(to_jsonb(f) order by f.id)::text from pot_flags f where f.pot_id = $1)
                    || (select jsonb_agg(to_jsonb(a) order by a.id)::text from pots_audit a where a.pot_id = $1)
                """,
                id.Value
            );
    }

    [Fact]
    public async Task A_pot_is_due_for_a_look_after_each_join_and_departure_and_at_the_lock_and_not_otherwise()
    {
        var pot = await world.OpenPotAsync(tickets: 3, cap: 2);
        (await IsDueAsync()).ShouldBeFalse("nobody has joined");
        var player = await world.Cast.PlayerAsync(1_000);
        var entry = await world.JoinAsync(player, pot, 1);
        await DueOnceAsync();
        await world.LeaveAsync(player, pot, entry.EntryId);
        await JoinAsync(pot);
        await DueOnceAsync();
        await JoinAsync(pot);
        await JoinAsync(pot);
        (await world.Get<LockPot>().RunAsync(pot, default)).ShouldBeTrue();
        await DueOnceAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(8));
        await world.RunPotsAsync();
        (await world.PotAsync(pot)).Status.ShouldBe(PotStatus.Settled);
        (await IsDueAsync()).ShouldBeFalse();
        (await CheckAsync(pot)).ShouldBeNull("what was settled stays as it was settled");

        async Task<bool> IsDueAsync() => (await world.Get<DuePots>().ToFlagAsync(default)).Contains(pot);
        async Task DueOnceAsync()
        {
            (await IsDueAsync()).ShouldBeTrue();
            await CheckAsync(pot);
            (await IsDueAsync()).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_flag_stops_neither_the_lock_nor_the_settlement()
    {
        var pot = await world.OpenPotAsync(tickets: 2, cap: 1);
        var place = Place();
        await JoinAsync(pot, place);
        await JoinAsync(pot, place);
        (await CheckAsync(pot)).ShouldBe(2);
        await world.RunPotsAsync();
        (await CheckAsync(pot)).ShouldBe(2);
        world.Clock.Advance(TimeSpan.FromSeconds(8));
        await world.RunPotsAsync();
        (await world.PotAsync(pot)).Status.ShouldBe(PotStatus.Settled);
        (await FlaggedAsync(pot)).Count.ShouldBe(2);
        (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reveal_waits_for_the_look_at_who_plays_together_and_not_for_ever()
    {
        var (looked, _) = await world.FullPotAsync();
        var (overlooked, _) = await world.FullPotAsync();
        foreach (var pot in (PotId[])[looked, overlooked])
            (await world.Get<LockPot>().RunAsync(pot, default)).ShouldBeTrue();
        var policy = world.Get<PotPolicy>();
        await CheckAsync(looked);
        (await DueAsync()).ShouldBeEmpty("the commitment is not out for long enough");

        world.Clock.Advance(policy.RevealDelay);
        (await DueAsync()).ShouldBe([looked]);

        world.Clock.Advance(policy.WatchPatience - TimeSpan.FromSeconds(1));
        (await DueAsync()).ShouldBe([looked]);

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        (await DueAsync()).ShouldBe([looked, overlooked], ignoreOrder: true);

        async Task<IReadOnlyList<PotId>> DueAsync() =>
            [.. (await world.Get<DuePots>().ToRevealAsync(default)).Where(p => p == looked || p == overlooked)];
    }

    [Fact]
    public async Task Who_leaves_takes_the_suspicion_from_those_who_stay()
    {
        var pot = await world.OpenPotAsync();
        var place = Place();
        var stays = await JoinAsync(pot, place);
        var goes = await world.Cast.PlayerAsync(1_000);
        var entry = await world.JoinAsync(goes, pot, 1, place);
        (await CheckAsync(pot)).ShouldBe(2);
        await world.LeaveAsync(goes, pot, entry.EntryId);
        (await CheckAsync(pot)).ShouldBe(0);
        (await FlaggedAsync(pot)).ShouldBeEmpty();
        (await FlagAsync(pot, stays)).Score.ShouldBe(0);
    }

    [Fact]
    public async Task An_address_of_many_players_says_less()
    {
        var address = $"carrier-{++places}";
        for (var i = 0; i < 4; i++)
        {
            var earlier = await world.OpenPotAsync();
            await JoinAsync(earlier, Place(address));
            await JoinAsync(earlier, Place(address));
        }
        var pot = await world.OpenPotAsync();
        for (var i = 0; i < 3; i++)
            await JoinAsync(pot, Place(address));
        (await CheckAsync(pot)).ShouldBe(0);
        (
            await world.ReadAsync(db => db.PotFlags.Where(f => f.PotId == pot).Select(f => f.Score).ToListAsync())
        ).ShouldBe([15, 15, 15]);
    }

    [Fact]
    public async Task Two_who_keep_meeting_and_win_from_each_other_are_flagged_without_sharing_anything()
    {
        var pair = await world.Cast.PlayersAsync(2, 100_000);
        // Others play elsewhere meanwhile: it is not that everybody meets everybody.
        for (var i = 0; i < 24; i++)
        {
            var elsewhere = await world.OpenPotAsync(tickets: 2, cap: 1);
            await JoinAsync(elsewhere);
            await JoinAsync(elsewhere);
        }
        for (var i = 0; i < 10; i++)
        {
            var met = await world.OpenPotAsync(tickets: 3, cap: 1);
            foreach (var player in pair)
                await world.JoinAsync(player, met, 1, Place());
            await JoinAsync(met);
            await world.RunPotsAsync();
        }
        world.Clock.Advance(TimeSpan.FromSeconds(8));
        await world.RunPotsAsync();
        var won = await world.ReadAsync(db =>
            db.Pots.Where(p => p.WinnerId != null).Select(p => p.WinnerId!.Value).ToListAsync()
        );

        var pot = await world.OpenPotAsync();
        foreach (var player in pair)
            await world.JoinAsync(player, pot, 1, Place());
        await JoinAsync(pot);
        var goesRound = pair.All(won.Contains);
        (await CheckAsync(pot)).ShouldBe(goesRound ? 2 : 0);
        (await FlagAsync(pot, pair[0])).Score.ShouldBe(goesRound ? 30 : 15);
    }

    [Fact]
    public async Task Many_entries_from_one_address_raise_one_alert_that_does_not_come_back_when_it_was_cleared()
    {
        var pot = await world.OpenPotAsync(tickets: 20, cap: 1);
        var address = $"ip-{++places}";
        for (var i = 0; i < 4; i++)
            await JoinAsync(pot, Place(address));
        await CheckAsync(pot);
        (await AlertsAsync()).ShouldBe(0);
        await JoinAsync(pot, Place(address));
        await CheckAsync(pot);
        (await AlertsAsync()).ShouldBe(1);

        var moderator = await world.Cast.StaffAsync(StaffRole.Moderator);
        var alert = await world.Database.AskAsync<Guid>(
            "select id from alerts where kind = 'pot_address' and subject = $1",
            pot.ToString()
        );
        await world.Get<ClearAlert>().RunAsync(new(moderator, world.Key(), alert), default);
        await JoinAsync(pot, Place(address));
        await CheckAsync(pot);
        (await AlertsAsync()).ShouldBe(0);

        Task<long> AlertsAsync() =>
            world.Database.AskAsync<long>(
                "select count(*) from alerts where kind = 'pot_address' and subject = $1 and cleared_at is null",
                pot.ToString()
            );
    }

    [Fact]
    public async Task A_cleared_flag_stays_cleared_until_there_is_a_reason_that_nobody_has_seen()
    {
        var pot = await world.OpenPotAsync();
        var device = $"tablet-{++places}";
        var one = await JoinAsync(pot, Place(null, device));
        await JoinAsync(pot, Place(null, device));
        await CheckAsync(pot);
        var cleared = await ClearAsync(pot, one, remember: false);
        cleared.Remembered.ShouldBe(0);
        (await FlaggedAsync(pot)).ShouldNotContain(one);

        await JoinAsync(pot, Place(null, device));
        await CheckAsync(pot);
        (await FlaggedAsync(pot)).ShouldNotContain(one);
        (await FlagAsync(pot, one)).ClearReason.ShouldBe("A family with one tablet.");

        // A second device, shared with somebody else, is news.
        var another = Place();
        await world.JoinAsync(one, pot, 1, another);
        await JoinAsync(pot, another);
        await CheckAsync(pot);
        (await FlaggedAsync(pot)).ShouldContain(one);
        (await FlagAsync(pot, one)).ClearedAt.ShouldBeNull();

        // In the next pot the device counts again: nobody said that it does not.
        var next = await world.OpenPotAsync();
        await world.JoinAsync(one, next, 1, Place(null, device));
        await JoinAsync(next, Place(null, device));
        (await CheckAsync(next)).ShouldBe(2);
    }

    [Fact]
    public async Task An_override_is_remembered_in_every_pot_for_this_player_and_this_device()
    {
        var pot = await world.OpenPotAsync();
        var device = $"tablet-{++places}";
        var one = await JoinAsync(pot, Place(null, device));
        var two = await JoinAsync(pot, Place(null, device));
        await CheckAsync(pot);
        (await ClearAsync(pot, one, remember: true)).Remembered.ShouldBe(1);
        (await NotesAsync(pot, "flag_cleared")).ShouldBe(1);
        (
            await world.Database.AskAsync<long>(
                "select count(*) from audit_logs where action = 'pot_flag_cleared' and entity_id = $1",
                pot.Value
            )
        ).ShouldBe(1);

        var next = await world.OpenPotAsync();
        await world.JoinAsync(one, next, 1, Place(null, device));
        await world.JoinAsync(two, next, 1, Place(null, device));
        await CheckAsync(next);
        (await FlaggedAsync(next)).ShouldBe([two]);
        (await FlagAsync(next, one)).Reasons.ShouldContain("does not count");

        var elsewhere = await world.OpenPotAsync();
        var place = Place();
        await world.JoinAsync(one, elsewhere, 1, place);
        await JoinAsync(elsewhere, place);
        await CheckAsync(elsewhere);
        (await FlaggedAsync(elsewhere)).ShouldContain(one);
    }

    [Theory]
    [InlineData(StaffRole.Support, false)]
    [InlineData(StaffRole.Moderator, true)]
    [InlineData(StaffRole.Admin, true)]
    public async Task Who_may_pause_pots_may_clear_a_flag_once_and_with_a_reason(StaffRole role, bool may)
    {
        var pot = await world.OpenPotAsync();
        var place = Place();
        var one = await JoinAsync(pot, place);
        await JoinAsync(pot, place);
        await CheckAsync(pot);
        var (flag, staff) = ((await FlagAsync(pot, one)).Id, await world.Cast.StaffAsync(role));
        Task<ClearedPotFlag> Clear(string reason) =>
            world.Get<ClearPotFlag>().RunAsync(new(staff, world.Key(), flag, reason, false), default);
        if (!may)
        {
            (await Should.ThrowAsync<Refusal>(() => Clear("No."))).Kind.ShouldBe(RefusalKind.NotFound);
            (await FlaggedAsync(pot)).ShouldContain(one);
            return;
        }
        (await Should.ThrowAsync<Refusal>(() => Clear(" "))).Code.ShouldBe("validation");
        await Clear("Siblings.");
        (await Should.ThrowAsync<Refusal>(() => Clear("Again."))).Code.ShouldBe("flag_cleared");
        (
            await Should.ThrowAsync<Refusal>(() =>
                world.Get<ClearPotFlag>().RunAsync(new(one, world.Key(), flag, "Me.", false), default)
            )
        ).Kind.ShouldBe(RefusalKind.NotFound);
    }

    [Fact]
    public async Task Whoever_watches_can_not_touch_what_others_remember_or_were_told()
    {
        foreach (
            var sql in (string[])
                [
                    "delete from pot_flags",
                    "update pot_flag_overrides set reason = ''",
                    "delete from pot_flag_overrides",
                    "update pots_audit set reason = ''",
                ]
        )
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => world.Database.RunAsync(sql))).SqlState.ShouldBe(
                "42501",
                sql
            );
        foreach (var login in (string[])[world.Database.Pots.Orchestrator, world.Database.Pots.Settlement])
            (
                await Should.ThrowAsync<Npgsql.PostgresException>(() =>
                    world.Database.RunAsync("update pot_entries set flagged = true", login)
                )
            ).SqlState.ShouldBe("42501");
    }

    [Fact]
    public async Task What_waits_for_staff_is_listed_the_late_first_then_by_score()
    {
        var moderator = await world.Cast.StaffAsync(StaffRole.Moderator);
        var (strong, weak, paused) = (
            await world.OpenPotAsync(),
            await world.OpenPotAsync(),
            await world.OpenPotAsync()
        );
        var place = Place();
        await JoinAsync(strong, place);
        await JoinAsync(strong, place);
        var address = $"ip-{++places}";
        for (var i = 0; i < 3; i++)
            await JoinAsync(weak, Place(address));
        await CheckAsync(strong);
        await CheckAsync(weak);
        await world.Get<PausePot>().RunAsync(new(moderator, world.Key(), paused, "We look."), default);
        var (late, _) = await world.FullPotAsync();
        await world.Get<LockPot>().RunAsync(late, default);
        world.Clock.Advance(TimeSpan.FromMinutes(2));

        var reads = world.Get<StaffPotReads>();
        var items = (await reads.ItemsAsync(default)).Select(i => i.PotId!.Value).ToList();
        items.Where(i => i == late || i == strong || i == weak || i == paused).ShouldBe([late, strong, weak, paused]);
        (await reads.QueueAsync(default)).Count.ShouldBe(items.Count);

        var pot = (await reads.FindAsync(strong, default))!;
        pot.Flags.Select(f => f.Score).ShouldBe([80, 80]);
        pot.Flags.ShouldAllBe(f => f.Flagged);
        pot.Checks.ShouldBe(1);
        // Of one moment of the clock, so in any order.
        pot.Log.Select(n => n.Action).ShouldBe(["flagged", "opened"], ignoreOrder: true);
        (await reads.FindAsync(late, default))!.Late.ShouldBeTrue();
        (await reads.FindAsync(PotId.New(world.Now), default)).ShouldBeNull();
        await world.RunPotsAsync();
    }

    [Fact]
    public async Task The_figures_count_what_filled_who_came_back_and_who_was_flagged()
    {
        await using var own = new UseCases(cluster);
        await own.InitializeAsync();
        var players = await own.Cast.PlayersAsync(3, 10_000);
        PotId last = default;
        foreach (var seconds in (int[])[30, 90, 200])
        {
            last = await own.OpenPotAsync(tickets: 3, cap: 1, seconds: 300);
            await own.JoinAsync(players[0], last, 1);
            await own.JoinAsync(players[1], last, 1);
            own.Clock.Advance(TimeSpan.FromSeconds(seconds));
            await own.JoinAsync(players[2], last, 1, new PlayedFrom(null, "d"));
            await own.RunPotsAsync();
            own.Clock.Advance(TimeSpan.FromSeconds(8));
            await own.RunPotsAsync();
        }
        var timed = await own.OpenPotAsync(tickets: 5, cap: 1, seconds: 60);
        await own.JoinAsync(players[0], timed, 1, new PlayedFrom(null, "e"));
        await own.JoinAsync(players[1], timed, 1, new PlayedFrom(null, "e"));
        await own.Get<FlagPot>().RunAsync(timed, default);
        own.Clock.Advance(TimeSpan.FromSeconds(60));
        await own.RunPotsAsync();

        var figures = await own.Get<StaffPotReads>().FiguresAsync(TimeSpan.FromHours(2), default);

        figures.All.ShouldBe(
            new PotFillFigures(4, 3, 2, TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(145), TimeSpan.FromSeconds(178))
        );
        figures
            .Fill.Where(s => s.Pots > 0)
            .Select(s => (s.UpTo?.TotalSeconds, s.Pots))
            .ShouldBe([(30, 1), (90, 1), (300, 1)]);
        // Three pots of three are settled; into the last one only two came back.
        figures.Rejoins.ShouldBe(new PotRejoins(9, 8));
        figures.Hours.Sum(h => h.Entries).ShouldBe(11);
        figures.Hours.Sum(h => h.Flagged).ShouldBe(2);
        figures.Hours.Sum(h => h.Raised).ShouldBe(2);
    }

    private async Task<PlayerId> JoinAsync(PotId pot, PlayedFrom? from = null)
    {
        var player = await world.Cast.PlayerAsync(1_000);
        await world.JoinAsync(player, pot, 1, from ?? Place());
        return player;
    }

    /// <summary>An address and a device that nobody else has, where none are given.</summary>
    private static PlayedFrom Place(string? address = null, string? device = null)
    {
        places++;
        return new PlayedFrom(address ?? $"ip-{places}", device ?? $"device-{places}");
    }

    private Task<int?> CheckAsync(PotId pot) => world.Get<FlagPot>().RunAsync(pot, default);

    private async Task<ClearedPotFlag> ClearAsync(PotId pot, PlayerId player, bool remember) =>
        await world
            .Get<ClearPotFlag>()
            .RunAsync(
                new(
                    await world.Cast.AdminAsync(),
                    world.Key(),
                    (await FlagAsync(pot, player)).Id,
                    "A family with one tablet.",
                    remember
                ),
                default
            );

    private async Task<List<PlayerId>> FlaggedAsync(PotId pot) =>
        [
            .. (await world.PotEntriesAsync(pot))
                .Where(e => e is { Flagged: true, CancelledAt: null })
                .Select(e => e.PlayerId)
                .Distinct(),
        ];

    private Task<PotFlag?> FindFlagAsync(PotId pot, PlayerId player) =>
        world.ReadAsync(db =>
            db.PotFlags.AsNoTracking().SingleOrDefaultAsync(f => f.PotId == pot && f.PlayerId == player)
        );

    private async Task<PotFlag> FlagAsync(PotId pot, PlayerId player) => (await FindFlagAsync(pot, player))!;

    private Task<long> NotesAsync(PotId pot, string action) =>
        world.Database.AskAsync<long>(
            "select count(*) from pots_audit where pot_id = $1 and action = $2",
            pot.Value,
            action
        );
}
