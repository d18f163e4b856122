using System.Text.Json;
using Alot.Data.Accounts;
using Alot.Data.Auditing;
using Alot.Data.Pots;
using Alot.Domain;
using Alot.Domain.Accounts;
using Alot.Domain.Draws;
using Alot.Domain.Pots;
using Alot.Tests.World;
using Shouldly;
using Xunit;

namespace Alot.Tests.Pots;

/// <summary>A pot from opening to payout, on the real database with the real logins.</summary>
public sealed class PotLifeTests(UseCases world) : IClassFixture<UseCases>
{
    [Fact]
    public async Task A_full_pot_locks_reveals_and_pays_everything_to_one_ticket()
    {
        var (pot, players) = await world.FullPotAsync(5, 200);
        var before = await world.PotAsync(pot);
        before.FilledAt.ShouldNotBeNull();
        before.SettlementProof.ShouldBeNull();

        await world.RunPotsAsync();
        var locked = await world.PotAsync(pot);
        locked.Status.ShouldBe(PotStatus.Locked);
        locked.CommitHash.ShouldNotBeNull();
        locked.LockedAt.ShouldBe(Second(before.FilledAt.Value));
        locked.RevealSeed.ShouldBeNull();

        world.Clock.Advance(TimeSpan.FromSeconds(8));
        await world.RunPotsAsync();
        var settled = await world.PotAsync(pot);
        settled.Status.ShouldBe(PotStatus.Settled);
        players.ShouldContain(settled.WinnerId!.Value);
        var credits = new List<long>();
        foreach (var player in players)
            credits.Add(await world.CreditsAsync(player));
        credits.Order().ShouldBe([0, 0, 0, 0, 1_000]);
        (await world.CreditsAsync(settled.WinnerId.Value)).ShouldBe(1_000);
        (await world.BalanceAsync("credit_escrow", pot.Value)).ShouldBe(0);

        var proof = JsonSerializer.Deserialize<PotProof>(settled.SettlementProof!)!;
        ServerSeed.FromHex(proof.RevealSeed).Matches(settled.SeedHash).ShouldBeTrue();
        Roster.Parse(proof.Entries).Root.ShouldBe(settled.RosterRoot);
        proof.Signatures.Select(s => s.Kind).ShouldBe(["pot_opening", "pot_lock", "pot_reveal"]);
        proof.Signatures.Select(s => s.KeyId).Distinct().Count().ShouldBe(2);
        await AuditedAsync();
    }

    [Fact]
    public async Task Tickets_are_numbered_at_the_lock_in_the_order_of_joining_and_cancelled_entries_are_left_out()
    {
        var pot = await world.OpenPotAsync(tickets: 10, cap: 3);
        var players = await world.Cast.PlayersAsync(3, 1_000);
        await world.JoinAsync(players[0], pot, 2);
        Later();
        var gone = await world.JoinAsync(players[1], pot, 3);
        Later();
        await world.JoinAsync(players[2], pot, 1);
        Later();
        await world.LeaveAsync(players[1], pot, gone.EntryId);
        await world.JoinAsync(players[1], pot, 1);
        (await world.CreditsAsync(players[1])).ShouldBe(900);

        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.RunPotsAsync();

        var entries = await world.PotEntriesAsync(pot);
        entries.Select(e => (e.TicketsStart, e.TicketsEnd)).ShouldBe([(1, 2), (null, null), (3, 3), (4, 4)]);
        void Later() => world.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await world.PotAsync(pot)).LockedAt.ShouldBe((await world.PotAsync(pot)).ClosesAt);
    }

    [Fact]
    public async Task At_the_timer_with_fewer_than_two_players_everybody_has_their_credits_back()
    {
        var pot = await world.OpenPotAsync();
        var player = await world.Cast.PlayerAsync(500);
        await world.JoinAsync(player, pot, 2);
        await world.JoinAsync(player, pot, 1);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.RunPotsAsync();
        (await world.PotAsync(pot)).Status.ShouldBe(PotStatus.Cancelled);
        (await world.CreditsAsync(player)).ShouldBe(500);
        await AuditedAsync();
    }

    [Fact]
    public async Task Joins_and_cancellations_after_the_timer_are_refused_though_no_job_has_run()
    {
        var pot = await world.OpenPotAsync(seconds: 60);
        var player = await world.Cast.PlayerAsync(500);
        var entry = await world.JoinAsync(player, pot, 1);
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await RefusedAsync("pot_not_open", () => world.JoinAsync(player, pot, 1));
        await RefusedAsync("pot_not_open", () => world.LeaveAsync(player, pot, entry.EntryId));
        (await world.CreditsAsync(player)).ShouldBe(400);
    }

    [Fact]
    public async Task Who_may_not_join_is_told_why_and_nothing_is_taken()
    {
        var pot = await world.OpenPotAsync(tickets: 4, cap: 2);
        var player = await world.Cast.PlayerAsync(1_000);
        await RefusedAsync("validation", () => world.JoinAsync(player, pot, 0));
        await RefusedAsync("validation", () => world.JoinAsync(player, pot, -1));
        await RefusedAsync("limit_reached", () => world.JoinAsync(player, pot, 3));
        await world.JoinAsync(player, pot, 2);
        await RefusedAsync("limit_reached", () => world.JoinAsync(player, pot, 1));
        await RefusedAsync(
            "insufficient_credits",
            async () => await world.JoinAsync(await world.Cast.PlayerAsync(99), pot, 1)
        );
        await RefusedAsync(
            "account_suspended",
            async () => await world.JoinAsync(await world.Cast.PlayerAsync(100, UserStatus.Suspended), pot, 1)
        );
        await RefusedAsync(
            "email_not_verified",
            async () => await world.JoinAsync(await world.Cast.PlayerAsync(100, verified: false), pot, 1)
        );
        await RefusedAsync(
            "staff_cannot_enter",
            async () => await world.JoinAsync(await world.Cast.AdminAsync(), pot, 1)
        );
        await RefusedAsync("not_found", () => world.JoinAsync(player, PotId.New(world.Now), 1));
        await world.JoinAsync(await world.Cast.PlayerAsync(1_000), pot, 1);
        var late = await world.Cast.PlayerAsync(1_000);
        await RefusedAsync("pot_full", () => world.JoinAsync(late, pot, 2));
        (await world.CreditsAsync(late)).ShouldBe(1_000);
        (await world.CreditsAsync(player)).ShouldBe(800);
        (await world.PotAsync(pot)).TicketsSold.ShouldBe(3);
    }

    [Fact]
    public async Task Where_pots_are_blocked_nobody_joins()
    {
        var player = await world.Cast.PlayerAsync(1_000);
        await world.Database.RunAsync(
            "update users set country = 'US', region = 'Washington' where id = $1",
            null,
            player.Value
        );
        var pot = await world.OpenPotAsync();
        var blocked = world.Make<JoinPot>(new PotPolicy { BlockedRegions = new HashSet<string> { "US-Washington" } });
        await RefusedAsync(
            "region_blocked",
            () => blocked.RunAsync(new(player, world.Key(), pot, 1, PlayedFrom.Unknown), default)
        );
        (await world.CreditsAsync(player)).ShouldBe(1_000);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Too_many_joins_within_a_minute_are_refused(bool byDevice, bool byAddress)
    {
        var pot = await world.OpenPotAsync(tickets: 100, cap: 50);
        var policy = new PotPolicy
        {
            JoinsPerPlayer = byDevice || byAddress ? 100 : 3,
            JoinsPerDevice = byDevice ? 3 : 100,
            JoinsPerAddress = byAddress ? 3 : 100,
        };
        var join = world.Make<JoinPot>(policy);
        var from = new PlayedFrom($"ip-{pot}", $"device-{pot}");
        var player = await world.Cast.PlayerAsync(1_000);
        Task<JoinedPot> Again() => join.RunAsync(new(player, world.Key(), pot, 1, from), default);
        for (var i = 0; i < 3; i++)
            await Again();
        (await Should.ThrowAsync<Refusal>(Again)).Kind.ShouldBe(RefusalKind.TooMany);
        world.Clock.Advance(PotPolicy.VelocityWindow);
        await Again();
        (await world.CreditsAsync(player)).ShouldBe(600);
    }

    [Fact]
    public async Task A_pause_stops_joins_timer_and_settlement_and_all_goes_on_with_as_much_time_left()
    {
        var admin = await world.Cast.AdminAsync();
        var pot = await world.OpenPotAsync(seconds: 60);
        var players = await world.Cast.PlayersAsync(2, 500);
        await world.JoinAsync(players[0], pot, 1);
        var closes = (await world.PotAsync(pot)).ClosesAt;
        world.Clock.Advance(TimeSpan.FromSeconds(20));
        await PauseAsync();
        await RefusedAsync("pot_paused", () => world.JoinAsync(players[1], pot, 1));
        await RefusedAsync("already_paused", PauseAsync);

        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await world.RunPotsAsync();
        (await world.PotAsync(pot)).Status.ShouldBe(PotStatus.Open);
        await ResumeAsync();
        (await world.PotAsync(pot)).ClosesAt.ShouldBe(closes + TimeSpan.FromMinutes(10));
        await world.JoinAsync(players[1], pot, 1);
        world.Clock.Advance(TimeSpan.FromSeconds(40));
        await world.RunPotsAsync();
        (await world.PotAsync(pot)).Status.ShouldBe(PotStatus.Locked);

        await PauseAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.RunPotsAsync();
        (await world.PotAsync(pot)).Status.ShouldBe(PotStatus.Locked);
        await ResumeAsync();
        await world.RunPotsAsync();
        (await world.PotAsync(pot)).Status.ShouldBe(PotStatus.Settled);
        await AuditedAsync();

        Task PauseAsync() =>
            world.Get<PausePot>().RunAsync(new(admin, world.Key(), pot, "We look at something."), default);
        Task ResumeAsync() => world.Get<ResumePot>().RunAsync(new(admin, world.Key(), pot), default);
    }

    [Fact]
    public async Task A_locked_pot_is_called_off_by_two_people_and_everything_goes_back()
    {
        var (pot, players) = await world.FullPotAsync(3);
        await world.RunPotsAsync();
        var asked = await world
            .Get<CallOffPot>()
            .RunAsync(new(await world.Cast.AdminAsync(), world.Key(), pot, "Two players are one."), default);
        asked.ApprovalId.ShouldNotBeNull();
        await RefusedAsync("second_person_needed", async () => await DecideAsync(await world.Cast.AdminAsync()));
        await world.RunPotsAsync();
        (await world.PotAsync(pot)).Status.ShouldBe(PotStatus.Locked);

        await DecideAsync(await world.Cast.StaffAsync(StaffRole.Moderator));
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        await world.RunPotsAsync();
        (await world.PotAsync(pot)).Status.ShouldBe(PotStatus.Cancelled);
        foreach (var player in players)
            (await world.CreditsAsync(player)).ShouldBe(100);
        await AuditedAsync();

        Task DecideAsync(PlayerId by) =>
            world.Get<DecideApproval>().RunAsync(new(by, world.Key(), asked.ApprovalId!.Value, true), default);
    }

    [Fact]
    public async Task A_reveal_that_is_wrong_foreign_or_signed_by_another_key_is_refused_with_an_alert_and_the_pot_stays_locked()
    {
        var (pot, _) = await world.FullPotAsync();
        var (other, _) = await world.FullPotAsync();
        await world.RunPotsAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(8));
        await world.Get<RevealPot>().RunAsync(other, null, default);
        var proof = JsonSerializer.Deserialize<PotProof>((await world.PotAsync(other)).SettlementProof!)!;
        var foreign = new HandedReveal(proof.RevealSeed, proof.Signatures[2].Signature);
        var own = await SeedAsync(pot);
        foreach (
            var handed in (HandedReveal[])
                [foreign, new(own, foreign.Signature), new("00", foreign.Signature), new(own, "00"), new(own, "")]
        )
            await RefusedAsync("reveal_mismatch", () => world.Get<RevealPot>().RunAsync(pot, handed, default));
        (await world.PotAsync(pot)).Status.ShouldBe(PotStatus.Locked);
        (await OpenAlertsAsync(pot)).ShouldBe(1);

        await world.RunPotsAsync();
        (await world.PotAsync(pot)).Status.ShouldBe(PotStatus.Settled);
        (await OpenAlertsAsync(pot)).ShouldBe(0);
        // A settled pot takes no reveal, not even its own.
        (
            await world.Get<RevealPot>().RunAsync(pot, new HandedReveal(own, foreign.Signature), default)
        ).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_changed_by_hand_after_the_lock_is_never_settled()
    {
        var (pot, _) = await world.FullPotAsync();
        await world.RunPotsAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(8));
        await ChangeAsync("update pots set commit_hash = repeat('0', 64) where id = $1");
        await world.RunPotsAsync();
        (await world.PotAsync(pot)).Status.ShouldBe(PotStatus.Locked);
        (await OpenAlertsAsync(pot)).ShouldBe(1);

        // Only the owner, with the triggers off, can do this at all.
        Task ChangeAsync(string sql) =>
            world.Database.RunAsync(
                $"""
                do $$ begin
                    alter table pots disable trigger pots_as_promised;
                    {sql.Replace("$1", $"'{pot}'", StringComparison.Ordinal)};
                    alter table pots enable trigger pots_as_promised;
                end $$
                """,
                world.Database.Owner
            );
    }

    [Fact]
    public async Task The_seed_is_nowhere_in_plain_before_the_reveal()
    {
        var (pot, _) = await world.FullPotAsync();
        await world.RunPotsAsync();
        var seed = await SeedAsync(pot);
        (
            await world.Database.AskAsync<bool>(
                "select exists (select from pots p where p.id = $1 and to_jsonb(p)::text like '%' || $2 || '%')",
                pot.Value,
                seed
            )
        ).ShouldBeFalse();
    }

    [Fact]
    public async Task A_pot_that_stays_locked_for_two_minutes_alerts_staff_once()
    {
        var (pot, _) = await world.FullPotAsync();
        await world.RunPotsAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(2));
        (await world.Get<DuePots>().LateAsync(default)).ShouldContain(pot);
        (await world.Get<ReportLatePot>().RunAsync(pot, default)).ShouldBeTrue();
        (await world.Get<DuePots>().LateAsync(default)).ShouldNotContain(pot);
        (await OpenAlertsAsync(pot)).ShouldBe(1);
        await world.RunPotsAsync();
        (await OpenAlertsAsync(pot)).ShouldBe(0);
    }

    [Fact]
    public async Task The_same_key_joins_once()
    {
        var pot = await world.OpenPotAsync();
        var player = await world.Cast.PlayerAsync(500);
        var first = await world.JoinAsync(player, pot, 1, key: "again");
        (await world.JoinAsync(player, pot, 1, new PlayedFrom("elsewhere", null), key: "again")).ShouldBe(first);
        await RefusedAsync("idempotency_mismatch", () => world.JoinAsync(player, pot, 2, key: "again"));
        (await world.CreditsAsync(player)).ShouldBe(400);
    }

    [Fact]
    public async Task A_template_keeps_one_pot_open_and_two_nodes_open_one()
    {
        var template = new PotTemplate(
            "small-change",
            new PotPlan("Small change", new(25), 2, 1, TimeSpan.FromMinutes(5), "small-change")
        );
        var policy = new PotPolicy { Templates = [template] };
        var rotate = world.Make<RotatePots>(policy);
        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(async _ =>
                {
                    try
                    {
                        await rotate.RunAsync(default);
                    }
                    catch (Microsoft.EntityFrameworkCore.DbUpdateException)
                    {
                        // The one that came second: the database allows no second.
                    }
                })
        );
        var pots = await OfTemplateAsync();
        pots.Count.ShouldBe(1);

        foreach (var player in await world.Cast.PlayersAsync(2, 25))
            await world.JoinAsync(player, pots[0], 1);
        (await world.Make<LockPot>(policy).RunAsync(pots[0], default)).ShouldBeTrue();
        (await OfTemplateAsync()).Count.ShouldBe(2);
        (await rotate.RunAsync(default)).ShouldBe(0);

        Task<List<PotId>> OfTemplateAsync() =>
            world.ReadAsync(db =>
                Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.ToListAsync(
                    db.Pots.Where(p => p.Template == "small-change").Select(p => p.Id)
                )
            );
    }

    private async Task<string> SeedAsync(PotId pot)
    {
        var box = await world.Database.AskAsync<string>(
            "select reveal_seed_encrypted from pots where id = $1",
            pot.Value
        );
        return world.Sealer.Open(box, $"pot-seed:{pot}");
    }

    private Task<long> OpenAlertsAsync(PotId pot) =>
        world.Database.AskAsync<long>(
            "select count(*) from alerts where subject = $1 and cleared_at is null",
            pot.ToString()
        );

    private async Task AuditedAsync() => (await world.Get<Auditor>().RunAsync(default)).Violations.ShouldBeEmpty();

    private static async Task RefusedAsync(string code, Func<Task> act) =>
        (await Should.ThrowAsync<Refusal>(act)).Code.ShouldBe(code);

    private static DateTimeOffset Second(DateTimeOffset time) =>
        new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
